package localdiscord

// A User is an account, of a person or of the bot, as Discord writes it.
type User struct {
	ID            string  `json:"id"`
	Username      string  `json:"username"`
	Discriminator string  `json:"discriminator"` // "0" for people, four digits for bots
	GlobalName    *string `json:"global_name"`   // the display name; nil if none is set
	Avatar        *string `json:"avatar"`
	Bot           bool    `json:"bot,omitempty"`
	PublicFlags   int     `json:"public_flags"`
	Flags         int     `json:"flags"`
	PrimaryGuild  *string `json:"primary_guild"` // always null here
}

// Name is what a reader sees above the user's messages.
func (u User) Name() string {
	if u.GlobalName != nil {
		return *u.GlobalName
	}
	return u.Username
}

// A Member is a user's part in one guild.
type Member struct {
	User        *User    `json:"user,omitempty"` // nil beside a message, which has its author
	Nick        *string  `json:"nick"`
	Avatar      *string  `json:"avatar"`
	Roles       []string `json:"roles"`
	JoinedAt    string   `json:"joined_at"` // RFC 3339
	Deaf        bool     `json:"deaf"`
	Mute        bool     `json:"mute"`
	Flags       int      `json:"flags"`
	Pending     bool     `json:"pending"`
	Permissions string   `json:"permissions,omitempty"` // in interactions only: the bit set with overwrites, decimal
}
