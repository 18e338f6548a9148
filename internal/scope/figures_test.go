package scope

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/store"
)

const (
	manyServers = 2000
	articlesAll = 10 // of a server, with ten passages each
)

// BenchmarkManyServers has 2,000 servers of 100 passages each on one process: what the first question of each takes, which opens its
// corpus, what the next takes, what one takes after all the others, and what all of them weigh.
func BenchmarkManyServers(b *testing.B) {
	dir := b.TempDir()
	fillServers(b, dir)
	for b.Loop() {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		db, err := store.Open(context.Background(), dir, "")
		check(b, err)
		s := newScopes(b, db)
		start := time.Since(began)
		cold, warm, later := askEach(b, s)
		runtime.GC()
		runtime.ReadMemStats(&after)
		open, passages := s.Counted()
		if open != manyServers || passages != manyServers*articlesAll*10 {
			b.Errorf("%d servers are open with %d passages", open, passages)
		}
		b.ReportMetric(float64(start.Microseconds())/1000, "ms-start")
		b.ReportMetric(float64(after.HeapInuse-before.HeapInuse)/(1<<20), "MiB")
		b.ReportMetric(share(cold, .50), "ms-cold-p50")
		b.ReportMetric(share(cold, .99), "ms-cold-p99")
		b.ReportMetric(share(warm, .50), "ms-warm-p50")
		b.ReportMetric(share(warm, .99), "ms-warm-p99")
		b.ReportMetric(share(later, .50), "ms-later-p50")
		b.ReportMetric(share(later, .99), "ms-later-p99")
		b.StopTimer()
		s.closeIdle(0)
		check(b, db.Close())
		b.StartTimer()
	}
}

// fillServers gives each server its articles.
func fillServers(b *testing.B, dir string) {
	b.Helper()
	db, err := store.Open(context.Background(), dir, "")
	check(b, err)
	l := &library.Library{Store: db, Limits: articles.Default}
	for n := range manyServers {
		var files []articles.File
		for a := range articlesAll {
			text := fmt.Sprintf("# Rules %d of camp %d\n", a, n)
			for p := range 10 {
				text += fmt.Sprintf("\nGate %d of camp %d closes at %d minutes past nine in the evening, and the keeper of house %d has its key until the morning.\n", 10*a+p, n, p, a)
			}
			files = append(files, articles.File{Name: fmt.Sprintf("rules%d.md", a), Data: []byte(text)})
		}
		packed, err := articles.Export(files)
		check(b, err)
		guild := fmt.Sprint("g", n)
		look, err := l.Look(context.Background(), guild, store.Upload{Name: "all.zip", Data: packed})
		check(b, err)
		_, err = l.Keep(context.Background(), guild, look.Upload)
		check(b, err)
	}
	check(b, db.Close())
}

// askEach asks each server twice in a row and once more when all were asked, when what the first ones had ready has made room. It
// returns how long the first, the second and the later answers took, in ascending order.
func askEach(b *testing.B, s *Scopes) (cold, warm, later []time.Duration) {
	b.Helper()
	ask := func(n int) time.Duration {
		began := time.Now()
		opened := s.Open(fmt.Sprint("g", n), ByConfidence)
		defer opened.Close()
		_, err := opened.Answer(context.Background(), answers.Question{Text: fmt.Sprintf("When does gate %d of the camp close?", n%100)})
		check(b, err)
		return time.Since(began)
	}
	for n := range manyServers {
		cold, warm = append(cold, ask(n)), append(warm, ask(n))
	}
	for n := range manyServers {
		later = append(later, ask(n))
	}
	slices.Sort(cold)
	slices.Sort(warm)
	slices.Sort(later)
	return cold, warm, later
}

// share is the time that so many of the answers took at most, in milliseconds.
func share(took []time.Duration, of float64) float64 {
	return float64(took[int(of*float64(len(took)-1))].Microseconds()) / 1000
}
