package scope

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// Words answer at once; what a server's passages mean is learned behind them, once for what two servers have in common.
func TestAServersPassagesAreUnderstood(t *testing.T) {
	e, err := encoder.Load()
	check(t, err)
	var all meaning.Library
	check(t, all.Open(e, nil, ""))
	t.Cleanup(func() { check(t, all.Close()) })
	db := openStore(t, "")
	s := newScopesWith(t, db, func(c *Config) { c.Lend = func(l *meaning.Library) bool { l.Share(&all); return true } })
	a := keep(t, db, "a", "rules.md", rules("nine"))
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q before anything is understood; want %q", got, a.ID)
	}
	library := func(guild string) *meaning.Library {
		s.mu.Lock()
		defer s.mu.Unlock()
		return &s.servers[guild].library
	}
	eventually(t, library("a").Ready)
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q once everything is understood; want %q", got, a.ID)
	}
	b := keep(t, db, "b", "rules.md", rules("nine"))
	if got := answer(t, s, "b", ByConfidence, gate); got != b.ID {
		t.Errorf("the other server is answered from %q; want its own %q", got, b.ID)
	}
	eventually(t, library("b").Ready)
	if kept, made := library("b").Glances(); kept != 2 || made != 0 {
		t.Errorf("of the other server's passages %d glances were kept and %d made; want both kept", kept, made)
	}
	s.closeIdle(0)
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q after it was closed; want %q", got, a.ID)
	}
	eventually(t, library("a").Ready)
}
