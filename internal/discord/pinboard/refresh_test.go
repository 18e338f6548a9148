package pinboard

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/scope"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A board is a Discord and a store, and the keepers of the processes that share them.
type board struct {
	testing.TB
	d       *localdiscord.Server
	ix      *index.Index
	store   *store.Store
	keepers []*Keeper
}

func newBoard(t testing.TB, processes int, documents ...corpus.Document) *board {
	t.Helper()
	return newBoardOn(t, localdiscord.Config{Limits: localdiscord.Limits{Global: 50, Routes: map[string]localdiscord.Limit{
		"PATCH /channels/{channel_id}/messages/{message_id}": {N: 5, Window: 5 * time.Second},
		"POST /channels/{channel_id}/messages":               {N: 5, Window: 5 * time.Second}}}}, processes, documents...)
}

func newBoardOn(t testing.TB, cfg localdiscord.Config, processes int, documents ...corpus.Document) *board {
	t.Helper()
	b := &board{TB: t, d: localdiscordtest.New(t, cfg), ix: discordtest.Index(t, documents...)}
	db, err := store.Open(context.Background(), t.TempDir(), "")
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	b.store = db
	for range processes {
		log := slog.New(slog.DiscardHandler)
		database := cache.NewDatabase(log)
		b.keepers = append(b.keepers, New(Config{Store: db, Database: database, Settings: cache.NewSettings(db, database), Scopes: scope.New(scope.Config{Shared: scope.Corpus{Index: b.ix}, Store: db, Log: log}),
			REST: rest.New(b.d.Token(), b.d.Transport(), nil, log), Render: render.Renderer{Signer: render.Signer{Secret: []byte("keepers")}}, Log: log}))
	}
	return b
}

// A fleet is many briefings in many servers.
type fleet struct{ *board }

func newFleet(t testing.TB, servers, each, processes int) *fleet {
	t.Helper()
	f := &fleet{newBoard(t, processes, discordtest.Mali()...)}
	for s := range servers {
		guild := f.d.AddGuild(fmt.Sprint("server ", s))
		for c := range each {
			p := store.Briefing{Guild: guild.ID, Channel: guild.AddChannel(fmt.Sprint("channel ", c)).ID, Documents: []string{"minusma-ends"}}
			if c == each-1 {
				p.Documents = []string{"minusma-fin"} // does not change
			}
			_, err := f.keepers[0].Post(context.Background(), p)
			must(f, err)
		}
	}
	for _, k := range f.keepers {
		f.quiet(k)
	}
	f.d.ForgetRequests()
	return f
}

func (f *fleet) quiet(k *Keeper) {
	f.Helper()
	if n, err := k.Refresh(context.Background()); n != 0 || err != nil {
		f.Fatalf("%d edits before anything changed, %v", n, err)
	}
}

// change edits one article.
func (f *fleet) change(text string) {
	f.Helper()
	documents := discordtest.Mali()
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
	for _, k := range f.keepers {
		all.Go(func() {
			n, err := k.Refresh(context.Background())
			if err != nil {
				f.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			edited += n
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
		all, err := f.store.Briefings.List(t.Context(), g.ID)
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

func TestABriefingThatDiscordDoesNotLetEditIsBehind(t *testing.T) {
	f := newFleet(t, 2, 2, 1)
	k := f.keepers[0]
	if n, lag := k.Behind(); n != 0 || lag != 0 {
		t.Errorf("%d behind, for %v, before anything changed", n, lag)
	}
	const edit = "PATCH /channels/{channel_id}/messages/{message_id}"
	f.d.Fail(1, edit, localdiscord.Failure{Status: 429, Body: `{"code":30046,"message":"Maximum number of edits to messages older than 1 hour reached"}`})
	f.change("The vote was held in a new building.")
	f.refresh()
	f.refresh() // at which the one that has to wait is left alone
	if n, lag := k.Behind(); n != 1 || lag == 0 {
		t.Errorf("%d behind, for %v; wanted the one whose edit was refused", n, lag)
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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
