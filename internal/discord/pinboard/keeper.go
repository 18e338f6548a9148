// Package pinboard keeps the messages of briefings what they should be: posted, pinned, showing what the articles say now,
// and removed when nobody wants them any more. Of several processes on one store, one works on a briefing at a time.
//
// Start at [New] and [Keeper.Run]. keeper.go has what others ask for, refresh.go goes through all briefings, apply.go does
// what one of them needs, page.go draws it.
package pinboard

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/notices"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/scope"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Config says what a Keeper works with. All of it but Hold is needed.
type Config struct {
	Store    *store.Store
	Database *cache.Database // of Store
	Settings *cache.Settings // whose languages the messages have
	Scopes   *scope.Scopes   // what servers' briefings are made of
	REST     *rest.Client
	Render   render.Renderer
	Hold     time.Duration // the longest a process works on a briefing; if it dies, others wait as long. 0: 20 s
	Log      *slog.Logger
}

// A Keeper keeps the messages of briefings what they should be. Make one with [New].
type Keeper struct {
	Config
	notices notices.Sender
	edits   *rate.Limiter // spaces edits, so that answers keep their share of Discord's 50 calls a second

	refreshing sync.Mutex // held by the one who goes through all briefings

	mu      sync.Mutex
	checked map[string]string        // briefing → revision of the articles it was compared with
	behind  map[string]overdue       // briefing that needs something → since when
	backoff map[string]time.Duration // channel → how long edits of its old messages waited the last time
}

const (
	betweenRefreshes = 5 * time.Second
	betweenEdits     = 50 * time.Millisecond
	shortestBackoff  = time.Minute // the first wait after Discord refused an edit; it doubles
	longestBackoff   = time.Hour
	graceToNote      = 2 * time.Second // to note what was done, once it is to stop
)

// New makes a Keeper. It does nothing before it is asked.
func New(c Config) *Keeper {
	c.Hold = cmp.Or(c.Hold, 20*time.Second)
	return &Keeper{Config: c, notices: notices.Sender{Settings: c.Settings, REST: c.REST, Log: c.Log},
		edits: rate.NewLimiter(rate.Every(betweenEdits), 1), checked: map[string]string{}, behind: map[string]overdue{}, backoff: map[string]time.Duration{}}
}

// overdue is what a briefing is that needs something.
type overdue struct {
	since time.Time // as far as this process knows
	again time.Time // not to be tried before, as Discord asked for patience
}

// Behind is how many briefings need something that was not done yet, and for how long the first of them has.
func (k *Keeper) Behind() (count int, lag time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, o := range k.behind {
		lag = max(lag, time.Since(o.since))
	}
	return len(k.behind), lag
}

// A Result says what was done about a briefing.
type Result struct {
	Briefing store.Briefing // as it is now
	Edited   bool
	PinsFull bool   // it could not be pinned, as the channel has as many pins as Discord allows
	revision string // of the articles it was compared with
}

// Preview draws a briefing as it would be posted in a server, with an id to tell it by; ok is false where the corpus has
// nothing of what was chosen.
func (k *Keeper) Preview(ctx context.Context, guild, id string, c briefing.Choice) (p *render.Page, ok bool, err error) {
	d, err := k.digest(ctx, guild, c)
	if err != nil || len(d.made.Articles) == 0 {
		return nil, false, err
	}
	return k.page(id, d, k.words(ctx, store.Briefing{Guild: guild, Lang: c.Lang}, d), ""), true, nil
}

// Post stores a briefing and sends its message. Guild, Channel, Documents, Tags, Lang and Pin say what it is to be.
func (k *Keeper) Post(ctx context.Context, p store.Briefing) (Result, error) {
	d, err := k.digest(ctx, p.Guild, choiceOf(p))
	if err != nil {
		return Result{}, err
	}
	recordShown(&p, d)
	c, err := k.Store.Briefings.Add(ctx, p, time.Now(), k.Hold)
	if err != nil {
		return Result{}, err
	}
	r, err := k.apply(ctx, c)
	if err == nil {
		k.markCurrent(r.Briefing.ID, r.revision)
	}
	return r, err
}

// Update brings a briefing up to date at once, also where Discord asked for patience. It returns [store.ErrHeld] while
// somebody else is at it.
func (k *Keeper) Update(ctx context.Context, guild, id string) (Result, error) {
	return k.change(ctx, guild, id, func(p *store.Briefing) { p.Due = time.Time{} })
}

// Pin has a briefing pinned that could not be before.
func (k *Keeper) Pin(ctx context.Context, guild, id string) (Result, error) {
	return k.change(ctx, guild, id, func(p *store.Briefing) { p.Pin = true })
}

// Remove takes a briefing out of its channel and out of the store.
func (k *Keeper) Remove(ctx context.Context, guild, id string) error {
	_, err := k.change(ctx, guild, id, func(p *store.Briefing) { p.State = store.Removing })
	return err
}

// Unpin unpins the message of a briefing, which stays in its channel.
func (k *Keeper) Unpin(ctx context.Context, guild, id string) error {
	c, err := k.Store.Briefings.Claim(ctx, guild, id, time.Now(), k.Hold)
	if err != nil {
		return err
	}
	defer k.release(ctx, c)
	if err := k.REST.Unpin(ctx, c.Briefing.Channel, c.Briefing.Message); err != nil {
		return err
	}
	c.Briefing.Pin, c.Briefing.Pinned = false, false
	return k.Store.Briefings.Save(ctx, c)
}

// MarkGone notes what became of the briefings of a server whose message or channel was deleted, and tells its moderators.
func (k *Keeper) MarkGone(ctx context.Context, guild string, state store.State, is func(store.Briefing) bool) error {
	all, err := cache.Read(ctx, k.Database, func(ctx context.Context) ([]store.Briefing, error) { return k.Store.Briefings.List(ctx, guild) })
	for _, p := range all {
		if is(p) && isShown(p) {
			_, failed := k.change(ctx, guild, p.ID, func(p *store.Briefing) {
				if isShown(*p) {
					p.State = state
				}
			})
			err = errors.Join(err, failed)
		}
	}
	return err
}

// isShown tells whether a briefing has a message, as far as is known.
func isShown(p store.Briefing) bool { return p.State == store.Live || p.State == store.Forbidden }

// Warnings are lines about those of some briefings that are in trouble of which nobody was told yet; they count as told from
// now on.
func (k *Keeper) Warnings(ctx context.Context, of []store.Briefing, w *locale.Printer) (lines []string) {
	for _, p := range of {
		line := k.TroubleOf(p, w)
		if line == "" || p.Told == p.State {
			continue
		}
		c, err := k.Store.Briefings.Claim(ctx, p.Guild, p.ID, time.Now(), k.Hold)
		if err != nil || c.Briefing.State != p.State || c.Briefing.Told == p.State {
			continue
		}
		c.Briefing.Told = p.State
		if k.Store.Briefings.Save(ctx, c) == nil {
			lines = append(lines, line)
		}
		k.release(ctx, c)
	}
	return lines
}

// change does what a briefing needs once it was changed, for somebody who waits: a refresh that is just at it is given the
// time to end.
func (k *Keeper) change(ctx context.Context, guild, id string, change func(*store.Briefing)) (r Result, err error) {
	const tries, pause = 20, 100 * time.Millisecond // together less than Discord gives for an answer
	for range tries {
		if r, err = k.claimAndApply(ctx, guild, id, change); !errors.Is(err, store.ErrHeld) {
			return r, err
		}
		if err := wait.For(ctx, pause); err != nil {
			return r, err
		}
	}
	return r, err
}

func (k *Keeper) release(ctx context.Context, c store.Claim) {
	if err := k.Store.Briefings.Release(ctx, c); err != nil {
		k.Log.Error("cannot release a briefing", "error", err)
	}
}
