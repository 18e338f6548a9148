package localdiscord_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// clock is one that tests move by hand.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

func TestEditsThatDiscordRefuses(t *testing.T) {
	now := &clock{}
	d := start(t, localdiscord.Config{Now: now.now, Limits: localdiscord.Limits{OldEdits: 1}})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	c, path := rest{t, d}, "/channels/"+general.ID+"/messages"
	var plain, second localdiscord.Message
	c.accepted("POST", path, object{"content": "a"}, &plain)
	c.accepted("POST", path, v2(textDisplay("a")), &second)
	anas := must[*localdiscord.Message](t)(ana.Say(general.ID, "mine"))

	c.refused("PATCH", path+"/"+anas.ID, object{"content": "b"}, 403, 50005, "")
	c.refused("PATCH", path+"/1", object{"content": "b"}, 404, 10008, "")
	c.refused("PATCH", path+"/"+plain.ID, object{"content": ""}, 400, 50006, "")
	c.refused("PATCH", path+"/"+second.ID, object{"flags": 0}, 400, 50035, "REMOVE_COMPONENTS_V2")
	c.refused("PATCH", path+"/"+second.ID, object{"content": "b"}, 400, 50035, "LEGACY_FIELDS")
	c.refused("PATCH", path+"/"+plain.ID, v2(textDisplay("b")), 400, 50035, "LEGACY_FIELDS")
	c.accepted("PATCH", path+"/"+plain.ID, with(v2(textDisplay("b")), "content", nil), nil)

	now.advance(time.Hour + time.Minute)
	c.accepted("PATCH", path+"/"+second.ID, object{"components": list{textDisplay("c")}}, nil)
	c.refused("PATCH", path+"/"+second.ID, object{"components": list{textDisplay("d")}}, 429, 30046, "")
	if m := must[*localdiscord.Message](t)(ana.See(general.ID, second.ID)); m.Text() != "c" || m.EditedTimestamp == nil {
		t.Errorf("Ana sees %q, edited %v; want c, edited", m.Text(), m.EditedTimestamp)
	}
}

func TestANonceMakesOneMessage(t *testing.T) {
	now := &clock{}
	d := start(t, localdiscord.Config{Now: now.now})
	guild := d.AddGuild("Watchers")
	path := "/channels/" + guild.AddChannel("general").ID + "/messages"
	post := func(channelPath string, enforce bool) string {
		var m localdiscord.Message
		rest{t, d}.accepted("POST", channelPath, object{"content": "a", "nonce": "n1", "enforce_nonce": enforce}, &m)
		return m.ID
	}
	first := post(path, true)
	if again := post(path, true); again != first {
		t.Error("the same nonce made a second message")
	}
	if loose := post(path, false); loose == first {
		t.Error("the nonce was enforced though not asked for")
	}
	first = post(path, true)
	now.advance(10 * time.Minute)
	if late := post(path, true); late == first {
		t.Error("the nonce was remembered for more than a few minutes")
	}
}

func TestWhoIsPinged(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuildWith("Watchers", localdiscord.GuildOptions{BotPermissions: localdiscord.BotPermissions &^ localdiscord.MentionEveryone})
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	open_, closed := guild.AddMentionableRole("open", 0), guild.AddRole("closed", 0)
	asked := must[*localdiscord.Message](t)(ana.Say(general.ID, "hello"))
	all := fmt.Sprintf("@everyone %s <@&%s> <@&%s>", ana.Mention(), open_.ID, closed.ID)
	reply := object{"message_id": asked.ID}
	// Everybody may mention everyone in this guild, the bot included, unless the channel says otherwise.
	quiet := guild.AddChannel("quiet")
	quiet.Deny(guild.ID, localdiscord.MentionEveryone)
	for name, c := range map[string]struct {
		channel *localdiscord.Channel
		body    object
		want    string // everyone, number of users, number of roles
	}{
		"without allowed_mentions all of them":        {general, object{"content": all}, "true 1 2"},
		"without the permission only open roles":      {quiet, object{"content": all}, "false 1 1"},
		"with an empty parse nobody":                  {general, object{"content": all, "allowed_mentions": object{"parse": list{}}}, "false 0 0"},
		"with parse null nobody":                      {general, object{"content": all, "allowed_mentions": object{"parse": nil}}, "false 0 0"},
		"only the users that are listed":              {general, object{"content": all, "allowed_mentions": object{"users": list{ana.ID}}}, "false 1 0"},
		"only roles where only roles are parsed":      {general, object{"content": all, "allowed_mentions": object{"parse": list{"roles"}}}, "false 0 2"},
		"a reply pings by default":                    {general, object{"content": "a", "message_reference": reply}, "false 1 0"},
		"a reply does not once allowed_mentions came": {general, object{"content": "a", "message_reference": reply, "allowed_mentions": object{"parse": list{}}}, "false 0 0"},
		"a reply does when asked to":                  {general, object{"content": "a", "message_reference": reply, "allowed_mentions": object{"parse": list{}, "replied_user": true}}, "false 1 0"},
		"text displays ping too":                      {general, v2(textDisplay(all)), "true 1 2"},
		"an escaped mention still pings":              {general, object{"content": `\` + ana.Mention()}, "false 1 0"},
		"embeds never ping":                           {general, object{"embeds": list{object{"description": all}}}, "false 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			var m localdiscord.Message
			rest{t, d}.accepted("POST", "/channels/"+c.channel.ID+"/messages", c.body, &m)
			if got := pinged(d, &m); got != c.want {
				t.Errorf("pinged %s, want %s", got, c.want)
			}
		})
	}
}

func pinged(d *localdiscord.Server, m *localdiscord.Message) string {
	p := d.Pings(m.ChannelID, m.ID)
	return fmt.Sprint(p.Everyone, len(p.Users), len(p.Roles))
}

func TestAnEditPingsByItsOwnRules(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	c, path := rest{t, d}, "/channels/"+general.ID+"/messages"
	var m localdiscord.Message
	c.accepted("POST", path, object{"content": ana.Mention(), "allowed_mentions": object{"parse": list{}}}, &m)
	if got := pinged(d, &m); got != "false 0 0" {
		t.Fatalf("the message pinged %s", got)
	}
	c.accepted("PATCH", path+"/"+m.ID, object{"content": ana.Mention() + "!"}, nil)
	if got := pinged(d, &m); got != "false 1 0" {
		t.Errorf("an edit without allowed_mentions pinged %s, want Ana", got)
	}
	c.accepted("PATCH", path+"/"+m.ID, object{"content": ana.Mention() + "!!", "allowed_mentions": object{"parse": list{}}}, nil)
	if got := pinged(d, &m); got != "false 0 0" {
		t.Errorf("an edit with an empty parse pinged %s", got)
	}
}

func TestWhereThereIsNoMessage(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	forum := guild.AddChannelOf(localdiscord.ChannelForum, "questions", "")
	general := guild.AddChannel("general")
	elsewhere := d.AddGuildWith("Elsewhere", localdiscord.GuildOptions{WithoutBot: true}).AddChannel("general")
	c, hello := rest{t, d}, object{"content": "a"}
	c.refused("POST", "/channels/1/messages", hello, 404, 10003, "")
	c.refused("POST", "/channels/"+elsewhere.ID+"/messages", hello, 403, 50001, "")
	c.refused("POST", "/channels/"+forum.ID+"/messages", hello, 400, 50008, "")
	c.refused("DELETE", "/channels/"+general.ID+"/messages/1", nil, 404, 10008, "")
	c.refused("GET", "/channels/"+general.ID+"/messages?limit=101", nil, 400, 50035, "limit")
	c.refused("GET", "/nothing/here", nil, 404, 0, "Not Found")
	c.refused("POST", "/users/@me/channels", object{"recipient_id": "1"}, 404, 10013, "")
}

func TestAMessageListIsNewestFirst(t *testing.T) {
	d := start(t, localdiscord.Config{Privileged: localdiscord.IntentContent})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	say(t, ana, general, "one", "two", "three")
	var got []localdiscord.Message
	rest{t, d}.accepted("GET", "/channels/"+general.ID+"/messages?limit=2", nil, &got)
	if len(got) != 2 || got[0].Content != "three" || got[1].Content != "two" {
		t.Errorf("got %v", got)
	}
	rest{t, d}.accepted("GET", "/channels/"+general.ID+"/messages?before="+got[1].ID, nil, &got)
	if len(got) != 1 || got[0].Content != "one" {
		t.Errorf("before two came %v", got)
	}
}

func TestOldMessagesAreForgottenAndPinsAreNot(t *testing.T) {
	d := start(t, localdiscord.Config{Keep: 3})
	guild := d.AddGuild("Watchers")
	mods := guild.AddRole("mods", localdiscord.ModeratorPermissions)
	general, mia := guild.AddChannel("general"), guild.AddMember("Mia", mods.ID)
	pinned := must[*localdiscord.Message](t)(mia.Say(general.ID, "keep me"))
	if err := mia.Pin(general.ID, pinned.ID); err != nil {
		t.Fatal(err)
	}
	say(t, mia, general, strings.Split("a b c d e f", " ")...)
	if seen := must[[]*localdiscord.Message](t)(mia.Look(general.ID)); len(seen) != 3 {
		t.Errorf("%d messages are kept, want 3", len(seen))
	}
	if pins := must[[]*localdiscord.Message](t)(mia.Pins(general.ID)); len(pins) != 1 {
		t.Errorf("%d pins, want the one", len(pins))
	}
}
