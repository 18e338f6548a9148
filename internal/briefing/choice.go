package briefing

import (
	"maps"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A Choice says which Documents a Briefing is about: those named, and those with one of the tags. The zero value chooses
// all. A Document that was replaced by another one gives way to it.
type Choice struct {
	Documents []string // ids
	Tags      []string // whatever their case
	Lang      string   // of Documents that are not named, those in this language alone; if there are none, those in the one most are in; empty means all
	Style     Style    // how they are shown; empty: as a digest
}

// A Style says how a Briefing shows its Documents.
type Style string

// Timeline shows the dated sentences of the Documents in their order, and nothing else.
const Timeline Style = "timeline"

// of returns the chosen Documents, the named ones first, the others newest first, and the ids that are not there.
func (c Choice) of(documents []corpus.Document) (chosen []*corpus.Document, missing []string) {
	byID, successors := map[string]*corpus.Document{}, map[string]string{}
	for i := range documents {
		d := &documents[i]
		byID[d.ID] = d
		if d.Supersedes != "" && d.Supersedes != d.ID {
			successors[d.Supersedes] = d.ID
		}
	}
	for _, id := range c.Documents {
		d := byID[latest(id, successors)]
		if d == nil {
			missing = append(missing, id)
		} else if !slices.Contains(chosen, d) {
			chosen = append(chosen, d)
		}
	}
	named := chosen
	for _, d := range c.unnamed(documents) {
		if successors[d.ID] == "" && !slices.Contains(named, d) {
			chosen = append(chosen, d)
		}
	}
	return chosen, missing
}

// latest follows a Document to the one that replaced it, and on to the last. Documents that replace one another in a
// circle have no last; counting the steps keeps that from going on for ever.
func latest(id string, successors map[string]string) string {
	for range len(successors) {
		next, replaced := successors[id]
		if !replaced {
			return id
		}
		id = next
	}
	return id
}

// unnamed returns the Documents with one of the tags, newest first; all Documents if nothing was chosen.
func (c Choice) unnamed(documents []corpus.Document) []*corpus.Document {
	var found []*corpus.Document
	in := map[string]int{}
	for i := range documents {
		if d := &documents[i]; c.tagged(d) {
			found = append(found, d)
			in[d.Source.Lang]++
		}
	}
	if code := c.Lang; code != "" {
		if in[code] == 0 { // the same in two languages would be there twice
			code = mostOf(in)
		}
		found = slices.DeleteFunc(found, func(d *corpus.Document) bool { return d.Source.Lang != code })
	}
	slices.SortFunc(found, func(a, b *corpus.Document) int {
		if newer := b.Source.Published.Compare(a.Source.Published); newer != 0 {
			return newer
		}
		return strings.Compare(a.ID, b.ID)
	})
	return found
}

// mostOf is the key that counts most, of equal ones the first; empty if there is none.
func mostOf(count map[string]int) (most string) {
	for _, key := range slices.Sorted(maps.Keys(count)) {
		if most == "" || count[key] > count[most] {
			most = key
		}
	}
	return most
}

func (c Choice) tagged(d *corpus.Document) bool {
	if len(c.Tags) == 0 {
		return len(c.Documents) == 0
	}
	return slices.ContainsFunc(d.Tags, func(tag string) bool {
		return slices.ContainsFunc(c.Tags, func(chosen string) bool { return strings.EqualFold(tag, chosen) })
	})
}
