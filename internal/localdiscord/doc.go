// Package localdiscord is a Discord on loopback: a gateway and a REST API for a real bot, with the rules Discord enforces,
// and people who talk to it. Start at [New]; a [Server] makes a [Guild], which makes a [Channel] and a [Person].
//
//	d, err := localdiscord.New(localdiscord.Config{OpenAPI: "../shared/discord/openapi.json"})
//	...
//	defer d.Close()
//	guild := d.AddGuild("Watchers")
//	general := guild.AddChannel("general")
//	ana := guild.AddMember("Ana")
//
//	s, _ := discordgo.New("Bot " + d.Token())
//	s.Client.Transport = d.Transport() // REST; the gateway's address comes by REST
//	err = s.Open()
//
//	asked, err := ana.Say(general.ID, d.BotMention()+" who holds the bridge?")
//	reply, err := ana.ReplyTo(ctx, asked)
//	fmt.Println(reply.Text())
//
//	in, err := ana.Slash(general.ID, "ask", localdiscord.Opt{Name: "question", Value: "who?"})
//	answer, err := in.Message(ctx) // once a deferral is filled
//	in, err = ana.Click(answer, "Ask a follow-up")
//	ack, err := in.Wait(ctx) // the first acknowledgement: ack.Modal is the form
//	in, err = ana.Submit(ack.Modal, map[string]string{"question": "and then?"})
//
// A bot that is not in this process comes through [Server.Proxy]: HTTPS_PROXY and SSL_CERT_FILE are all it needs.
//
// What goes wrong at Discord goes wrong here on demand: [Server.Inject] and [Server.Disrupt] for the gateway,
// [Server.Fail] for REST. [Server.Requests] is the log of what the bot asked for, [Server.Pings] whom a message notifies.
//
// The names of routes, as in "POST /channels/{channel_id}/messages", are those of Discord's OpenAPI description, without
// the version. Where Discord's documentation leaves something open, the double takes the reading that refuses more.
package localdiscord
