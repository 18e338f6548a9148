package discord

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// ask answers a question, whichever door it came by.
func (b *Bot) ask(ctx context.Context, r request) (reply, error) {
	if strings.TrimSpace(r.text) == "" {
		return b.greet(r, "")
	}
	if r.casual && !locale.IsQuestion(r.text) {
		return reply{}, nil // a remark on the answer
	}
	a, err := b.desk.Answer(ctx, r.user, b.catalog.at(r), answers.Question{Text: r.text, Locale: r.locale, After: b.before(ctx, r)})
	if err != nil {
		b.observer.Asked(r.door(), "failed")
		return reply{}, err
	}
	b.stats.count(a)
	b.observer.Asked(r.door(), outcomes[a.Outcome])
	switch {
	case a.Outcome == answers.Answered:
		return b.showAnswer(a, r), nil
	case a.Outcome == answers.SmallTalk:
		return b.greet(r, a.Lang)
	}
	b.gaps.record(a, r)
	return b.refuse(a, r)
}

// before is what the conversation was about: the answer that was replied to, or whose button was pressed. Where that cannot
// be found out, the question stands alone.
func (b *Bot) before(ctx context.Context, r request) *answers.Subject {
	if r.shown == "" {
		return nil
	}
	e, ok, err := b.conversations.ByAnswer(ctx, r.guild, r.shown)
	if err != nil || !ok {
		logError(b.log, "cannot look up what a question follows", err)
		return nil
	}
	subject, err := e.Follows()
	logError(b.log, "cannot read what a question follows", err)
	return subject
}

func (b *Bot) showAnswer(a answers.Answer, r request) reply {
	w := locale.For(r.locale, a.Lang)
	var already []string
	if link := b.recentQuotes.link(r.channel, quotedAs(*a.Best), time.Now()); link != "" && r.hides() {
		r.private, already = true, []string{w.Text("already", link)}
	}
	v := render.View{Words: w, Asker: r.user, Notes: slices.Concat(r.notes(w), explain(a, w), already), Private: r.private,
		Menu: render.Matches(append([]answers.Quote{*a.Best}, a.Nearest...)), Votes: r.guild != ""}
	return reply{page: b.render.Quote(*a.Best, v), quoted: quotedAs(*a.Best), subject: &a.Subject, private: r.private, ping: r.ping}
}

// hides tells whether an answer that others have just seen can be shown to the user alone: to a command, which pings nobody.
func (r request) hides() bool { return r.message == "" && r.ping == "" }

// quotedAs names a passage, as it reads now, with the sentence that is marked in it: two questions may have different
// answers there, and an article may have been corrected.
func quotedAs(q answers.Quote) string {
	text := fnv.New64a()
	_, _ = text.Write([]byte(q.Passage.Text))
	return fmt.Sprintf("%s %x %d", q.ID, text.Sum64(), q.Highlight.Start)
}

// notes say whom a passage is for, and who had asked.
func (r request) notes(w *locale.Printer) (notes []string) {
	if r.ping != "" {
		notes = append(notes, w.Text("forMember", "<@"+r.ping+">"))
	}
	if r.asked != "" {
		notes = append(notes, w.Text("questionBy", r.asked, render.EscapeLine(render.Shorten(r.text, render.LongestNote))))
	}
	return notes
}

// explain shows what of a question was not taken as it stands.
func explain(a answers.Answer, w *locale.Printer) (notes []string) {
	if len(a.Carried) > 0 {
		notes = append(notes, w.Text("carried", render.EscapeLine(render.Shorten(strings.Join(a.Carried, ", "), render.LongestNote))))
	}
	var read []string
	for typed, word := range a.Corrected {
		read = append(read, typed+" → "+word)
	}
	if slices.Sort(read); len(read) > 0 {
		notes = append(notes, w.Text("corrected", render.EscapeLine(render.Shorten(strings.Join(read, ", "), render.LongestNote))))
	}
	return notes
}

// greet is the one line for those who say hello, or nothing.
func (b *Bot) greet(r request, asked string) (reply, error) {
	if r.casual {
		return reply{}, nil
	}
	w := locale.For(r.locale, asked)
	topic, err := b.catalog.at(r).Topic(w)
	text := w.Text("small", topic)
	if topic == "" {
		text = w.Text("emptyCorpus")
	}
	return reply{page: &render.Page{Text: text}, private: r.private}, err
}

const nearestNamed = 2

// refuse says that the corpus does not answer, what it is about, and what comes closest.
func (b *Bot) refuse(a answers.Answer, r request) (reply, error) {
	w := locale.For(r.locale, a.Lang)
	topic, err := b.catalog.at(r).Topic(w)
	if err != nil {
		return reply{}, err
	}
	if topic == "" {
		return reply{page: &render.Page{Text: w.Text("emptyCorpus")}, private: r.private}, nil
	}
	p := &render.Page{Notes: append(r.notes(w), explain(a, w)...), Text: "**" + w.Text("refused") + "**\n" + w.Text("about", topic)}
	nearest := a.Nearest[:min(nearestNamed, len(a.Nearest))]
	if len(nearest) > 0 {
		p.Text += "\n" + w.Text("closest")
		for _, q := range nearest {
			p.Text += "\n- " + render.Heading(q)
		}
		menu := render.Matches(nearest)
		menu[0].Default = false // none is shown yet
		p.Rows = append(p.Rows, []discordgo.MessageComponent{b.render.Menu(w.Text("read"), r.user, menu)})
	}
	buttons := []discordgo.MessageComponent{b.render.Button(w.Text("followUp"), discordgo.SecondaryButton, render.State{Kind: render.KindFollowUp, Asker: r.user}, false)}
	if !r.private {
		buttons = append(buttons, b.render.Button(w.Text("dismiss"), discordgo.SecondaryButton, render.State{Kind: render.KindDismiss, Asker: r.user}, false))
	}
	p.Rows = append(p.Rows, buttons)
	return reply{page: p, subject: &a.Subject, private: r.private, ping: r.ping}, nil
}
