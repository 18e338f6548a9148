package briefing

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// day is a day of June 2023.
func day(n int) time.Time { return time.Date(2023, 6, n, 0, 0, 0, 0, time.UTC) }

// article is a Document with one Passage for each pair of heading and text.
func article(id string, pairs ...string) corpus.Document {
	d := corpus.Document{ID: id, Source: corpus.Source{Title: "About " + id, Lang: "en"}}
	for i := 0; i < len(pairs); i += 2 {
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: i/2 + 1, Heading: pairs[i], Text: pairs[i+1]})
	}
	return d
}

// vote is an article as it might be in a corpus.
func vote() corpus.Document {
	d := article("vote",
		"The vote", "The vote: The Council ended the mission. All fifteen members agreed.",
		"The vote", "It was a Friday.",
		"After it > Troops", "Troops leave by the end of the year. That is December.",
		"Comments", "“We regret it. We accept it,” said Jeffrey DeLaurentis.",
		"Comments", "Alioune Tine warned of gaps. He gave no date.",
	)
	d.Source.Published, d.Source.License, d.Tags = day(30), "CC0", []string{"Mali"}
	return d
}

func ref(document string, ordinal int) corpus.Ref {
	return corpus.Ref{Document: document, Ordinal: ordinal}
}

func TestABriefingIsMadeOfSentencesOfTheDocument(t *testing.T) {
	want := Briefing{Title: "About vote", AsOf: day(30), Articles: []Article{{
		Document: "vote",
		Source:   corpus.Source{Title: "About vote", Lang: "en", Published: day(30)},
		About:    Line{About, ref("vote", 1), "The vote", "", "", "The Council ended the mission."},
		Sections: []Line{{Section, ref("vote", 3), "After it > Troops", "", "", "Troops leave by the end of the year."}},
		Statements: []Line{
			{Statement, ref("vote", 4), "Comments", "Jeffrey DeLaurentis", "Jeffrey DeLaurentis", "“We regret it. We accept it,” said Jeffrey DeLaurentis."},
			{Statement, ref("vote", 5), "Comments", "Alioune Tine", "Alioune Tine", "Alioune Tine warned of gaps."},
		},
	}}}
	if got := Make(Choice{}, []corpus.Document{vote()}); !reflect.DeepEqual(got, want) {
		t.Errorf("Make = %+v\nwant %+v", got, want)
	}
}

func TestWhatADocumentIsAbout(t *testing.T) {
	summed := article("a", "", "It began. It went on.")
	summed.Summary = "How it began."
	tests := []struct {
		name     string
		document corpus.Document
		about    Line
		sections int // lines besides
	}{
		{"its summary", summed, Line{Kind: About, Text: "How it began."}, 1},
		{"else the sentence it begins with", article("a", "", "It began. It went on."), Line{Kind: About, Passage: ref("a", 1), Text: "It began."}, 0},
		{"without the label that is its heading", article("a", "Chapter > News", "News: It began."), Line{Kind: About, Passage: ref("a", 1), Heading: "Chapter > News", Text: "It began."}, 0},
		{"but with a label that is all there is", article("a", "News", "News:"), Line{Kind: About, Passage: ref("a", 1), Heading: "News", Text: "News:"}, 0},
		{"nothing, if it is empty", article("a"), Line{Kind: About}, 0},
		{"a statement, if it begins with one", article("a", "", "Diop said that it began."), Line{Kind: About, Passage: ref("a", 1), Text: "Diop said that it began."}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := Make(Choice{}, []corpus.Document{test.document}).Articles[0]
			if a.About != test.about || len(a.Sections) != test.sections || len(a.Statements) != 0 {
				t.Errorf("%+v\nwant about %+v and %d sections", a, test.about, test.sections)
			}
		})
	}
}

func TestHashChangesWithWhatIsShownOnly(t *testing.T) {
	tests := []struct {
		name   string
		change func(*corpus.Document)
		same   bool
	}{
		{"nothing", func(d *corpus.Document) {}, true},
		{"a sentence that is not shown", func(d *corpus.Document) { d.Passages[1].Text = "It was a Monday." }, true},
		{"a paragraph at the end of a section", func(d *corpus.Document) {
			d.Passages = append(d.Passages, corpus.Passage{Ordinal: 6, Heading: "Comments", Text: "That is all."})
		}, true},
		{"the file", func(d *corpus.Document) { d.Path, d.Sum = "other.txt", "00" }, true},
		{"a tag it was not chosen by", func(d *corpus.Document) { d.Tags = append(d.Tags, "UN") }, true},
		{"license and archive", func(d *corpus.Document) {
			d.Source.License, d.Source.ArchiveURL, d.Source.Retrieved = "", "http://a/", day(1)
		}, true},
		{"a sentence that is shown", func(d *corpus.Document) { d.Passages[2].Text = "Troops leave soon." }, false},
		{"a heading", func(d *corpus.Document) { d.Passages[2].Heading = "After it" }, false},
		{"a statement", func(d *corpus.Document) { d.Passages[4].Text = "Alioune Tine warned of nothing." }, false},
		{"the date", func(d *corpus.Document) { d.Source.Published = day(29) }, false},
		{"the title", func(d *corpus.Document) { d.Source.Title = "Other" }, false},
		{"the address", func(d *corpus.Document) { d.Source.URL = "http://b/" }, false},
	}
	before := Make(Choice{}, []corpus.Document{vote()}).Hash()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := vote()
			test.change(&d)
			if after := Make(Choice{}, []corpus.Document{d}).Hash(); (after == before) != test.same {
				t.Errorf("hash %s, before %s; want same %v", after, before, test.same)
			}
		})
	}
}

func TestABriefingCanBeKeptAsJSON(t *testing.T) {
	want := Make(Choice{Documents: []string{"vote", "gone"}}, []corpus.Document{vote()})
	encoded, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Briefing
	if err := json.Unmarshal(encoded, &got); err != nil || !reflect.DeepEqual(got, want) || got.Hash() != want.Hash() {
		t.Errorf("kept as %s, read as %+v, %v; want %+v", encoded, got, err, want)
	}
}

func TestTheTitleOfABriefing(t *testing.T) {
	one, two := vote(), article("two", "", "Two.")
	two.Tags = []string{"mali"}
	tests := []struct {
		name   string
		choice Choice
		want   string
	}{
		{"of one Document is its own", Choice{Documents: []string{"two"}}, "About two"},
		{"of several is their tag", Choice{Tags: []string{"Mali"}}, "Mali"},
		{"of several tags is all of them", Choice{Tags: []string{"Mali", "UN"}}, "Mali, UN"},
		{"of several without a tag is none", Choice{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Make(test.choice, []corpus.Document{one, two}).Title; got != test.want {
				t.Errorf("title %q; want %q", got, test.want)
			}
		})
	}
}

func TestWhatSaysNothingByItselfIsNoNews(t *testing.T) {
	const weapons = "The following weapons were changed:\n- the rifle\n- the bow"
	tests := []struct {
		name string
		text []string // of the passages of one section
		want string   // empty: the section is not there
	}{
		{"a lead-in has its list", []string{weapons + "\n\nAnd so on."}, weapons},
		{"a lead-in without a list gives way to what follows", []string{"The following weapons were changed:", "The bow is faster."}, "The bow is faster."},
		{"a lead-in without anything", []string{"The following weapons were changed:"}, ""},
		{"a list that is too long", []string{"The changes:\n" + strings.Repeat("- one more of them\n", 50)}, ""},
		{"a caption", []string{"This photograph, taken in May, shows the camp. Reuters distributed it."}, ""},
		{"a caption with its credit", []string{"Photo: Ana Field", "The camp was closed."}, "The camp was closed."},
		{"what is only said of a picture", []string{"The picture is mixed. Some won."}, "The picture is mixed."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pairs := []string{"", "It began."}
			for _, text := range test.text {
				pairs = append(pairs, "Changes", text)
			}
			got := ""
			for _, l := range Make(Choice{}, []corpus.Document{article("a", pairs...)}).Articles[0].Sections {
				got += l.Text
			}
			if got != test.want {
				t.Errorf("the section has %q, wanted %q", got, test.want)
			}
		})
	}
	asks := article("a", "", "It began.", "Doubts", "Who knows the way?")
	asks.Passages[1].Asks = true
	if got := Make(Choice{}, []corpus.Document{asks}).Articles[0].Sections; len(got) != 0 {
		t.Errorf("a question without its answer is a section: %+v", got)
	}
}

func TestStatementsOfOneSpeakerStandTogether(t *testing.T) {
	d := article("a", "", "It began.", "Comments", "John Kirby, spokesman for the White House, said that it was over. He said it again.",
		"Comments", "Alioune Tine warned of gaps.", "Comments", "Kirby said that all was well.")
	var got []string
	for _, l := range Make(Choice{}, []corpus.Document{d}).Articles[0].Statements {
		got = append(got, l.Who+": "+l.Text)
	}
	want := []string{"John Kirby: John Kirby, spokesman for the White House, said that it was over.", "John Kirby: He said it again.",
		"John Kirby: Kirby said that all was well.", "Alioune Tine: Alioune Tine warned of gaps."}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("statements %q\nwanted %q", got, want)
	}
}
