package index

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// BenchmarkCluster says what passages and questions cost, in a cluster of one node and in the process that asks it: in processor time,
// which other work on the machine does not change, in disk and in memory. docs/operations.md reckons with it.
func BenchmarkCluster(b *testing.B) {
	for _, articles := range []int{1000, 8000} {
		b.Run(fmt.Sprint(articles*passagesWritten, " passages"), func(b *testing.B) { benchmarkCluster(b, articles) })
	}
}

// passagesWritten is how many passages an article has, of 60 words each.
const passagesWritten = 10

func benchmarkCluster(b *testing.B, articles int) {
	random := rand.New(rand.NewPCG(3, 4))
	words := func(n int) string {
		var text strings.Builder
		for range n {
			fmt.Fprintf(&text, "word%d ", int(random.ExpFloat64()*random.ExpFloat64()*2000)) // some are in most passages, most in few
		}
		return text.String()
	}
	read := corpus.Corpus{}
	for i := range articles {
		var paragraphs []string
		for range passagesWritten {
			paragraphs = append(paragraphs, words(60))
		}
		read.Documents = append(read.Documents, report(fmt.Sprint("article", i), paragraphs...))
	}
	address := node.Addresses(b)[0]
	c := clusterFor(b, address)
	ix, err := OpenCluster(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	passages := float64(articles * passagesWritten)
	before := cpuOf(b, address)
	if _, err := ix.Sync(b.Context(), &read, nil); err != nil {
		b.Fatal(err)
	}
	written := cpuOf(b, address) - before
	read = corpus.Corpus{}
	var with, without runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&with)

	asked := 0
	before = cpuOf(b, address)
	for b.Loop() {
		s, err := ix.Snapshot()
		if err != nil {
			b.Fatal(err)
		}
		var terms []Term
		for word := range strings.FieldsSeq(words(7)) {
			terms = append(terms, Term{Lang: "en", Text: AnalyzerFor("en").Term(word), Boost: 1})
		}
		if _, err := s.Search(b.Context(), terms, 50); err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
		asked++
	}
	b.ReportMetric((cpuOf(b, address)-before)/float64(asked), "node-cpu-ms/question")
	b.ReportMetric(written/passages, "node-cpu-ms/passage")
	b.ReportMetric(stored(b, address, c.Name+"-1")/passages, "node-disk-B/passage")
	_ = ix.Close()
	ix = nil
	runtime.GC()
	runtime.ReadMemStats(&without)
	b.ReportMetric((float64(with.HeapAlloc)-float64(without.HeapAlloc))/passages, "bot-memory-B/passage")
}

// cpuOf is how much processor time a node has used, in milliseconds.
func cpuOf(b *testing.B, address string) float64 {
	var said struct {
		Nodes map[string]struct {
			Process struct {
				CPU struct {
					Total float64 `json:"total_in_millis"`
				}
			}
		}
	}
	askNode(b, address+"/_nodes/stats/process", &said)
	for _, n := range said.Nodes {
		return n.Process.CPU.Total
	}
	b.Fatal("the node says nothing of its processor time")
	return 0
}

// stored is how many bytes an index has on disk.
func stored(b *testing.B, address, index string) float64 {
	var said struct {
		All struct {
			Primaries struct {
				Store struct {
					Size float64 `json:"size_in_bytes"`
				}
			}
		} `json:"_all"`
	}
	askNode(b, address+"/"+index+"/_stats/store", &said)
	return said.All.Primaries.Store.Size
}

func askNode(b *testing.B, address string, into any) {
	b.Helper()
	resp, err := http.Get(address)
	if err == nil {
		defer resp.Body.Close()
		err = json.NewDecoder(resp.Body).Decode(into)
	}
	if err != nil {
		b.Fatal(err)
	}
}
