package meaning

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// BenchmarkNearest looks for the nearest of 20,000 passages in 2,000 articles, and says what a passage takes in memory. The encoders are
// small random ones, whose pooled vectors are shorter than those of the encoders that ship.
func BenchmarkNearest(b *testing.B) {
	const articles, passages = 2000, 10
	ix, l := newIndex(b), open(b, b.TempDir())
	var read corpus.Corpus
	for a := range articles {
		var texts []string
		for p := range passages {
			texts = append(texts, fmt.Sprintf("Gate %d of camp %d closes.", p, a))
		}
		read.Documents = append(read.Documents, document(fmt.Sprint("camp", a), texts...))
	}
	if _, err := ix.Sync(b.Context(), &read, nil); err != nil {
		b.Fatal(err)
	}
	s := snapshot(b, ix)
	before := heap()
	if err := l.Update(b.Context(), s); err != nil {
		b.Fatal(err)
	}
	after := heap()
	q := l.Question("Which gate of camp 7 closes?", "fr")
	b.ReportAllocs()
	for b.Loop() {
		if hits := q.every.vectorStore.nearest(s, q.every.probe, "fr", glanced); len(hits[1]) != glanced {
			b.Fatal(len(hits[1]))
		}
	}
	b.ReportMetric(float64(after-before)/(articles*passages), "memory-B/passage")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
