package index

import (
	crand "crypto/rand"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
	"github.com/sitrep-bot/sitrep/internal/index/opensearch/opensearchtest"
)

// node is one OpenSearch for all tests of the package.
var node opensearchtest.Cluster

func TestMain(m *testing.M) {
	status := m.Run()
	if err := node.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// everyEngine runs a test with an empty index of each engine.
func everyEngine(t *testing.T, test func(*testing.T, *Index)) {
	t.Run("in memory", func(t *testing.T) { test(t, open(t, "")) })
	t.Run("on disk", func(t *testing.T) { test(t, open(t, filepath.Join(t.TempDir(), "index"))) })
	t.Run("in a cluster", func(t *testing.T) { test(t, openCluster(t, clusterFor(t, node.Addresses(t)...))) })
	t.Run("of a server in a cluster", func(t *testing.T) {
		c := clusterFor(t, node.Addresses(t)...)
		c.Name = homeOfServers // many shards are not made anew for each test
		test(t, openOwn(t, openCluster(t, c), t.Name()))
	})
}

var homeOfServers = "servers-" + strings.ToLower(crand.Text()[:6])

// clusterFor names an index that no other run of any test has.
func clusterFor(t testing.TB, addresses ...string) Cluster {
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name() + "-" + crand.Text()[:6]))
	return Cluster{Config: opensearch.Config{Addresses: addresses, Patience: time.Minute}, Name: name} // other tests may have the machine
}

func openCluster(t *testing.T, c Cluster) *Index {
	t.Helper()
	ix, err := OpenCluster(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

// TestEnginesAgree has both engines index articles of made-up words, and asks them the same: the same terms are in the same
// numbers of passages, and the same passages are found with the same scores.
func TestEnginesAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var articles []corpus.Document
	for i := range 80 {
		articles = append(articles, madeUp(random, fmt.Sprintf("article%d", i), []string{"en", "de", "th"}[i%3]))
	}
	embedded, cluster := open(t, ""), openCluster(t, clusterFor(t, node.Addresses(t)...))
	for _, state := range []struct {
		name     string
		articles []corpus.Document
	}{
		{"built", articles},
		{"without some articles", articles[20:]},
		{"with some changed", append(articles[30:], madeUp(random, "article20", "en"), madeUp(random, "article21", "de"))},
	} {
		for _, ix := range []*Index{embedded, cluster} {
			update(t, ix, corpus.Corpus{Documents: state.articles})
		}
		t.Run(state.name, func(t *testing.T) { compareEngines(t, random, snapshot(t, embedded), snapshot(t, cluster)) })
	}
}

// madeUp is an article of paragraphs of very different lengths, in words of which some are in most and some in few.
func madeUp(random *rand.Rand, id, code string) corpus.Document {
	words := func(n int) string {
		var text []string
		for range n {
			text = append(text, fmt.Sprintf("word%d", int(random.ExpFloat64()*40)))
		}
		return strings.Join(text, " ")
	}
	var paragraphs []string
	for range 1 + random.IntN(12) {
		paragraphs = append(paragraphs, words(1+random.IntN(150)))
	}
	d := report(id, append(paragraphs, "Version 6.2.8 of C++ runs in the pre-order datacentre.", "Datenbankreplikation", "ประเทศไทย")...)
	d.Source.Lang, d.Source.Title = code, words(3)
	return d
}

func compareEngines(t *testing.T, random *rand.Rand, embedded, cluster *Snapshot) {
	for _, code := range embedded.Langs() {
		a, err1 := embedded.Vocabulary(code)
		b, err2 := cluster.Vocabulary(code)
		if err1 != nil || err2 != nil || len(b.Count) < 50 {
			t.Fatalf("words of %s: embedded %d (%v), cluster %d (%v)", code, len(a.Count), err1, len(b.Count), err2)
		}
		// bleve lists words of passages that are gone, until it tidies its files; counted one by one they are in none.
		for term := range a.Count {
			if n, err := embedded.Frequency(t.Context(), Term{Lang: code, Text: term}); err != nil || n != b.Count[term] {
				t.Fatalf("%q is in %d passages of the embedded index (%v), in %d of the cluster", term, n, err, b.Count[term])
			}
		}
		all := slices.Sorted(maps.Keys(b.Count))
		for range 40 {
			var terms []Term
			for range 1 + random.IntN(8) {
				word := all[random.IntN(len(all))]
				terms = append(terms, Term{Lang: code, Text: word, Boost: 1}, Term{Lang: code, Text: word, Boost: .2, Title: true})
			}
			compareSearch(t, terms, embedded, cluster)
		}
	}
}

func compareSearch(t *testing.T, terms []Term, embedded, cluster *Snapshot) {
	t.Helper()
	for _, term := range terms {
		a, err1 := embedded.Frequency(t.Context(), term)
		b, err2 := cluster.Frequency(t.Context(), term)
		if err1 != nil || err2 != nil || a != b {
			t.Fatalf("%+v is in %d passages of the embedded index (%v), in %d of the cluster (%v)", term, a, err1, b, err2)
		}
	}
	a, err1 := embedded.Search(t.Context(), terms, 30)
	b, err2 := cluster.Search(t.Context(), terms, 30)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	show := func(hits []Hit) (lines []string) {
		for _, h := range hits {
			lines = append(lines, fmt.Sprintf("%s %.5f", h.Ref(), h.Score))
		}
		return lines
	}
	// The last ones may be equals, or be rounded out of what OpenSearch proposes.
	if n := min(len(a), 20); len(a) != len(b) || !slices.Equal(show(a[:n]), show(b[:n])) {
		t.Errorf("%v\nembedded %v\ncluster  %v", terms, show(a), show(b))
	}
}
