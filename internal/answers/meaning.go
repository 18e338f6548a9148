package answers

import (
	"cmp"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// wantedByMeaning is how many passages in the question's language are looked at because they mean what it asks, whatever their words, and
// how many in others. Of club's questions in other languages than English .98 have the right one among the first 30 in their
// language, .73 among the first 30 of all 203 passages; of those that a passage in another language answers, .85 among the first 30
// of the others and .72 among the first 15. Each costs the time of one more candidate, some 30 µs.
const wantedByMeaning = 30

// meaningOf has the encoder look at a question; nil where passages are found by words alone.
func (d *Desk) meaningOf(q *query) *meaning.Question {
	if d.library == nil || !d.library.Ready() {
		return nil
	}
	return d.library.Question(q.asked(), q.lang)
}

// asked is what the encoder reads of a question: its subject, with a mark at its end where it has none. Of the questions the readers learned
// from, those without a mark had an answer more often, so that its lack spoke for one. Of club's near misses typed hastily .42 are
// refused without this and .54 with it, of its hasty questions .80 and .75 are served.
func (q *query) asked() string {
	text := strings.TrimSpace(q.subject().Text)
	if last, _ := utf8.DecodeLastRuneInString(text); unicode.IsPunct(last) {
		return text
	}
	return text + "?"
}

// modelName says by which model candidates are ranked that are in the question's language, or are not.
func modelName(encoded *meaning.Question, own bool) string {
	switch {
	case encoded == nil:
		return "words"
	case !own:
		return "across"
	case encoded.InEnglish():
		return "english"
	}
	return "meaning"
}

// withMeaningHits adds to the passages found by words those that are close in meaning.
func withMeaningHits(s *index.Snapshot, encoded *meaning.Question, hits []index.Hit) []index.Hit {
	if encoded == nil {
		return hits
	}
	known := map[index.Hit]bool{}
	for _, h := range hits {
		known[index.Hit{Document: h.Document, Ordinal: h.Ordinal}] = true
	}
	for _, h := range encoded.Nearest(s, wantedByMeaning) {
		if !known[h] {
			hits = append(hits, h)
		}
	}
	return hits
}

// compareMeaning notes how close the passages are in meaning, by each encoder that understood the question.
func compareMeaning(encoded *meaning.Question, found []candidate) {
	if encoded == nil {
		return
	}
	for i := range found {
		c := &found[i]
		if like, ok := encoded.Like(c.hit.Document, c.hit.Ordinal); ok {
			c.likeness = &like
		}
		if like, ok := encoded.LikeEnglish(c.hit.Document, c.hit.Ordinal); ok {
			c.englishLikeness = &like
		}
	}
}

// measureMeaning fills in how close the passages are.
func measureMeaning(found []candidate) {
	measureLikeness(found, everyLanguage, func(c *candidate) *meaning.Likeness { return c.likeness })
	measureLikeness(found, onlyEnglish, func(c *candidate) *meaning.Likeness { return c.englishLikeness })
}

// likenessFeatures are the features that a Likeness fills in.
type likenessFeatures struct{ words, whole int }

var (
	everyLanguage = likenessFeatures{fMeaning, fWhole}
	onlyEnglish   = likenessFeatures{fEnglish, fEnglishWhole}
)

// measureLikeness fills in how close the passages are by one encoder.
func measureLikeness(found []candidate, f likenessFeatures, of func(*candidate) *meaning.Likeness) {
	var unseen []int
	var words, whole, seen float64
	for i := range found {
		like := of(&found[i])
		if like == nil {
			unseen = append(unseen, i)
			continue
		}
		found[i].features[f.words], found[i].features[f.whole] = like.Words, like.Whole
		words, whole, seen = words+like.Words, whole+like.Whole, seen+1
	}
	for _, i := range unseen { // neither for nor against a passage that the encoder did not look at
		found[i].features[f.words], found[i].features[f.whole] = words/max(1, seen), whole/max(1, seen)
	}
}

// meaningIn is how much of the question has what is nearest to it in a sentence: of its words, each by its weight and how near.
func (c *candidate) meaningIn(sentence int) (sum float64) {
	like := cmp.Or(c.englishLikeness, c.likeness)
	if like == nil {
		return 0
	}
	offset := len(meaning.Text(c.text.passage)) - len(c.text.passage.Text)
	span := c.text.sentences[sentence]
	for _, p := range like.Pairs {
		if at := p.Found.Start - offset; p.Found.End > 0 && at >= span.Start && at < span.End {
			sum += p.Weight * p.Cosine
		}
	}
	return sum
}

// mostReader bounds what the reader's word counts: beyond log-odds of 6 it is sure.
const mostReader = 1.5

// parallelReads is how many passages are read at the same time: about as many as there are processors, and everywhere the same, since
// what was read of the first decides which others are read.
const parallelReads = 2

// readBest has the reader look at those of the best candidates that leave a doubt which is first, and puts them in the order it
// prefers, with their answering sentences.
func (k *ranking) readBest(q *query, encoded *meaning.Question, s *buffers) {
	if encoded == nil || k.model.toRead == 0 {
		return
	}
	first := k.found[:min(len(k.found), k.model.toRead)]
	for {
		doubtful := k.doubtful(first)
		if len(doubtful) == 0 {
			return
		}
		var reading sync.WaitGroup
		for _, i := range doubtful {
			reading.Go(func() {
				c := &first[i]
				r := encoded.Read(c.hit.Document, c.text.passage, c.text.sentences, c.best)
				c.reader = &r
			})
		}
		reading.Wait()
		for _, i := range doubtful {
			c := &first[i]
			c.features[fReader] = max(-mostReader, min(mostReader, float64(c.reader.Answers)/4))
			s.reset(len(c.query.terms), len(q.raw)) // it was used for passages of other languages meanwhile
			c.measureSentences(q, &k.model.sentence, s)
		}
		k.sort(first)
	}
}

// doubtful are the next of some sorted candidates to be read, at most parallelReads: the first, and any that would come before it if the
// reader thought the most of the one and, where that is not known yet, the least of the other. Of club's plain questions 1.1
// passages are read instead of 5, of near misses 1.5, of paraphrases 3.7, and the same ones come first.
func (k *ranking) doubtful(sorted []candidate) (at []int) {
	lift := mostReader * max(0, k.model.rank[fReader]+k.uncovered*k.model.uncovered[fReader])
	least := sorted[0].score
	if sorted[0].reader == nil {
		least -= lift
	}
	for i := range sorted {
		if c := &sorted[i]; c.reader == nil && (i == 0 || k.model.readAll || c.score+lift > least) {
			at = append(at, i)
		}
	}
	return at[:min(len(at), parallelReads)]
}

// shares are the reader's logs of the sentences' shares of the answer, in fours, at least -2.
func shares(r *encoder.Reading) []float64 {
	most, sum := math.Inf(-1), 0.0
	for _, x := range r.Sentences {
		most = max(most, float64(x))
	}
	all := make([]float64, len(r.Sentences))
	if math.IsInf(most, -1) { // none of them was read
		return all
	}
	for _, x := range r.Sentences {
		sum += math.Exp(float64(x) - most)
	}
	for i, x := range r.Sentences {
		all[i] = max(-2, (float64(x)-most-math.Log(sum))/4)
	}
	return all
}
