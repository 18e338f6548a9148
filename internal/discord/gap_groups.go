package discord

import (
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/meaning"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A gapGroup is one question that members asked in several ways, the most asked first.
type gapGroup []store.Gap

// ids are those of its questions.
func (g gapGroup) ids() (ids []string) {
	for _, gap := range g {
		ids = append(ids, gap.ID)
	}
	return ids
}

// otherWords are its questions but for the first, as they are shown.
func (g gapGroup) otherWords() (questions []string) {
	for _, gap := range g[1:] {
		questions = append(questions, "“"+render.EscapeLine(render.Shorten(gap.Question, 80))+"”")
	}
	return questions
}

// sum is the group as if it had been asked in one way.
func (g gapGroup) sum() store.Gap {
	all := g[0]
	for _, gap := range g[1:] {
		all.Asked += gap.Asked
		all.Askers |= gap.Askers
		if gap.First.Before(all.First) {
			all.First = gap.First
		}
		if gap.Last.After(all.Last) {
			all.Last = gap.Last
		}
	}
	return all
}

// A grouper tells which questions mean the same: by the encoder for every language, or by their words until it is there.
type grouper struct {
	lend func(*meaning.Library) bool // nil: words alone

	mu      sync.Mutex
	lent    bool
	library meaning.Library
	known   *cache.Recent[[]float32] // what questions mean as wholes
}

func newGrouper(lend func(*meaning.Library) bool) *grouper {
	return &grouper{lend: lend, known: cache.NewRecent[[]float32](2*gapsListed, wholesFor)}
}

// wholesFor is how long the words of a question that nobody answered are at hand after they were listed.
const wholesFor = time.Hour

const (
	alikeByMeaning = 0.80 // from which cosine on two questions are one
	alikeByWords   = 0.6  // from which share of all their words that are in both
)

// group puts questions together that mean the same. Both they and the groups stay in their order.
func (g *grouper) group(all []store.Gap) (groups []gapGroup) {
	read := make([]readQuestion, len(all))
	var heads []int // of the groups
	for i, gap := range all {
		read[i] = g.read(gap.Question)
		found := false
		for n, head := range heads {
			if found = read[head].alike(read[i]); found {
				groups[n] = append(groups[n], gap)
				break
			}
		}
		if !found {
			heads, groups = append(heads, i), append(groups, gapGroup{gap})
		}
	}
	return groups
}

// A readQuestion is what questions are compared by.
type readQuestion struct {
	words map[string]bool
	whole []float32 // nil where there is no encoder
}

func (g *grouper) read(question string) readQuestion {
	q := readQuestion{words: map[string]bool{}, whole: g.whole(question)}
	for tok := range lang.Tokens(question) {
		q.words[lang.Fold(question[tok.Start:tok.End])] = true
	}
	return q
}

func (g *grouper) whole(question string) []float32 {
	if g.lend == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.lent = g.lent || g.lend(&g.library); !g.lent {
		return nil
	}
	if whole, ok := g.known.Get(question); ok {
		return whole
	}
	whole := g.library.Whole(question)
	g.known.Add(question, whole)
	return whole
}

func (q readQuestion) alike(other readQuestion) bool {
	common := 0
	for word := range q.words {
		if other.words[word] {
			common++
		}
	}
	if float64(common) >= alikeByWords*float64(len(q.words)+len(other.words)-common) {
		return true
	}
	cosine := float32(0)
	for i := range min(len(q.whole), len(other.whole)) {
		cosine += q.whole[i] * other.whole[i]
	}
	return cosine >= alikeByMeaning
}
