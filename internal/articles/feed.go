package articles

import (
	"slices"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// NewestEntries is how many entries of a feed become articles when it is looked at.
const NewestEntries = 20

// entriesKnown is how many entries of a feed are remembered; feeds keep their newest 10 to 50.
const entriesKnown = 500

// A Feed is what a site says is new on it.
type Feed struct {
	Title     string    // empty if it states none
	Entries   []string  // that are in it now, and which text those have that are articles
	Previews  []Preview // of those that are new, the newest first
	Addresses []string  // of their pages, in the same order; empty where an entry states none
	Corrected []Preview // of entries that were seen before, whose bytes are others than those of the article they Replace
}

// LookAtFeed reads the newest entries of a feed, each an article, but for those that were seen before. An entry takes the place of
// an article only if it is the same entry, whatever it is called by now.
func LookAtFeed(feed File, seen []string, kept []Kept, limits Limits) (Feed, error) {
	read, err := corpus.ReadFeed(feed.Data, entriesKnown)
	if err != nil {
		return Feed{}, err
	}
	f := Feed{Title: read.Title}
	for _, e := range read.Entries {
		f.Entries = append(f.Entries, e.Key)
		if slices.Contains(seen, e.Key) {
			f.correct(File{Name: e.Name, Data: e.Data}, seen, kept, limits)
			continue
		}
		if len(f.Previews) == NewestEntries {
			continue
		}
		p := look(File{Name: e.Name, Data: e.Data}, kept, limits)
		if p.Replaces != e.Name && !p.Same {
			p.Replaces = ""
			if at := entryOf(kept, e.Name); at >= 0 {
				p.Replaces = kept[at].Name
			}
		}
		f.Previews, f.Addresses = append(f.Previews, p), append(f.Addresses, e.URL)
	}
	return f, nil
}

// correct finds what an entry was when it became an article. A correction that was seen before is none.
func (f *Feed) correct(entry File, seen []string, kept []Kept, limits Limits) {
	at := entryOf(kept, entry.Name)
	if at < 0 {
		return
	}
	sum := entry.Sum()
	f.Entries = append(f.Entries, sum)
	if kept[at].Sum == sum || slices.Contains(seen, sum) || len(f.Corrected) == NewestEntries {
		return
	}
	p := look(entry, nil, limits)
	p.Replaces = kept[at].Name
	f.Corrected = append(f.Corrected, p)
}

// entryOf is where among articles the one is that an entry of the feed became; -1 if there is none.
func entryOf(kept []Kept, name string) int {
	return slices.IndexFunc(kept, func(k Kept) bool { return k.Entry && isSameEntry(k.Name, name) })
}

// isSameEntry tells whether two names that corpus gave to entries are those of one, which may have another title by now.
func isSameEntry(a, b string) bool {
	end := len("-12345678.atom")
	return len(a) >= end && len(b) >= end && a[len(a)-end] == '-' && a[len(a)-end:] == b[len(b)-end:]
}
