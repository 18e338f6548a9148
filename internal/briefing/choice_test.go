package briefing

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// shelf is some Documents to choose from; the number is the day of publication, 0 if none is stated.
func shelf() []corpus.Document {
	book := func(id string, published int, lang, supersedes string, tags ...string) corpus.Document {
		d := article(id, "", "Text.")
		d.Source.Lang, d.Supersedes, d.Tags = lang, supersedes, tags
		if published > 0 {
			d.Source.Published = day(published)
		}
		return d
	}
	return []corpus.Document{
		book("undated", 0, "en", "", "mali"),
		book("old", 1, "en", "", "mali"),
		book("new", 9, "en", "", "Mali", "vote"),
		book("neuf", 8, "fr", "", "mali"),
		book("b-same-day", 9, "en", "", "vote"),
		book("draft-1", 2, "en", "", "vote"),
		book("draft-2", 3, "en", "draft-1", "vote"),
		book("final", 4, "en", "draft-2", "report"),
		book("circle-1", 5, "en", "circle-2", "circle"),
		book("circle-2", 6, "en", "circle-1", "circle"),
	}
}

func TestWhichDocumentsAreChosen(t *testing.T) {
	tests := []struct {
		name    string
		choice  Choice
		want    []string
		missing []string
	}{
		{"those named, in that order", Choice{Documents: []string{"old", "new"}}, []string{"old", "new"}, nil},
		{"one named twice, once", Choice{Documents: []string{"old", "old"}}, []string{"old"}, nil},
		{"one that is gone is missing", Choice{Documents: []string{"gone", "old"}}, []string{"old"}, []string{"gone"}},
		{"those with a tag, newest first, undated last", Choice{Tags: []string{"MALI"}}, []string{"new", "neuf", "old", "undated"}, nil},
		{"those with any of the tags, by name on the same day", Choice{Tags: []string{"report", "vote"}}, []string{"b-same-day", "new", "final"}, nil},
		{"of a tag, those in a language", Choice{Tags: []string{"mali"}, Lang: "fr"}, []string{"neuf"}, nil},
		{"of a tag, those in the language most are in if none is in that one", Choice{Tags: []string{"mali"}, Lang: "de"}, []string{"new", "old", "undated"}, nil},
		{"of a tag, the one that is there in whatever language", Choice{Tags: []string{"report"}, Lang: "fr"}, []string{"final"}, nil},
		{"one that is named whatever its language", Choice{Documents: []string{"old"}, Lang: "fr"}, []string{"old"}, nil},
		{"named ones first, then those with the tag", Choice{Documents: []string{"old"}, Tags: []string{"mali"}}, []string{"old", "new", "neuf", "undated"}, nil},
		{"instead of a replaced one, the last", Choice{Documents: []string{"draft-1"}}, []string{"final"}, nil},
		{"of a tag, none that was replaced", Choice{Tags: []string{"vote"}}, []string{"b-same-day", "new"}, nil},
		{"one of a circle, which ends", Choice{Documents: []string{"circle-1"}}, []string{"circle-1"}, nil},
		{"no tag, no Document", Choice{Tags: []string{"none"}}, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := Make(test.choice, shelf())
			var got []string
			for _, a := range b.Articles {
				got = append(got, a.Document)
			}
			if !reflect.DeepEqual(got, test.want) || !reflect.DeepEqual(b.Missing, test.missing) {
				t.Errorf("chosen %q, missing %q; want %q, %q", got, b.Missing, test.want, test.missing)
			}
		})
	}
}

func TestABriefingIsAsOfItsNewestDocument(t *testing.T) {
	for _, named := range [][]string{{"old", "new", "undated"}, {"new", "old", "undated"}, {"undated", "old", "new"}} {
		if b := Make(Choice{Documents: named}, shelf()); !b.AsOf.Equal(day(9)) {
			t.Errorf("of %q it is as of %v; want the 9th", named, b.AsOf)
		}
	}
}

func TestNotMoreArticlesThanAMenuHasRoomFor(t *testing.T) {
	var documents []corpus.Document
	for i := range 1000 {
		documents = append(documents, article(fmt.Sprintf("d%03d", i), "", "Text."))
	}
	documents[999].Source.Published = day(1)
	b := Make(Choice{}, documents)
	if len(b.Articles) != 25 || b.More != 975 || b.Articles[0].Document != "d999" || !b.AsOf.Equal(day(1)) {
		t.Errorf("%d articles, %d more, the first %s, as of %v", len(b.Articles), b.More, b.Articles[0].Document, b.AsOf)
	}
}
