package answers

// The features of a passage as an answer to a question. Most are shares, from 0 to 1, of the question's weight; the
// weight of a word is its idf in the corpus, or how rare its language uses it at large. weights.json says what each is
// worth in the ranking.
const (
	fBM25          = iota // Okapi BM25 of the passage
	fRarePassage          // words found in the passage, by their rarity at large
	fSentence             // words found in its best sentence
	fSentenceBM25         // BM25 of its best sentence
	fSentenceRare         // words found in its best sentence, by their rarity at large
	fSentenceExact        // words found in its best sentence in the very form of the question
	fSentenceLocal        // words found in its best sentence, by how few of the other candidates have them
	fExact                // words found in the passage in the very form of the question
	fSubject              // words found at the beginning of a sentence
	fAdjacent             // neighbours in the question that stand side by side
	fRun                  // the longest run of words in the order of the question
	fPhrase               // pairs of words of the question, stop words too, that stand side by side
	fPhraseRun            // the longest run of such pairs
	fSoft                 // words found, or others that begin as they do
	fKind                 // the answering sentence has what is asked for: a person, date, place, number…
	fNames                // names found in the passage or above it
	fNumbers              // numbers found, likewise
	fHeading              // words found only above the passage: in its title or heading
	fNeighbour            // words found only in the passages before and after it
	fDocument             // how well the article as a whole matches, beside the best one
	fShort                // how short the passage is
	fMeaning              // how close its words are to the question's in meaning, each with the nearest
	fWhole                // how close it is as a whole
	fEnglish              // as fMeaning, by the encoder for English; 0 unless the question is in English
	fEnglishWhole         // as fWhole, likewise
	fOtherLang            // it is in another language than the question, though the corpus has the question's
	fReader               // what the reader thinks: log-odds that it answers, in fours, from -1.5 to 1.5; 0 if it did not read it
	fCovered              // words found in the passage or above it, by their rarity at large
	fAsked                // how completely what stands above the passage and the question cover each other: 1 if it asks just that
	fDefines              // how surely it says what the thing is that the question wants defined; 1 if it wants no such thing
	fOpens                // it is the first below a title or heading that has most of the question
	fSameArticle          // it is in the article that answered the question before, of a follow-up question
	fCounted              // words found in the passage or above it, each counted alike
	rankFeatures          // how many there are
)

var rankNames = [rankFeatures]string{
	fBM25: "bm25", fRarePassage: "rare words", fSentence: "sentence", fSentenceBM25: "sentence bm25",
	fSentenceRare: "sentence rare words", fSentenceExact: "sentence exact", fSentenceLocal: "sentence distinctive",
	fExact: "exact", fSubject: "subject", fAdjacent: "adjacent", fRun: "run", fPhrase: "phrase", fPhraseRun: "phrase run",
	fSoft: "soft", fKind: "kind", fNames: "names", fNumbers: "numbers", fHeading: "heading", fNeighbour: "neighbours",
	fDocument: "document", fShort: "short", fMeaning: "meaning", fWhole: "whole",
	fEnglish: "english", fEnglishWhole: "english whole",
	fOtherLang: "other language", fReader: "reader",
	fCovered: "covered", fAsked: "asked above", fDefines: "defines", fOpens: "opens",
	fSameArticle: "same article", fCounted: "counted",
}

// The features of a sentence as the one that answers.
const (
	sWords   = iota // words found in it
	sBM25           // its BM25
	sExact          // words found in the very form of the question
	sBefore         // words found only in the sentence before it
	sSubject        // words found at its beginning
	sPhrase         // pairs of words of the question that stand side by side in it
	sKind           // it has what is asked for
	sMeaning        // how close it is in meaning: the words of the question that have their nearest in it, each by how near
	sReader         // the reader's log of its share of the answer, in fours, at least -2; 0 if the passage was not read
	sentenceFeatures
)

var sentenceNames = [sentenceFeatures]string{sWords: "words", sBM25: "bm25", sExact: "exact", sBefore: "before",
	sSubject: "subject", sPhrase: "phrase", sKind: "kind", sMeaning: "meaning", sReader: "reader"}

type (
	rankVector     [rankFeatures]float64
	sentenceVector [sentenceFeatures]float64
)

// dot is the weighted sum of features.
func dot(features, weights []float64) (sum float64) {
	for i, f := range features {
		sum += f * weights[i]
	}
	return sum
}
