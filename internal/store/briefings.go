package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"
)

// A State says where a briefing's message stands.
type State string

// The states.
const (
	Pending     State = "pending"      // to be sent; perhaps sent, and the process ended before it could say so
	Live        State = "live"         // in its channel
	Removing    State = "removing"     // to be taken out of its channel, and then out of the store
	MessageGone State = "message gone" // somebody deleted the message
	ChannelGone State = "channel gone" // somebody deleted the channel
	Forbidden   State = "forbidden"    // the bot may no longer edit or pin it
)

// A Briefing is a message that shows a digest of Documents and keeps itself up to date.
type Briefing struct {
	ID        string // 16 characters; also the nonce its message is sent with, so that sending it again does no harm
	Guild     string
	Channel   string
	Message   string   // id; empty until the message is known to be sent
	Documents []string // ids of what was chosen
	Tags      []string // and the tags
	Lang      string   // of what is chosen by tag, and of the words around it; empty for any
	Style     string   // how it shows them, as its owner names it; it never changes
	State     State
	Told      State     // the trouble the moderators were last told of; empty if none
	Pin       bool      // it is to be pinned
	Pinned    bool      // it is pinned
	Hash      string    // of what the message shows; empty until sent
	Shown     string    // what the message shows, as its owner encodes it; in a Claim only, empty in lists
	Due       time.Time // not to be worked on before, as Discord asked for patience; zero if it never did
	Created   time.Time
	Updated   time.Time // when what it shows last changed
}

// Briefings are those of all servers.
type Briefings struct{ db *database }

// Add stores a briefing that is about to be sent, and claims it as [Briefings.Claim] does: if this process ends
// before the message is confirmed with [Briefings.Save], another finds it Pending once the claim ends, and sends it again
// with the same nonce. ID, State, Message, Created and Updated are set here.
func (bs *Briefings) Add(ctx context.Context, b Briefing, now time.Time, hold time.Duration) (Claim, error) {
	b.ID = strings.ToLower(rand.Text()[:16])
	b.State, b.Message = Pending, ""
	b.Created, b.Updated = instant(millis(now)), instant(millis(now))
	claim := Claim{Briefing: b, token: newToken()}
	documents, tags, err := encodeChoice(b)
	if err != nil {
		return Claim{}, bs.db.failed("store a briefing", err)
	}
	_, err = bs.db.exec(ctx, "store a briefing", `INSERT INTO briefings (`+briefingColumns+`, shown, token, held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		b.ID, b.Guild, b.Channel, b.Message, documents, tags, b.Lang, b.State, b.Told, b.Pin, b.Pinned, b.Hash,
		millis(b.Due), millis(b.Created), millis(b.Updated), b.Style, b.Shown, claim.token, millis(now.Add(hold)))
	return claim, err
}

// Get returns one briefing of a server, or ErrNotFound.
func (bs *Briefings) Get(ctx context.Context, guild, id string) (Briefing, error) {
	found, err := list(ctx, bs.db, "read a briefing", scanBriefing,
		`SELECT `+briefingColumns+` FROM briefings WHERE guild = $1 AND id = $2`, guild, id)
	if err != nil {
		return Briefing{}, err
	}
	if len(found) == 0 {
		return Briefing{}, bs.db.failed("read a briefing", ErrNotFound)
	}
	return found[0], nil
}

// List returns all briefings of a server, oldest first.
func (bs *Briefings) List(ctx context.Context, guild string) ([]Briefing, error) {
	return list(ctx, bs.db, "list the briefings of a server", scanBriefing,
		`SELECT `+briefingColumns+` FROM briefings WHERE guild = $1 ORDER BY created, id`, guild)
}

// Free returns the briefings of all servers that may be worked on: nobody holds them, and they are due.
// Whoever wants to do something claims them first, one by one. Oldest first.
func (bs *Briefings) Free(ctx context.Context, now time.Time) ([]Briefing, error) {
	return list(ctx, bs.db, "list briefings", scanBriefing,
		`SELECT `+briefingColumns+` FROM briefings WHERE held <= $1 AND due <= $1 ORDER BY created, id`, millis(now))
}

const briefingColumns = `id, guild, channel, message, documents, tags, lang, state, told, pin, pinned, hash, due, created, updated, style`

func scanBriefing(r row) (Briefing, error) { return scanBriefingAnd(r) }

// scanBriefingAnd reads briefingColumns and whatever was selected after them.
func scanBriefingAnd(r row, more ...any) (Briefing, error) {
	var b Briefing
	var documents, tags string
	var due, created, updated int64
	columns := []any{&b.ID, &b.Guild, &b.Channel, &b.Message, &documents, &tags, &b.Lang, &b.State, &b.Told, &b.Pin, &b.Pinned,
		&b.Hash, &due, &created, &updated, &b.Style}
	if err := r.Scan(append(columns, more...)...); err != nil {
		return Briefing{}, err
	}
	b.Due, b.Created, b.Updated = instant(due), instant(created), instant(updated)
	if err := json.Unmarshal([]byte(documents), &b.Documents); err != nil {
		return Briefing{}, err
	}
	return b, json.Unmarshal([]byte(tags), &b.Tags)
}

// newToken tells one claim from every other.
func newToken() string { return rand.Text() }

func encodeChoice(b Briefing) (documents, tags string, err error) {
	d, err := json.Marshal(b.Documents)
	if err != nil {
		return "", "", err
	}
	t, err := json.Marshal(b.Tags)
	return string(d), string(t), err
}
