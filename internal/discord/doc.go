// Package discord is sitrep in Discord: it hears questions by mention, DM, reply, command and button, has them answered,
// and shows the answers. It is the only package, with those below it, that knows discordgo.
//
// Start at [New] and [Bot.Run]. What happens to a question, file by file:
//
//	gateway                connections to Discord, kept alive for months; connect.go asks Discord which
//	rest                   the calls to Discord, one method an endpoint
//	cache                  settings and conversations at hand, and a database that is not in the way of an answer
//	events.go              what arrives becomes a request, in a lane of its channel (lanes.go)
//	commands.go, press.go  the tables: which handler serves which command, button and menu. Add new ones there
//	ask.go, browse.go …    the handlers: functions from a request to a reply, without a socket
//	catalog                the articles and passages as members name them
//	render                 a passage becomes a page that shows it word for word, with its buttons
//	moderate.go            the doors of moderators, and who may pass: briefing_*.go, gaps.go, sitrep.go are behind them
//	pinboard               keeps the messages of briefings what they should be; notices tells moderators of trouble
//	admission.go           what a server's settings say about a request
//	deliver.go, clock.go   the reply is sent, before Discord's clock runs out
//	locale                 everything the bot says, a file a language; localize.go gives commands their texts
package discord
