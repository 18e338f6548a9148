package discord

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/chronicle"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/scope"
)

// longestAbout is how long the question of an option may be: it is kept, so that the pages after the first are about it too.
const longestAbout = 200

// counted is the number of statements at the end of a suggestion.
var counted = regexp.MustCompile(` \(\d+\)$`)

// whoSaid lists what a speaker said, the newest first.
func (a *articles) whoSaid(ctx context.Context, r request) (reply, error) {
	w := r.words()
	all, err := a.statements(ctx, r, "")
	if err != nil {
		return reply{}, err
	}
	typed := counted.ReplaceAllString(r.options["person"], "") // some clients send the name of a suggestion
	speakers := chronicle.Speakers(all, lang.Base(r.locale))
	found := chronicle.Find(speakers, typed)
	for _, s := range speakers {
		if render.SpeakerKey(s.Key) == typed {
			found = []chronicle.Speaker{s}
		}
	}
	if len(found) == 0 {
		return telling(w.Text("noSpeaker", render.EscapeLine(render.Shorten(typed, render.LongestNote)))), nil
	}
	r.text = strings.TrimSpace(r.options["about"])
	p, err := a.saidPage(ctx, render.SaidPage{Speaker: render.SpeakerKey(found[0].Key), Page: 1}, r)
	if err != nil {
		return reply{}, err
	}
	if p == nil {
		return telling(w.Text("saidNothing", render.EscapeLine(found[0].Called()), render.EscapeLine(r.text))), nil
	}
	if others := found[1:]; len(others) > 0 {
		var names []string
		for _, s := range others[:min(len(others), 3)] {
			names = append(names, render.EscapeLine(render.Shorten(s.String(), 60)))
		}
		p.Foot = append(p.Foot, w.Text("alsoSpeakers", w.Enumerate(names, len(others)-len(names))))
	}
	return a.listed(p, r), nil
}

// listed is a page of a list; what it is about is kept as the question of an answer is.
func (a *articles) listed(p *render.Page, r request) reply {
	rep := reply{page: p, private: r.private}
	if r.text != "" {
		rep.subject = &answers.Subject{Text: r.text}
	}
	return rep
}

// statements are those that can be read where a request comes from.
func (a *articles) statements(ctx context.Context, r request, about string) (all []chronicle.Statement, err error) {
	member := r.user
	if r.focused != "" {
		member += " types"
	}
	err = a.desk.List(ctx, member, a.catalog.at(r), func(s *scope.Scope) (err error) {
		all, err = s.Statements(ctx, about)
		return err
	})
	return all, err
}

// suggestSpeakers completes who is meant.
func (a *articles) suggestSpeakers(ctx context.Context, r request) (reply, error) {
	all, err := a.statements(ctx, r, "")
	rep := reply{choices: []render.Suggestion{}}
	if r.focused != "person" {
		return rep, err
	}
	found := chronicle.Find(chronicle.Speakers(all, lang.Base(r.locale)), r.options["person"])
	for _, s := range found[:min(render.MostSuggestions, len(found))] {
		count := fmt.Sprintf(" (%d)", s.Count)
		rep.choices = append(rep.choices, render.Suggestion{Name: render.Shorten(lang.OneLine(s.String()), 100-len(count)) + count, Value: render.SpeakerKey(s.Key)})
	}
	return rep, err
}

// turnSaid shows another page of what a speaker said.
func (a *articles) turnSaid(ctx context.Context, r request) (reply, error) {
	to := target[render.SaidPage](r)
	return a.turnListAbout(ctx, r, to.About, func(r request) (*render.Page, error) { return a.saidPage(ctx, to, r) })
}

// turnTimeline shows another page of the timeline.
func (a *articles) turnTimeline(ctx context.Context, r request) (reply, error) {
	to := target[render.TimelinePage](r)
	return a.turnListAbout(ctx, r, to.About, func(r request) (*render.Page, error) { return a.timelinePage(ctx, to, r) })
}

// turnListAbout is [articles.turnList] for a list that may be about a question.
func (a *articles) turnListAbout(ctx context.Context, r request, about bool, show func(request) (*render.Page, error)) (reply, error) {
	if about {
		if r.text = a.listedAbout(ctx, r); r.text == "" {
			return telling(r.words().Text("stale")), nil
		}
	}
	return a.turnList(r, show)
}

// listedAbout is the question the list with the pressed button is about; empty if that is not known any more.
func (a *articles) listedAbout(ctx context.Context, r request) string {
	e, ok, err := a.conversations.ByAnswer(ctx, r.guild, r.shown)
	if err != nil || !ok {
		return ""
	}
	subject, err := e.Follows()
	if err != nil || subject == nil {
		return ""
	}
	return subject.Text
}

// saidPage is one page of what a speaker said; nil if there is no such page.
func (a *articles) saidPage(ctx context.Context, to render.SaidPage, r request) (*render.Page, error) {
	w := r.words()
	to.About = r.text != ""
	all, err := a.statements(ctx, r, r.text)
	if err != nil {
		return nil, err
	}
	var speaker chronicle.Speaker
	for _, s := range chronicle.Speakers(all, lang.Base(r.locale)) {
		if render.SpeakerKey(s.Key) == to.Speaker {
			speaker = s
		}
	}
	var entries []entry
	for _, s := range chronicle.By(all, speaker.Key, lang.Base(r.locale)) {
		entries = append(entries, entry{quote: quoteOf(s.Sentence), drawn: drawnSentence(s.Sentence, answers.Span{})})
	}
	name := speaker.Called()
	heading := "**" + render.EscapeLine(render.Shorten(name, render.LongestTitle)) + "**"
	if speaker.Name != "" && speaker.Office != "" {
		heading = render.Inline(heading, render.EscapeLine(render.Shorten(speaker.Office, render.LongestTitle)))
	}
	return a.listPage(entries, to.Page, []string{heading, render.Inline(w.Plural("statements", len(entries), len(entries)), aboutLine(r.text, w))}, func(page int) render.State {
		to.Page = page
		return render.State{Kind: render.KindSaid, Asker: r.user, Target: to}
	}, w, r), nil
}

func aboutLine(about string, w *locale.Printer) string {
	if about == "" {
		return ""
	}
	return w.Text("listAbout", render.EscapeLine(render.Shorten(about, render.LongestNote)))
}

// timeline lists what was when.
func (a *articles) timeline(ctx context.Context, r request) (reply, error) {
	w := r.words()
	from, until, said := bounds(r, w)
	if said != "" {
		return telling(said), nil
	}
	to := render.TimelinePage{Page: 1, From: from, To: until}
	r.text = strings.TrimSpace(r.options["about"])
	p, err := a.timelinePage(ctx, to, r)
	if err != nil {
		return reply{}, err
	}
	if p == nil {
		return telling(w.Text("noDates")), nil
	}
	return a.listed(p, r), nil
}

// timelinePage is one page of the timeline; nil if there is no such page.
func (a *articles) timelinePage(ctx context.Context, to render.TimelinePage, r request) (*render.Page, error) {
	w := r.words()
	to.About = r.text != ""
	var all []chronicle.Event
	err := a.desk.List(ctx, r.user, a.catalog.at(r), func(s *scope.Scope) (err error) {
		all, err = s.Events(ctx, chronicle.Period{From: to.From, To: to.To}, r.text)
		return err
	})
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, e := range chronicle.Once(all, w.Language()) {
		mark := answers.Span{Start: e.Date.Span.Start - e.Span.Start, End: e.Date.Span.End - e.Span.Start}
		entries = append(entries, entry{above: w.Date(e.Date), quote: quoteOf(e.Sentence), drawn: drawnSentence(e.Sentence, mark)})
	}
	note := render.Inline(w.Plural("datedSentences", len(entries), len(entries)), dayLine("listFrom", to.From, w), dayLine("listTo", to.To, w), aboutLine(r.text, w))
	return a.listPage(entries, to.Page, []string{note}, func(page int) render.State {
		to.Page = page
		return render.State{Kind: render.KindTimeline, Asker: r.user, Target: to}
	}, w, r), nil
}

// dayLine says where a list begins or ends; empty where it does not.
func dayLine(text string, day time.Time, w *locale.Printer) string {
	if day.IsZero() {
		return ""
	}
	if text == "listFrom" {
		return w.Text("listFrom", day.Format(time.DateOnly))
	}
	return w.Text("listTo", day.Format(time.DateOnly))
}

// An entry is a sentence in a list, or the first words of a passage.
type entry struct {
	above string // its date, or the heading of the passage; empty if it has none
	quote answers.Quote
	drawn string // the sentence, or as much of it as has room
	place string // of the passage in its article; empty where that is not said
}

const (
	entriesAPage  = 5
	longestPage   = 1500 // units of entries on a page: with what stands around them a message without layout has room
	longestOnPage = 1200
)

// quoteOf is the passage of a sentence, with the sentence marked.
func quoteOf(s chronicle.Sentence) answers.Quote {
	return answers.Quote{Ref: s.Ref(), Passage: s.Passage, Of: s.Document.Count, Source: s.Document.Source,
		Markdown: s.Document.IsMarkdown(), Highlight: answers.Span{Start: s.Span.Start, End: s.Span.End}}
}

// drawnSentence is a sentence as it is shown, a part of it in bold. One that has no room for all of itself ends in an ellipsis.
func drawnSentence(s chronicle.Sentence, bold answers.Span) string {
	q := quoteOf(s)
	q.Passage.Text, q.Highlight = s.Text(), bold
	parts := render.Parts(q)
	if len(parts) == 1 && render.Units(parts[0]) <= longestOnPage {
		return parts[0]
	}
	return render.Escape(render.Shorten(s.Text(), longestOnPage/2))
}

// text is an entry with its number.
func (e entry) text(number int, w *locale.Printer) string {
	published := ""
	if !e.quote.Source.Published.IsZero() {
		published = render.Day(e.quote.Source.Published)
	}
	above := render.Inline(fmt.Sprintf("**%d**", number), e.above)
	source := render.Inline(render.EscapeLine(render.Shorten(e.quote.Source.Title, 80)), published, e.place)
	return render.Lines(above, render.BlockQuote(e.drawn), "-# "+source)
}

// cutPages is where the pages of entries begin.
func cutPages(entries []entry) (starts []int) {
	used := 0
	for i, e := range entries {
		cost := render.Units(e.drawn) + 200
		if n := len(starts); n == 0 || i-starts[n-1] == entriesAPage || used+cost > longestPage {
			starts, used = append(starts, i), 0
		}
		used += cost
	}
	return starts
}

// listPage is one page of entries, with a button for the passage of each and what turns to other pages; nil if there is no such page.
func (a *articles) listPage(entries []entry, number int, notes []string, to func(page int) render.State, w *locale.Printer, r request) *render.Page {
	starts := cutPages(entries)
	if number < 1 || number > len(starts) {
		return nil
	}
	from, end := starts[number-1], len(entries)
	if number < len(starts) {
		end = starts[number]
	}
	p := &render.Page{Notes: notes}
	var row []discordgo.MessageComponent
	for i, e := range entries[from:end] {
		if i > 0 {
			p.Text += "\n\n" // on a phone one entry would run into the next
		}
		p.Text += e.text(i+1, w)
		row = append(row, a.render.Button(fmt.Sprintf("¶ %d", i+1), discordgo.SecondaryButton, render.State{Kind: render.KindOpen, Asker: r.user,
			Target: render.Entry{Place: render.Place{Document: render.DocumentKey(e.quote.Ref.Document), Ordinal: e.quote.Passage.Ordinal, Highlight: e.quote.Highlight}, Number: i + 1}}, false))
	}
	p.Foot = []string{render.Inline(w.Text("openEntry"), w.Page(number, len(starts)))}
	p.Rows = append([][]discordgo.MessageComponent{row}, a.paging(number, len(starts), to, w, r)...)
	return p
}

// open shows the passage of an entry to who pressed its button; the list stays.
func (a *articles) open(_ context.Context, r request) (reply, error) {
	q, ok, err := a.catalog.at(r).Passage(target[render.Entry](r).Place)
	if err != nil || !ok {
		return telling(r.words().Text("stale")), err
	}
	v := render.View{Words: r.words(), Asker: r.user, Private: true}
	return reply{page: a.render.Quote(q, v), private: true}, nil
}
