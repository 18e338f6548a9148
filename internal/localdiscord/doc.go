// Package localdiscord is a Discord on loopback: a gateway and a REST API for a real bot, with the rules Discord enforces,
// and people who talk to it. Start at [New]; a [Server] makes a [Guild], which makes a [Channel] and a [Person]; the example
// is a whole conversation.
//
// A bot that is not in this process comes through [Server.Proxy]: HTTPS_PROXY and SSL_CERT_FILE are all it needs.
//
// What goes wrong at Discord goes wrong here on demand: [Server.Inject] and [Server.Disrupt] for the gateway,
// [Server.Fail] for REST. [Server.Requests] is the log of what the bot asked for, [Server.Pings] whom a message notifies.
//
// The names of routes, as in "POST /channels/{channel_id}/messages", are those of Discord's OpenAPI description, without
// the version. There are those that this bot uses, and a few beside them. Where Discord's documentation leaves something
// open, the double takes the reading that refuses more.
//
// A file's name begins with where it stands:
//
//	server, config, transport                how a bot reaches it; package proxy for one in another process
//	gateway_*                                the socket: sessions, heartbeats, intents, faults
//	rest_*                                   the endpoints, rest_server first: its table of routes names them all
//	rules_*                                  what Discord refuses, and with which words
//	people_*                                 what a person does in their client, and sees there
//	world, guild*, permission, user          what there is: servers, channels, roles, members
//	changes                                  what happens to a message, whoever does it
//	message, component, embed, mentions,
//	attachment                               what a message is made of
//	interaction, command                     what a member starts, and what the bot has registered for that
package localdiscord
