package store

import (
	"context"
	"database/sql"
	"time"
)

// A GapState says what became of a Gap.
type GapState string

// The states of a Gap.
const (
	GapOpen     GapState = "open"     // the corpus does not answer it
	GapDone     GapState = "done"     // a moderator has dealt with it
	GapAnswered GapState = "answered" // the corpus answers it by now
)

// KeepFor is how long questions are kept after they were last asked or voted on.
const KeepFor = 90 * 24 * time.Hour

// maxGaps of one server are kept; further questions are not, so that nobody can fill the disk with them.
const maxGaps = 5000

// A Gap is a question the corpus could not answer, with how often it was asked in a server. Who asked is not known.
type Gap struct {
	ID       string // 16 characters; the same in every server
	Question string // as first asked, without mentions, on one line
	Asked    int    // how often
	Askers   Askers // by about how many
	First    time.Time
	Last     time.Time
	Nearest  string // id of the passage that came closest when it was last asked; empty if none did
	State    GapState
	Answer   string // id of the passage that answers it by now; empty unless GapAnswered
}

// Gaps are those of all servers.
type Gaps struct{ db *database }

// Record counts a question that was not answered. It keeps nothing where the server has switched that off, for direct
// messages (guild ""), for questions without words, and for the same letter over and over. A GapAnswered asked again is open again.
func (gs *Gaps) Record(ctx context.Context, guild, question, nearest string, asker Askers, at time.Time) error {
	id, kept := questionID(question), anonymous(question)
	if guild == "" || id == "" || isNoise(kept) {
		return nil
	}
	settings, err := gs.db.settings(ctx, guild)
	if err != nil || settings.NoGaps {
		return err
	}
	return gs.db.change(ctx, "keep a gap", func(ctx context.Context, tx *sql.Tx) error {
		return recordGap(ctx, tx, guild, Gap{ID: id, Question: kept, Nearest: nearest, Askers: asker, Last: at})
	})
}

func recordGap(ctx context.Context, tx *sql.Tx, guild string, g Gap) error {
	result, err := tx.ExecContext(ctx, `UPDATE gaps SET asked = asked + 1, askers = askers | $5, last = $1, nearest = $2, answer = '',
		state = CASE state WHEN 'answered' THEN 'open' ELSE state END WHERE guild = $3 AND id = $4`,
		millis(g.Last), g.Nearest, guild, g.ID, int64(g.Askers))
	if err != nil {
		return err
	}
	if known, err := result.RowsAffected(); err != nil || known > 0 {
		return err
	}
	// Another process may have stored the same question since the update.
	_, err = tx.ExecContext(ctx, `INSERT INTO gaps (guild, id, question, asked, first, last, nearest, state, answer, askers)
		SELECT $1, $2, $3, 1, $4, $4, $5, 'open', '', $7 WHERE (SELECT count(*) FROM gaps WHERE guild = $1) < $6
		ON CONFLICT (guild, id) DO UPDATE SET asked = gaps.asked + 1, askers = gaps.askers | excluded.askers`,
		guild, g.ID, g.Question, millis(g.Last), g.Nearest, maxGaps, int64(g.Askers))
	return err
}

// List returns those of a server in one state, most asked first, then most recent; at most limit.
func (gs *Gaps) List(ctx context.Context, guild string, state GapState, limit int) ([]Gap, error) {
	return list(ctx, gs.db, "list gaps", scanGap, `SELECT id, question, asked, first, last, nearest, state, answer, askers FROM gaps
		WHERE guild = $1 AND state = $2 ORDER BY asked DESC, last DESC, id LIMIT $3`, guild, state, limit)
}

// Guilds returns the servers that have open gaps, to see whether a changed corpus answers them now.
func (gs *Gaps) Guilds(ctx context.Context) ([]string, error) {
	return list(ctx, gs.db, "list servers with gaps", text, `SELECT DISTINCT guild FROM gaps WHERE state = 'open' ORDER BY guild`)
}

// Set changes the state of a server's gap, or returns ErrNotFound. The passage is the one that answers it; it counts
// with GapAnswered only.
func (gs *Gaps) Set(ctx context.Context, guild, id string, state GapState, passage string) error {
	if state != GapAnswered {
		passage = ""
	}
	const what = "change a gap"
	changed, err := gs.db.exec(ctx, what, `UPDATE gaps SET state = $1, answer = $2 WHERE guild = $3 AND id = $4`,
		state, passage, guild, id)
	if err == nil && changed == 0 {
		return gs.db.failed(what, ErrNotFound)
	}
	return err
}

func scanGap(r row) (Gap, error) {
	var g Gap
	var first, last int64
	err := r.Scan(&g.ID, &g.Question, &g.Asked, &first, &last, &g.Nearest, &g.State, &g.Answer, &g.Askers)
	g.First, g.Last = instant(first), instant(last)
	return g, err
}
