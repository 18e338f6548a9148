package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Rule says what the bot does in a channel.
type Rule string

// The rules.
const (
	Allow   Rule = "allow"   // answers whoever asks by any door
	Mention Rule = "mention" // answers only where it is mentioned
	Forum   Rule = "forum"   // as Allow, and answers new forum posts unasked
	Deny    Rule = "deny"    // says nothing that others can see
)

// A Style says how answers are laid out.
type Style string

// The styles.
const (
	Rich  Style = "rich"  // the default
	Plain Style = "plain" // text without layout
)

// First says whose articles answer where both those of the server and everyone's do.
type First string

// Who comes first.
const (
	FirstOwn    First = "own"
	FirstShared First = "shared"
)

// Settings is what moderators chose for their server. The zero value is a server where nothing was chosen.
type Settings struct {
	Channels  map[string]Rule `json:"channels,omitempty"`  // by channel id
	Elsewhere Rule            `json:"elsewhere,omitempty"` // in channels not named; empty means Allow
	Ignored   []string        `json:"ignored,omitempty"`   // ids of members whose questions are not answered
	Language  string          `json:"language,omitempty"`  // "en", "fr"; empty means each member's own
	Style     Style           `json:"style,omitempty"`     // empty means Rich
	Cooldown  *time.Duration  `json:"cooldown,omitempty"`  // nil means the operator's
	NoGaps    bool            `json:"no_gaps,omitempty"`   // questions without answer are not kept
	OwnOnly   bool            `json:"own_only,omitempty"`  // answers come from the server's own articles, never from the shared ones
	First     First           `json:"first,omitempty"`     // whose articles answer first; empty means those that do it best
	Adders    string          `json:"adders,omitempty"`    // id of the role whose members may add articles beside moderators; empty if none
	Wait      bool            `json:"wait,omitempty"`      // what changes on a web page becomes part of an article once a moderator says so
	Notices   string          `json:"notices,omitempty"`   // id of the channel where moderators are told of trouble; empty if none
}

// Rule is the rule for a channel, or the first of several that is named: for a thread, pass it and its parent.
func (s Settings) Rule(channels ...string) Rule {
	for _, channel := range channels {
		if rule, named := s.Channels[channel]; named {
			return rule
		}
	}
	if s.Elsewhere == "" {
		return Allow
	}
	return s.Elsewhere
}

// Ignores tells whether a member's questions are not to be answered.
func (s Settings) Ignores(user string) bool { return slices.Contains(s.Ignored, user) }

// LetsAdd tells whether one of a member's roles is that whose members may add articles.
func (s Settings) LetsAdd(roles []string) bool {
	return s.Adders != "" && slices.Contains(roles, s.Adders)
}

// Settings returns those of a server; the zero Settings if nothing was chosen, and for direct messages (guild "").
func (s *Store) Settings(ctx context.Context, guild string) (Settings, error) {
	return s.db.settings(ctx, guild)
}

func (db *database) settings(ctx context.Context, guild string) (Settings, error) {
	if guild == "" {
		return Settings{}, nil
	}
	const what = "read the settings of a server"
	found, err := list(ctx, db, what, text, `SELECT body FROM settings WHERE guild = $1`, guild)
	if err != nil || len(found) == 0 {
		return Settings{}, err
	}
	return decodeSettings(found[0])
}

// UpdateSettings changes the settings of a server and returns them as they are now. Changes made at the same time, here
// or in another process, follow one another; none is lost. An error of change leaves everything as it was, and is
// returned. change must not use the store.
func (s *Store) UpdateSettings(ctx context.Context, guild string, change func(*Settings) error) (Settings, error) {
	if guild == "" {
		return Settings{}, errors.New("direct messages have no settings: name a server")
	}
	var now Settings
	err := s.db.change(ctx, "change the settings of a server", func(ctx context.Context, tx *sql.Tx) (err error) {
		now, err = changeSettings(ctx, tx, guild, change)
		return err
	})
	return now, err
}

func changeSettings(ctx context.Context, tx *sql.Tx, guild string, change func(*Settings) error) (Settings, error) {
	// The update that changes nothing keeps others out of the row until the transaction ends.
	body, err := text(tx.QueryRowContext(ctx, `INSERT INTO settings (guild, body) VALUES ($1, '{}')
		ON CONFLICT (guild) DO UPDATE SET guild = excluded.guild RETURNING body`, guild))
	if err != nil {
		return Settings{}, err
	}
	now, err := decodeSettings(body)
	if err != nil {
		return Settings{}, err
	}
	if err := change(&now); err != nil {
		return Settings{}, err
	}
	encoded, err := json.Marshal(now)
	if err != nil {
		return Settings{}, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE settings SET body = $1 WHERE guild = $2`, string(encoded), guild)
	return now, err
}

func decodeSettings(body string) (Settings, error) {
	var now Settings
	if err := json.Unmarshal([]byte(body), &now); err != nil {
		return Settings{}, fmt.Errorf("settings of a server cannot be read: %w; delete its row in table settings", err)
	}
	return now, nil
}
