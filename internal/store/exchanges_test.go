package store

import (
	"errors"
	"testing"
	"time"
)

func TestAnswersAndQuestionsFindEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		e := Exchange{Guild: "g", Channel: "c", Question: "q", Answer: "a", Subject: `{"text":"who pays"}`, Expires: noon.Add(24 * time.Hour)}
		check(t, s.Exchanges.Remember(ctx, e))
		if got := must(p.open(t).Exchanges.ByAnswer(ctx, "g", "a", noon))(t); got != e {
			t.Errorf("by answer %+v; want %+v", got, e)
		}
		e.Subject, e.Expires = `{"text":"who paid"}`, noon.Add(25*time.Hour)
		check(t, s.Exchanges.Remember(ctx, e))
		if got := must(s.Exchanges.ByQuestion(ctx, "g", "q", noon))(t); got != e {
			t.Errorf("by question, after an edit %+v; want %+v", got, e)
		}
	})
}

func TestExchangesNobodyFinds(t *testing.T) {
	tests := []struct {
		name            string
		guild, question string
		at              time.Time
	}{
		{"one that expires now", "g", "q", noon.Add(24 * time.Hour)},
		{"one that has expired", "g", "q", noon.Add(48 * time.Hour)},
		{"one of another server", "other", "q", noon},
		{"a question that was no message", "g", "", noon},
		{"one that is not there", "g", "x", noon},
		{"a direct message", "", "dm", noon},
		{"one that was forgotten", "g", "forgotten", noon},
	}
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		for _, e := range []Exchange{
			{Guild: "g", Question: "q", Answer: "q", Expires: noon.Add(24 * time.Hour)},
			{Guild: "g", Question: "", Answer: "", Expires: noon.Add(24 * time.Hour)},
			{Guild: "", Question: "dm", Answer: "dm", Expires: noon.Add(24 * time.Hour)},
			{Guild: "g", Question: "forgotten", Answer: "forgotten", Expires: noon.Add(24 * time.Hour)},
		} {
			check(t, s.Exchanges.Remember(ctx, e))
		}
		check(t, s.Exchanges.Forget(ctx, "other", "q")) // not theirs
		check(t, s.Exchanges.Forget(ctx, "g", "forgotten"))
		must(s.Exchanges.ByQuestion(ctx, "g", "q", noon))(t)
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				if got, err := s.Exchanges.ByQuestion(ctx, test.guild, test.question, test.at); !errors.Is(err, ErrNotFound) {
					t.Errorf("by question: %+v, %v; want ErrNotFound", got, err)
				}
				if test.question == "" {
					return
				}
				if got, err := s.Exchanges.ByAnswer(ctx, test.guild, test.question, test.at); !errors.Is(err, ErrNotFound) {
					t.Errorf("by answer: %+v, %v; want ErrNotFound", got, err)
				}
			})
		}
	})
}
