package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/notices"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// gaps are the questions the corpus could not answer, as moderators see them.
type gaps struct {
	store   *store.Store
	db      *cache.Database
	desk    *fairDesk
	catalog *catalogs
	notices notices.Sender
	render  render.Renderer
	kept    bool                    // the operator wants them
	serves  func(guild string) bool // whether this process is the one that hears of a server
}

// record keeps a question the corpus could not answer: in servers that allow it, never from direct messages, without
// who asked.
func (g *gaps) record(a answers.Answer, r request) {
	if !g.kept || r.guild == "" || r.absent {
		return
	}
	question, nearest := r.text, ""
	if len(a.Carried) > 0 {
		question = a.Subject.Text // as it would be asked alone
	}
	if len(a.Nearest) > 0 {
		nearest = a.Nearest[0].ID
	}
	now := time.Now()
	g.db.Later("a question without answer", func(ctx context.Context) error {
		return g.store.RecordGap(ctx, r.guild, question, nearest, now)
	})
}

// The lists of /sitrep gaps.
const (
	shownOpen     = "open"
	shownAnswered = "answered"
	shownNotIt    = "not-it"
)

// gapLists numbers them for custom ids; the numbers must never change their meaning.
var gapLists = []string{shownOpen, shownAnswered, shownNotIt}

const (
	gapsAPage    = 5 // as many buttons fit a row
	gapsListed   = 500
	gapsExported = 5000
	gapsChecked  = 500 // of each server, the most asked
)

// list lists what members asked in vain.
func (g *gaps) list(ctx context.Context, r request) (reply, error) {
	list := 0
	for i, name := range gapLists {
		if name == r.options["show"] {
			list = i
		}
	}
	p, err := g.page(ctx, list, 1, r)
	return reply{page: p, private: true}, err
}

func (g *gaps) turn(ctx context.Context, r request) (reply, error) {
	return g.turnTo(ctx, target[render.ListPage](r), r)
}

func (g *gaps) turnTo(ctx context.Context, to render.ListPage, r request) (reply, error) {
	p, err := g.page(ctx, to.List, to.Page, r)
	return reply{page: p, replace: true, private: true}, err
}

// done takes a question off the list. The button names the question, not the server: it works on this server's alone.
func (g *gaps) done(ctx context.Context, r request) (reply, error) {
	gap := target[render.Gap](r)
	err := g.store.SetGap(ctx, r.guild, gap.ID, store.GapDone, "")
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return reply{}, err
	}
	return g.turnTo(ctx, gap.ListPage, r)
}

// page is one page of a list, the last if there is none of that number.
func (g *gaps) page(ctx context.Context, list, number int, r request) (*render.Page, error) {
	w := r.words()
	lines, ids, err := g.lines(ctx, r.guild, list, w)
	if err != nil {
		return nil, err
	}
	pages := max(1, (len(lines)+gapsAPage-1)/gapsAPage)
	number = min(max(number, 1), pages)
	from := (number - 1) * gapsAPage
	to := min(from+gapsAPage, len(lines))
	p := &render.Page{Notes: []string{w.Text("gaps." + gapLists[min(max(list, 0), len(gapLists)-1)])}, Text: strings.Join(lines[from:to], "\n"),
		Foot: []string{w.Text("pageOf", number, pages)}}
	if len(lines) == 0 {
		p.Text = w.Text("noGaps")
	}
	if ids != nil {
		p.Rows = append(p.Rows, g.doneButtons(ids[from:to], from, r.user, render.ListPage{Page: number, List: list}))
	}
	turn := func(label string, to int) discordgo.MessageComponent {
		return g.render.Button(label, discordgo.SecondaryButton, render.State{Kind: render.KindGaps, Asker: r.user, Target: render.ListPage{Page: to, List: list}},
			to < 1 || to > pages)
	}
	if pages > 1 {
		p.Rows = append(p.Rows, []discordgo.MessageComponent{turn("◀", number-1), turn("▶", number+1)})
	}
	return p, nil
}

func (g *gaps) doneButtons(ids []string, from int, asker string, on render.ListPage) (row []discordgo.MessageComponent) {
	for i, id := range ids {
		done := render.State{Kind: render.KindGapDone, Asker: asker, Target: render.Gap{ID: id, ListPage: on}}
		row = append(row, g.render.Button(fmt.Sprintf("✓ %d", from+i+1), discordgo.SecondaryButton, done, false))
	}
	return row
}

// lines lists questions; ids are those of the gaps, where they can be marked as done.
func (g *gaps) lines(ctx context.Context, guild string, list int, w *locale.Printer) (lines, ids []string, err error) {
	g.db.Settle(ctx)
	if list == 2 {
		lines, err = g.notItLines(ctx, guild, w)
		return lines, nil, err
	}
	state := store.GapOpen
	if list == 1 {
		state = store.GapAnswered
	}
	all, err := g.store.Gaps(ctx, guild, state, gapsListed)
	for i, found := range all {
		line := fmt.Sprintf("%d\\. %s\n-# %s", i+1, render.EscapeLine(found.Question), w.Text("gapAsked", found.Asked, render.Since(found.First), render.Since(found.Last)))
		if id := found.Nearest; state == store.GapOpen && id != "" {
			line += " · " + w.Text("gapNearest", "`"+id+"`")
		} else if state == store.GapAnswered {
			line += " · " + w.Text("gapAnswered", "`"+found.Answer+"`")
		}
		lines, ids = append(lines, line), append(ids, found.ID)
	}
	return lines, ids, err
}

// notItLines lists the answers members did not find right.
func (g *gaps) notItLines(ctx context.Context, guild string, w *locale.Printer) (lines []string, err error) {
	all, err := g.store.Feedback(ctx, guild, gapsListed)
	for _, f := range all {
		if f.NotIt > 0 {
			lines = append(lines, fmt.Sprintf("%d\\. %s\n-# %s", len(lines)+1, render.EscapeLine(f.Question), w.Text("voted", f.NotIt, f.Helpful, "`"+f.Passage+"`", render.Since(f.Last))))
		}
	}
	return lines, err
}

// export hands out all gaps as a file.
func (g *gaps) export(ctx context.Context, r request) (reply, error) {
	w := r.words()
	g.db.Settle(ctx)
	var all []store.Gap
	for _, state := range []store.GapState{store.GapOpen, store.GapAnswered, store.GapDone} {
		some, err := g.store.Gaps(ctx, r.guild, state, gapsExported)
		if err != nil {
			return reply{}, err
		}
		all = append(all, some...)
	}
	var out bytes.Buffer
	if err := store.WriteGaps(&out, all); err != nil {
		return reply{}, err
	}
	name := "gaps-" + time.Now().UTC().Format("2006-01-02") + ".csv"
	return reply{page: &render.Page{Text: w.Text("exported", len(all)), Plain: true}, file: &rest.File{Name: name, Data: out.Bytes()}, private: true}, nil
}

// recheck asks the open questions again, and marks those that have an answer by now.
func (g *gaps) recheck(ctx context.Context) (answered int, err error) {
	guilds, err := g.store.GapGuilds(ctx)
	for _, guild := range guilds {
		if !g.serves(guild) {
			continue // another process does it
		}
		n, err := g.recheckGuild(ctx, guild)
		if err != nil {
			return answered, err
		}
		answered += n
	}
	return answered, err
}

func (g *gaps) recheckGuild(ctx context.Context, guild string) (answered int, err error) {
	open, err := g.store.Gaps(ctx, guild, store.GapOpen, gapsChecked)
	for _, gap := range open {
		a, err := g.desk.Answer(ctx, "", g.catalog.of(guild), answers.Question{Text: gap.Question})
		if err != nil {
			return answered, err
		}
		if a.Outcome != answers.Answered {
			continue
		}
		if err := g.store.SetGap(ctx, guild, gap.ID, store.GapAnswered, a.Best.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return answered, err
		}
		answered++
	}
	if answered > 0 {
		g.notices.Warn(ctx, guild, "", "", func(w *locale.Printer) string { return w.Text("answeredNow", answered) })
	}
	return answered, err
}
