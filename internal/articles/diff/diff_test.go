package diff

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func documentOf(texts ...string) *corpus.Document {
	d := &corpus.Document{}
	for _, text := range texts {
		heading, passage, _ := strings.Cut(text, "|")
		d.Passages = append(d.Passages, corpus.Passage{Heading: heading, Text: passage})
	}
	return d
}

// marked shows changes as -gone- and +new+.
func marked(changes []Change) (all []string) {
	for _, c := range changes {
		var b strings.Builder
		for _, p := range c {
			mark := [...]string{"", "-", "+"}[p.Fate]
			b.WriteString(mark + p.Text + mark)
		}
		all = append(all, b.String())
	}
	return all
}

func TestDocuments(t *testing.T) {
	rules := []string{"|The gate closes at nine in the evening.", "Guests|Guests sleep in the blue tent.", "Guests|They bring a cup."}
	for _, c := range []struct {
		name string
		is   []string
		want []string
	}{
		{"nothing changed", rules, nil},
		{"a word changed", []string{"|The gate closes at ten in the evening.", rules[1], rules[2]}, []string{"The gate closes at -nine -+ten +in the evening."}},
		{"a passage is new", append([]string{"|Dogs stay outside."}, rules...), []string{"+Dogs stay outside.+"}},
		{"a passage is gone", []string{rules[0], rules[2]}, []string{"-Guests sleep in the blue tent.-"}},
		{"another passage", []string{rules[0], "Guests|Nobody may enter the mill.", rules[2]}, []string{"+Nobody may enter the mill.+", "-Guests sleep in the blue tent.-"}},
		{"a heading changed", []string{rules[0], "Visitors|Guests sleep in the blue tent.", "Visitors|They bring a cup."}, []string{"+Visitors+", "-Guests-"}},
		{"everything is gone", nil, []string{"-The gate closes at nine in the evening.-", "-Guests-", "-Guests sleep in the blue tent.-", "-They bring a cup.-"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := marked(Documents(documentOf(rules...), documentOf(c.is...))); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// What a change says, with and without what is new, are the two texts, byte for byte.
func FuzzDocuments(f *testing.F) {
	f.Add("a b  c\nd", "a c\n\te d ")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, was, is string) {
		var before, now strings.Builder
		for _, p := range diffWords(was, is) {
			if p.Fate != New {
				before.WriteString(p.Text)
			}
			if p.Fate != Gone {
				now.WriteString(p.Text)
			}
		}
		if strings.TrimSpace(was) != "" && before.String() != was || strings.TrimSpace(is) != "" && now.String() != is {
			t.Errorf("%q → %q is put together as %q → %q", was, is, before.String(), now.String())
		}
	})
}

func BenchmarkDiffOfLongArticles(b *testing.B) {
	var was, is []string
	for i := range 3000 {
		was = append(was, fmt.Sprintf("|The gate number %d closes at nine in the evening.", i))
		is = append(is, fmt.Sprintf("|The gate number %d closes at %d in the evening.", i, i%7))
	}
	strange := slices.Repeat([]string{"|Nothing of this was ever said by anybody here."}, 3000)
	x, y, z := documentOf(was...), documentOf(is...), documentOf(strange...)
	for b.Loop() {
		Documents(x, y)
		Documents(x, z)
	}
}
