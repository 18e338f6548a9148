package chronicle

import (
	"cmp"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/statements"
)

// A Speaker is one whose statements there are.
type Speaker struct {
	statements.Speaker          // with the office that the newest article states, if one does, in the language that was wanted
	Key                string   // of the statements
	Offices            []string // all they are given
	Count              int      // statements
}

// Speakers lists who made statements, those with the most first, else by name. Where articles state an office in the language
// with a code, it is that one.
func Speakers(all []Statement, code string) []Speaker {
	var found []Speaker
	at, wanted := map[string]int{}, map[string]bool{}
	for _, s := range all {
		i, known := at[s.Key]
		if !known {
			i = len(found)
			at[s.Key] = i
			found = append(found, Speaker{Speaker: s.Speaker, Key: s.Key})
		}
		k := &found[i]
		k.Count++
		office, isWanted := s.Speaker.Office, s.Document.Source.Lang == code
		if office != "" && (k.Office == "" || isWanted && !wanted[s.Key]) {
			k.Office, wanted[s.Key] = office, isWanted
		}
		if office != "" && !slices.Contains(k.Offices, office) {
			k.Offices = append(k.Offices, office)
		}
	}
	slices.SortStableFunc(found, func(a, b Speaker) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.String(), b.String()))
	})
	return found
}

// Find lists the speakers whose name or office has all words that were typed, perhaps not to their end; all if nothing was.
func Find(all []Speaker, typed string) (found []Speaker) {
	for _, s := range all {
		if statements.Fits(typed, append([]string{s.Name}, s.Offices...)...) {
			found = append(found, s)
		}
	}
	return found
}

// By lists the statements of one speaker, those of the newest articles first; of articles of one day, those in a language first.
func By(all []Statement, key, code string) (found []Statement) {
	for _, s := range all {
		if s.Key == key {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b Statement) int {
		x, y := a.Document.Source, b.Document.Source
		return cmp.Or(y.Published.Compare(x.Published), first(y.Lang == code)-first(x.Lang == code))
	})
	return found
}
