package discord

import (
	"context"
	"fmt"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/chronicle"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/catalog"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// help tells what the bot can do, and what it keeps.
type help struct {
	identity *identity
	desk     *fairDesk
	catalog  *catalogs
	articles *articles
	settings *cache.Settings
	gaps     *gaps
}

// show says what the bot can do, with examples from the articles that can be read where it is asked for.
func (h *help) show(ctx context.Context, r request) (reply, error) {
	w := r.words()
	question, err := h.exampleQuestion(ctx, r, w)
	if err != nil {
		return reply{}, err
	}
	all, err := h.articles.statements(ctx, r, "")
	if err != nil {
		return reply{}, err
	}
	lists := w.Text("helpTimeline")
	if speakers := chronicle.Speakers(all, lang.Base(r.locale)); len(speakers) > 0 {
		lists = render.Lines(w.Text("helpWho", inCode(render.Shorten(speakers[0].Called(), longestExample))), lists)
	}
	moderators := ""
	if r.guild != "" && allowed(r, mayManageServer) {
		moderators = w.Text("helpModerators")
	}
	return telling(render.Lines(w.Text("help", render.EscapeLine(h.identity.name), inCode(question)), lists, moderators, w.Text("helpEnd"))), nil
}

const (
	longestExample = 60 // units
	headingsTried  = 8
)

// exampleQuestion is a question in the words of a heading that the articles answer; where none of the first is, it says only
// that there is to be one.
func (h *help) exampleQuestion(ctx context.Context, r request, w *locale.Printer) (string, error) {
	known := h.catalog.at(r)
	candidates, err := headingQuestions(known, w)
	if err != nil {
		return "", err
	}
	for _, question := range candidates {
		a, err := h.desk.Answer(ctx, r.user, known, answers.Question{Text: question, Locale: r.locale})
		if err != nil {
			return "", err
		}
		if a.Outcome == answers.Answered {
			return question, nil
		}
	}
	return w.Text("yourQuestion"), nil
}

// headingQuestions are questions after the headings of the first articles, those in the reader's language if there are any.
func headingQuestions(known catalog.Catalog, w *locale.Printer) (questions []string, err error) {
	all, _, err := known.Documents()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	catalog.Prefer(all, w.Language())
	var vague []string // to be tried after the others
	seen := map[string]bool{}
	add := func(heading string) {
		heading = lang.OneLine(heading[strings.LastIndex(heading, " > ")+1:])
		heading = strings.TrimPrefix(heading, "> ")
		if heading == "" || seen[heading] || render.Units(heading) > longestExample || len(questions) == headingsTried {
			return
		}
		seen[heading] = true
		switch {
		case strings.HasSuffix(heading, "?"):
			questions = append(questions, heading)
		case strings.Contains(heading, " "):
			questions = append(questions, w.Text("exampleAbout", heading))
		default: // "Background" says little to who does not know the article
			vague = append(vague, w.Text("exampleAbout", heading))
		}
	}
	err = known.Each(func(s *index.Snapshot) (bool, error) {
		d := s.Document(all[0].ID)
		if d == nil {
			return false, nil
		}
		for ordinal := 1; ordinal <= min(d.Count, 4*headingsTried); ordinal++ {
			p, err := s.Passage(d, ordinal)
			if err != nil {
				return true, fmt.Errorf("cannot look for an example: %w", err)
			}
			add(p.Heading)
		}
		questions = append(questions, vague...)
		add(d.Source.Title)
		return true, nil
	})
	return questions, err
}

// privacy tells what is stored, as things are here.
func (h *help) privacy(ctx context.Context, r request) (reply, error) {
	w := r.words()
	gaps := w.Text("privacyNoGaps")
	if s, err := h.settings.Of(ctx, r.guild); h.gaps.kept && r.guild != "" && !r.absent && (err != nil || !s.NoGaps) {
		gaps = w.Text("privacyGaps")
	}
	return telling(render.Lines(w.Text("privacy"), gaps, w.Text("privacyServer"))), nil
}
