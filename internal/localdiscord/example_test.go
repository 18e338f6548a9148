package localdiscord_test

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A bot that is asked in a message and by a command, and answers both.
func Example() {
	d, err := localdiscord.New(localdiscord.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")

	bot, _ := discordgo.New("Bot " + d.Token())
	bot.Client.Transport = d.Transport() // REST; the gateway's address comes by REST
	ready := make(chan struct{})
	bot.AddHandlerOnce(func(*discordgo.Session, *discordgo.Ready) { close(ready) })
	bot.AddHandler(func(s *discordgo.Session, m *discordgo.MessageCreate) {
		if !m.Author.Bot {
			_, _ = s.ChannelMessageSendReply(m.ChannelID, "nobody holds it", m.Reference())
		}
	})
	bot.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		_ = s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Content: "still nobody", Flags: discordgo.MessageFlagsEphemeral}})
	})
	if err := bot.Open(); err != nil {
		fmt.Println(err)
		return
	}
	defer bot.Close()
	<-ready
	_, err = bot.ApplicationCommandBulkOverwrite(d.Bot().ID, "", []*discordgo.ApplicationCommand{{Name: "ask", Description: "Ask"}})
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx := context.Background()
	asked, _ := ana.Say(general.ID, d.BotMention()+" who holds the bridge?")
	reply, err := ana.ReplyTo(ctx, asked)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reply.Text())

	i, err := ana.Slash(general.ID, "ask")
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := i.Message(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Text(), answer.Ephemeral())

	// Output:
	// nobody holds it
	// still nobody true
}
