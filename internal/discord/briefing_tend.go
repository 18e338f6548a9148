package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// What was done about a briefing.
type tended struct {
	briefing store.Briefing
	edited   bool
	pinsFull bool // it could not be pinned, as the channel has as many pins as Discord allows
	revision int  // of the corpus it was compared with
}

// tend does what a briefing needs: its message is sent, edited, pinned or removed. Of all who try, in all processes, one
// does it; the others get store.ErrHeld. want, which may be nil, first changes what is needed.
func (b *Bot) tend(ctx context.Context, guild, id string, want func(*store.Briefing)) (tended, error) {
	c, err := b.care.store.ClaimBriefing(ctx, guild, id, time.Now(), b.care.pace.hold)
	if err != nil {
		return tended{}, err
	}
	if c.Briefing.State == store.Pending {
		b.recognise(ctx, &c.Briefing)
	}
	if want != nil {
		want(&c.Briefing)
	}
	return b.carryOut(ctx, c)
}

// tendNow is tend for somebody who waits: a refresh that is just at it is given the time to end.
func (b *Bot) tendNow(ctx context.Context, guild, id string, want func(*store.Briefing)) (t tended, err error) {
	for range 20 {
		if t, err = b.tend(ctx, guild, id, want); !errors.Is(err, store.ErrHeld) {
			return t, err
		}
		if err := wait.For(ctx, 100*time.Millisecond); err != nil {
			return t, err
		}
	}
	return t, err
}

// carryOut does what a claimed briefing needs, and ends the claim.
func (b *Bot) carryOut(ctx context.Context, c store.Claim) (t tended, err error) {
	within, cancel := context.WithTimeout(ctx, b.care.pace.hold*9/10)
	defer cancel()
	ctx, stop := wait.Longer(ctx, graceToNote) // what was done is noted, even when the bot is to stop
	defer stop()
	defer func() {
		err = errors.Join(err, ignore(b.care.store.ReleaseBriefing(ctx, c), store.ErrLost))
	}()
	switch c.Briefing.State {
	case store.Removing:
		return tended{briefing: c.Briefing}, b.takeOut(within, c)
	case store.MessageGone, store.ChannelGone:
		b.tell(within, &c.Briefing)
	default:
		t, err = b.show(within, &c)
		err = b.suffer(within, &c, err)
	}
	t.briefing = c.Briefing
	if c.Briefing.Message == "" && c.Briefing.State != store.Pending {
		return t, errors.Join(err, b.care.store.RemoveBriefing(ctx, c)) // it never came to be
	}
	return t, errors.Join(err, b.care.store.SaveBriefing(ctx, c))
}

// show makes the message what it should be.
func (b *Bot) show(ctx context.Context, c *store.Claim) (t tended, err error) {
	d, err := b.digest(choiceOf(c.Briefing))
	if err != nil {
		return t, err
	}
	t.revision = d.revision
	if c.Briefing.Message == "" {
		err = b.sendBriefing(ctx, c, d)
	} else {
		t.edited, err = b.editBriefing(ctx, c, d)
	}
	if err == nil && c.Briefing.State == store.Live && c.Briefing.Pin && !c.Briefing.Pinned {
		t.pinsFull, err = b.pinBriefing(ctx, c)
	}
	return t, err
}

func ignore(err, what error) error {
	if errors.Is(err, what) {
		return nil
	}
	return err
}

// suffer notes what an error means for a briefing. What it does not explain is returned.
func (b *Bot) suffer(ctx context.Context, c *store.Claim, err error) error {
	p := &c.Briefing
	var failed *rest.Error
	switch {
	case rest.IsCode(err, rest.CodeUnknownMessage):
		p.State = store.MessageGone
	case rest.IsCode(err, rest.CodeUnknownChannel):
		p.State = store.ChannelGone
	case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission):
		p.State = store.Forbidden
	case errors.As(err, &failed) && failed.Status == http.StatusTooManyRequests:
		p.Due = time.Now().Add(b.care.waitLonger(p.Channel, failed.After))
		return nil
	default:
		return err
	}
	b.tell(ctx, p)
	return nil
}

// sendBriefing posts the message. Its nonce is the briefing's id, so that posting twice makes one message.
func (b *Bot) sendBriefing(ctx context.Context, c *store.Claim, d digest) error {
	p := &c.Briefing
	m := b.briefingPage(p.ID, d, b.wordsOf(ctx, *p, d), "").Message("")
	m.Nonce = p.ID
	sent, err := b.rest.CreateMessage(ctx, p.Channel, m)
	if err != nil {
		return err
	}
	p.Message, p.State = sent, store.Live
	shows(p, d)
	return b.care.store.SaveBriefing(ctx, *c)
}

// shows notes what the message shows.
func shows(p *store.Briefing, d digest) {
	encoded, err := json.Marshal(d.made)
	if err != nil {
		panic(err) // only a year past 9999 could do that
	}
	p.Shown, p.Hash = string(encoded), d.fitted.Hash()
}

// editBriefing brings the message up to date if what it shows has changed.
func (b *Bot) editBriefing(ctx context.Context, c *store.Claim, d digest) (edited bool, err error) {
	p := &c.Briefing
	if p.Hash == d.fitted.Hash() {
		p.Due = time.Time{}
		return false, nil
	}
	var before briefing.Briefing
	if err := json.Unmarshal([]byte(p.Shown), &before); err != nil && p.Shown != "" {
		b.log.Warn("what a briefing showed cannot be read: what changed is not told", "briefing", p.ID, "error", err)
	}
	now, w := time.Now(), b.wordsOf(ctx, *p, d)
	updated := w.Text("updated", fmt.Sprintf("<t:%d:R>", now.Unix()), changed(briefing.Diff(before, d.made), w))
	if err := b.care.edits.Wait(ctx); err != nil {
		return false, err
	}
	err = b.rest.EditMessage(ctx, p.Channel, p.Message, b.briefingPage(p.ID, d, w, updated).Message(""))
	if err != nil {
		return false, err
	}
	b.care.waitedEnough(p.Channel)
	p.State, p.Told, p.Due, p.Updated = store.Live, "", time.Time{}, now
	shows(p, d)
	return true, nil
}

// pinBriefing pins the message. Where that is not allowed, or there is no room, it stays unpinned.
func (b *Bot) pinBriefing(ctx context.Context, c *store.Claim) (full bool, err error) {
	p := &c.Briefing
	err = b.rest.Pin(ctx, p.Channel, p.Message)
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

// takeOut removes the message, which also unpins it, and then the briefing.
func (b *Bot) takeOut(ctx context.Context, c store.Claim) error {
	p := c.Briefing
	if err := b.care.store.SaveBriefing(ctx, c); err != nil {
		return err
	}
	if p.Message != "" {
		err := b.rest.DeleteMessage(ctx, p.Channel, p.Message)
		if err != nil && !rest.IsCode(err, rest.CodeUnknownChannel, rest.CodeNoAccess) {
			return err
		}
	}
	return b.care.store.RemoveBriefing(ctx, c)
}

// recognise looks for the message of a briefing that was about to be sent when a process ended: it has the briefing's id.
// Where it cannot be found it is sent again; Discord then returns the first one, if that was not long ago.
func (b *Bot) recognise(ctx context.Context, p *store.Briefing) {
	var there []message
	err := b.rest.MessagesSince(ctx, p.Channel, p.Created.Add(-time.Minute), &there)
	if err != nil {
		b.log.Warn("cannot look for a briefing that may have been sent", "briefing", p.ID, "error", err)
	}
	for _, m := range there {
		if b.briefingIn(m.Components) == p.ID {
			p.Message, p.State = m.ID, store.Live
		}
	}
}

// briefingIn finds the id of the briefing that a message of ours shows.
func (b *Bot) briefingIn(components []component) string {
	for _, c := range components {
		if q, err := b.render.Open(c.CustomID); err == nil && q.Kind == render.KindBriefing {
			return q.ID
		}
		if id := b.briefingIn(c.Components); id != "" {
			return id
		}
	}
	return ""
}

// wordsOf picks the language of the words around a briefing: the server's, else its own, else that of what it shows.
func (b *Bot) wordsOf(ctx context.Context, p store.Briefing, d digest) *locale.Printer {
	shown := ""
	if len(d.made.Articles) > 0 {
		shown = d.made.Articles[0].Source.Lang
	}
	if s, err := b.settings.of(ctx, p.Guild); err == nil && s.Language != "" {
		return locale.For(s.Language, "")
	}
	return locale.For(p.Lang, shown)
}

// tell tells the moderators of a trouble with a briefing, once, in the channel they chose. Where they chose none, the reply
// to their next command tells them.
func (b *Bot) tell(ctx context.Context, p *store.Briefing) {
	if p.Told == p.State || p.Message == "" {
		return
	}
	nonce := p.ID + string(p.State[0])
	if b.warnModerators(ctx, p.Guild, nonce, p.Lang, func(w *locale.Printer) string { return troubleLine(*p, w) }) {
		p.Told = p.State
	}
}

// troubleLine says what is wrong with a briefing and what to do about it; empty if nothing is.
func troubleLine(p store.Briefing, w *locale.Printer) string {
	switch p.State {
	case store.MessageGone:
		return w.Text("messageGone", "<#"+p.Channel+">", p.ID)
	case store.ChannelGone:
		return w.Text("channelGone", p.ID)
	case store.Forbidden:
		return w.Text("forbidden", render.MessageLink(p.Guild, p.Channel, p.Message))
	}
	return ""
}
