package encoder

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

const (
	benchQuestion = "Who looks after the old harbour crane now?"
	benchSentence = "The old crane on the northern quay is looked after by a small group of volunteers, who meet there every second Saturday. "
)

var benchPassage = strings.TrimSpace(strings.Repeat(benchSentence, 4)) // 120 tokens in the pieces of multilingual-e5

// shippedFiles are the real models: a benchmark of tiny ones would say nothing.
var shippedFiles = []struct{ name, file string }{{"every", "weights.zst"}, {"English", "english.zst"}}

func shippedData(b *testing.B, file string) []byte {
	b.Helper()
	data, err := shipped.ReadFile(file)
	if err != nil {
		b.Skip(err)
	}
	return data
}

// eachModel runs a benchmark with every model that ships.
func eachModel(b *testing.B, run func(b *testing.B, data []byte)) {
	for _, f := range shippedFiles {
		b.Run(f.name, func(b *testing.B) { run(b, shippedData(b, f.file)) })
	}
}

// eachLevel runs a benchmark with every model at every level in whole numbers.
func eachLevel(b *testing.B, run func(b *testing.B, e *Encoder)) {
	eachModel(b, func(b *testing.B, data []byte) {
		for _, level := range levels()[1:] {
			b.Run(level.String(), func(b *testing.B) {
				e, err := open(data, level)
				if err != nil {
					b.Fatal(err)
				}
				run(b, e)
			})
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	eachModel(b, func(b *testing.B, data []byte) {
		for b.Loop() {
			if _, err := Open(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkOpenBoth opens them at the same time, as a service does.
func BenchmarkOpenBoth(b *testing.B) {
	for b.Loop() {
		var opening sync.WaitGroup
		for _, f := range shippedFiles {
			data := shippedData(b, f.file)
			opening.Go(func() {
				if _, err := Open(data); err != nil {
					b.Error(err)
				}
			})
		}
		opening.Wait()
	}
}

// BenchmarkMemory reports what an opened encoder holds beside the file.
func BenchmarkMemory(b *testing.B) {
	eachModel(b, func(b *testing.B, data []byte) {
		var e *Encoder
		var before, after runtime.MemStats
		for b.Loop() {
			e = nil
			runtime.GC()
			runtime.ReadMemStats(&before)
			e, _ = Open(data)
			runtime.GC()
			runtime.ReadMemStats(&after)
		}
		runtime.KeepAlive(e)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
	})
}

func BenchmarkTokens(b *testing.B) {
	eachModel(b, func(b *testing.B, data []byte) {
		e, err := Open(data)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(benchPassage)))
		for b.Loop() {
			e.Tokens(benchPassage)
		}
	})
}

func BenchmarkGlanceQuestion(b *testing.B) {
	eachLevel(b, func(b *testing.B, e *Encoder) {
		for b.Loop() {
			e.Question(benchQuestion).Glance()
		}
		b.ReportMetric(float64(e.Question(benchQuestion).Tokens()), "tokens")
	})
}

func BenchmarkGlancePassage(b *testing.B) {
	eachLevel(b, func(b *testing.B, e *Encoder) {
		for b.Loop() {
			e.Passage(benchPassage).Glance()
		}
		b.ReportMetric(float64(e.Passage(benchPassage).Tokens()), "tokens")
	})
}

// BenchmarkReadThree takes three passages through the trunk and the glance and reads them.
func BenchmarkReadThree(b *testing.B) { benchmarkReadThree(b, (*Encoder).Passage) }

// BenchmarkReadKeptThree reads three passages that were read for the question before.
func BenchmarkReadKeptThree(b *testing.B) {
	benchmarkReadThree(b, func(e *Encoder, text string) *Text { return e.PassageAround(text, lang.Span{}) })
}

// benchmarkReadThree reads three passages for a question that was glanced at.
func benchmarkReadThree(b *testing.B, passage func(e *Encoder, text string) *Text) {
	eachLevel(b, func(b *testing.B, e *Encoder) {
		q, sentences := e.Question(benchQuestion), lang.Sentences(benchPassage)
		q.Glance()
		for b.Loop() {
			for range 3 {
				q.Read(passage(e, benchPassage), sentences)
			}
		}
	})
}

// BenchmarkMaxSim compares a question with the 30 passages a search hands on, of about 30 content words each.
func BenchmarkMaxSim(b *testing.B) {
	eachLevel(b, func(b *testing.B, e *Encoder) {
		r := rand.New(rand.NewPCG(1, 2))
		probe, compact := e.Probe(randomGlance(e, r, 10)), e.Compact(randomGlance(e, r, 30), always)
		var matches []Match
		for b.Loop() {
			for range 30 {
				matches = probe.MaxSim(compact, matches)
			}
		}
		b.ReportMetric(float64(len(compact.Bytes())), "B/passage")
	})
}

func BenchmarkNearest(b *testing.B) {
	const passages = 100_000
	eachLevel(b, func(b *testing.B, e *Encoder) {
		r := rand.New(rand.NewPCG(1, 2))
		pool := e.NewPool()
		for row := range passages {
			pool.Set(row, e.Compact(randomGlance(e, r, 0), always))
		}
		probe := e.Probe(randomGlance(e, r, 0))
		for b.Loop() {
			pool.Nearest(probe, 50, every)
		}
	})
}

func BenchmarkCompact(b *testing.B) {
	eachModel(b, func(b *testing.B, data []byte) {
		e, err := Open(data)
		if err != nil {
			b.Fatal(err)
		}
		glance := e.Passage(benchPassage).Glance()
		for b.Loop() {
			e.Compact(glance, always)
		}
	})
}
