package localdiscord

import "strconv"

// Permissions is a bit set of what somebody may do. https://discord.com/developers/docs/topics/permissions
type Permissions uint64

// The permissions the double knows the meaning of.
const (
	Administrator         Permissions = 1 << 3
	ManageChannels        Permissions = 1 << 4
	ManageGuild           Permissions = 1 << 5
	AddReactions          Permissions = 1 << 6
	ViewChannel           Permissions = 1 << 10
	SendMessages          Permissions = 1 << 11
	ManageMessages        Permissions = 1 << 13
	EmbedLinks            Permissions = 1 << 14
	AttachFiles           Permissions = 1 << 15
	ReadMessageHistory    Permissions = 1 << 16
	MentionEveryone       Permissions = 1 << 17
	ManageRoles           Permissions = 1 << 28
	UseCommands           Permissions = 1 << 31
	ManageThreads         Permissions = 1 << 34
	CreatePublicThreads   Permissions = 1 << 35
	SendMessagesInThreads Permissions = 1 << 38
	UseExternalApps       Permissions = 1 << 50
	PinMessages           Permissions = 1 << 51
	BypassSlowmode        Permissions = 1 << 52

	// MemberPermissions is what @everyone has in a new guild.
	MemberPermissions = AddReactions | ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory |
		MentionEveryone | UseCommands | CreatePublicThreads | SendMessagesInThreads | UseExternalApps
	// ModeratorPermissions is what a moderator usually has.
	ModeratorPermissions = MemberPermissions | ManageGuild | ManageChannels | ManageMessages | ManageThreads | PinMessages

	dmPermissions  = MemberPermissions&^(MentionEveryone|UseExternalApps) | PinMessages
	allPermissions = Permissions(1<<53 - 1)
)

// Has reports whether all bits of want are set.
func (p Permissions) Has(want Permissions) bool { return p&want == want }

// String is the decimal form that Discord's JSON uses.
func (p Permissions) String() string { return strconv.FormatUint(uint64(p), 10) }

// An Overwrite changes permissions in one channel, for a role or a member.
type Overwrite struct {
	ID    string      `json:"id"`
	Type  int         `json:"type"` // 0 role, 1 member
	Allow Permissions `json:"allow,string"`
	Deny  Permissions `json:"deny,string"`
}

// permissions is what userID may do in c, by Discord's documented algorithm. The world must be locked.
func (w *world) permissions(c *channel, userID string) Permissions {
	g := w.guilds[c.GuildID]
	if g == nil {
		if c.recipients[userID] {
			return dmPermissions
		}
		return 0
	}
	m := g.members[userID]
	if m == nil {
		return 0
	}
	base := g.base(m)
	if base.Has(Administrator) {
		return allPermissions
	}
	if parent := w.channels[c.ParentID]; c.isThread() && parent != nil {
		c = parent
	}
	return implied(overwritten(base, c, g.id, m))
}

func (g *guild) base(m *member) Permissions {
	if m.user.ID == g.ownerID {
		return allPermissions
	}
	p := g.roles[g.id].Permissions
	for _, id := range m.roles {
		if r := g.roles[id]; r != nil {
			p |= r.Permissions
		}
	}
	if p.Has(Administrator) {
		return allPermissions
	}
	return p
}

func overwritten(p Permissions, c *channel, everyone string, m *member) Permissions {
	if o, ok := c.overwrites[everyone]; ok {
		p = p&^o.Deny | o.Allow
	}
	var allow, deny Permissions
	for _, id := range m.roles {
		allow |= c.overwrites[id].Allow
		deny |= c.overwrites[id].Deny
	}
	p = p&^deny | allow
	if o, ok := c.overwrites[m.user.ID]; ok {
		p = p&^o.Deny | o.Allow
	}
	return p
}

// implied takes away what needs a permission that is missing.
func implied(p Permissions) Permissions {
	if !p.Has(ViewChannel) {
		return 0
	}
	if !p.Has(SendMessages) && !p.Has(SendMessagesInThreads) {
		p &^= MentionEveryone | EmbedLinks | AttachFiles
	}
	return p
}

// mayWrite is the permission a message in c needs.
func (c *channel) mayWrite() Permissions {
	if c.isThread() {
		return SendMessagesInThreads
	}
	return SendMessages
}
