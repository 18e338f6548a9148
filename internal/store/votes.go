package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// A Vote is what one member thinks of one answer.
type Vote struct {
	Guild    string
	User     string // id; only a keyed hash of it is stored, which does not connect two votes of one member
	Question string
	Passage  string // id of the passage that was the answer
	Helpful  bool   // false is "Not it"
}

// Votes are what the members of all servers think of answers.
type Votes struct{ db *database }

// Record stores a vote; a second one of the same member on the same answer replaces the first. Votes in direct
// messages (Guild "") and on questions without words are not stored.
func (vs *Votes) Record(ctx context.Context, v Vote, at time.Time) error {
	id := questionID(v.Question)
	if v.Guild == "" || id == "" {
		return nil
	}
	key, err := vs.db.secret(ctx, "votes")
	if err != nil {
		return err
	}
	_, err = vs.db.exec(ctx, "store a vote", `INSERT INTO votes (guild, passage, asked, voter, question, helpful, voted)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (guild, passage, asked, voter) DO UPDATE SET helpful = excluded.helpful, voted = excluded.voted`,
		v.Guild, v.Passage, id, voter(key, v, id), anonymous(v.Question), v.Helpful, millis(at))
	return err
}

// voter stands for the member in one vote. Without the key, ids could be tried until one fits: there are not many.
func voter(key []byte, v Vote, question string) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%q %q %q %q", v.Guild, v.Passage, question, v.User)
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Feedback is what the members of a server think of one answer.
type Feedback struct {
	Question string // as first voted on, without mentions
	Passage  string // id of the passage that was the answer
	Helpful  int    // votes
	NotIt    int    // votes
	Last     time.Time
}

// Feedback returns what members of a server voted on, most often "Not it" first, then most recent; at most limit.
func (vs *Votes) Feedback(ctx context.Context, guild string, limit int) ([]Feedback, error) {
	return list(ctx, vs.db, "list votes", scanFeedback, `SELECT min(question), passage,
			sum(CASE WHEN helpful THEN 1 ELSE 0 END), sum(CASE WHEN helpful THEN 0 ELSE 1 END) AS not_it, max(voted) AS last
		FROM votes WHERE guild = $1 GROUP BY passage, asked ORDER BY not_it DESC, last DESC, passage, asked LIMIT $2`,
		guild, limit)
}

func scanFeedback(r row) (Feedback, error) {
	var f Feedback
	var last int64
	err := r.Scan(&f.Question, &f.Passage, &f.Helpful, &f.NotIt, &last)
	f.Last = instant(last)
	return f, err
}
