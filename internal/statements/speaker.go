package statements

import (
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Speaker is who says something: a person, a body, or an office of which only the office is known.
type Speaker struct {
	Name   string // "Linda Thomas-Greenfield", "Security Council"; empty where an office alone is named
	Office string // as it is put: "the US ambassador to the UN"; empty where none is stated
}

// IsKnown reports whether a Speaker is anybody.
func (s Speaker) IsKnown() bool { return s.Name != "" || s.Office != "" }

// Called is the name of a Speaker, or the office where no name is known.
func (s Speaker) Called() string {
	if s.Name == "" {
		return s.Office
	}
	return s.Name
}

// String is how a Speaker is listed: the name, and the office where one is stated.
func (s Speaker) String() string {
	if s.Name != "" && s.Office != "" {
		return s.Name + ", " + s.Office
	}
	return s.Name + s.Office
}

// speaker takes apart how a sentence names somebody: "Foreign Minister Abdoulaye Diop of Mali" is Abdoulaye Diop, Foreign
// Minister of Mali.
func (how speech) speaker(phrase string) Speaker {
	phrase = withoutBrackets(phrase)
	parts := strings.Split(phrase, ",")
	for i := range parts {
		parts[i] = trim(parts[i])
	}
	if len(parts) == 1 {
		return how.holder(phrase)
	}
	for i, part := range parts {
		s := how.holder(part)
		if s.Name == "" || !how.isPerson(s.Name) {
			continue
		}
		others := slices.Delete(slices.Clone(parts), i, i+1)
		others = slices.DeleteFunc(others, func(p string) bool { return !how.hasOffice(p) && !how.articles[firstWord(p)] })
		if s.Office != "" {
			others = slices.Insert(others, 0, s.Office)
		}
		return Speaker{Name: s.Name, Office: how.withoutArticle(strings.Join(others, ", "))}
	}
	if how.holdsOffice(parts[0]) {
		return Speaker{Office: how.withoutArticle(strings.Join(parts, ", "))}
	}
	return how.holder(parts[0])
}

// withoutBrackets is a name without what stands in brackets.
func withoutBrackets(name string) string {
	before, rest, found := strings.Cut(name, "(")
	if _, after, closed := strings.Cut(rest, ")"); found && closed {
		return trim(strings.ReplaceAll(trim(before)+" "+strings.TrimSpace(after), " ,", ","))
	}
	return name
}

// holder takes apart a name without commas: the office before it, the name, and what belongs to the office after it.
func (how speech) holder(part string) Speaker {
	fields := strings.Fields(part)
	for len(fields) > 1 && how.courtesy[lang.Fold(fields[0])] {
		fields = fields[1:]
	}
	at := -1
	for i, f := range fields {
		if how.isOffice(f) {
			at = i
		}
	}
	if at < 0 {
		name := strings.Join(fields, " ")
		if before := trim(how.beforeIn(name)); how.isPerson(before) {
			name = before
		}
		return Speaker{Name: how.withoutArticle(name)}
	}
	end := at + 1
	for next := end; next < len(fields) && next-at <= longestPersonName; next++ {
		if how.mayBeName(fields[next]) {
			end = next + 1
		} else if !how.particles[fields[next]] || next == at+1 {
			break
		}
	}
	if end == at+1 {
		return Speaker{Office: how.withoutArticle(strings.Join(fields, " "))}
	}
	office := slices.Clone(fields[:at+1])
	if end < len(fields) && how.small[lang.Fold(fields[end])] && !how.in[lang.Fold(fields[end])] {
		office = append(office, fields[end:]...)
	}
	return Speaker{Name: strings.Join(fields[at+1:end], " "), Office: how.withoutArticle(strings.Join(office, " "))}
}

// longestPersonName words are as many as a name of a person has.
const longestPersonName = 4

func (how speech) mayBeName(field string) bool {
	return capital(field) && !how.isOffice(field) && !strings.HasSuffix(field, "'s") && !strings.HasSuffix(field, "’s")
}

// isPerson reports whether a name can be that of a person: a few words with capital letters, and small ones between them.
func (how speech) isPerson(name string) bool {
	fields := strings.Fields(name)
	for i, f := range fields {
		inside := i > 0 && i < len(fields)-1 && len(f) <= 3
		if !capital(f) && !inside || how.isOffice(f) || how.articles[lang.Fold(f)] {
			return false
		}
	}
	return len(fields) > 0 && len(fields) <= longestPersonName+1
}

// isOffice reports whether a word is an office, or ends or begins in one: "Secretary-General", "vice-président".
func (how speech) isOffice(field string) bool {
	folded := strings.Trim(lang.Fold(field), ".,;:()")
	if _, rest, found := strings.Cut(folded, "'"); found && len(rest) > 2 { // "l'ambassadeur"
		folded = rest
	}
	if how.offices[folded] {
		return true
	}
	for part := range strings.SplitSeq(folded, "-") {
		if part != folded && how.offices[part] {
			return true
		}
	}
	return false
}

// hasOffice reports whether an office is among the first words of a part of a sentence.
func (how speech) hasOffice(part string) bool {
	fields := strings.Fields(part)
	return slices.ContainsFunc(fields[:min(len(fields), 6)], how.isOffice)
}

// holdsOffice reports whether a part of a sentence begins with a definite article and names an office: "the foreign minister".
func (how speech) holdsOffice(part string) bool {
	fields := strings.Fields(part)
	if len(fields) == 0 || len(fields) > maxName {
		return false
	}
	first := strings.ReplaceAll(lang.Fold(fields[0]), "’", "'")
	definite := first == "the" || first == "le" || first == "la" || strings.HasPrefix(first, "l'")
	return definite && how.hasOffice(part)
}

// withoutArticle is a name without the article before it.
func (how speech) withoutArticle(name string) string {
	first, rest, found := strings.Cut(name, " ")
	if found && how.articles[lang.Fold(first)] {
		return rest
	}
	for _, elided := range []string{"l'", "L'", "l’", "L’"} {
		if rest, found := strings.CutPrefix(name, elided); found && how.articles["l"] {
			return rest
		}
	}
	return name
}

// unite gives the statements of one person one Speaker, where the article tells that they are: a last name goes with the one
// full name that ends in it, an office with the one person who is said to hold it.
func (how speech) unite(found []Statement, passages []corpus.Passage) {
	known := how.introduced(found, passages)
	for i := range found {
		s := &found[i].Speaker
		switch {
		case s.Name == "" && s.Office != "":
			if holder, ok := how.holderOf(s.Office, known); ok {
				*s = holder
			}
		case s.Name != "" && (s.Office != "" || !how.articles[firstWord(found[i].By)]): // "the Act" is no last name
			if full, ok := fullName(s.Name, known); ok {
				*s = Speaker{Name: full.Name, Office: firstNonEmpty(full.Office, s.Office)}
			}
		}
	}
}

func firstNonEmpty(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// introduced lists the persons whom an article names in full, each once, with the office it first gives them.
func (how speech) introduced(found []Statement, passages []corpus.Passage) (known []Speaker) {
	add := func(s Speaker) {
		if !strings.Contains(s.Name, " ") || !how.isPerson(s.Name) {
			return
		}
		for i := range known {
			if lang.Fold(known[i].Name) == lang.Fold(s.Name) {
				known[i].Office = firstNonEmpty(known[i].Office, s.Office)
				return
			}
		}
		known = append(known, s)
	}
	for _, s := range found {
		add(s.Speaker)
	}
	for _, s := range found {
		if name := s.Speaker.Name; name != "" && !strings.Contains(name, " ") && strings.ToUpper(name) != name && how.isPerson(name) {
			for _, p := range passages {
				how.findFullNames(p.Text, name, add)
			}
		}
	}
	for i := range known {
		for _, p := range passages {
			if known[i].Office == "" {
				known[i].Office = how.officeOf(known[i].Name, p.Text)
			}
		}
	}
	return known
}

// findFullNames adds the names in a text that end in a last name.
func (how speech) findFullNames(text, last string, add func(Speaker)) {
	for _, span := range lang.Sentences(text) {
		fields := strings.Fields(text[span.Start:span.End])
		for i, f := range fields {
			if trimName(f) != last {
				continue
			}
			first := i
			for first > 0 && i-first < longestPersonName-1 && how.mayBeName(fields[first-1]) && fields[first-1] == trimName(fields[first-1]) &&
				!how.calendar[lang.Fold(fields[first-1])] && !how.courtesy[lang.Fold(fields[first-1])] && !(first == 1 && how.common(fields[0])) {
				first--
			}
			if first < i && !(first > 0 && how.articles[lang.Fold(fields[first-1])]) {
				add(Speaker{Name: strings.Join(append(slices.Clone(fields[first:i]), last), " ")})
			}
		}
	}
}

// trimName takes the punctuation and the s of possession off a word.
func trimName(field string) string {
	field = strings.Trim(field, ".,;:!?()[]“”«»\"*_")
	return strings.TrimSuffix(strings.TrimSuffix(field, "'s"), "’s")
}

// officeOf is the office that a text gives somebody in apposition: "Linda Thomas-Greenfield, the US ambassador, …".
func (how speech) officeOf(name, text string) string {
	_, after, found := strings.Cut(text, name+", ")
	if !found {
		return ""
	}
	end := strings.IndexAny(after, ",.;:()")
	if end < 0 {
		end = len(after)
	}
	office := after[:end]
	fields := strings.Fields(office)
	if len(fields) == 0 || len(fields) > maxName || strings.ContainsAny(office, "“”«»\"") || !how.hasOffice(office) ||
		slices.ContainsFunc(fields, func(f string) bool { return how.auxiliaries[lang.Fold(f)] }) {
		return ""
	}
	return how.withoutArticle(office)
}

// fullName is the one known name that a name is the end of.
func fullName(name string, known []Speaker) (full Speaker, ok bool) {
	end := strings.Fields(lang.Fold(name))
	for _, k := range known {
		all := strings.Fields(lang.Fold(k.Name))
		if len(all) < len(end) || !slices.Equal(all[len(all)-len(end):], end) {
			continue
		}
		if ok {
			return Speaker{}, false
		}
		full, ok = k, true
	}
	return full, ok
}

// holderOf is the one known person whose office has all words of an office.
func (how speech) holderOf(office string, known []Speaker) (holder Speaker, ok bool) {
	wanted := how.telling(office)
	for _, k := range known {
		if k.Office == "" || !has(how.telling(k.Office), wanted) {
			continue
		}
		if ok {
			return Speaker{}, false
		}
		holder, ok = k, true
	}
	return holder, ok
}
