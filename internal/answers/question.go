package answers

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A query is a question taken apart: its words and what it asks for.
type query struct {
	text       string // without mentions and markup
	lang       string // the language it is asked in
	words      []word // in order
	answerType answerType
	typePhrase string      // the phrase that tells what it asks for
	raw        []wordHash  // hashes of its words, stop words and all
	rawFilter  bloomFilter // of raw
	defined    wordSpan    // the words whose meaning it asks for; empty where it asks for none

	mayFollowUp      bool   // it points back to the question before, or says little
	previousDocument string // id of the Document that answered the question it follows up; empty if it follows up none

	spellingCost int // strings and terms compared with its words to correct them, see mostSpellingCost

	comparisons int // pairs of a word of a passage and one of its own, and looks into the index
}

// A word is one word of a question.
type word struct {
	written    string
	start, end int // where it stands in the question's text
	folded     string
	hyphenated bool   // a hyphen joins it to the word before
	unlisted   bool   // pair of letters of a language without a table
	nonWord    bool   // two such letters that are no word, see [isNonWord]
	pair       bool   // two letters of a script without spaces
	name       bool   // capitalised inside the question, or an abbreviation
	number     bool   // has a digit
	ignored    bool   // part of the phrase that tells what is asked for, or a filler: not searched for
	carried    bool   // from the question before
	band       int    // how rare the language uses it, see [lang.Frequencies]
	correction string // the word it was taken for when misspelt; else empty
}

// form is the folded word to search for.
func (w word) form() string {
	if w.correction != "" {
		return w.correction
	}
	return lang.Unelided(w.folded)
}

// longestQuestion is how many words of a question are read. A question of 2,000 characters, Discord's limit, has more;
// the rest of it is a story, and every word costs a look into the index.
const longestQuestion = 60

// longestText is how many characters of a question are looked at: as many as Discord lets a message have. A field of a
// command takes three times as many.
const longestText = 2000

// firstRunes is the beginning of a text, at most n characters.
func firstRunes(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}

// parseQuestion takes a question apart. langs are the languages of the corpus: a text that could be in several languages is in
// one of these.
func parseQuestion(text, locale string, langs []string) query {
	q := query{text: plain(firstRunes(text, longestText))}
	q.lang = questionLang(q.text, locale, langs)
	known, common := lexiconOf(q.lang), lang.FrequenciesOf(q.lang)
	shouting := isShouting(q.text)
	last := lang.Token{}
	for token := range lang.Tokens(q.text) {
		if len(q.words) == longestQuestion {
			break
		}
		written := q.text[token.Start:token.End]
		w := word{written: written, start: token.Start, end: token.End, folded: lang.Fold(written), pair: token.Pair}
		w.hyphenated = len(q.words) > 0 && token.Start > last.End && lang.Hyphenated(q.text, last, token)
		last = token
		first := firstRune(written)
		w.number = startsNumber(written)
		w.name = !shouting && unicode.IsUpper(first) && (len(q.words) > 0 && q.lang != nounsCapitalised || isAbbreviation(written))
		w.band = common.Band(lang.Unelided(w.folded))
		w.nonWord = isNonWord(token, w.folded, common)
		w.unlisted = token.Pair && common.Empty()
		q.words = append(q.words, w.expanded(known, common)...)
	}
	q.findAnswerType()
	return q
}

// expanded is what a word of a chat stands for: "what", "is" for "whats". A name is what it is, and what one letter stands for
// is seen when the corpus is, see [query.correctSpelling].
func (w word) expanded(known *lexicon, common *lang.Frequencies) []word {
	said, ok := known.chat[w.folded]
	if !ok || w.name || len(w.folded) == 1 {
		return []word{w}
	}
	words := make([]word, len(said))
	for i, folded := range said {
		words[i] = word{written: w.written, start: w.start, end: w.end, folded: folded, band: common.Band(folded)}
	}
	return words
}

// findAnswerType finds what the question asks for, and the words that say no more than that.
func (q *query) findAnswerType() {
	known := lexiconOf(q.lang)
	q.hashWords()
	if asks, asked := known.answerTypeOf(q.folded()); asked != "" { // what is carried over stays otherwise
		q.answerType, q.typePhrase = asks, asked
	}
	if second := q.secondQuestion(known); second < len(q.words) && q.answerType == anything {
		q.answerType, q.typePhrase = known.answerTypeOf(q.foldedFrom(second + 1))
	}
	q.markIgnored(known.filler)
	q.findDefined(known)
}

// nounsCapitalised is the language in which a capital does not tell a name.
const nounsCapitalised = "de"

// hashWords makes the words comparable with those of passages.
func (q *query) hashWords() {
	q.raw, q.rawFilter = q.raw[:0], bloomFilter{}
	for _, w := range q.words {
		h := hash(w.form())
		q.raw = append(q.raw, h)
		q.rawFilter.add(h)
	}
}

// folded is the question as its folded words joined by spaces; in scripts without spaces, as it was written.
func (q query) folded() string { return q.foldedFrom(0) }

// foldedFrom is the question from one of its words on, folded.
func (q query) foldedFrom(first int) string {
	var b strings.Builder
	for _, w := range q.words[first:] {
		if w.pair {
			return strings.ToLower(q.text)
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(cmp.Or(w.correction, w.folded))
	}
	return b.String()
}

// secondQuestion is the word that joins a second question to the first, "what is a jib and when is it set"; behind the last
// word where there is none.
func (q *query) secondQuestion(known *lexicon) int {
	for i := 1; i+1 < len(q.words); i++ {
		if !known.openers[q.words[i].folded] || q.words[i+1].pair {
			continue
		}
		rest := q.foldedFrom(i + 1)
		if _, phrase := known.answerTypeOf(rest); phrase != "" && phraseIndex(rest, phrase) == 0 {
			return i
		}
	}
	return len(q.words)
}

// markIgnored finds the words of the phrase that tells what is asked for, and of the language's fillers.
func (q *query) markIgnored(filler map[string]bool) {
	asked := strings.Fields(q.typePhrase)
	for i := range q.words {
		q.words[i].ignored = q.words[i].ignored || filler[q.words[i].folded]
		if n := len(asked); n > 0 && i+n <= len(q.words) {
			same := true
			for j, part := range asked {
				same = same && cmp.Or(q.words[i+j].correction, q.words[i+j].folded) == part
			}
			for j := range asked {
				q.words[i+j].ignored = q.words[i+j].ignored || same
			}
		}
		if q.words[i].pair && q.typePhrase != "" {
			q.words[i].ignored = strings.Contains(q.typePhrase, q.words[i].folded)
		}
	}
}

// questionLang tells the language of a question. Where the text says nothing the asker's locale does.
func questionLang(text, locale string, langs []string) string {
	found := lang.Detect(text, langs...)
	if wordsIn(text) > lookupWords || len(langs) == 0 {
		return found
	}
	// A few words are too few to go by: "MINUSMA" is no language. Believe them only if they agree with somebody.
	for _, code := range append([]string{lang.Base(locale)}, langs...) {
		if code == found {
			return found
		}
	}
	if base := lang.Base(locale); base != "" && lang.Known(base) && isLatin(text) {
		return base
	}
	if isLatin(text) {
		return langs[0]
	}
	return found
}

// lookupWords is how many words a look-up may have, which tells a language only where somebody speaks it.
const lookupWords = 3

func wordsIn(text string) int {
	n := 0
	for range lang.Tokens(text) {
		n++
	}
	return n
}

func isLatin(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

// startsNumber reports whether a word begins with a digit, or is a version, "v6.2".
func startsNumber(word string) bool {
	if rest := strings.TrimLeft(word, "vV"); len(word)-len(rest) == 1 {
		word = rest
	}
	return unicode.IsDigit(firstRune(word))
}

// isShouting reports whether most words begin with a capital, so that capitals say nothing of names.
func isShouting(text string) bool {
	capital, all := 0, 0
	for token := range lang.Tokens(text) {
		if r, _ := utf8.DecodeRuneInString(text[token.Start:]); unicode.IsLetter(r) {
			all++
			if unicode.IsUpper(r) {
				capital++
			}
		}
	}
	return all > 3 && capital*4 > all*3
}

var (
	mention = regexp.MustCompile(`<(?:@[!&]?|#|id:|/[^<>:]{1,100}:)[0-9a-z]{1,30}>|<a?:\w{1,40}:\d{1,20}>|<t:-?\d{1,20}(?::\w)?>|@(?:everyone|here)\b`)
	address = regexp.MustCompile(`<?\bhttps?://[^\s<>]+>?`)
	fence   = regexp.MustCompile("```(?:[a-zA-Z]{1,12}\n)?")
)

// plain is a question without Discord's mentions and markup, with single spaces.
func plain(text string) string {
	text = strings.ToValidUTF8(text, " ")
	text = mention.ReplaceAllString(text, " ")
	text = address.ReplaceAllString(text, " ")
	text = fence.ReplaceAllString(text, " ")
	before := ' '
	text = strings.Map(func(r rune) rune {
		last := before
		before = r
		switch {
		case r == '#' && unicode.IsLetter(last): // C#
			return r
		case strings.ContainsRune("*`~|>#\\", r):
			return ' '
		case unicode.Is(unicode.Cf, r): // zero-width and direction marks
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, text)
	return lang.OneLine(text)
}

// smallTalk is the language of a text that greets or thanks and asks nothing, and empty for any other. People greet in their own
// language, whatever the articles are in.
func (q query) smallTalk() string {
	said := q.folded()
	for _, code := range []string{q.lang, "en", "fr", "de", "es", "it", "pt", "ru", "zh"} {
		if lexiconOf(code).isTalk(said) {
			return code
		}
	}
	return ""
}

// longestTalk is how many bytes are looked at for small talk. Who says more asks something too.
const longestTalk = 200

// isTalk reports whether a text is nothing but known utterances, one after the other, "hello thank you bye", with words
// beside them that say no more: "thanks so much, you are the best".
func (l *lexicon) isTalk(said string) bool {
	if said == "" || len(said) > longestTalk {
		return false
	}
	const unreached, beside, uttered = 0, 1, 2
	reached := make([]int, len(said)+2) // what all before a place is: words beside small talk, or with an utterance among them
	reached[0] = beside
	for at := range said {
		if reached[at] == unreached {
			continue
		}
		for end := at + 1; end <= len(said); end++ {
			if end < len(said) && said[end] != ' ' {
				continue
			}
			switch words := said[at:end]; {
			case l.smallTalk[words]:
				reached[end+1] = uttered
			case l.talk[words]:
				reached[end+1] = max(reached[end+1], reached[at])
			}
		}
	}
	return reached[len(said)+1] == uttered
}
