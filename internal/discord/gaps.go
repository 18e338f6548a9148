package discord

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/notices"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/lang"
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
	grouper *grouper
	secret  []byte // hides who asked
	kept    bool   // the operator wants them
	own     *ownArticles
	serves  func(guild string) bool // whether this process is the one that hears of a server

	rechecks *rechecker
	serving  context.Context // ends when the bot is to stop
	patience time.Duration   // how long a moderator waits until questions are asked again
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
		nearest = a.Nearest[0].Ref.String()
	}
	now, asker := time.Now(), g.asker(r)
	g.db.Later("a question without answer", func(ctx context.Context) error {
		return g.store.Gaps.Record(ctx, r.guild, question, nearest, asker, now)
	})
}

// asker is who asks, so that it is known how many did and not who.
func (g *gaps) asker(r request) store.Askers {
	mac := hmac.New(sha256.New, g.secret)
	mac.Write([]byte("asker " + r.guild + " " + r.user))
	return store.Asker(binary.LittleEndian.Uint64(mac.Sum(nil)))
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

// done takes a question off the list, however it was asked. The button names a question, not the server: it works on this
// server's alone.
func (g *gaps) done(ctx context.Context, r request) (reply, error) {
	return g.move(ctx, r, stateOf(target[render.Gap](r).List), store.GapDone)
}

// reopen puts a question back that was taken off the list.
func (g *gaps) reopen(ctx context.Context, r request) (reply, error) {
	return g.move(ctx, r, store.GapDone, store.GapOpen)
}

// move takes a question from a state to another, and shows the list it was on, with what was done and how to undo it.
func (g *gaps) move(ctx context.Context, r request, from, to store.GapState) (reply, error) {
	w, gap := r.words(), target[render.Gap](r)
	group, err := g.groupOf(ctx, r.guild, from, gap.ID)
	if err != nil {
		return reply{}, err
	}
	for _, one := range group {
		if err := g.store.Gaps.Set(ctx, r.guild, one.ID, to, ""); err != nil && !errors.Is(err, store.ErrNotFound) {
			return reply{}, err
		}
	}
	rep, err := g.turnTo(ctx, gap.ListPage, r)
	if err != nil || len(group) == 0 {
		return rep, err
	}
	question := render.EscapeLine(render.Shorten(group[0].Question, render.LongestNote))
	if to == store.GapOpen {
		rep.page.Notes = append(rep.page.Notes, w.Text("gapReopened", question))
		return rep, nil
	}
	rep.page.Notes = append(rep.page.Notes, w.Text("gapDone", question))
	rep.page.Rows = append(rep.page.Rows, []discordgo.MessageComponent{g.render.Button(w.Text("gapUndo"), discordgo.SecondaryButton,
		render.State{Kind: render.KindGapReopen, Asker: r.user, Target: gap}, false)})
	return rep, nil
}

const longestAnswer = 4000 // characters; Discord's limit for a text of a form

// write opens a form for the answer to a question, and previews it as an article of the server.
func (g *gaps) write(ctx context.Context, r request) (reply, error) {
	w, gap := r.words(), target[render.Gap](r)
	group, err := g.groupOf(ctx, r.guild, store.GapOpen, gap.ID)
	if err != nil {
		return reply{}, err
	}
	if len(group) == 0 {
		return telling(w.Text("stale")), nil
	}
	question := group[0].Question
	if _, written := r.options["answer"]; !written {
		id := g.render.Sign(render.State{Kind: render.KindGapWrite, Asker: r.user, Target: gap})
		return reply{form: &render.Form{ID: id, Title: w.Text("gapWrite"), Inputs: []render.Input{
			{Name: "answer", Label: render.Shorten(lang.OneLine(question), 45), Placeholder: w.Text("gapWriteHint"), Longest: longestAnswer, Lines: true}}}}, nil
	}
	r.text, r.author = question, r.interaction.who()
	return g.own.to(g.own.commands.Answer)(ctx, r)
}

// keep keeps an article that was previewed, and looks whether it answers what was asked in vain. Hundreds of questions take longer
// than a moderator should wait: then a notice tells how many it answers.
func (g *gaps) keep(ctx context.Context, r request) (reply, error) {
	rep, err := g.own.to(g.own.commands.Keep)(ctx, r)
	if err != nil || !rep.replace {
		return rep, err
	}
	if answered := g.await(g.rechecks.want(r.guild, true)); answered > 0 {
		rep.page.Text += "\n" + r.words().Text("gapsAnswered", answered)
	}
	return rep, nil
}

// stateOf is the state of the questions on a list.
func stateOf(list int) store.GapState {
	if list == 1 {
		return store.GapAnswered
	}
	return store.GapOpen
}

// groupOf is the group of a server's questions in a state that has one of them; empty if none has.
func (g *gaps) groupOf(ctx context.Context, guild string, state store.GapState, id string) (gapGroup, error) {
	g.db.Settle(ctx)
	all, err := g.store.Gaps.List(ctx, guild, state, gapsListed)
	for _, group := range g.grouper.group(all) {
		if slices.Contains(group.ids(), id) {
			return group, err
		}
	}
	return nil, err
}

// page is one page of a list, the last if there is none of that number.
func (g *gaps) page(ctx context.Context, list, number int, r request) (*render.Page, error) {
	w := r.words()
	lines, ids, err := g.lines(ctx, list, r)
	if err != nil {
		return nil, err
	}
	pages := max(1, (len(lines)+gapsAPage-1)/gapsAPage)
	number = min(max(number, 1), pages)
	from := (number - 1) * gapsAPage
	to := min(from+gapsAPage, len(lines))
	p := &render.Page{Notes: []string{w.Text("gaps." + gapLists[min(max(list, 0), len(gapLists)-1)])}, Text: strings.Join(lines[from:to], "\n")}
	if ids != nil {
		p.Foot = append(p.Foot, w.Text("gapButtons"))
		if list == 0 {
			p.Foot = append(p.Foot, w.Text("gapWriteButtons"))
		}
	}
	if s, err := g.notices.Settings.Of(ctx, r.guild); list == 0 && (!g.kept || err == nil && s.NoGaps) {
		p.Foot = append(p.Foot, w.Text("gapsOff"))
	}
	p.Foot = append(p.Foot, w.Page(number, pages))
	if len(lines) == 0 {
		p.Text = w.Text("noGaps")
	}
	if ids != nil {
		on := render.ListPage{Page: number, List: list}
		p.Rows = append(p.Rows, g.buttons(render.KindGapDone, "✓ ", ids[from:to], from, r.user, on))
		if list == 0 {
			p.Rows = append(p.Rows, g.buttons(render.KindGapWrite, "✎ ", ids[from:to], from, r.user, on))
		}
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

// buttons are one for each question on a page.
func (g *gaps) buttons(kind, label string, ids []string, from int, asker string, on render.ListPage) (row []discordgo.MessageComponent) {
	for i, id := range ids {
		what := render.State{Kind: kind, Asker: asker, Target: render.Gap{ID: id, ListPage: on}}
		row = append(row, g.render.Button(label+fmt.Sprint(from+i+1), discordgo.SecondaryButton, what, false))
	}
	return row
}

// lines lists questions; ids are those of the gaps, where they can be marked as done.
func (g *gaps) lines(ctx context.Context, list int, r request) (lines, ids []string, err error) {
	g.db.Settle(ctx)
	if list == 2 {
		lines, err = g.notItLines(ctx, r)
		return lines, nil, err
	}
	w, known := r.words(), g.catalog.of(r.guild)
	all, err := g.store.Gaps.List(ctx, r.guild, stateOf(list), gapsListed)
	for i, group := range g.grouper.group(all) {
		found := group.sum()
		line := fmt.Sprintf("%d\\. %s\n-# %s", i+1, render.EscapeLine(found.Question), gapAsked(found, w))
		if others := group.otherWords(); len(others) > 0 {
			line += "\n-# " + w.Text("gapOtherWords", w.Enumerate(others[:min(2, len(others))], max(0, len(others)-2)))
		}
		if q, ok, err := known.ByID(found.Nearest); ok && err == nil && list == 0 {
			line += "\n-# " + w.Text("gapNearest", render.Nearest(q))
		}
		if q, ok, err := known.ByID(found.Answer); ok && err == nil {
			line += "\n-# " + w.Text("gapAnswered", render.Nearest(q))
		}
		lines, ids = append(lines, line), append(ids, found.ID)
	}
	return lines, ids, err
}

// gapAsked says how often a question was asked, by how many, and when last.
func gapAsked(g store.Gap, w *locale.Printer) string {
	if g.Asked == 1 {
		return w.Text("gapAskedOnce", render.Since(g.Last))
	}
	times := w.Text("gapAsked", g.Asked)
	if members := min(g.Askers.Count(), g.Asked); members > 0 {
		times = w.Plural("gapAskedBy", members, g.Asked, members)
	}
	return render.Inline(times, w.Text("gapLast", render.Since(g.Last)))
}

// notItLines lists the answers members did not find right.
func (g *gaps) notItLines(ctx context.Context, r request) (lines []string, err error) {
	w, known := r.words(), g.catalog.of(r.guild)
	all, err := g.store.Votes.Feedback(ctx, r.guild, gapsListed)
	for _, f := range all {
		if f.NotIt == 0 {
			continue
		}
		line := fmt.Sprintf("%d\\. %s\n-# %s", len(lines)+1, render.EscapeLine(f.Question), w.Text("voted", f.NotIt, f.Helpful, render.Since(f.Last)))
		if q, ok, err := known.ByID(f.Passage); ok && err == nil {
			line += "\n-# " + render.Nearest(q)
		}
		lines = append(lines, line)
	}
	return lines, err
}

// export hands out all gaps as a file.
func (g *gaps) export(ctx context.Context, r request) (reply, error) {
	w := r.words()
	g.db.Settle(ctx)
	var all []store.Gap
	for _, state := range []store.GapState{store.GapOpen, store.GapAnswered, store.GapDone} {
		some, err := g.store.Gaps.List(ctx, r.guild, state, gapsExported)
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

// recheckAll has the open questions of all servers asked again.
func (g *gaps) recheckAll(ctx context.Context) (wanted []*recheck, err error) {
	guilds, err := g.store.Gaps.Guilds(ctx)
	for _, guild := range guilds {
		if g.serves(guild) { // else another process does it
			wanted = append(wanted, g.rechecks.want(guild, false))
		}
	}
	return wanted, err
}

// await waits for rechecks as long as a moderator should, and returns how many questions those that are over have found an answer to.
func (g *gaps) await(wanted ...*recheck) (answered int) {
	late := time.After(g.patience)
	for _, c := range wanted {
		select {
		case <-c.over:
			answered += c.answered
		case <-late:
			return answered
		case <-g.serving.Done():
			return answered
		}
	}
	return answered
}

// recheckGuild asks the open questions of a server again, once what is new is known by its meaning, and marks those that have an answer
// by now. Where the meaning cannot be known words answer, as they do members.
func (g *gaps) recheckGuild(ctx context.Context, guild string) (answered int, err error) {
	if err := g.catalog.scopes.Understand(ctx, guild); err != nil && ctx.Err() == nil {
		g.notices.Log.Warn("what had no answer is asked again before some passages are known by their meaning", "guild", guild, "error", err)
	}
	open, err := g.store.Gaps.List(ctx, guild, store.GapOpen, gapsChecked)
	for _, gap := range open {
		a, err := g.desk.Answer(ctx, "", g.catalog.of(guild), answers.Question{Text: gap.Question})
		if err != nil {
			return answered, err
		}
		if a.Outcome != answers.Answered {
			continue
		}
		if err := g.store.Gaps.Set(ctx, guild, gap.ID, store.GapAnswered, a.Best.Ref.String()); err != nil && !errors.Is(err, store.ErrNotFound) {
			return answered, err
		}
		answered++
	}
	if answered > 0 {
		g.notices.Warn(ctx, guild, "", "", func(w *locale.Printer) string { return w.Text("answeredNow", answered) })
	}
	return answered, err
}
