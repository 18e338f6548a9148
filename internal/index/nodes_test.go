package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index/opensearch/opensearchtest"
)

// An audience asks everyone's index and a server's own again and again, and knows what the answers are.
type audience struct {
	*testing.T
	everyone, own *Index
	asking        sync.WaitGroup

	mu       sync.Mutex
	answered int // rightly
	told     int // that the cluster does not answer
	wrong    int
	longest  time.Duration // that somebody waited to be told
	slowest  time.Duration // that somebody waited for an answer
}

// articlesAsked is how many articles there are to ask for, each with a word of its own.
const articlesAsked = 300

func asked(round int) corpus.Corpus {
	var c corpus.Corpus
	for i := range articlesAsked {
		c.Documents = append(c.Documents, report(fmt.Sprint("post", i), fmt.Sprintf("The patrol of post item%d saw the bridge.", i), "It returned at noon."))
	}
	c.Documents = append(c.Documents, report("round", fmt.Sprintf("This is round%d.", round)))
	return c
}

// ask has some ask until it is told to stop.
func (a *audience) ask() (stop func()) {
	ctx, cancel := context.WithCancel(a.Context())
	for n := range 4 {
		a.asking.Go(func() {
			for i := n; ctx.Err() == nil; i += 7 {
				a.one([]*Index{a.everyone, a.own}[i%2], i%articlesAsked)
				select {
				case <-ctx.Done():
				case <-time.After(20 * time.Millisecond):
				}
			}
		})
	}
	return func() {
		cancel()
		a.asking.Wait()
	}
}

// one asks for one article.
func (a *audience) one(ix *Index, i int) {
	begun := time.Now()
	found, err := lookFor(a.Context(), ix, fmt.Sprint("item", i))
	took := time.Since(begun)
	a.mu.Lock()
	defer a.mu.Unlock()
	switch want := fmt.Sprintf("The patrol of post item%d saw the bridge.", i); {
	case found == want && err == nil:
		a.answered++
		a.slowest = max(a.slowest, took)
	case errors.As(err, new(*AwayError)):
		a.told++
		a.longest = max(a.longest, took)
	default:
		a.wrong++
		a.Errorf("asked for item%d: %q (%v)", i, found, err)
	}
}

// lookFor is the text of the only passage that has a word.
func lookFor(ctx context.Context, ix *Index, word string) (string, error) {
	s, err := ix.Snapshot()
	if err != nil {
		return "", err
	}
	defer s.Close()
	hits, err := s.Search(ctx, []Term{{Lang: "en", Text: AnalyzerFor("en").Term(word), Boost: 1}}, 10)
	if err != nil || len(hits) != 1 {
		return fmt.Sprintf("%d passages", len(hits)), err
	}
	p, err := s.Passage(hits[0].Document, hits[0].Ordinal)
	return p.Text, err
}

// more waits until so many more questions were answered.
func (a *audience) more(n int) {
	a.Helper()
	a.mu.Lock()
	until := a.answered + n
	a.mu.Unlock()
	eventually(a.T, "questions are answered", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.answered >= until
	})
}

// toldMore waits until somebody more was told.
func (a *audience) toldMore() {
	a.Helper()
	a.mu.Lock()
	until := a.told + 20
	a.mu.Unlock()
	eventually(a.T, "those who ask are told", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.told >= until
	})
}

// summary shows what came of the questions, and begins anew.
func (a *audience) summary(what string) {
	a.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.Logf("%s: %d questions answered, the slowest in %s; %d told that the cluster does not answer, after %s at most; %d wrong", what, a.answered,
		a.slowest.Round(time.Millisecond), a.told, a.longest.Round(time.Millisecond), a.wrong)
	a.answered, a.told, a.longest, a.slowest = 0, 0, 0, 0
}

// TestNodesAreKilled has three nodes, and questions all the time: the elected manager is killed, a node with passages, and all three.
// NODES says how often; it is not run without, as three nodes need 2 GB and some minutes.
func TestNodesAreKilled(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("NODES"))
	if rounds == 0 {
		t.Skip("NODES=1 runs it once")
	}
	nodes := &opensearchtest.Cluster{Nodes: 3}
	t.Cleanup(func() {
		if err := nodes.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := clusterFor(t, nodes.Addresses(t)...)
	c.Patience = 0 // as it is where somebody waits
	a := &audience{T: t, everyone: openCluster(t, c)}
	a.own = openOwn(t, a.everyone, "server")
	n := 0
	write := func() {
		t.Helper()
		n++
		articles := asked(n)
		for _, ix := range []*Index{a.everyone, a.own} {
			eventually(t, "it can be written", func() bool { _, err := ix.Sync(t.Context(), &articles, nil); return err == nil })
			eventually(t, "what was written is found", func() bool {
				text, err := lookFor(t.Context(), ix, fmt.Sprint("round", n))
				return err == nil && text == fmt.Sprintf("This is round%d.", n)
			})
		}
	}
	write()
	stop := a.ask()
	a.more(200)
	a.summary("three nodes")
	for range rounds {
		manager := -1
		eventually(t, "there is a manager", func() bool { manager = nodes.Manager(t, -1); return manager >= 0 })
		nodes.Kill(t, manager)
		killed := time.Now()
		eventually(t, "another manager is elected", func() bool { other := nodes.Manager(t, manager); return other >= 0 && other != manager })
		elected := time.Since(killed)
		a.more(200)
		write()
		a.summary(fmt.Sprintf("without its manager, another was elected after %s", elected.Round(time.Millisecond)))
		nodes.Start(t, manager)
		a.summary("while it comes back")

		holder := -1
		eventually(t, "it is known who has the passages", func() bool { holder = nodes.Holder(t, c.Name+"-1"); return holder >= 0 })
		nodes.Kill(t, holder)
		a.more(200)
		write()
		a.summary("without a node that had passages")
		nodes.Start(t, holder)
		a.summary("while it comes back")

		for i := range 3 {
			nodes.Kill(t, i)
		}
		a.toldMore()
		a.summary("without any node")
		back := time.Now()
		nodes.Start(t, 0, 1, 2)
		a.more(20)
		a.summary(fmt.Sprintf("all are back after %s", time.Since(back).Round(time.Second)))
		write()
	}
	stop()
	a.summary("at the end")
	if a.wrong > 0 {
		t.Errorf("%d wrong answers", a.wrong)
	}
}
