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
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// ask answers a question, whichever door it came by.
func (b *Bot) ask(ctx context.Context, r request) (reply, error) {
	if strings.TrimSpace(r.text) == "" {
		return b.greet(r, "")
	}
	a, err := b.desk.Answer(ctx, r.user, b.catalog.at(r), answers.Question{Text: r.text, Locale: r.locale, After: b.before(ctx, r)})
	if err != nil {
		b.observer.Asked(r.door(), "failed")
		return reply{}, err
	}
	b.stats.count(a)
	b.observer.Asked(r.door(), outcomes[a.Outcome])
	b.log.InfoContext(ctx, "answered", "door", r.door(), "outcome", outcomes[a.Outcome], "took", a.Took)
	switch {
	case a.Outcome == answers.Answered:
		b.own.count(a, r)
		return b.showAnswer(a, r)
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
		logError(ctx, b.log, "cannot look up what a question follows", err)
		return nil
	}
	subject, err := e.Follows()
	logError(ctx, b.log, "cannot read what a question follows", err)
	return subject
}

const alsoNamed = 3

func (b *Bot) showAnswer(a answers.Answer, r request) (reply, error) {
	w := locale.For(r.locale, a.Lang)
	var already []string
	if link := b.recentQuotes.link(r.channel, quotedAs(a)); link != "" && r.hides() {
		r.private, already = true, []string{w.Text("already", link)}
	}
	also, err := b.catalog.at(r).Titles(a.Best.Also, alsoNamed)
	v := render.View{Words: w, Asker: r.user, Notes: slices.Concat(r.notes(w), explain(a, w), already), Private: r.private,
		Also: also, Others: len(a.Nearest) > 0}
	return reply{page: b.render.Quote(*a.Best, v), quoted: quotedAs(a), subject: &a.Subject, private: r.private, ping: r.ping}, err
}

// hides tells whether an answer that others have just seen can be shown to the user alone: to a command, which pings nobody.
func (r request) hides() bool { return r.message == "" && r.ping == "" }

// quotedAs names a question, however it is punctuated, with the passage that answers it as it reads now: another question may
// have another sentence of it as its answer, and an article may have been corrected.
func quotedAs(a answers.Answer) string {
	asked := fnv.New64a()
	for tok := range lang.Tokens(a.Subject.Text) {
		_, _ = asked.Write([]byte(lang.Fold(a.Subject.Text[tok.Start:tok.End]) + " "))
	}
	_, _ = asked.Write([]byte(a.Best.Passage.Text))
	return fmt.Sprintf("%s %x", a.Best.Ref, asked.Sum64())
}

// notes say whom a passage is for, and who asked what, where no message of theirs says it.
func (r request) notes(w *locale.Printer) (notes []string) {
	if r.ping != "" {
		notes = append(notes, w.Text("forMember", "<@"+r.ping+">"))
	}
	if r.from.ID != "" {
		notes = append(notes, w.Text("fromServer", render.EscapeLine(r.from.Name)))
	}
	question := render.EscapeLine(render.Shorten(r.text, render.LongestNote))
	switch {
	case r.asked != "":
		notes = append(notes, w.Text("questionBy", r.asked, question))
	case r.message == "" && question != "":
		notes = append(notes, w.Text("askedBy", "<@"+r.user+">", question))
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

// greet is the one line for those who say hello, or thanks, or nothing.
func (b *Bot) greet(r request, asked string) (reply, error) {
	b.cooldown.forgive(r.user, time.Now(), r.period)
	if r.casual {
		return reply{}, nil
	}
	w := locale.For(r.locale, asked)
	topic, err := b.catalog.at(r).Topic(w)
	var text string
	switch {
	case topic == "":
		text = w.Text("emptyCorpus")
	case locale.IsThanks(r.text):
		text = w.Text("welcome")
	case strings.TrimSpace(r.text) != "" && r.direct:
		text = w.Text("smallDirect", topic)
	case strings.TrimSpace(r.text) != "":
		text = w.Text("small", topic)
	case r.repliesTo != "":
		text = w.Text("notVisible")
	default:
		text = w.Text("bareMention", topic)
	}
	return reply{page: &render.Page{Text: text}, private: r.private, spoken: true}, err
}

const nearestNamed = 3

// refuse says that the corpus does not answer, what comes closest, and what there is.
func (b *Bot) refuse(a answers.Answer, r request) (reply, error) {
	w, known := locale.For(r.locale, a.Lang), b.catalog.at(r)
	topic, err := known.Topic(w)
	if err != nil {
		return reply{}, err
	}
	if topic == "" {
		return reply{page: &render.Page{Text: w.Text("emptyCorpus")}, private: r.private}, nil
	}
	p := &render.Page{Notes: append(r.notes(w), explain(a, w)...), Text: "**" + w.Text("refused") + "**"}
	languages, err := known.Languages()
	if err != nil {
		return reply{}, err
	}
	if a.Lang != "" && !slices.Contains(languages, a.Lang) {
		p.Text += " " + w.Text("articlesIn", w.LanguageNames(languages))
	}
	var row []discordgo.MessageComponent
	for i, q := range distinct(a.Nearest) {
		if i == 0 {
			p.Text += "\n" + w.Text("closest")
		}
		p.Text += fmt.Sprintf("\n%d. %s", i+1, render.Nearest(q))
		row = append(row, b.render.Read(fmt.Sprintf("%s %d", w.Text("read"), i+1), r.user, q))
	}
	p.Foot = append(p.Foot, w.Text("about", topic))
	row = append(row, b.render.Button(w.Text("followUp"), discordgo.SecondaryButton, render.State{Kind: render.KindFollowUp, Asker: r.user}, false))
	if !r.private {
		row = append(row, b.render.Button(w.Text("dismiss"), discordgo.SecondaryButton, render.State{Kind: render.KindDismiss, Asker: r.user}, false))
	}
	p.Rows = append(p.Rows, row)
	if r.direct && r.from.ID == "" {
		p.Rows = append(p.Rows, []discordgo.MessageComponent{b.direct.button(r)})
	}
	return reply{page: p, subject: &a.Subject, private: r.private, ping: r.ping}, nil
}

// distinct are the first few of some passages that a reader can tell apart.
func distinct(nearest []answers.Quote) (some []answers.Quote) {
	seen := map[string]bool{}
	for _, q := range nearest {
		if line := render.Nearest(q); !seen[line] && len(some) < nearestNamed {
			seen[line] = true
			some = append(some, q)
		}
	}
	return some
}
