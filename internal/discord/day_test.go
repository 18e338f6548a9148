package discord

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/index/indextest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A day is a bot in a bubble, where a day passes in seconds. All of Discord is in there; the web is real, and outside.
type day struct {
	*folderHarness
	site  string
	page  *atomic.Int64 // times that the web page has changed
	hours int           // with traffic so far

	careful *localdiscord.Channel   // of a server where changes wait for a moderator
	cora    *localdiscord.Person    // who is that
	answers []*localdiscord.Message // one in each hour
}

// raced says that the race detector looks on.
var raced bool

// TestADay lives through a day with traffic in every hour, and what follows until all of it is forgotten.
func TestADay(t *testing.T) {
	if raced {
		t.Skip("the database takes fifty times as long under the race detector: half an hour")
	}
	var page atomic.Int64
	site := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if in.URL.Path == "/robots.txt" {
			http.NotFound(out, in)
			return
		}
		out.Header().Set("Content-Type", "text/html")
		fmt.Fprint(out, gatePage(fmt.Sprint("half past ", page.Load())))
	}))
	defer site.Close()
	indextest.InBubble(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))) // Discord's ids count from 2015
		d := newDay(t, site.URL, &page)
		empty := d.stored()
		d.hour() // what is kept for good is there afterwards
		wantIn(t, d.follow(d.ana, d.answers[0]), "Carried over from before")
		d.rest(26 * time.Hour)
		before := d.look()
		var first holding
		for n := range 24 {
			d.hour()
			if n == 0 {
				first = d.look()
			}
		}
		d.compare("after the 24th hour", first, d.look(), aDay, longer)
		d.rest(26 * time.Hour)
		d.compare("a day later", before, d.look(), longer)
		wantNotIn(t, d.follow(d.ana, d.answers[24]), "Carried over from before")
		told, err := d.cora.Look(d.careful.ID)
		must(t, err)
		change := told[len(told)-1]
		wantIn(t, change.Text(), "until somebody decides")

		d.stop()
		time.Sleep(92 * 24 * time.Hour)
		d.start(d.options)
		d.rest(time.Hour)
		d.compare("three months later", holding{database: empty}, holding{database: d.stored()}, []string{"facts"}) // of which there are a few for good
		wantIn(t, d.click(d.cora, change, "Take it over").Text(), "has changed since, or is gone")
		wantIn(t, d.click(d.ana, d.answers[24], "▶").Text(), "Withdrawal")
	})
}

// What is kept a day, and what longer, by the fields that lead there and the tables.
var (
	aDay = []string{
		"conversations.", "exchanges", // which answer follows which question
		"servers.chosen.", // of who writes directly; the database has it longer
		"articles",        // that were removed can be brought back
	}
	longer = []string{
		"servers.heard.",   // 90 days: members that were heard of, the latest 16,384
		"choices", "votes", // 90 days
		"articles", "libraries", // 30 days: changes that wait; 7 days: those of a server that the bot was removed from
		"deletions",       // 7 days: that server
		"settings.known.", // the latest 4,096 servers
		"stats.took",      // the latest 1,024 answers
	}
)

func newDay(t *testing.T, site string, page *atomic.Int64) *day {
	network := localdiscord.NewNetwork()
	// A heartbeat falls on no second of what happens below: discordgo sleeps for a second under a lock when it closes a connection, and
	// who waits for a lock stops the clock of a bubble.
	cfg := localdiscord.Config{Network: network, Heartbeat: 41*time.Second + 7*time.Millisecond, Keep: 200}
	d := &day{folderHarness: &folderHarness{data: t.TempDir()}, site: site, page: page}
	d.harness = &harness{T: t, d: localdiscordtest.New(t, cfg), inBubble: true}
	d.guild = d.d.AddGuild("Watchers")
	d.general, d.ana, d.mo = d.guild.AddChannel("general"), d.guild.AddMember("Ana"), d.moderator(d.guild, "Mo")
	var err error
	d.store, err = store.Open(t.Context(), d.data, "")
	must(t, err)
	t.Cleanup(func() { must(t, d.store.Close()) })
	d.ix = discordtest.Index(t, discordtest.Mali()...)
	at, err := url.Parse(site)
	must(t, err)
	port, err := strconv.Atoi(at.Port())
	must(t, err)
	d.options = func(o *Options) {
		o.Dial, o.Gaps, o.Secret, o.Patience = network.Dial, true, []byte("day"), 0
		o.Pages = fetch.New(fetch.Options{Ports: []int{port}, Allow: func(a netip.AddrPort) bool { return a.Addr().IsLoopback() }})
	}
	d.start(d.options)
	d.command(d.mo, d.general.ID, "sitrep settings", "notices", d.guild.AddChannel("mods").ID)
	d.click(d.mo, d.command(d.mo, d.general.ID, "articles add", "url", site+"/rules"), "Keep it")
	d.pinned(d.mo, d.guild.AddChannel("news").ID, "article", "minusma-ends")
	careful := d.d.AddGuild("Careful")
	d.careful, d.cora = careful.AddChannel("mods"), d.moderator(careful, "Cora")
	d.command(d.cora, d.careful.ID, "sitrep settings", "notices", d.careful.ID, "changes", "ask")
	d.click(d.cora, d.command(d.cora, d.careful.ID, "articles add", "url", site+"/rules"), "Keep it")
	d.rest(time.Minute)
	return d
}

// hour has everything happen that members and moderators do, within an hour.
func (d *day) hour() {
	d.Helper()
	d.hours++
	n, channel := d.hours, d.general.ID
	member, other := d.guild.AddMember(fmt.Sprint("member ", n)), d.guild.AddMember(fmt.Sprint("other ", n))
	if n%10 == 1 { // the article of the briefing changes, and the page of the servers
		changed := discordtest.Mali()
		changed[0].Sum = fmt.Sprint("state ", n)
		changed[0].Passages[0].Text += fmt.Sprintf(" It was %d in the evening.", n%4)
		_, err := d.ix.Sync(d.ctx(), &corpus.Corpus{Documents: changed}, nil)
		must(d, err)
		must(d, d.bot.Refresh(d.ctx()))
		d.page.Add(1)
	}
	ask := func(p *localdiscord.Person, question string) *localdiscord.Message {
		d.Helper()
		time.Sleep(10 * time.Second) // between two of the same member
		return d.say(p, channel, d.d.BotMention()+" "+question)
	}
	answer := ask(member, setUp)
	wantIn(d, answer.Text(), "April 2013")
	wantIn(d, ask(other, setUp).Text(), answer.ID) // quoted here a moment ago
	d.click(member, d.click(member, answer, "▶"), "◀")
	d.click(member, d.click(member, answer, "⋯"), "Helpful")
	d.follow(member, answer)
	d.answers = append(d.answers, answer)
	wantIn(d, ask(other, "What is the capital of Australia?").Text(), "no answer")
	wantIn(d, ask(other, gateQuestion).Text(), "half past")
	edited, err := member.Say(channel, d.d.BotMention()+" Who bakes the cake?")
	must(d, err)
	refusal, err := member.ReplyTo(d.ctx(), edited)
	must(d, err)
	time.Sleep(10 * time.Second)
	_, err = member.Edit(channel, edited.ID, d.d.BotMention()+" "+howMany)
	must(d, err)
	_, err = member.Until(d.ctx(), channel, func(m *localdiscord.Message) bool { return m.ID == refusal.ID && m.EditedTimestamp != nil })
	must(d, err)
	must(d, member.Delete(channel, edited.ID))
	_, err = member.Suggest(d.ctx(), channel, "search", opt("query", "sol"))
	must(d, err)
	d.slash(other, "ask", opt("question", howMany), opt("hide", true))

	direct := other.DM().ID
	wantIn(d, d.say(other, direct, setUp).Text(), "April 2013")
	time.Sleep(10 * time.Second)
	d.pickServer(other, d.serverMenu(other), "Watchers")
	wantIn(d, d.say(other, direct, gateQuestion).Text(), "half past")

	d.upload(d.mo, channel, localdiscord.File{Name: "bus.md", Data: []byte("# Bus\n\nThe bus to the camp leaves at seven from the mill.\n")}) // and nobody decides
	kept := d.addArticle(d.mo, channel, localdiscord.File{Name: "tent.md", Data: fmt.Appendf(nil, "# Tent\n\nThe tent number %d is behind the kitchen of the camp.\n", n)})
	wantIn(d, kept.Text(), "Kept 1 article")
	d.command(d.mo, channel, "articles remove", "which", "Tent")
	d.command(d.mo, channel, "briefing post", "article", "minusma-fin") // and nobody posts it
	d.command(d.mo, channel, "sitrep gaps")

	if n%7 == 0 { // somebody tries the bot, and removes it
		elsewhere := d.d.AddGuild(fmt.Sprint("elsewhere ", n))
		far, eve := elsewhere.AddChannel("general").ID, d.moderator(elsewhere, "Eve")
		d.addArticle(eve, far, rulesFile())
		d.say(eve, far, d.d.BotMention()+" "+gateQuestion)
		elsewhere.RemoveBot()
	}
	if n%3 == 0 {
		d.d.Disrupt(localdiscord.Drop, 0)
	}
	d.rest(time.Hour - time.Since(time.Now().Truncate(time.Hour)) + time.Minute) // what is swept every hour is then gone
}

// follow asks what can only be understood after an answer, and returns what is said to that.
func (d *day) follow(p *localdiscord.Person, answer *localdiscord.Message) string {
	d.Helper()
	asked, err := p.Reply(answer, "And how many soldiers did it have?")
	must(d, err)
	m, err := p.ReplyTo(d.ctx(), asked)
	must(d, err)
	return m.Text()
}

// rest has nobody do anything for a while.
func (d *day) rest(lasts time.Duration) {
	time.Sleep(lasts)
	synctest.Wait()
}

// A holding is what a bot has at a moment.
type holding struct{ memory, goroutines, database map[string]int }

func (d *day) look() holding {
	d.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h := holding{kept(d.bot), goroutinesOfBubble(), d.stored()}
	d.Logf("after %d hours with traffic: %d entries in memory, %d goroutines, %d rows, %d KB of heap", d.hours, sum(h.memory), sum(h.goroutines), sum(h.database), m.HeapAlloc>>10)
	return h
}

func (d *day) stored() map[string]int {
	d.Helper()
	rows, err := store.Backup(d.ctx(), d.data, "", time.Now(), io.Discard)
	must(d, err)
	return rows
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// compare fails the test where there is more of anything than before but for what is expected.
func (d *day) compare(when string, before, now holding, expected ...[]string) {
	d.Helper()
	for what, grown := range map[string][]string{"entries in memory": more(before.memory, now.memory), "goroutines": more(before.goroutines, now.goroutines), "rows": more(before.database, now.database)} {
		grown = slices.DeleteFunc(grown, func(line string) bool {
			return slices.ContainsFunc(slices.Concat(expected...), func(part string) bool { return strings.Contains(line, part) })
		})
		if len(grown) > 0 {
			d.Errorf("%s there are more %s:\n%s", when, what, strings.Join(grown, "\n"))
		}
	}
}
