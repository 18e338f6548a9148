package discord

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/watch"
)

// A folderHarness is a harness whose articles are files in a folder that is watched, with a store on disk.
type folderHarness struct {
	*harness
	dir  string
	data string
	mo   *localdiscord.Person // may pin and manage

	options func(*Options) // more of them; may be nil

	outage atomic.Bool // the database is ill: briefings cannot be brought up to date
}

const voteArticle = `---
id: vote
title: The vote on Mali
publisher: Watchers Weekly
date: 2023-06-30
lang: en
tags: [mali]
---
The UN Security Council voted on 30 June 2023 to end the peacekeeping mission in Mali.

## Numbers

The mission had 13,000 soldiers and police.

## Voices

"%s," said the ambassador of Spain.
`

const campsArticle = `---
id: camps
title: The camps
date: 2023-07-02
lang: en
tags: [mali, camps]
---
The camps at Gao are to be closed by 31 December 2023.
`

func newFolderHarness(t *testing.T, cfg localdiscord.Config) *folderHarness {
	t.Helper()
	return newFolderHarnessOn(t, cfg, func(*folderHarness) string { return "" }, nil)
}

// newFolderHarnessOn is newFolderHarness with the database at a URL; an empty one is the harness's own.
func newFolderHarnessOn(t *testing.T, cfg localdiscord.Config, database func(*folderHarness) string, options func(*Options)) *folderHarness {
	t.Helper()
	t.Parallel()
	e := &folderHarness{dir: t.TempDir(), data: t.TempDir(), options: options}
	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "We regret it"))
	e.write(t, "camps.md", campsArticle)
	cfg.OpenAPI = cmp.Or(cfg.OpenAPI, os.Getenv("DISCORD_OPENAPI"))
	e.harness = &harness{T: t, d: localdiscordtest.New(t, cfg)}
	e.guild = e.d.AddGuild("Watchers")
	e.general, e.ana = e.guild.AddChannel("general"), e.guild.AddMember("Ana")
	e.mo = e.moderator(e.guild, "Mo")
	db, err := store.Open(context.Background(), e.data, database(e))
	must(t, err)
	e.store = db
	t.Cleanup(func() { must(t, db.Close()) })
	e.begin()
	return e
}

func (e *folderHarness) moderator(g *localdiscord.Guild, name string) *localdiscord.Person {
	return g.AddMember(name, g.AddRole("mods", localdiscord.ModeratorPermissions).ID)
}

// begin starts a process: an index of its own, the folder watched, the bot. e.stop ends it.
func (e *folderHarness) begin() {
	e.Helper()
	ix, _, err := index.Open("")
	must(e, err)
	folder := watch.New(e.dir, ix, testLog(e.T))
	_, err = folder.Reload(context.Background())
	must(e, err)
	e.ix = ix
	e.start(func(o *Options) {
		o.Corpus, o.Gaps, o.Desk, o.Secret = folder, true, answers.New(ix, nil), []byte("evening")
		if e.options != nil {
			e.options(o)
		}
	})
	ctx, stop := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() {
		folder.Watch(ctx, nil, func(watch.Result) {
			if err := e.bot.Refresh(ctx); err != nil && ctx.Err() == nil && !e.outage.Load() {
				e.Error(err)
			}
		})
	})
	end := e.stop
	var once sync.Once
	e.stop = func() {
		once.Do(func() {
			end()
			stop()
			watching.Wait()
			must(e, ix.Close())
		})
	}
	e.Cleanup(e.stop)
}

func (e *folderHarness) write(t testing.TB, name, text string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o644))
}

// command runs a slash command in a channel, past what the client would show.
func (e *folderHarness) command(p *localdiscord.Person, channel, command string, options ...string) *localdiscord.Message {
	e.Helper()
	var opts []localdiscord.Opt
	for ; len(options) > 0; options = options[2:] {
		var value any = options[1]
		if options[1] == "true" || options[1] == "false" {
			value = options[1] == "true"
		}
		opts = append(opts, localdiscord.Opt{Name: options[0], Value: value})
	}
	i, err := p.ForgeSlash(channel, command, opts...)
	must(e, err)
	m, err := i.Message(e.ctx())
	must(e, err)
	if !m.Ephemeral() {
		e.Errorf("/%s answers where all can see it: %s", command, m.Text())
	}
	return m
}

// pinned posts and pins a briefing, and returns its message.
func (e *folderHarness) pinned(p *localdiscord.Person, channel string, options ...string) *localdiscord.Message {
	e.Helper()
	preview := e.command(p, channel, "briefing post", options...)
	done := e.click(p, preview, "Post and pin")
	wantIn(e, done.Text(), "Posted and pinned")
	pins, err := p.Pins(channel)
	must(e, err)
	return pins[0]
}

// press sends what a button of a message sends, though the message may show it no longer, or to somebody else.
func (e *folderHarness) press(p *localdiscord.Person, m *localdiscord.Message, button string) *localdiscord.Message {
	e.Helper()
	c, ok := m.Component(button)
	if !ok {
		e.Fatalf("no button %q on %s", button, m.Text())
	}
	i, err := p.ForgePress(m, localdiscord.CompButton, c.CustomID)
	must(e, err)
	answer, err := i.Message(e.ctx())
	must(e, err)
	return answer
}

// shows waits until a message shows something.
func (e *folderHarness) shows(channel, id, what string) *localdiscord.Message {
	e.Helper()
	var m *localdiscord.Message
	e.until(fmt.Sprintf("the message shows %q", what), func() bool {
		var err error
		m, err = e.mo.See(channel, id)
		return err == nil && strings.Contains(m.Text(), what)
	})
	return m
}

func TestTheLifeOfABriefing(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	preview := e.command(e.mo, channel, "briefing post", "article", "vote")
	wantIn(t, preview.Text(), "Only you see this", "**The vote on Mali**", "Watchers Weekly", "voted on 30 June 2023", "**Numbers**",
		`> "We regret it," said the ambassador of Spain.`)
	done := e.click(e.mo, preview, "Post and pin")
	wantIn(t, done.Text(), "Posted and pinned: https://discord.com/channels/"+e.guild.ID+"/"+channel+"/")
	pins, err := e.ana.Pins(channel)
	must(t, err)
	if len(pins) != 1 {
		t.Fatalf("%d pins", len(pins))
	}
	pin := pins[0]
	wantNobodyPinged(t, e.harness, pin)
	wantIn(t, e.press(e.mo, preview, "Post").Text(), "Please ask again") // the preview has become the word that it is done

	// Ana reads on from its menu.
	i, err := e.ana.Choose(pin, "Read an article", "The vote on Mali")
	must(t, err)
	article, err := i.Message(e.ctx())
	must(t, err)
	if !article.Ephemeral() {
		t.Error("the article is shown to all")
	}
	wantIn(t, article.Text(), "13,000 soldiers")

	// The article is edited, and the pin changes itself.
	count := len(e.d.RequestsTo("POST /channels/{channel_id}/messages"))
	start := time.Now()
	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "We are relieved @everyone"))
	changed := e.shows(channel, pin.ID, "We are relieved")
	t.Logf("from the edit of the article to the edited pin: %s", time.Since(start).Round(time.Millisecond))
	wantIn(t, changed.Text(), "Updated <t:", ":R>: *The vote on Mali* (2 lines changed)", "`new` ")
	if marked := strings.Count(changed.Text(), "`new` "); marked != 1 {
		t.Errorf("%d lines are marked, wanted the one that changed:\n%s", marked, changed.Text())
	}
	wantNobodyPinged(t, e.harness, changed)
	if n := len(e.d.RequestsTo("POST /channels/{channel_id}/messages")); n != count {
		t.Error("an update posted a message")
	}

	// Another article changes nothing here.
	edits := e.edits()
	e.write(t, "camps.md", strings.Replace(campsArticle, "Gao", "Kidal", 1))
	e.until("the article is read", func() bool {
		_, ok, _ := e.bot.catalog.of("").ByID("camps#1")
		q, _, _ := e.bot.catalog.of("").ByID("camps#1")
		return ok && strings.Contains(q.Passage.Text, "Kidal")
	})
	e.untilIdle()
	if n := e.edits(); n != edits {
		t.Errorf("%d edits for a briefing that did not change", n-edits)
	}

	// A bad file keeps what was there; a reload says so.
	e.write(t, "vote.md", "---\ntitle: [\n---\n\xff\x00")
	e.untilIdle()
	wantIn(t, e.command(e.mo, channel, "sitrep reload").Text(), "Articles: 0 added, 0 changed, 0 removed, 1 that I cannot read.", "Briefings brought up to date: 0.")
	wantIn(t, e.shows(channel, pin.ID, "We are relieved").Text(), "Numbers")

	// The bot restarts, and the article is edited while it is away.
	e.stop()
	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "We came back"))
	e.begin()
	e.shows(channel, pin.ID, "We came back")

	// The article is removed, and the pin says so.
	must(t, os.Remove(filepath.Join(e.dir, "vote.md")))
	gone := e.shows(channel, pin.ID, "no longer here")
	wantIn(t, gone.Text(), "No longer among the articles: `vote`")
	if pins, _ := e.ana.Pins(channel); len(pins) != 1 || pins[0].ID != pin.ID {
		t.Error("the pin is another one")
	}
	wantIn(t, e.command(e.mo, channel, "briefing list").Text(), "1 briefing:", "vote", "📌 · changed <t:")
	all, err := e.store.Briefings.List(t.Context(), e.guild.ID)
	must(t, err)
	wantIn(t, e.command(e.mo, channel, "briefing remove", "which", all[0].ID).Text(), "Briefings removed: 1")
	if _, err := e.ana.See(channel, pin.ID); err == nil {
		t.Error("the message is still there")
	}
}

func (e *folderHarness) edits() int {
	return len(e.d.RequestsTo("PATCH /channels/{channel_id}/messages/{message_id}"))
}

// untilIdle waits until a look at all briefings finds nothing to do.
func (e *folderHarness) untilIdle() {
	e.Helper()
	e.until("nothing is to be done", func() bool {
		edited, err := e.bot.pinboard.Refresh(context.Background())
		return err == nil && edited == 0
	})
}
