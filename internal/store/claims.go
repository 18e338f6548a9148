package store

import (
	"context"
	"time"
)

// A Claim is a Briefing that only its holder works on. Change the Briefing, do in Discord what belongs to it, and end
// with [Briefings.Save]; a holder that dies is succeeded when the time of its claim is over.
type Claim struct {
	Briefing Briefing
	token    string
}

// Claim takes a briefing of a server to work on it for at most hold. Of all who try at the same time, in all
// processes, one gets it and the others ErrHeld. The Briefing in the Claim is as it stands now, with Shown: look again
// whether there is still something to do.
func (bs *Briefings) Claim(ctx context.Context, guild, id string, now time.Time, hold time.Duration) (Claim, error) {
	claim := Claim{token: newToken()}
	claimed, err := bs.claim(ctx, claim.token, guild, id, now, hold)
	if err != nil {
		return Claim{}, err
	}
	if len(claimed) == 1 {
		claim.Briefing = claimed[0]
		return claim, nil
	}
	if _, err := bs.Get(ctx, guild, id); err != nil {
		return Claim{}, err
	}
	return Claim{}, bs.db.failed("claim a briefing", ErrHeld)
}

// claim writes the token into the row, if it is free, and reads the row: one statement, so nobody comes between.
func (bs *Briefings) claim(ctx context.Context, token, guild, id string, now time.Time, hold time.Duration) ([]Briefing, error) {
	withShown := func(r row) (Briefing, error) {
		var shown string
		b, err := scanBriefingAnd(r, &shown)
		b.Shown = shown
		return b, err
	}
	return returning(ctx, bs.db, "claim a briefing", withShown,
		`UPDATE briefings SET token = $1, held = $2 WHERE guild = $3 AND id = $4 AND held <= $5
		RETURNING `+briefingColumns+`, shown`,
		token, millis(now.Add(hold)), guild, id, millis(now))
}

// Save stores what is known of the claimed briefing now. The claim goes on. ErrLost means that it took too long
// and somebody else is at work, or that the briefing is no longer in the store; nothing is stored then.
func (bs *Briefings) Save(ctx context.Context, c Claim) error {
	const what = "store a briefing"
	b := c.Briefing
	documents, tags, err := encodeChoice(b)
	if err != nil {
		return bs.db.failed(what, err)
	}
	changed, err := bs.db.exec(ctx, what, `UPDATE briefings SET channel = $1, message = $2, documents = $3, tags = $4,
		lang = $5, state = $6, told = $7, pin = $8, pinned = $9, hash = $10, shown = $11, due = $12, updated = $13
		WHERE id = $14 AND token = $15`,
		b.Channel, b.Message, documents, tags, b.Lang, b.State, b.Told, b.Pin, b.Pinned, b.Hash, b.Shown, millis(b.Due),
		millis(b.Updated), b.ID, c.token)
	return bs.db.held(what, changed, err)
}

// Release gives the claim back, so that others need not wait until it ends.
func (bs *Briefings) Release(ctx context.Context, c Claim) error {
	const what = "release a briefing"
	changed, err := bs.db.exec(ctx, what, `UPDATE briefings SET token = '', held = 0 WHERE id = $1 AND token = $2`,
		c.Briefing.ID, c.token)
	return bs.db.held(what, changed, err)
}

// Remove takes the claimed briefing out of the store.
func (bs *Briefings) Remove(ctx context.Context, c Claim) error {
	const what = "remove a briefing"
	changed, err := bs.db.exec(ctx, what, `DELETE FROM briefings WHERE id = $1 AND token = $2`, c.Briefing.ID, c.token)
	return bs.db.held(what, changed, err)
}

// held turns a statement that found no row with our token into ErrLost.
func (db *database) held(what string, changed int64, err error) error {
	if err == nil && changed == 0 {
		return db.failed(what, ErrLost)
	}
	return err
}
