// Package discord is sitrep in Discord: it hears questions by mention, DM, reply, command and button, has them answered,
// and shows the answers. It is the only package, with those below it, that knows discordgo.
//
// Start at [New] and [Bot.Run]. What happens to a question, file by file:
//
//	gateway                connections to Discord, kept alive for months; connect.go asks Discord which
//	rest                   the calls to Discord, one method an endpoint
//	cache                  settings and conversations at hand, and a database that is not in the way of an answer
//	events.go              what arrives becomes a request, in the queue of its channel (queue.go)
//	router.go              the table: which handler serves which command, button and menu. Add new ones there
//	interactions.go        what every interaction passes: admission, Discord's clock, mistakes, permission
//	identity.go, guilds.go who the bot is; what Discord tells of servers, and what becomes of their data
//	messages.go            the same for messages; admission.go has what a server's settings say about a request
//	ask.go, articles.go …  the handlers: functions from a request to a reply, without a socket
//	catalog                the articles and passages as members name them
//	render                 a passage becomes a page that shows it word for word, with its buttons
//	console.go             what moderators have, besides briefings.go and gaps.go; recheck.go asks again what had no answer
//	ownarticles            what moderators do with their server's own articles; pages looks at those from the web again
//	direct                 which servers a member shares with the bot; direct.go has them choose one in a direct message
//	pinboard               keeps the messages of briefings what they should be; notices tells moderators of trouble
//	deliver.go, respond.go the reply is sent
//	locale                 everything the bot says, a file a language; localize.go gives commands their texts
package discord
