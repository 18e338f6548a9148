package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/meaning"
	"github.com/sitrep-bot/sitrep/internal/playground"
)

const (
	ownRule      = "The gate of the camp closes at nine in the evening.\n"
	ownQuestion  = "When does the gate of the camp close?"
	ownParaphase = "At what hour is the entrance shut?" // shares no word with the rule
)

// What a server's passages meant goes from the disk with the server, also where words answer alone by now.
func TestWhatAForgottenServersPassagesMeantIsErased(t *testing.T) {
	t.Run("with MEANING=auto", func(t *testing.T) { eraseForgotten(t, "MEANING=auto") })
	t.Run("with MEANING=off", func(t *testing.T) { eraseForgotten(t, "MEANING=off") })
}

func eraseForgotten(t *testing.T, meaning string) {
	p := newProcess(t)
	p.env = []string{"MEANING=auto"}
	p.start()
	preview := p.answer(p.mo.Slash(p.general, "articles add", localdiscord.Opt{Name: "file", Value: localdiscord.File{Name: "gate.txt", Data: []byte("The gate\n\n" + ownRule)}}))
	p.answer(p.mo.Click(preview, "Keep it"))
	asked, err := p.mo.Say(p.general, p.d.BotMention()+" "+ownQuestion)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.mo.ReplyTo(localdiscordtest.Patience(t), asked); err != nil {
		t.Fatal(err)
	}
	p.until("what the passage means is kept", func() bool { return keepsMeaning(t, p.data, "gate.txt", "The gate\n\n"+ownRule) })
	p.until("what everyone's passage means is kept", func() bool { return keepsMeaning(t, p.data, "vote.txt", everyones) })
	p.kill()
	p.env = []string{meaning}
	p.start()
	p.answer(p.mo.Click(p.say("sitrep forget", ""), "Delete it all"))
	p.until("what the passage meant is erased", func() bool { return !keepsMeaning(t, p.data, "gate.txt", "The gate\n\n"+ownRule) })
	if !keepsMeaning(t, p.data, "vote.txt", everyones) {
		t.Error("what everyone's passage means is gone too")
	}
}

// everyones is the article of a process.
const everyones = "The vote\n\nThe tally of the vote was round0 in the evening.\n"

// keepsMeaning tells whether a folder has what the passage of an article means.
func keepsMeaning(t *testing.T, data, name, text string) bool {
	t.Helper()
	d, problems := corpus.Read(name, []byte(text))
	if len(problems) > 0 || len(d.Passages) != 1 {
		t.Fatalf("wanted one passage, got %d; %v", len(d.Passages), problems)
	}
	key := meaning.KeyOf(d.Passages[0])
	files, err := filepath.Glob(filepath.Join(data, "meaning", "glances-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		kept, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(kept, key[:]) {
			return true
		}
	}
	return false
}

// The playground forgets everything at its end, and so writes down nothing of what a server's passages mean.
func TestThePlaygroundKeepsNothingOfAServersPassages(t *testing.T) {
	local := localdiscordtest.New(t, localdiscord.Config{})
	cfg, err := config.Load(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	cfg.Corpus, cfg.Data, cfg.Cooldown = t.TempDir(), t.TempDir(), 0
	if err := os.WriteFile(filepath.Join(cfg.Corpus, "vote.txt"), []byte(everyones), 0o644); err != nil {
		t.Fatal(err)
	}
	page := playground.New(playground.Config{Discord: local})
	guild := local.AddGuild("Watchers")
	mo := guild.AddMember("Mo", guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	general := guild.AddChannel("general").ID
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- serveLocally(ctx, cfg, local, page, nil, slog.New(slog.DiscardHandler)) }()
	end := sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	defer end()
	answer := func(i *localdiscord.Interaction, err error) *localdiscord.Message {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		m, err := i.Message(localdiscordtest.Patience(t))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for local.Identifies() == 0 || len(local.Commands()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	preview := answer(mo.Slash(general, "articles add", localdiscord.Opt{Name: "file", Value: localdiscord.File{Name: "gate.txt", Data: []byte("The gate\n\n" + ownRule)}}))
	answer(mo.Click(preview, "Keep it"))
	for end := time.Now().Add(3 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		m := answer(mo.Slash(general, "ask", localdiscord.Opt{Name: "question", Value: ownParaphase}))
		if strings.Contains(m.Text(), "nine in the evening") {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the passage is not found by its meaning: %s", m.Text())
		}
	}
	for gaveUp := time.Now().Add(3 * time.Minute); !keepsMeaning(t, cfg.Data, "vote.txt", everyones); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(gaveUp) {
			t.Fatal("what everyone's passage means is not kept")
		}
	}
	end()
	if keepsMeaning(t, cfg.Data, "gate.txt", "The gate\n\n"+ownRule) {
		t.Error("what the server's passage means is on disk")
	}
}
