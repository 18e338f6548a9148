package localdiscord_test

import (
	"encoding/json"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func TestContentIsBlankWhereDiscordBlanksIt(t *testing.T) {
	const intents = guildMessages | localdiscord.IntentDirectMessages
	for name, c := range map[string]struct {
		cfg     localdiscord.Config
		intents int
		say     func(talk) *localdiscord.Message
		shown   bool
	}{
		"an ordinary message":                    {say: func(k talk) *localdiscord.Message { return k.say("secret") }},
		"with the intent":                        {cfg: localdiscord.Config{Privileged: localdiscord.IntentContent}, intents: localdiscord.IntentContent, say: func(k talk) *localdiscord.Message { return k.say("secret") }, shown: true},
		"with the portal's switch but no intent": {cfg: localdiscord.Config{Privileged: localdiscord.IntentContent}, say: func(k talk) *localdiscord.Message { return k.say("secret") }},
		"a mention of the bot":                   {say: func(k talk) *localdiscord.Message { return k.say(k.d.BotMention() + " secret") }, shown: true},
		"a mention of the bot's role":            {say: func(k talk) *localdiscord.Message { return k.say("<@&" + k.guild.BotRoleID + "> secret") }},
		"that role where it counts":              {cfg: localdiscord.Config{RoleMentionShowsContent: true}, say: func(k talk) *localdiscord.Message { return k.say("<@&" + k.guild.BotRoleID + "> secret") }, shown: true},
		"@everyone":                              {say: func(k talk) *localdiscord.Message { return k.say("@everyone secret") }},
		"a DM":                                   {say: func(k talk) *localdiscord.Message { return k.dm("secret") }, shown: true},
		"a reply to the bot with ping":           {say: func(k talk) *localdiscord.Message { return k.reply(false) }, shown: true},
		"a reply to the bot without ping":        {say: func(k talk) *localdiscord.Message { return k.reply(true) }},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, c.cfg)
			guild := d.AddGuild("Watchers")
			k := talk{rest{t, d}, guild, guild.AddChannel("general"), guild.AddMember("Ana")}
			w, _ := ready(t, d, intents|c.intents)
			sent := c.say(k)
			var got localdiscord.Message
			for got.ID != sent.ID {
				got = localdiscord.Message{}
				if err := json.Unmarshal(w.until("MESSAGE_CREATE").Data, &got); err != nil {
					t.Fatal(err)
				}
			}
			if shown := got.Content == sent.Content && len(got.Attachments) == len(sent.Attachments); shown != c.shown {
				t.Errorf("the bot reads %q with %d files, shown should be %v", got.Content, len(got.Attachments), c.shown)
			}
			if got.Content == "" && len(got.Attachments)+len(got.Embeds)+len(got.Components) > 0 {
				t.Error("the content is blank and the rest is not")
			}
			if ref := got.ReferencedMessage; ref != nil && ref.Content != "from the bot" {
				t.Errorf("the bot's own message reads %q in the reply", ref.Content)
			}
		})
	}
}

type talk struct {
	rest
	guild   *localdiscord.Guild
	general *localdiscord.Channel
	ana     *localdiscord.Person
}

func (k talk) botSays(text string) *localdiscord.Message {
	var m localdiscord.Message
	k.accepted("POST", "/channels/"+k.general.ID+"/messages", object{"content": text}, &m)
	return &m
}

func (k talk) with(o localdiscord.SayOptions, channel, text string) *localdiscord.Message {
	o.Files = []localdiscord.Attachment{{ID: "1", Filename: "a.txt"}}
	o.Embeds = []localdiscord.Embed{{Title: "secret"}}
	o.Components = []localdiscord.Component{{Type: localdiscord.CompTextDisplay, Content: "secret"}}
	return must[*localdiscord.Message](k.t)(k.ana.SayWith(channel, text, o))
}

func (k talk) say(text string) *localdiscord.Message {
	return k.with(localdiscord.SayOptions{}, k.general.ID, text)
}

func (k talk) dm(text string) *localdiscord.Message {
	return k.with(localdiscord.SayOptions{}, k.ana.DM().ID, text)
}

func (k talk) reply(noPing bool) *localdiscord.Message {
	return k.with(localdiscord.SayOptions{ReplyTo: k.botSays("from the bot").ID, NoPing: noPing}, k.general.ID, "secret")
}

func TestWithoutAnIntentItsEventsDoNotCome(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	hidden := guild.AddChannel("hidden")
	hidden.Deny(d.Bot().ID, localdiscord.ViewChannel)
	w, _ := ready(t, d, localdiscord.IntentDirectMessages)
	heard, _ := ready(t, d, guildMessages)
	say(t, ana, general, "unheard")
	say(t, ana, hidden, "unseen")
	last := must[*localdiscord.Message](t)(ana.Say(ana.DM().ID, "heard"))
	var got localdiscord.Message
	if err := json.Unmarshal(w.until("MESSAGE_CREATE").Data, &got); err != nil || got.ID != last.ID {
		t.Errorf("the session for DMs got %+v", got)
	}
	say(t, ana, general, "the end")
	heard.until("MESSAGE_CREATE") // unheard, to the other session
	if err := json.Unmarshal(heard.until("MESSAGE_CREATE").Data, &got); err != nil || got.ChannelID != general.ID {
		t.Errorf("the session for guilds got a message of channel %s, which the bot may not view", got.ChannelID)
	}
}
