package localdiscord_test

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func TestAMentionIsAnswered(t *testing.T) {
	t.Parallel()
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general := guild.AddChannel("general")
	ana := guild.AddMember("Ana")
	open(t, d, echo)

	asked := must[*localdiscord.Message](t)(ana.Say(general.ID, d.BotMention()+" hello"))
	reply := must[*localdiscord.Message](t)(ana.ReplyTo(patience(t), asked))
	if want := "> " + d.BotMention() + " hello"; reply.Content != want {
		t.Errorf("the bot answered %q, want %q", reply.Content, want)
	}
	if reply.RepliesTo() != asked.ID {
		t.Errorf("the answer refers to %q, want %q", reply.RepliesTo(), asked.ID)
	}
}

func TestASlashCommandGoesThroughItsWholeLife(t *testing.T) {
	t.Parallel()
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general := guild.AddChannel("general")
	ana, ben := guild.AddMember("Ana"), guild.AddMember("Ben")
	s := open(t, d, life)
	must[[]*discordgo.ApplicationCommand](t)(s.ApplicationCommandBulkOverwrite(d.Bot().ID, "", []*discordgo.ApplicationCommand{{
		Name: "ask", Description: "Ask a question", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What?", Required: true, Autocomplete: true},
		},
	}}))

	choices := must[[]localdiscord.Choice](t)(ana.Suggest(patience(t), general.ID, "ask", localdiscord.Opt{Name: "question", Value: "wh"}))
	if len(choices) != 1 || choices[0].Name != "wh…" {
		t.Errorf("suggestions %v, want one: wh…", choices)
	}
	in := must[*localdiscord.Interaction](t)(ana.Slash(general.ID, "/ask", localdiscord.Opt{Name: "question", Value: "who?"}))
	answer := must[*localdiscord.Message](t)(in.Message(patience(t)))
	if answer.Text() != "who?" || !answer.Ephemeral() {
		t.Errorf("answered %q, ephemeral %v; want who?, hidden", answer.Text(), answer.Ephemeral())
	}
	if seen := must[[]*localdiscord.Message](t)(ben.Look(general.ID)); len(seen) != 0 {
		t.Errorf("Ben sees %d messages that were for Ana only", len(seen))
	}
	clicked := must[*localdiscord.Interaction](t)(ana.Click(answer, "More"))
	ack, err := clicked.Wait(patience(t))
	if err != nil || ack.Modal == nil {
		t.Fatalf("the button opened no modal: %v", err)
	}
	sent := must[*localdiscord.Interaction](t)(ana.Submit(ack.Modal, map[string]string{"text": "more?"}))
	if m := must[*localdiscord.Message](t)(sent.Message(patience(t))); !strings.HasPrefix(m.Text(), "more?") {
		t.Errorf("the modal was answered with %q, want more?", m.Text())
	}
}

// life defers /ask and fills the deferral with a V2 message; its button opens a modal, which is answered.
func life(s *discordgo.Session, i *discordgo.InteractionCreate) {
	r := &discordgo.InteractionResponse{}
	switch i.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		typed := i.ApplicationCommandData().Options[0].StringValue()
		r.Type = discordgo.InteractionApplicationCommandAutocompleteResult
		r.Data = &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: typed + "…", Value: typed}}}
	case discordgo.InteractionApplicationCommand:
		r.Type = discordgo.InteractionResponseDeferredChannelMessageWithSource
		r.Data = &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral}
	case discordgo.InteractionMessageComponent:
		r.Type = discordgo.InteractionResponseModal
		r.Data = &discordgo.InteractionResponseData{CustomID: "form", Title: "More", Components: []discordgo.MessageComponent{
			discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{CustomID: "text", Label: "What?", Style: discordgo.TextInputShort, Required: true}}},
		}}
	case discordgo.InteractionModalSubmit:
		r.Type = discordgo.InteractionResponseChannelMessageWithSource
		r.Data = &discordgo.InteractionResponseData{Content: i.ModalSubmitData().Components[0].(*discordgo.ActionsRow).Components[0].(*discordgo.TextInput).Value}
	}
	_ = s.InteractionRespond(i.Interaction, r)
	if i.Type == discordgo.InteractionApplicationCommand {
		fill(s, i)
	}
}

func fill(s *discordgo.Session, i *discordgo.InteractionCreate) {
	_, _ = s.RequestWithBucketID("PATCH", discordgo.EndpointInteractionResponseActions(i.AppID, i.Token), map[string]any{
		"flags": localdiscord.FlagComponentsV2,
		"components": []discordgo.MessageComponent{
			discordgo.Container{Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: i.ApplicationCommandData().Options[0].StringValue()}}},
			discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.Button{Label: "More", CustomID: "more", Style: discordgo.PrimaryButton}}},
		},
	}, "original")
}
