package playground

import "github.com/sitrep-bot/sitrep/internal/localdiscord"

// A scene is the server the page shows, and who can be in it.
type scene struct {
	discord  *localdiscord.Server
	guild    *localdiscord.Guild
	channels []place
	people   map[string]*localdiscord.Person // by part: "member", "moderator"
}

// A place is a channel of the server and what it is for.
type place struct {
	*localdiscord.Channel
	topic string
}

const (
	member    = "member"
	moderator = "moderator"
)

// furnish makes a server as a community would have it: one channel to talk in, one where only moderators and the bot post.
func furnish(d *localdiscord.Server) scene {
	guild := d.AddGuild("Playground")
	moderators := guild.AddMentionableRole("Moderators", localdiscord.ModeratorPermissions)
	general, briefings := guild.AddChannel("general"), guild.AddChannel("briefings")
	briefings.Deny(guild.ID, localdiscord.SendMessages)
	briefings.Allow(moderators.ID, localdiscord.SendMessages)
	briefings.Allow(guild.BotRoleID, localdiscord.SendMessages)
	return scene{
		discord: d, guild: guild,
		channels: []place{{general, "Ask " + d.Bot().Username + " anything"}, {briefings, "Pinned briefings that keep themselves true"}},
		people:   map[string]*localdiscord.Person{member: guild.AddMember("Maya"), moderator: guild.AddMember("Omar", moderators.ID)},
	}
}

// placesOf lists what a person has in the sidebar: the channels of the server and the direct messages with the bot.
func (s scene) placesOf(who *localdiscord.Person) []place {
	return append(s.channels[:len(s.channels):len(s.channels)], place{who.DM(), "Only you and " + s.discord.Bot().Username})
}
