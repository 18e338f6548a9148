package discord

import "encoding/json"

// memory is what the bot knows from events that come only when a session begins, for the process that goes on with it.
type memory struct{ guilds *guilds }

// A remembered is how memory is written down.
type remembered struct {
	Roles   []string          `json:"roles"`   // that came with the bot
	Threads map[string]string `json:"threads"` // the channel each is in
}

// MarshalJSON implements json.Marshaler.
func (m memory) MarshalJSON() ([]byte, error) {
	known := remembered{Threads: m.guilds.parents.All()}
	m.guilds.identity.roles.Range(func(role, _ any) bool {
		known.Roles = append(known.Roles, role.(string))
		return true
	})
	return json.Marshal(known)
}

// UnmarshalJSON implements json.Unmarshaler: it adds to what the bot knows.
func (m memory) UnmarshalJSON(text []byte) error {
	var known remembered
	if err := json.Unmarshal(text, &known); err != nil {
		return err
	}
	for _, role := range known.Roles {
		m.guilds.identity.roles.Store(role, struct{}{})
	}
	for thread, channel := range known.Threads {
		m.guilds.parents.Add(thread, channel)
	}
	return nil
}
