package scope

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/store/pgtest"
)

const shared = "# The UN leaves Mali\n\nThe UN Security Council voted on 30 June 2023 to end the peacekeeping mission in Mali.\n"

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openStore(t testing.TB, url string) *store.Store {
	t.Helper()
	db, err := store.Open(context.Background(), t.TempDir(), url)
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	return db
}

// newScopes opens Scopes on a store, whose shared articles are about Mali, and runs them.
func newScopes(t testing.TB, db *store.Store) *Scopes {
	t.Helper()
	return newScopesWith(t, db, func(*Config) {})
}

func newScopesWith(t testing.TB, db *store.Store, change func(*Config)) *Scopes {
	t.Helper()
	ix, _, err := index.Open("")
	check(t, err)
	d, problems := corpus.Read("mali.md", []byte(shared))
	if d == nil {
		t.Fatal(problems)
		return nil
	}
	d.ID = "mali"
	_, err = ix.Sync(context.Background(), &corpus.Corpus{Documents: []corpus.Document{*d}}, nil)
	check(t, err)
	c := Config{Shared: Corpus{Index: ix, Desk: answers.New(ix, nil)}, Store: db, Log: slog.New(slog.DiscardHandler)}
	change(&c)
	s := New(c)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait(); check(t, ix.Close()) })
	return s
}

func keep(t testing.TB, db *store.Store, guild, name, text string) store.Article {
	t.Helper()
	l := &library.Library{Store: db, Limits: articles.Default}
	look, err := l.Look(context.Background(), guild, store.Upload{Name: name, Data: []byte(text)})
	check(t, err)
	kept, err := l.Keep(context.Background(), guild, look.Upload)
	check(t, err)
	if len(kept) != 1 {
		t.Fatalf("kept %d", len(kept))
	}
	return kept[0]
}

// answer is the Document that answers a question in a server; empty if it is refused.
func answer(t testing.TB, s *Scopes, guild string, o Order, question string) string {
	t.Helper()
	scope := s.Open(guild, o)
	defer scope.Close()
	a, err := scope.Answer(context.Background(), answers.Question{Text: question})
	check(t, err)
	if a.Best == nil {
		return ""
	}
	return a.Best.Ref.Document
}

const gate = "When does the gate of the camp close?"

func rules(hour string) string {
	return "# Camp rules\n\nThe gate of the camp closes at " + hour + " in the evening.\n\nGuests sleep in the blue tent behind the kitchen.\n"
}

func TestEachServerIsAnsweredFromItsOwnArticles(t *testing.T) {
	db := openStore(t, "")
	s := newScopes(t, db)
	a, b := keep(t, db, "a", "rules.md", rules("nine")), keep(t, db, "b", "rules.md", rules("eleven"))
	votes := keep(t, db, "d", "votes.md", "# Votes\n\nThe Security Council voted on 1 July 2023, as we heard, to end the mission in Mali.\n")
	tests := []struct {
		name, guild, question string
		order                 Order
		want                  string
	}{
		{"its own", "a", gate, ByConfidence, a.ID},
		{"the other's own", "b", gate, ByConfidence, b.ID},
		{"a server without articles", "c", gate, ByConfidence, ""},
		{"a direct message", "", gate, ByConfidence, ""},
		{"the shared articles beside its own", "a", "When did the Security Council vote to end the mission in Mali?", ByConfidence, "mali"},
		{"its own alone", "a", "When did the Security Council vote to end the mission in Mali?", OwnOnly, ""},
		{"its own first", "d", "When did the Security Council vote to end the mission in Mali?", OwnFirst, votes.ID},
		{"everyone's first", "d", "When did the Security Council vote to end the mission in Mali?", SharedFirst, "mali"},
		{"its own where everyone's come first and do not answer", "a", gate, SharedFirst, a.ID},
		{"everyone's where its own come first and do not answer", "a", "When did the Security Council vote to end the mission in Mali?", OwnFirst, "mali"},
		{"its own alone where it has none", "c", "When did the Security Council vote to end the mission in Mali?", OwnOnly, "mali"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := answer(t, s, test.guild, test.order, test.question); got != test.want {
				t.Errorf("answered from %q; want %q", got, test.want)
			}
		})
	}
}

func TestAChangeIsSeenByTheNextQuestion(t *testing.T) {
	db := openStore(t, "")
	s := newScopes(t, db)
	if got := answer(t, s, "a", ByConfidence, gate); got != "" {
		t.Fatalf("answered from %q before there is anything", got)
	}
	a := keep(t, db, "a", "rules.md", rules("nine"))
	eventually(t, func() bool { return answer(t, s, "a", ByConfidence, gate) == a.ID })
	check(t, db.Articles.Remove(t.Context(), "a", a.ID, time.Now()))
	eventually(t, func() bool { return answer(t, s, "a", ByConfidence, gate) == "" })
	check(t, db.Articles.Restore(t.Context(), "a", a.ID, 1, time.Now(), nil))
	eventually(t, func() bool { return answer(t, s, "a", ByConfidence, gate) == a.ID })
	check(t, db.DeleteGuild(t.Context(), "a"))
	eventually(t, func() bool { return answer(t, s, "a", ByConfidence, gate) == "" })
}

func TestAnotherProcessSeesAChange(t *testing.T) {
	var postgres pgtest.Server
	t.Cleanup(func() { check(t, postgres.Stop()) })
	url := postgres.Database(t)
	db := openStore(t, url)
	s := newScopes(t, openStore(t, url))
	answer(t, s, "a", ByConfidence, gate)
	a := keep(t, db, "a", "rules.md", rules("nine"))
	start := time.Now()
	eventually(t, func() bool { return answer(t, s, "a", ByConfidence, gate) == a.ID })
	t.Logf("seen after %v", time.Since(start))
}

func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited too long")
		}
	}
}

func TestWhatIsIdleIsClosedAndOpensAgain(t *testing.T) {
	db := openStore(t, "")
	s := newScopes(t, db)
	a := keep(t, db, "a", "rules.md", rules("nine"))
	eventually(t, func() bool { return answer(t, s, "a", ByConfidence, gate) == a.ID })
	held := s.Open("a", ByConfidence)
	s.closeIdle(0)
	if open, _ := s.Counted(); open != 1 {
		t.Errorf("%d are open; want the one in use", open)
	}
	if _, err := held.Answer(t.Context(), answers.Question{Text: gate}); err != nil {
		t.Error(err)
	}
	held.Close()
	s.closeIdle(0)
	if open, _ := s.Counted(); open != 0 {
		t.Errorf("%d are open; want none", open)
	}
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q; want %q", got, a.ID)
	}
}

func TestServersAreAskedAtOnceWhileTheirArticlesChange(t *testing.T) {
	db := openStore(t, "")
	s := newScopes(t, db)
	var all sync.WaitGroup
	for i := range 4 {
		guild := fmt.Sprint("g", i)
		all.Go(func() {
			for n := range 10 {
				keep(t, db, guild, "rules.md", rules(fmt.Sprint(n)))
				answer(t, s, guild, ByConfidence, gate)
				s.closeIdle(0)
			}
		})
	}
	all.Wait()
}

// What all desks of servers remember of passages is bounded: whoever was asked longest ago forgets first, and answers all the same.
func TestDesksOfServersForget(t *testing.T) {
	db := openStore(t, "")
	s := newScopesWith(t, db, func(c *Config) { c.Texts = 3 })
	remembered := func(guild string) int64 { return s.servers[guild].texts.Load() }
	for _, guild := range []string{"a", "b", "c"} {
		keep(t, db, guild, "rules.md", rules("nine"))
		answer(t, s, guild, ByConfidence, gate)
		if n := remembered(guild); n == 0 || n != s.texts.Load()-sumOf(s, guild) {
			t.Errorf("%s: %d passages are ready, and %d of all servers", guild, n, s.texts.Load())
		}
	}
	if remembered("a") != 0 || s.texts.Load() > 3 {
		t.Errorf("the first server has %d passages ready, and all %d; want none, and at most 3", remembered("a"), s.texts.Load())
	}
	if got := answer(t, s, "a", ByConfidence, gate); got == "" {
		t.Error("a server that forgot is not answered")
	}
	s.closeIdle(0)
	if n := s.texts.Load(); n != 0 {
		t.Errorf("%d passages are ready of servers that are closed", n)
	}
}

// sumOf is how many passages all servers but one have ready.
func sumOf(s *Scopes, but string) (n int64) {
	for guild, sv := range s.servers {
		if guild != but {
			n += sv.texts.Load()
		}
	}
	return n
}
