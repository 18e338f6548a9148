package pinboard

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/scope"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// claimAndApply does what a briefing needs: its message is sent, edited, pinned or removed. Of all who try, in all
// processes, one does it; the others get [store.ErrHeld]. change, which may be nil, first changes what is needed.
func (k *Keeper) claimAndApply(ctx context.Context, guild, id string, change func(*store.Briefing)) (Result, error) {
	c, err := k.Store.Briefings.Claim(ctx, guild, id, time.Now(), k.Hold)
	if err != nil {
		return Result{}, err
	}
	if c.Briefing.State == store.Pending {
		k.findSent(ctx, &c.Briefing)
	}
	if change != nil {
		change(&c.Briefing)
	}
	return k.apply(ctx, c)
}

// apply does what a claimed briefing needs, and ends the claim.
func (k *Keeper) apply(ctx context.Context, c store.Claim) (r Result, err error) {
	within, cancel := context.WithTimeout(ctx, k.Hold*9/10)
	defer cancel()
	ctx, stop := wait.Longer(ctx, graceToNote) // what was done is noted, even when the bot is to stop
	defer stop()
	defer func() {
		if failed := k.Store.Briefings.Release(ctx, c); !errors.Is(failed, store.ErrLost) {
			err = errors.Join(err, failed)
		}
	}()
	switch c.Briefing.State {
	case store.Removing:
		return Result{Briefing: c.Briefing}, k.deleteMessage(within, c)
	case store.MessageGone, store.ChannelGone:
		k.warn(within, &c.Briefing)
	default:
		r, err = k.publish(within, &c)
		err = k.classifyError(within, &c.Briefing, err)
	}
	r.Briefing = c.Briefing
	if c.Briefing.Message == "" && c.Briefing.State != store.Pending {
		return r, errors.Join(err, k.Store.Briefings.Remove(ctx, c)) // it never came to be
	}
	return r, errors.Join(err, k.Store.Briefings.Save(ctx, c))
}

// publish makes the message what it should be.
func (k *Keeper) publish(ctx context.Context, c *store.Claim) (r Result, err error) {
	d, err := k.digest(ctx, c.Briefing.Guild, choiceOf(c.Briefing))
	if err != nil {
		return r, err
	}
	r.revision = d.revision
	if c.Briefing.Message == "" {
		err = k.send(ctx, c, d)
	} else {
		r.Edited, err = k.edit(ctx, &c.Briefing, d)
	}
	if err == nil && c.Briefing.State == store.Live && c.Briefing.Pin && !c.Briefing.Pinned {
		r.PinsFull, err = k.pin(ctx, &c.Briefing)
	}
	return r, err
}

// send posts the message. Its nonce is the briefing's id, so that posting twice makes one message.
func (k *Keeper) send(ctx context.Context, c *store.Claim, d digest) error {
	p := &c.Briefing
	m := k.page(p.ID, d, k.words(ctx, *p, d), "").Message("")
	m.Nonce = p.ID
	sent, err := k.REST.CreateMessage(ctx, p.Channel, m)
	if err != nil {
		return err
	}
	p.Message, p.State = sent, store.Live
	recordShown(p, d)
	return k.Store.Briefings.Save(ctx, *c)
}

// recordShown notes what the message shows.
func recordShown(p *store.Briefing, d digest) {
	encoded, err := json.Marshal(d.made)
	if err != nil {
		panic(err) // only a year past 9999 could do that
	}
	p.Shown, p.Hash = string(encoded), d.fitted.Hash()
}

// edit brings the message up to date if what it shows has changed.
func (k *Keeper) edit(ctx context.Context, p *store.Briefing, d digest) (edited bool, err error) {
	if p.Hash == d.fitted.Hash() {
		p.Due = time.Time{}
		return false, nil
	}
	var before briefing.Briefing
	if err := json.Unmarshal([]byte(p.Shown), &before); err != nil && p.Shown != "" {
		k.Log.Warn("what a briefing showed cannot be read: what changed is not told", "briefing", p.ID, "error", err)
	}
	now, w := time.Now(), k.words(ctx, *p, d)
	changes, updated := briefing.Diff(before, d.made), ""
	if len(changes) > 0 { // else it is drawn otherwise than by an earlier version
		updated = w.Text("updated", fmt.Sprintf("<t:%d:R>", now.Unix()), changed(changes, w))
	}
	d.fresh = freshLines(changes)
	if err := k.edits.Wait(ctx); err != nil {
		return false, err
	}
	err = k.REST.EditMessage(ctx, p.Channel, p.Message, k.page(p.ID, d, w, updated).Message(""))
	if err != nil {
		return false, err
	}
	k.waitedEnough(p.Channel)
	p.State, p.Told, p.Due, p.Updated = store.Live, "", time.Time{}, now
	recordShown(p, d)
	return true, nil
}

// pin pins the message. Where that is not allowed, or there is no room, it stays unpinned.
func (k *Keeper) pin(ctx context.Context, p *store.Briefing) (full bool, err error) {
	err = k.REST.Pin(ctx, p.Channel, p.Message)
	switch {
	case rest.IsCode(err, rest.CodeTooManyPins):
		p.Pin = false
		return true, nil
	case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission):
		p.Pin = false
		return false, nil
	case err == nil:
		p.Pinned = true
	}
	return false, err
}

// deleteMessage removes the message, which also unpins it, and then the briefing.
func (k *Keeper) deleteMessage(ctx context.Context, c store.Claim) error {
	p := c.Briefing
	if err := k.Store.Briefings.Save(ctx, c); err != nil {
		return err
	}
	if p.Message != "" {
		err := k.REST.DeleteMessage(ctx, p.Channel, p.Message)
		if err != nil && !rest.IsCode(err, rest.CodeUnknownChannel, rest.CodeNoAccess) {
			return err
		}
	}
	return k.Store.Briefings.Remove(ctx, c)
}

// findSent looks for the message of a briefing that was about to be sent when a process ended: it has the briefing's id.
// Where it cannot be found it is sent again; Discord then returns the first one, if that was not long ago.
func (k *Keeper) findSent(ctx context.Context, p *store.Briefing) {
	var there []struct {
		ID         string             `json:"id"`
		Components []render.Component `json:"components"`
	}
	err := k.REST.MessagesSince(ctx, p.Channel, p.Created.Add(-time.Minute), &there)
	if err != nil {
		k.Log.Warn("cannot look for a briefing that may have been sent", "briefing", p.ID, "error", err)
	}
	for _, m := range there {
		if s, ok := k.Render.Find(m.Components, render.KindBriefing); ok && s.Target == render.Briefing(p.ID) {
			p.Message, p.State = m.ID, store.Live
		}
	}
}

// classifyError notes what an error means for a briefing. What it does not explain is returned.
func (k *Keeper) classifyError(ctx context.Context, p *store.Briefing, err error) error {
	var failed *rest.Error
	switch {
	case rest.IsCode(err, rest.CodeUnknownMessage):
		p.State = store.MessageGone
	case rest.IsCode(err, rest.CodeUnknownChannel):
		p.State = store.ChannelGone
	case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission):
		p.State = store.Forbidden
	case errors.As(err, &failed) && failed.Status == http.StatusTooManyRequests:
		p.Due = time.Now().Add(k.waitLonger(p.Channel, failed.After))
		return nil
	default:
		return err
	}
	k.warn(ctx, p)
	return nil
}

// waitLonger is how long to leave the old messages of a channel alone after Discord refused to edit one.
func (k *Keeper) waitLonger(channel string, asked time.Duration) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	longer := max(asked, min(2*k.backoff[channel], longestBackoff), shortestBackoff)
	k.backoff[channel] = longer
	return longer
}

func (k *Keeper) waitedEnough(channel string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.backoff, channel)
}

// words picks the language of the words around a briefing: the server's, else its own, else that of what it shows.
func (k *Keeper) words(ctx context.Context, p store.Briefing, d digest) *locale.Printer {
	shown := ""
	if len(d.made.Articles) > 0 {
		shown = d.made.Articles[0].Source.Lang
	}
	if s, err := k.Settings.Of(ctx, p.Guild); err == nil && s.Language != "" {
		return locale.For(s.Language, "")
	}
	return locale.For(p.Lang, shown)
}

// warn tells the moderators of a trouble with a briefing, once, in the channel they chose. Where they chose none, the reply
// to their next command tells them.
func (k *Keeper) warn(ctx context.Context, p *store.Briefing) {
	if p.Told == p.State || p.Message == "" {
		return
	}
	nonce := p.ID + string(p.State[0])
	if k.notices.Warn(ctx, p.Guild, nonce, p.Lang, func(w *locale.Printer) string { return k.TroubleOf(*p, w) }) {
		p.Told = p.State
	}
}

// TroubleOf is [Trouble] behind the name of the briefing and when it was posted, as commands suggest it.
func (k *Keeper) TroubleOf(p store.Briefing, w *locale.Printer) string {
	trouble := Trouble(p, w)
	if trouble == "" {
		return ""
	}
	return w.Text("briefingOf", render.EscapeLine(k.Name(p, w)), PostedAt(p)) + ": " + trouble
}

// PostedAt is when a briefing was posted, as moderators tell one from another.
func PostedAt(p store.Briefing) string { return p.Created.Format("2006-01-02 15:04") }

// Name says what a briefing is about: the titles of its articles, or their tags.
func (k *Keeper) Name(p store.Briefing, w *locale.Printer) string {
	opened := k.Scopes.Open(p.Guild, scope.ByConfidence)
	defer opened.Close()
	titles := map[string]string{}
	err := opened.Read(func(s *index.Snapshot) (bool, error) {
		for _, id := range p.Documents {
			if d := s.Document(id); d != nil && titles[id] == "" {
				titles[id] = d.Source.Title
			}
		}
		return false, nil
	})
	if err != nil {
		k.Log.Warn("cannot look up what a briefing is about", "briefing", p.ID, "error", err)
	}
	var parts []string
	for _, id := range p.Documents {
		parts = append(parts, cmp.Or(titles[id], id))
	}
	name := cmp.Or(strings.Join(append(parts, p.Tags...), ", "), w.Text("everything"))
	if p.Style == string(briefing.Timeline) {
		name = w.Text("timeline") + ": " + name
	}
	return render.Shorten(lang.OneLine(name), render.LongestNote)
}

// Trouble says what is wrong with a briefing and what to do about it; empty if nothing is.
func Trouble(p store.Briefing, w *locale.Printer) string {
	switch p.State {
	case store.MessageGone:
		return w.Text("messageGone", "<#"+p.Channel+">")
	case store.ChannelGone:
		return w.Text("channelGone")
	case store.Forbidden:
		return w.Text("forbidden", render.MessageLink(p.Guild, p.Channel, p.Message))
	}
	return ""
}
