package discord

import "encoding/json"

// memory is what the bot knows from events that come only when a session begins, for the process that goes on with it.
type memory struct{ b *Bot }

// A remembered is how memory is written down.
type remembered struct {
	Roles   []string          `json:"roles"`   // that came with the bot
	Threads map[string]string `json:"threads"` // the channel each is in
}

// MarshalJSON implements json.Marshaler.
func (m memory) MarshalJSON() ([]byte, error) {
	known := remembered{Threads: map[string]string{}}
	m.b.identity.roles.Range(func(role, _ any) bool {
		known.Roles = append(known.Roles, role.(string))
		return true
	})
	for _, thread := range m.b.parents.Keys() {
		known.Threads[thread], _ = m.b.parents.Peek(thread)
	}
	return json.Marshal(known)
}

// UnmarshalJSON implements json.Unmarshaler: it adds to what the bot knows.
func (m memory) UnmarshalJSON(text []byte) error {
	var known remembered
	if err := json.Unmarshal(text, &known); err != nil {
		return err
	}
	for _, role := range known.Roles {
		m.b.identity.roles.Store(role, struct{}{})
	}
	for thread, channel := range known.Threads {
		m.b.parents.Add(thread, channel)
	}
	return nil
}
