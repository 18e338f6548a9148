package discord

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/catalog"
	"github.com/sitrep-bot/sitrep/internal/scope"
)

// A fairDesk is where members have their turn.
type fairDesk struct {
	seats    *seats
	observer Observer
}

// Answer answers a question of a member from a catalog, when it is their turn.
func (d *fairDesk) Answer(ctx context.Context, member string, from catalog.Catalog, q answers.Question) (answers.Answer, error) {
	if err := d.take(ctx, member); err != nil {
		return answers.Answer{}, err
	}
	defer d.seats.leave(member)
	defer d.took("answer", time.Now())
	opened := from.Open()
	defer opened.Close()
	return opened.Answer(ctx, q)
}

// Look looks passages up for a member, when it is their turn. What they type does not keep what they ask waiting.
func (d *fairDesk) Look(ctx context.Context, member string, from catalog.Catalog, l answers.Lookup) ([]answers.Quote, error) {
	if l.Typing {
		member += " types"
	}
	if err := d.take(ctx, member); err != nil {
		return nil, err
	}
	defer d.seats.leave(member)
	defer d.took("lookup", time.Now())
	opened := from.Open()
	defer opened.Close()
	return opened.Look(ctx, l)
}

// List has somebody list what articles say for a member, when it is their turn.
func (d *fairDesk) List(ctx context.Context, member string, from catalog.Catalog, list func(*scope.Scope) error) error {
	if err := d.take(ctx, member); err != nil {
		return err
	}
	defer d.seats.leave(member)
	defer d.took("list", time.Now())
	opened := from.Open()
	defer opened.Close()
	return list(opened)
}

// take waits for a member's turn.
func (d *fairDesk) take(ctx context.Context, member string) error {
	defer d.took("turn", time.Now())
	return d.seats.take(ctx, member)
}

func (d *fairDesk) took(step string, since time.Time) { d.observer.Took(step, time.Since(since)) }

// catalogs know what can be read where: in a server, its own articles and everyone's.
type catalogs struct {
	scopes   *scope.Scopes
	settings *cache.Settings
}

// at is what can be read where a request comes from.
func (c *catalogs) at(r request) catalog.Catalog {
	if r.absent {
		return c.of("") // its articles, if it has any, are for when the bot is a member of it
	}
	if r.guild == "" {
		return c.of(r.from.ID)
	}
	return c.of(r.guild)
}

// of is what a server is answered from. Where its settings cannot be read, everyone's articles are with it.
func (c *catalogs) of(guild string) catalog.Catalog {
	s, _ := c.settings.Of(context.Background(), guild) // which waits a moment at most, and has none where it fails
	return catalog.Catalog{Scopes: c.scopes, Guild: guild, Order: scope.OrderOf(s)}
}
