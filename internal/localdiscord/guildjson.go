package localdiscord

import (
	"slices"
	"time"
)

func (g *guild) roleList() []*Role {
	out := make([]*Role, 0, len(g.roles))
	for _, r := range g.roles {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *Role) int { return a.Position - b.Position })
	return out
}

// header is a guild without its channels and members.
func (g *guild) header() map[string]any {
	return map[string]any{
		"id": g.id, "name": g.name, "icon": nil, "splash": nil, "owner_id": g.ownerID, "preferred_locale": g.locale,
		"roles": g.roleList(), "emojis": []any{}, "stickers": []any{}, "features": []string{}, "verification_level": 0,
		"default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0,
		"afk_timeout": 300, "system_channel_flags": 0, "premium_progress_bar_enabled": false,
	}
}

// guildJSON is what GUILD_CREATE carries: without the members intent only the bot's own member.
func (w *world) guildJSON(g *guild) map[string]any {
	out := g.header()
	channels, threads := []any{}, []any{}
	for _, id := range g.channels {
		if c := w.channels[id]; c.isThread() {
			threads = append(threads, w.channelJSON(c))
		} else {
			channels = append(channels, w.channelJSON(c))
		}
	}
	var members []*Member
	for _, m := range g.members {
		if m.user.Bot {
			members = append(members, m.json(true))
		}
	}
	out["channels"], out["threads"], out["members"] = channels, threads, members
	out["member_count"], out["large"], out["unavailable"] = len(g.members), len(g.members) > 250, false
	out["joined_at"] = g.joined.UTC().Format(time.RFC3339)
	out["voice_states"], out["presences"] = []any{}, []any{}
	return out
}

func (w *world) channelJSON(c *channel) map[string]any {
	out := map[string]any{"id": c.ID, "type": c.Type, "flags": 0, "last_message_id": nil}
	if len(c.ids) > 0 {
		out["last_message_id"] = c.ids[len(c.ids)-1]
	}
	if c.Type == ChannelDM {
		to := []*User{}
		for id := range c.recipients {
			if u := w.users[id]; u != nil && !u.Bot {
				to = append(to, u)
			}
		}
		out["recipients"] = to
		return out
	}
	overwrites := []Overwrite{}
	for _, o := range c.overwrites {
		overwrites = append(overwrites, o)
	}
	out["guild_id"], out["name"], out["position"], out["permission_overwrites"] = c.GuildID, c.Name, c.Position, overwrites
	out["parent_id"], out["nsfw"] = nil, false
	if c.ParentID != "" {
		out["parent_id"] = c.ParentID
	}
	if c.isThread() {
		out["owner_id"] = c.OwnerID
		out["thread_metadata"] = map[string]any{"archived": false, "auto_archive_duration": 1440, "locked": false, "archive_timestamp": "2026-01-01T00:00:00Z"}
	}
	return out
}
