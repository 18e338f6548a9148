package briefing

// A What says what became of something between two Briefings.
type What string

// What can become of it.
const (
	Added   What = "added"
	Changed What = "changed"
	Removed What = "removed"
)

// A Change is one difference between two Briefings.
type Change struct {
	What     What
	Document string // id
	Title    string // of the Document
	Line     Line   // as it is now, or was if Removed; the zero Line if the Article as a whole came, went or changed its source
}

// Diff tells what changed from one Briefing to a later one of the same Choice: Articles and lines in the order they have
// now, then the Articles that went. Compare Briefings as Make made them; what Fit left out would count as removed.
func Diff(old, now Briefing) []Change {
	var changes []Change
	before := byDocument(old)
	for _, a := range now.Articles {
		was, known := before[a.Document]
		switch {
		case known:
			changes = append(changes, diffArticle(was, a)...)
		case !old.beyond(a):
			changes = append(changes, Change{Added, a.Document, a.Source.Title, Line{}})
		}
	}
	after := byDocument(now)
	for _, a := range old.Articles {
		if _, still := after[a.Document]; !still && !now.beyond(a) {
			changes = append(changes, Change{Removed, a.Document, a.Source.Title, Line{}})
		}
	}
	return changes
}

// beyond tells whether an Article may have been chosen for a Briefing, and not shown as there were too many newer ones.
func (b Briefing) beyond(a Article) bool {
	if b.More == 0 {
		return false
	}
	oldest := b.Articles[len(b.Articles)-1]
	return !a.Source.Published.After(oldest.Source.Published)
}

func byDocument(b Briefing) map[string]Article {
	found := map[string]Article{}
	for _, a := range b.Articles {
		found[a.Document] = a
	}
	return found
}

func diffArticle(old, now Article) []Change {
	var changes []Change
	add := func(what What, line Line) {
		changes = append(changes, Change{what, now.Document, now.Source.Title, line})
	}
	if old.Source != now.Source {
		add(Changed, Line{})
	}
	before, after := keyed(old), keyed(now)
	for _, k := range after.order {
		was, known := before.lines[k]
		switch {
		case !known:
			add(Added, after.lines[k])
		case was.Text != after.lines[k].Text:
			add(Changed, after.lines[k])
		}
	}
	for _, k := range before.order {
		if _, still := after.lines[k]; !still {
			add(Removed, before.lines[k])
		}
	}
	return changes
}

// A key tells which line of an Article is which: a section by its heading, a statement by its words, and the first of
// several with the same from the second.
type key struct {
	kind Kind
	name string
	nth  int
}

type keyedLines struct {
	order []key
	lines map[key]Line
}

func keyed(a Article) keyedLines {
	k := keyedLines{lines: map[key]Line{}}
	k.add(key{kind: About}, a.About)
	for _, line := range a.Sections {
		k.add(key{kind: Section, name: line.Heading}, line)
	}
	for _, d := range a.Dated {
		k.add(key{kind: Day, name: d.When.String() + " " + d.Text}, d.Line)
	}
	for _, line := range a.Statements {
		k.add(key{kind: Statement, name: line.Text}, line)
	}
	return k
}

func (k *keyedLines) add(as key, line Line) {
	for taken := true; taken; {
		if _, taken = k.lines[as]; taken {
			as.nth++
		}
	}
	k.order = append(k.order, as)
	k.lines[as] = line
}
