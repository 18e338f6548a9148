package chronicle

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Once leaves of what articles in several languages say of one day each event once: in the language that is preferred if it
// is there, else in that which most events are in. Two Events in different languages are one where their dates are the same
// and their sentences have a name or a number in common, or one of the two has none at all. The order stays.
func Once(all []Event, preferred string) []Event {
	count := map[string]int{}
	for _, e := range all {
		count[e.Document.Source.Lang]++
	}
	languages := make([]string, 0, len(count))
	for code := range count {
		languages = append(languages, code)
	}
	if len(languages) < 2 {
		return all
	}
	slices.SortFunc(languages, func(a, b string) int {
		return cmp.Or(first(b == preferred)-first(a == preferred), count[b]-count[a], strings.Compare(a, b))
	})
	names := make([]map[string]bool, len(all))
	for i, e := range all {
		names[i] = namesIn(e)
	}
	told := make([]bool, len(all)) // told already in another language
	for _, code := range languages {
		taken := map[int]bool{} // events that an event in this language has been found to be
		for i, e := range all {
			if e.Document.Source.Lang != code {
				continue
			}
			if same := sameEvent(all, names, i, told, taken, languages[:slices.Index(languages, code)]); same >= 0 {
				taken[same], told[i] = true, true
			}
		}
	}
	kept := make([]Event, 0, len(all))
	for i, e := range all {
		if !told[i] {
			kept = append(kept, e)
		}
	}
	return kept
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// sameEvent is the Event in one of the languages that Event i is most likely to be, -1 for none.
func sameEvent(all []Event, names []map[string]bool, i int, told []bool, taken map[int]bool, languages []string) int {
	best, most := -1, -1
	for n, e := range all {
		if told[n] || taken[n] || !slices.Contains(languages, e.Document.Source.Lang) || !e.Date.From.Equal(all[i].Date.From) || !e.Date.To.Equal(all[i].Date.To) {
			continue
		}
		common := 0
		for name := range names[i] {
			if names[n][name] {
				common++
			}
		}
		if common == 0 && len(names[i]) > 0 && len(names[n]) > 0 {
			continue
		}
		if common > most {
			best, most = n, common
		}
	}
	return best
}

// namesIn are the words of the sentence of an Event that most languages write alike: those with a capital that do not begin
// it, and numbers. Those of its date are left out.
func namesIn(e Event) map[string]bool {
	names := map[string]bool{}
	text := e.Text()
	for tok := range lang.Tokens(text) {
		at := e.Span.Start + tok.Start
		if at >= e.Date.Span.Start && at < e.Date.Span.End || tok.Start == 0 {
			continue
		}
		word := text[tok.Start:tok.End]
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) || unicode.IsDigit(r) {
			names[lang.Fold(word)] = true
		}
	}
	return names
}
