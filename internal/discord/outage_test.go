package discord

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/store/pgtest"
)

// An outage of the database, as it comes about: begin breaks the database of a harness until the test ends.
type databaseTrouble struct {
	name   string
	url    func(t *testing.T, server *pgtest.Server) string // of the database; empty for SQLite
	begin  func(e *folderHarness, server *pgtest.Server)
	status string // what moderators are told
}

func databaseTroubles() []databaseTrouble {
	postgres := func(t *testing.T, server *pgtest.Server) string { return server.Database(t) }
	return []databaseTrouble{
		{"PostgreSQL hangs", postgres, func(e *folderHarness, server *pgtest.Server) { server.Freeze(e.T) }, "no answer for"},
		{"PostgreSQL has stopped", postgres, func(e *folderHarness, server *pgtest.Server) { must(e, server.Stop()) }, "no answer for"},
		{"another program writes to SQLite", func(*testing.T, *pgtest.Server) string { return "" },
			func(e *folderHarness, _ *pgtest.Server) { e.holdWriter() }, ""},
	}
}

// holdWriter writes to the database of the harness, from another process as it were, until the test ends.
func (e *folderHarness) holdWriter() {
	other, err := store.Open(context.Background(), e.data, "")
	must(e, err)
	begun, ended := make(chan struct{}, 1), make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			_, _ = other.UpdateSettings(ctx, "another", func(*store.Settings) error {
				select {
				case begun <- struct{}{}:
				default:
				}
				<-ctx.Done()
				return errors.New("nothing is to change")
			})
		}
	}()
	<-begun
	e.Cleanup(func() { stop(); <-ended; must(e, other.Close()) })
}

func TestAnswersDoNotDependOnTheDatabase(t *testing.T) {
	t.Parallel()
	for _, trouble := range databaseTroubles() {
		t.Run(trouble.name, func(t *testing.T) {
			var server pgtest.Server
			t.Cleanup(func() { must(t, server.Stop()) })
			e := newFolderHarnessOn(t, localdiscord.Config{}, func(e *folderHarness) string {
				e.patience = -1
				return trouble.url(t, &server)
			}, nil)
			e.until("the rules of the server are known", func() bool { _, err := e.bot.settings.Of(e.ctx(), e.guild.ID); return err == nil })
			known := e.say(e.ana, e.general.ID, e.d.BotMention()+" "+howMany)
			silent := e.d.AddGuild("Silent")
			channel, bo := silent.AddChannel("general").ID, silent.AddMember("Bo")
			_, err := e.store.UpdateSettings(e.ctx(), silent.ID, func(s *store.Settings) error { s.Elsewhere = store.Deny; return nil })
			must(t, err)
			e.bot.db.Settle(e.ctx())
			e.outage.Store(true)
			trouble.begin(e, &server)

			t.Run("a mention where the rules are known", func(t *testing.T) {
				asked, err := e.ana.Say(e.general.ID, e.d.BotMention()+" When are the camps at Gao to be closed?")
				must(t, err)
				m, err := e.ana.ReplyTo(e.ctx(), asked)
				must(t, err)
				wantIn(t, m.Text(), "31 December 2023")
			})
			t.Run("a command", func(t *testing.T) {
				wantIn(t, e.slash(e.ana, "ask", opt("question", "When are the camps at Gao to be closed?"), opt("hide", true)).Text(), "31 December 2023")
			})
			t.Run("a button", func(t *testing.T) {
				wantIn(t, e.click(e.ana, e.click(e.ana, known, "⋯"), "Helpful").Text(), "thank you")
			})
			t.Run("a mention where the rules may forbid it", func(t *testing.T) {
				asked, err := bo.Say(channel, e.d.BotMention()+" "+howMany)
				must(t, err)
				var seen, alone []*localdiscord.Message
				look := func() {
					var err error
					seen, err = bo.Look(channel)
					must(t, err)
					alone, err = bo.Look(bo.DM().ID)
					must(t, err)
				}
				if look(); trouble.status != "" { // else the rules can be read
					e.until("Bo has an answer, in public or alone", func() bool { look(); return len(seen)+len(alone) > 1 })
				}
				if len(seen) != 1 {
					t.Fatalf("answered in public: %s", seen[len(seen)-1].Text())
				}
				if trouble.status != "" {
					wantIn(t, alone[0].Text(), "voted on 30 June", asked.ID)
				}
			})
			t.Run("a command where the rules may forbid it", func(t *testing.T) {
				i, err := bo.Slash(channel, "ask", opt("question", howMany))
				must(t, err)
				m, err := i.Message(e.ctx())
				must(t, err)
				wantIn(t, m.Text(), "voted on 30 June")
				if !m.Ephemeral() {
					t.Error("answered in public")
				}
			})
			t.Run("the status", func(t *testing.T) {
				if got := e.command(e.mo, e.general.ID, "sitrep status").Text(); trouble.status != "" && !strings.Contains(got, trouble.status) {
					t.Errorf("moderators are told\n%s", got)
				}
			})
			stopped := make(chan struct{})
			go func() { defer close(stopped); e.stop() }()
			select {
			case <-stopped:
			case <-time.After(time.Minute):
				t.Error("the bot does not stop")
				<-stopped
			}
		})
	}
}

// TestWhatCannotBeDoneWithoutIsWaitedFor: a database that is slow for a moment, as on a busy machine after a start, costs nobody
// an answer.
func TestWhatCannotBeDoneWithoutIsWaitedFor(t *testing.T) {
	var server pgtest.Server
	t.Cleanup(func() { must(t, server.Stop()) })
	e := newFolderHarnessOn(t, localdiscord.Config{}, func(e *folderHarness) string {
		e.patience = -1
		return server.Database(t)
	}, nil)
	known := e.say(e.ana, e.general.ID, e.d.BotMention()+" "+howMany)
	e.bot.db.Settle(e.ctx())
	e.outage.Store(true)

	e.stop()
	e.begin()
	thaw := server.Freeze(t)
	i, err := e.ana.Click(known, "Other matches")
	must(t, err)
	_, err = i.Wait(e.ctx())
	must(t, err)
	thaw()
	menu, err := i.Message(e.ctx())
	must(t, err)
	wantIn(t, menu.Text(), howMany)

	e.stop()
	e.begin()
	thaw = server.Freeze(t)
	asked, err := e.ana.Say(e.general.ID, e.d.BotMention()+" "+howMany)
	must(t, err)
	time.Sleep(cache.ReadPatience + 100*time.Millisecond)
	thaw()
	answer, err := e.ana.ReplyTo(e.ctx(), asked) // in the channel, as the rules may be read after all
	must(t, err)
	wantIn(t, answer.Text(), "voted on 30 June")
}
