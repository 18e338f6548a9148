package index

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func openOwn(t *testing.T, ix *Index, server string) *Index {
	t.Helper()
	own, err := ix.Own(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Close() })
	return own
}

// A shardCount stands before a node and notes how many shards each search touched.
type shardCount struct {
	mu      sync.Mutex
	touched []int
}

func (c *shardCount) note(resp *http.Response) error {
	if !strings.HasSuffix(resp.Request.URL.Path, "/_search") {
		return nil
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var said struct {
		Shards struct{ Total int } `json:"_shards"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.touched = append(c.touched, said.Shards.Total)
	return nil
}

// shardOf is the shard of an index to which a server's name leads.
func shardOf(t *testing.T, index, server string) int {
	t.Helper()
	resp, err := http.Get(index + "/_search_shards?routing=" + server)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var said struct{ Shards [][]struct{ Shard int } }
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil || len(said.Shards) != 1 {
		t.Fatalf("%+v (%v), want one shard", said, err)
	}
	return said.Shards[0][0].Shard
}

func TestAServersQuestionsTouchOneShard(t *testing.T) {
	target, err := url.Parse(node.Addresses(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	count := &shardCount{}
	before := &httputil.ReverseProxy{ModifyResponse: count.note, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Header.Del("Accept-Encoding") // so that it can be read here
	}}
	way := httptest.NewServer(before)
	t.Cleanup(way.Close)
	everyone := openCluster(t, clusterFor(t, way.URL))
	update(t, everyone, corpus.Corpus{Documents: []corpus.Document{report("bridge", "Boats arrive.")}})

	// The articles of all have the same ids, and words in common.
	var own []*Index
	add := func(server string) {
		ix := openOwn(t, everyone, server)
		update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("rules", fmt.Sprintf("The gate of camp%d closes.", len(own)), "The gate is blue.")}})
		own = append(own, ix)
	}
	add("server")
	at := way.URL + "/" + ownIndex(everyone.engine.(*cluster).name)
	first := shardOf(t, at, "server")
	neighbour, other := "", ""
	for i := 0; neighbour == "" || other == ""; i++ {
		if name := fmt.Sprint("server", i); shardOf(t, at, name) == first {
			neighbour = name
		} else {
			other = name
		}
	}
	add(neighbour)
	add(other)
	count.touched = nil
	for i, ix := range own {
		checkAnswers(t, ix, fmt.Sprint("camp", i), "rules#1")
		checkAnswers(t, ix, "blue", "rules#2")
		if got := find(t, snapshot(t, ix), fmt.Sprint("camp", (i+1)%len(own))); got != nil {
			t.Errorf("server %d finds what is another's: %v", i, got)
		}
		if got := find(t, snapshot(t, ix), "boats"); got != nil {
			t.Errorf("server %d finds what is everyone's: %v", i, got)
		}
		if p, err := snapshot(t, ix).Passage(snapshot(t, ix).Document("rules"), 1); err != nil || p.Text != fmt.Sprintf("The gate of camp%d closes.", i) {
			t.Errorf("server %d reads %q (%v)", i, p.Text, err)
		}
	}
	if len(count.touched) < 2*len(own) { // of words that a server's articles lack the cluster is not asked
		t.Fatalf("%d searches were seen", len(count.touched))
	}
	for _, shards := range count.touched {
		if shards != 1 {
			t.Fatalf("a search touched %d shards", shards)
		}
	}
	checkAnswers(t, everyone, "boats", "bridge#1")
	if got := find(t, snapshot(t, everyone), "gate"); got != nil {
		t.Errorf("everyone finds what is a server's: %v", got)
	}
}

func TestWhatAServerHasInAClusterOutlivesTheProcessUntilItIsErased(t *testing.T) {
	everyone := openCluster(t, clusterFor(t, node.Addresses(t)...))
	rules := corpus.Corpus{Documents: []corpus.Document{report("rules", "The gate closes.", "At nine.")}}
	for _, server := range []string{"stays", "goes"} {
		update(t, openOwn(t, everyone, server), rules)
	}
	again := openOwn(t, everyone, "goes")
	if change := update(t, again, rules); change.Any() {
		t.Errorf("it was written again: %+v", change)
	}
	checkAnswers(t, again, "gate", "rules#1")

	erased, err := everyone.EraseOwn(t.Context(), func(server string) (bool, error) { return server == "stays", nil })
	if err != nil || erased != 1 {
		t.Fatalf("erased what %d servers had (%v), want one", erased, err)
	}
	e := everyone.engine.(*cluster)
	if owners, err := e.client.Owners(t.Context(), ownIndex(e.name)); err != nil || len(owners) != 1 || owners[0] != "stays" {
		t.Errorf("%v have passages (%v), want one", owners, err)
	}
	checkAnswers(t, openOwn(t, everyone, "stays"), "gate", "rules#1")
	if n, _ := openOwn(t, everyone, "goes").Size(); n != 0 {
		t.Errorf("%d articles are still there", n)
	}
	// A process that had it open writes it anew when it has articles again.
	update(t, again, corpus.Corpus{Documents: []corpus.Document{report("rules", "The gate closes."), report("more", "The camp has a well.")}})
	checkAnswers(t, again, "gate", "rules#1")
	checkAnswers(t, again, "well", "more#1")
}
