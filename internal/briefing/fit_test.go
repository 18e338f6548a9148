package briefing

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// Each letter is a line: A and B are what two Articles are about, a b and c d their sections, 1 2 and 3 4 statements.
func lettered() Briefing {
	return Briefing{Articles: []Article{
		{Document: "A", About: line(About, "A"), Sections: []Line{line(Section, "a"), line(Section, "b")},
			Statements: []Line{line(Statement, "1"), line(Statement, "2")}},
		{Document: "B", About: line(About, "B"), Sections: []Line{line(Section, "c"), line(Section, "d")},
			Statements: []Line{line(Statement, "3"), line(Statement, "4")}},
	}}
}

func line(kind Kind, text string) Line { return Line{Kind: kind, Text: text} }

// spell writes the lines of Articles in reading order, with a comma between Articles.
func spell(articles []Article) (s string) {
	for i, a := range articles {
		if i > 0 {
			s += ","
		}
		for _, l := range linesOf(a) {
			s += l.Text
		}
	}
	return s
}

func linesOf(a Article) []Line {
	var lines []Line
	if a.About.Text != "" {
		lines = append(lines, a.About)
	}
	return append(append(lines, a.Sections...), a.Statements...)
}

func TestWhatFits(t *testing.T) {
	one := func(Article, Line) int { return 1 }
	large := func(large string, n int) func(Article, Line) int {
		return func(_ Article, l Line) int {
			if l.Text == large {
				return n
			}
			return 1
		}
	}
	tests := []struct {
		name       string
		limit      int
		size       func(Article, Line) int
		want, rest string
	}{
		{"all of it", 10, one, "Aab12,Bcd34", ""},
		{"the last statement goes first", 9, one, "Aab12,Bcd3", "4"},
		{"then the statements of the first", 7, one, "Aab1,Bcd", "2,34"},
		{"no statement is left", 6, one, "Aab,Bcd", "12,34"},
		{"then sections go", 4, one, "Aab,B", "12,cd34"},
		{"then the sections of the first", 2, one, "A,B", "ab12,cd34"},
		{"then Articles", 1, one, "A", "ab12,Bcd34"},
		{"nothing fits into nothing", 0, one, "", "Aab12,Bcd34"},
		{"a line that finds no room closes the door behind it", 9, large("b", 8), "Aa,B", "b12,cd34"},
		{"a line that is too large by itself does not", 9, large("b", 10), "Aa12,Bcd34", "b"},
		{"an Article whose About is too large goes as a whole", 9, large("A", 10), "Bcd34", "Aab12"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fitted, rest := lettered().Fit(test.limit, test.size)
			if got := spell(fitted.Articles); got != test.want || spell(rest) != test.rest {
				t.Errorf("in %q, out %q; want %q, %q", got, spell(rest), test.want, test.rest)
			}
			n := 0
			for _, a := range rest {
				n += len(linesOf(a))
			}
			if fitted.LeftOut != n {
				t.Errorf("%d lines are said to be left out; %d are", fitted.LeftOut, n)
			}
		})
	}
}

func TestFitLeavesTheBriefingAlone(t *testing.T) {
	b := lettered()
	b.Fit(3, func(Article, Line) int { return 1 })
	if !reflect.DeepEqual(b, lettered()) {
		t.Errorf("the briefing is %+v now", b)
	}
}

func TestWhateverItsSizeABriefingFitsAndNothingGetsLost(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	size := func(a Article, l Line) int { return utf8.RuneCountInString(a.Source.Title + l.Heading + l.Text) }
	for range 300 {
		var documents []corpus.Document
		for range random.IntN(40) {
			documents = append(documents, randomDocument(random))
		}
		b, limit := Make(Choice{}, documents), random.IntN(5000)
		fitted, rest := b.Fit(limit, size)
		used, in, out, all := 0, map[Line]int{}, map[Line]int{}, map[Line]int{}
		for _, a := range fitted.Articles {
			used += size(a, a.About)
			for _, l := range append(a.Sections, a.Statements...) {
				used += size(a, l)
			}
			count(in, a)
		}
		for _, a := range rest {
			count(out, a)
		}
		for _, a := range b.Articles {
			count(all, a)
		}
		for l, n := range all {
			if in[l]+out[l] != n {
				t.Fatalf("line %+v is there %d times, %d in and %d out", l, n, in[l], out[l])
			}
		}
		if used > limit {
			t.Fatalf("%d characters are used, %d were free", used, limit)
		}
	}
}

func count(lines map[Line]int, a Article) {
	for _, l := range linesOf(a) {
		lines[l]++
	}
}
