package answers

import (
	"math"

	"sitrep/internal/index"
)

// The evidence that the best candidate answers the question at all, and that it is this one rather than the next.
const (
	eBias     = iota // always 1
	eScore           // what the ranking gives it, beside the most a passage can get
	eMargin          // how far it stands before the next candidate
	eRare            // words found in it, by their rarity at large
	eSentence        // words found in its answering sentence and above or around it, by their idf
	eSoft            // words found, or others that begin as they do
	eUnknown         // words that no Document has, by their rarity
	eName            // a name of the question is nowhere in the corpus
	eNoName          // a name of the question is not in the passage
	eNoNumber        // a number of the question is not in the passage
	eKind            // its answering sentence has what is asked for
	eFew             // how few words the question has to go by
	eLarge           // how large the corpus is: chance matches grow with it
	eTongue          // it is in another language than the question
	eRepaired        // words that were read as misspelt
	eMatched
	eMissed
	eRarest
	eDocCover
	eDocMissed
	eStand
	eDocShare
	eSentRare
	ePhrase
	ePhraseRun
	eRun
	eExact
	eUnknownAbs
	eHeading
	eTerms
	eNearly
	evidences
)

var evidenceNames = [evidences]string{eBias: "bias", eScore: "score", eMargin: "margin", eRare: "rare words",
	eSentence: "sentence", eSoft: "soft", eUnknown: "unknown words", eName: "unknown name", eNoName: "name missing",
	eNoNumber: "number missing", eKind: "kind", eFew: "few words", eLarge: "large corpus", eTongue: "other language",
	eRepaired: "repaired", eMatched: "matched", eMissed: "missed", eRarest: "rarest", eDocCover: "doccover", eDocMissed: "docmissed", eStand: "stand", eDocShare: "docshare", eSentRare: "sentrare", ePhrase: "phrase", ePhraseRun: "phraserun", eRun: "run", eExact: "exact", eUnknownAbs: "unknownabs", eHeading: "heading", eTerms: "terms", eNearly: "nearly"}

type evidenceVector [evidences]float64

// weigh collects the evidence for the candidate that was ranked first.
func (q *query) weigh(found []candidate, s *index.Snapshot, readings []reading) (v evidenceVector) {
	top := &found[0]
	v[eBias] = 1
	v[eScore] = top.score
	v[eMargin] = margin(found)
	v[eRare] = top.features[fRarePassage]
	v[eSentence] = top.features[fSentence]
	v[eSoft] = top.features[fSoft]
	v[eUnknown], v[eName] = q.unknown(readings)
	v[eNoName] = 1 - top.features[fNames]
	v[eNoNumber] = 1 - top.features[fNumbers]
	v[eKind] = top.features[fKind]
	v[eFew] = 1 / float64(1+len(top.reading.terms))
	v[eLarge] = math.Log10(float64(1 + s.Passages()))
	if top.reading.lang != q.lang {
		v[eTongue] = 1
	}
	for _, w := range q.words {
		if w.read != "" {
			v[eRepaired] = 1
		}
	}
	r := top.reading
	inDoc := make([]bool, len(r.terms))
	total, docsum := 0.0, 0.0
	for i := range found {
		total += found[i].hit.Score
		if found[i].hit.Document == top.hit.Document {
			docsum += found[i].hit.Score
			for j, n := range found[i].found {
				inDoc[j] = inDoc[j] || n > 0
			}
		}
	}
	v[eDocShare] = docsum / total
	rarest, rarestAt := 0.0, -1
	for j := range r.terms {
		t := &r.terms[j]
		if t.rarity > rarest {
			rarest, rarestAt = t.rarity, j
		}
		if top.found[j] > 0 {
			v[eMatched] += t.rarity
		} else {
			v[eMissed] += t.rarity
		}
		if inDoc[j] {
			v[eDocCover] += t.rarity / r.rarity
		} else {
			v[eDocMissed] += t.rarity
		}
		if t.df == 0 && len(t.others) == 0 {
			v[eUnknownAbs] += t.rarity
		}
		v[eTerms]++
	}
	if rarestAt >= 0 && top.found[rarestAt] > 0 {
		v[eRarest] = 1
	}
	if n := len(found); n > 5 {
		sum := 0.0
		for _, c := range found[5:min(n, 15)] {
			sum += c.score
		}
		v[eStand] = top.score - sum/float64(min(n, 15)-5)
	}
	v[eSentRare] = top.features[fSentenceRare]
	v[ePhrase] = top.features[fPhrase]
	v[ePhraseRun] = top.features[fPhraseRun]
	v[eRun] = top.features[fRun]
	v[eExact] = top.features[fExact]
	v[eHeading] = top.features[fHeading]
	v[eNearly] = top.features[fNeighbour]
	return v
}

// margin is how far the first candidate stands before the second, from 0 to 1.
func margin(found []candidate) float64 {
	if len(found) < 2 {
		return 1
	}
	return 1 - math.Exp(found[1].score-found[0].score)
}

// unknown is the share of the question's words, by rarity, that no Document has, and whether a name is among them.
func (q *query) unknown(readings []reading) (share, name float64) {
	known := map[int]bool{}
	content := map[int]bool{}
	for _, r := range readings {
		for _, t := range r.terms {
			content[t.at] = true
			known[t.at] = known[t.at] || t.df > 0 || len(t.others) > 0
		}
	}
	whole := 1e-6
	for at := range content {
		weight := rarity(q.words[at])
		whole += weight
		if !known[at] {
			share += weight
			if w := q.words[at]; w.name || w.number {
				name = 1
			}
		}
	}
	return share / whole, name
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
