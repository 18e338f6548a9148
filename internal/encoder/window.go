package encoder

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// GlancePassage is the glance at a passage of any length. What does not fit into PassageTokens is looked at in further
// parts, each beginning with a sentence where that is possible, up to PassageParts of them; the pooled vector is the mean of
// theirs, by their tokens.
func (e *Encoder) GlancePassage(text string) Glance {
	whole := Glance{Pooled: make([]float32, e.config.PooledDim)}
	for from, part := 0, 0; part < PassageParts; part++ {
		t := e.text(&e.passage, text, from)
		glance, next := t.Glance(), t.next()
		for _, w := range glance.Words {
			if w.Start < next {
				whole.Words = append(whole.Words, w)
			}
		}
		for i, v := range glance.Pooled {
			whole.Pooled[i] += v * float32(t.Tokens())
		}
		if next == len(text) {
			break
		}
		from = next
	}
	unit(whole.Pooled)
	return whole
}

// next is where the part of the text after this one begins: with the last sentence, if that began in the second half of what
// was read and goes on, else with the word that was cut. It is the end of the text if all was read.
func (t *Text) next() int {
	end := t.End()
	if end == t.from || strings.TrimSpace(t.text[end:]) == "" {
		return len(t.text)
	}
	sentences := lang.Sentences(t.text[t.from:end])
	if last := t.from + sentences[len(sentences)-1].Start; last > (t.from+end)/2 {
		return last
	}
	if words := t.words(); len(words) > 1 && words[len(words)-1].End > end {
		return words[len(words)-1].Start
	}
	return end
}

// An excerpt is what is read of a passage at once: what stands in the text after byte from, as far as PassageTokens reach.
type excerpt struct {
	text string
	from int
}

// PassageAround takes the part of a passage around a span of its text through the trunk: all of the passage if it fits, else
// half of PassageTokens before the span and, with the span, as many after. Of a span that is longer its beginning is read. What
// was asked for last is kept: members ask about the same passages.
func (e *Encoder) PassageAround(text string, span lang.Span) *Text {
	x := excerpt{text: text}
	if pieces := e.tokenizer.cut(text, e.passage.room()); len(pieces) > 0 && span.End > pieces[len(pieces)-1].End {
		x.from = e.before(text, span.Start, e.passage.tokens/2)
	}
	if t, ok := e.excerpts.Get(x); ok {
		return t
	}
	t := e.text(&e.passage, text, x.from)
	e.excerpts.Add(x, t)
	return t
}

// KeepExcerpts sets how many of the excerpts that [Encoder.PassageAround] was asked for are kept, at least one: 32 if it is never called,
// which is enough for a conversation; who asks many questions about the same passages wants them all.
func (e *Encoder) KeepExcerpts(n int) { e.excerpts.Resize(n) }

// before is where the word begins that stands at most so many tokens before a place of the text.
func (e *Encoder) before(text string, place, tokens int) int {
	const farthest = 16 * PassageTokens // bytes; no script needs more for half as many tokens
	from := max(0, place-farthest)
	pieces := e.tokenizer.cut(text[from:place], farthest)
	for _, p := range pieces[max(0, len(pieces)-tokens):] {
		if at := from + p.Start; at == 0 || text[at-1] == ' ' || text[at-1] == '\n' {
			return at
		}
	}
	return place
}
