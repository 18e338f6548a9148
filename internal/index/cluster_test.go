package index

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
)

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for late := time.Now().Add(2 * time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it does not happen: " + what)
		}
	}
}

func TestWhatOneProcessWritesTheOtherReads(t *testing.T) {
	at := clusterFor(t, node.Addresses(t)...)
	one, other := openCluster(t, at), openCluster(t, at)
	bridge, camp := report("bridge", "Boats arrive."), report("camp", "Tents by the river.")
	update(t, one, corpus.Corpus{Documents: []corpus.Document{bridge, camp}})
	eventually(t, "the other has both articles", func() bool { n, _ := other.Size(); return n == 2 })
	before := snapshot(t, other).Document("camp")

	// Both write what differs from what each knows; nothing is lost, and nothing is there twice.
	update(t, other, corpus.Corpus{Documents: []corpus.Document{report("bridge", "Barges arrive."), camp}})
	update(t, one, corpus.Corpus{Documents: []corpus.Document{report("bridge", "Barges arrive."), camp, report("mill", "The mill is closed.")}})
	for _, ix := range []*Index{one, other} {
		eventually(t, "three articles are there", func() bool { n, _ := ix.Size(); return n == 3 })
		checkAnswers(t, ix, "barges", "bridge#1")
		checkAnswers(t, ix, "mill", "mill#1")
	}
	if snapshot(t, other).Document("camp") != before {
		t.Error("a Document that did not change is not the same any more")
	}
}

func TestABuildThatWasStoppedGoesOn(t *testing.T) {
	at := clusterFor(t, node.Addresses(t)...)
	articles := manyDocuments(0)
	stopped, stop := context.WithCancel(t.Context())
	first := openCluster(t, at)
	if _, err := first.Sync(stopped, &articles, func(int, int) { stop() }); err == nil {
		t.Fatal("it was not stopped")
	}
	if n, _ := first.Size(); n != 0 {
		t.Errorf("%d articles of an unfinished build are seen", n)
	}
	written := node.Addresses(t)[0] + "/" + at.Name + "-1/_stats/indexing"
	sent := func() int {
		var stats struct {
			All struct {
				Primaries struct {
					Indexing struct {
						Total int `json:"index_total"`
					}
				}
			} `json:"_all"`
		}
		resp, err := http.Get(written)
		if err == nil {
			defer resp.Body.Close()
			err = json.NewDecoder(resp.Body).Decode(&stats)
		}
		if err != nil {
			t.Fatal(err)
		}
		return stats.All.Primaries.Indexing.Total
	}
	if n := sent(); n < bulkPassages || n >= 4000 {
		t.Fatalf("%d passages were written before it was stopped, want some", n)
	}
	second := openCluster(t, at)
	update(t, second, articles)
	// Besides the passages there are the catalog and its head.
	if n := sent(); n != 4002 {
		t.Errorf("%d documents were written in all, want each of 4002 once", n)
	}
	checkAnswers(t, second, "item3999", "post199#20")
}

func TestARebuildComesInAtOnce(t *testing.T) {
	at := clusterFor(t, node.Addresses(t)...)
	old := openCluster(t, at)
	articles := corpus.Corpus{Documents: []corpus.Document{report("bridge", "Boats arrive."), report("camp", "Tents by the river.")}}
	update(t, old, articles)
	// As an older version of the program would have left it.
	c := old.engine.(*cluster)
	body, err := json.Marshal(kept[head]{head{Format: clusterFormat - 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.client.Replace(t.Context(), at.Name+"-1", c.newest().head, opensearch.Document{ID: headID, Body: body}); err != nil {
		t.Fatal(err)
	}
	ix := openCluster(t, at)
	if n, _ := ix.Size(); n != 0 {
		t.Errorf("an index of another format was trusted: %d articles", n)
	}
	if change := update(t, ix, articles); len(change.Added) != 2 {
		t.Errorf("it was not built anew: %+v", change)
	}
	if index := ix.engine.(*cluster).newest().index; index != at.Name+"-2" {
		t.Errorf("it is in %s, want a new one", index)
	}
	checkAnswers(t, openCluster(t, at), "boats", "bridge#1")
}

// A gate stands before a node and has a certificate of its own, wants a password, and can be shut.
type gate struct {
	shut atomic.Int32 // 1: it answers nothing; 2: it answers that it cannot
	node *httputil.ReverseProxy
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	switch {
	case g.shut.Load() == 1:
		_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that the caller has gone
		<-r.Context().Done()
	case g.shut.Load() == 2:
		w.WriteHeader(http.StatusServiceUnavailable)
	case user != "sitrep" || password != "p%ss word":
		w.WriteHeader(http.StatusUnauthorized)
	default:
		g.node.ServeHTTP(w, r)
	}
}

// gated is a cluster behind a gate.
func gated(t *testing.T) (*gate, Cluster) {
	target, err := url.Parse(node.Addresses(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{node: httputil.NewSingleHostReverseProxy(target)}
	server := httptest.NewTLSServer(g)
	t.Cleanup(server.Close)
	c := clusterFor(t, server.URL)
	c.User, c.Password, c.Patience = "sitrep", "p%ss word", 5*time.Second
	c.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	return g, c
}

func TestAClusterThatIsAwayIsNamedAndComesBack(t *testing.T) {
	g, c := gated(t)
	ix := openCluster(t, c)
	eventually(t, "the article is there", func() bool {
		_, err := ix.Sync(t.Context(), &corpus.Corpus{Documents: []corpus.Document{report("bridge", "Boats arrive.", "At noon.")}}, nil)
		return err == nil
	})
	ask := func() error {
		s, err := ix.Snapshot()
		if err != nil {
			return err
		}
		defer s.Close()
		hits, err := s.Search(t.Context(), []Term{{Lang: "en", Text: "boat", Boost: 1}}, 10)
		if err == nil && (len(hits) != 1 || hits[0].Ref().String() != "bridge#1") {
			t.Errorf("found %v", hits)
		}
		return err
	}
	eventually(t, "it answers", func() bool { return ask() == nil })
	for _, how := range []int32{1, 2} {
		t.Run(fmt.Sprint("shut ", how), func(t *testing.T) {
			g.shut.Store(how)
			// It is no answer whether it is asked at once or later, when it is known to be away.
			for range 3 {
				if err, away := ask(), (*AwayError)(nil); !errors.As(err, &away) {
					t.Errorf("asked while it is away: %v", err)
				}
			}
			eventually(t, "the Snapshot says so", func() bool {
				s, err := ix.Snapshot()
				if err != nil {
					return true
				}
				return s.Close() != nil
			})
			g.shut.Store(0)
			eventually(t, "it is back", func() bool { return ask() == nil })
		})
	}
}

func TestWhoMayNotAskIsTold(t *testing.T) {
	_, c := gated(t)
	c.Password = "guessed"
	_, err := OpenCluster(t.Context(), c)
	if away := (*AwayError)(nil); err == nil || errors.As(err, &away) {
		t.Errorf("%v, want that it refuses", err)
	}
}
