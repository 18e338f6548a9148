package corpus

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// giveIDs gives every Document read its id. An id that the front matter states belongs to the first file by path that
// states it; the others are problems. An id made from a path gives way instead.
func (l *loader) giveIDs() {
	for again := l.contested(); len(again) > 0; again = l.contested() {
		l.readings = append(l.readings, readAll(l.root, again)...)
	}
	slices.SortFunc(l.readings, func(a, b *reading) int { return cmp.Compare(a.path, b.path) })
	owner := map[string]string{}
	for path, stamp := range l.kept {
		owner[stamp.ID] = path
	}
	for _, r := range l.readings {
		if r.doc != nil && r.doc.ID != "" {
			r.claim(owner)
		}
	}
	for _, r := range l.readings {
		if r.doc != nil && r.doc.ID == "" {
			r.derive(owner)
		}
	}
}

// contested are the kept files whose id a changed file states now. Who is the first by path can only be told by reading
// them again.
func (l *loader) contested() []file {
	stated := map[string]bool{}
	for _, r := range l.readings {
		if r.doc != nil && r.doc.ID != "" {
			stated[r.doc.ID] = true
		}
	}
	var again []file
	for _, f := range l.files {
		if s, ok := l.kept[f.path]; ok && stated[s.ID] {
			again = append(again, f)
			delete(l.kept, f.path)
		}
	}
	return again
}

// claim takes the id that the front matter states.
func (r *reading) claim(owner map[string]string) {
	id := r.doc.ID
	if other, taken := owner[id]; taken {
		r.fail(0, told.English(fmt.Sprintf("wanted an id of its own and found %q, which %s has", id, other)), told.English("change `id:` in one of the two"))
		return
	}
	owner[id] = r.path
}

// derive makes an id from the path.
func (r *reading) derive(owner map[string]string) {
	id := IDOf(r.path)
	if _, taken := owner[id]; taken {
		id = withHash(id, r.path)
	}
	owner[id] = r.path
	r.doc.ID = id
}
