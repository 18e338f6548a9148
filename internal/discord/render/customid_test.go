package render

import (
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

func TestEveryCustomIDFitsAndDiffers(t *testing.T) {
	sign := Signer{[]byte("secret")}
	p := State{KindHelpful, "18446744073709551615", Answer{Passage{DocumentKey(strings.Repeat("x", 300)), 99999999, 99999999, 99999999,
		answers.Span{Start: 9999999, End: 9999999}}, "18446744073709551615"}}
	id := sign.Sign(p)
	if len(id) > 100 {
		t.Errorf("%d characters", len(id))
	}
	if got, err := sign.Open(id); err != nil || got != p {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := (Signer{[]byte("other")}).Open(id); err == nil {
		t.Error("another installation's button is believed")
	}
}

// Buttons lie about in channels for years: what is written here was posted once, and must be read for ever.
func TestCustomIDsKeepTheirMeaning(t *testing.T) {
	sign := Signer{[]byte("secret")}
	for id, want := range map[string]State{
		"p.7.key.14.1.13.3.25.4bwmcTOa4-8": {KindPassage, "7", Passage{"key", 40, 1, 39, answers.Span{Start: 3, End: 77}}},
		"f.7..0.0.0.0.0.6kqM2Sy24A8":       {KindFollowUp, "7", nil},
		"a.7.key.2.0.0.0.0.uxGyZsw-dfU":    {KindArticle, "7", ArticlePage{"key", 2}},
		"c.7..3.0.0.0.0.2dhhhDfBx5g":       {KindSources, "7", ListPage{Page: 3}},
		"b..b1.0.0.0.0.0.qxvJx8oVKl4":      {KindBriefing, "", Briefing("b1")},
		"o.7.d1.0.0.0.0.0.SojYGL3bn7U":     {KindPost, "7", Draft("d1")},
		"u.7.b1.0.0.0.0.0.wIs74aYe_zY":     {KindUnpinOldest, "7", Briefing("b1")},
		"g.7..2.1.0.0.0.3rBFRHCweo4":       {KindGaps, "7", ListPage{Page: 2, List: 1}},
		"e.7.g1.2.1.0.0.0.PNcuX8cQizI":     {KindGapDone, "7", Gap{"g1", ListPage{Page: 2, List: 1}}},
		"x.7.99.0.0.0.0.0.CLleQf9mYcQ":     {KindForget, "7", Server("99")},
		"k.7.u1.0.0.0.0.0.aFoSoMWqisY":     {KindKeep, "7", Upload{ID: "u1"}},
		"k.7.u1.0.0.0.0.0.2r.1d1ueUaqTEQ":  {KindKeep, "7", Upload{"u1", "99"}},
		"r.7.a1.4.0.0.0.0.h3-C3DbX7jo":     {KindRestore, "7", Removed{"a1", 4}},
		"l.7..2.0.0.0.0.dfEFymHVcFY":       {KindOwnArticles, "7", ListPage{Page: 2}},
		"t..a1.5.0.0.0.0.52H_A9Zh9Eg":      {KindTakeOver, "", Waiting{"a1", 5}},
		"v..a1.5.0.0.0.0.Yi-k0rDxgiI":      {KindLeave, "", Waiting{"a1", 5}},
		"w.7.f1.0.0.0.0.0.UIDNvKxX594":     {KindRestoreFeed, "7", Feed("f1")},
	} {
		if got, err := sign.Open(id); err != nil || got != want {
			t.Errorf("%s is %+v, %v; want %+v", id, got, err, want)
		}
		if got := sign.Sign(want); got != id {
			t.Errorf("%+v is written as %s, want %s", want, got, id)
		}
	}
}
