package discord

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A fleet is many briefings in many servers, tended by several processes that share a store.
type fleet struct {
	testing.TB
	d     *localdiscord.Server
	ix    *index.Index
	store *store.Store
	bots  []*Bot
	posts int
}

func newFleet(t testing.TB, servers, each, processes int) *fleet {
	t.Helper()
	f := &fleet{TB: t, posts: servers * each, ix: newIndex(t, mali()...)}
	f.d = localdiscordtest.New(t, localdiscord.Config{Limits: localdiscord.Limits{Global: 50, Routes: map[string]localdiscord.Limit{
		"PATCH /channels/{channel_id}/messages/{message_id}": {N: 5, Window: 5 * time.Second},
		"POST /channels/{channel_id}/messages":               {N: 5, Window: 5 * time.Second}}}})
	db, err := store.Open(context.Background(), t.TempDir(), "")
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	f.store = db
	for range processes {
		f.bots = append(f.bots, New(Options{Token: f.d.Token(), Desk: answers.New(f.ix, nil), Library: f.ix, Store: db, Secret: []byte("fleet"),
			Transport: f.d.Transport(), Log: slog.New(slog.DiscardHandler)}))
	}
	for s := range servers {
		guild := f.d.AddGuild(fmt.Sprint("server ", s))
		for c := range each {
			p := store.Briefing{Guild: guild.ID, Channel: guild.AddChannel(fmt.Sprint("channel ", c)).ID, Documents: []string{"minusma-ends"}}
			if c == each-1 {
				p.Documents = []string{"minusma-fin"} // does not change
			}
			f.post(p)
		}
	}
	for _, b := range f.bots {
		f.quiet(b)
	}
	f.d.ForgetRequests()
	return f
}

func (f *fleet) post(p store.Briefing) {
	f.Helper()
	b := f.bots[0]
	d, err := b.digest(choiceOf(p))
	must(f, err)
	shows(&p, d)
	c, err := f.store.AddBriefing(context.Background(), p, time.Now(), time.Minute)
	must(f, err)
	_, err = b.carryOut(context.Background(), c)
	must(f, err)
}

func (f *fleet) quiet(b *Bot) {
	f.Helper()
	if n, err := b.refreshBriefings(context.Background()); n != 0 || err != nil {
		f.Fatalf("%d edits before anything changed, %v", n, err)
	}
}

// change edits one article.
func (f *fleet) change(text string) {
	f.Helper()
	documents := mali()
	documents[0].Sum = text
	documents[0].Passages[0].Text = text
	_, err := f.ix.Sync(context.Background(), &corpus.Corpus{Documents: documents}, nil)
	must(f, err)
}

// refresh has all processes refresh at the same time.
func (f *fleet) refresh() (edited int) {
	f.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, b := range f.bots {
		all.Go(func() {
			r, err := b.Refresh(context.Background())
			if err != nil {
				f.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			edited += r.Briefings
		})
	}
	all.Wait()
	return edited
}

func (f *fleet) refused() (n int) {
	for _, r := range f.d.Requests() {
		if r.Status == 429 {
			n++
		}
	}
	return n
}

func TestOfSeveralProcessesOneEditsEachBriefingThatChanged(t *testing.T) {
	f := newFleet(t, 4, 5, 3)
	f.change("The vote was held in a new building.")
	if n := f.refresh(); n != 16 {
		t.Errorf("%d edited, wanted the 16 of 20 that changed", n)
	}
	if n := len(f.d.RequestsTo("PATCH /channels/{channel_id}/messages/{message_id}")); n != 16 {
		t.Errorf("%d requests", n)
	}
	for _, g := range f.d.Guilds() {
		all, err := f.store.Briefings(t.Context(), g.ID)
		must(t, err)
		someone := g.AddMember("Ana")
		for _, p := range all {
			m, err := someone.See(p.Channel, p.Message)
			must(t, err)
			if strings.Contains(m.Text(), "new building") != (p.Documents[0] == "minusma-ends") {
				t.Errorf("%s shows %s", p.Documents, m.Text())
			}
		}
	}
	if n := f.refresh(); n != 0 {
		t.Errorf("%d edited for nothing", n)
	}
}

// BenchmarkRefresh edits one article that 450 of 500 briefings in 50 servers show.
func BenchmarkRefresh(b *testing.B) {
	for _, processes := range []int{1, 2} {
		b.Run(fmt.Sprintf("processes=%d", processes), func(b *testing.B) {
			f := newFleet(b, 50, 10, processes)
			edits, round := 0, 0
			for b.Loop() {
				round++
				f.change(fmt.Sprintf("Round %d was unanimous.", round))
				edits += f.refresh()
			}
			b.ReportMetric(float64(edits)/float64(round), "edits/op")
			b.ReportMetric(float64(len(f.d.RequestsTo("PATCH /channels/{channel_id}/messages/{message_id}")))/float64(round), "requests/op")
			b.ReportMetric(float64(f.refused())/float64(round), "429s/op")
		})
	}
}
