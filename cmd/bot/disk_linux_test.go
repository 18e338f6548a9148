package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/filetest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// TestAFullDiskStopsNothing needs the right to mount a disk that is small enough to be filled.
func TestAFullDiskStopsNothing(t *testing.T) {
	p := newProcess(t)
	if err := syscall.Mount("tmpfs", p.data, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("cannot mount a small disk:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(p.data, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	began := time.Now()
	p.start()
	if text := p.ask(); !strings.Contains(text, "round0") {
		t.Fatalf("before the disk is full: %s", text)
	}
	filler := filepath.Join(p.data, "filler")
	filetest.Fill(t, filler)
	p.write(1)
	p.until("the changed article answers, though nothing can be written", func() bool { return strings.Contains(p.ask(), "round1") })
	p.until("moderators are told", func() bool {
		p.ask() // has something to write down
		told := p.status()
		return strings.Contains(told, "Database: nothing could be written") && strings.Contains(told, "Index: it could not be written")
	})
	waitFor(t, p.said, "the index cannot be written")

	for range 5 {
		p.ask() // has something to write down
	}
	if n, most := strings.Count(p.said.String(), "lost, as it cannot be written"), 1+int(time.Since(began).Minutes()); n == 0 || n > most {
		t.Errorf("%d lines say that writes are lost, want the first at once and then one a minute:\n%s", n, p.said)
	}

	p.kill()
	p.start() // connects on the full disk
	p.until("the changed article still answers", func() bool { return strings.Contains(p.ask(), "round1") })
	p.write(2)
	p.until("another change answers", func() bool { return strings.Contains(p.ask(), "round2") })

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	p.until("nothing is wrong any more", func() bool {
		p.ask() // has something to write down
		told := p.status()
		return !strings.Contains(told, "Database:") && !strings.Contains(told, "Index:")
	})
	p.kill()
	p.start()
	if text := p.ask(); !strings.Contains(text, "round2") {
		t.Errorf("after the disk was full: %s", text)
	}
}

// ask asks what the article answers, and returns the answer. It asks in a channel of its own: where the same was quoted within a minute,
// the bot points there, and writes nothing down that could be lost.
func (p *process) ask() string {
	p.Helper()
	asked, err := p.mo.Say(p.guild.AddChannel("another").ID, p.d.BotMention()+" What was the tally of the vote?")
	if err != nil {
		p.Fatal(err)
	}
	answer, err := p.mo.ReplyTo(localdiscordtest.Patience(p.T), asked)
	if err != nil {
		p.Fatalf("%v\n%s", err, p.said)
	}
	return answer.Text()
}

// status is what moderators are told.
func (p *process) status() string {
	p.Helper()
	i, err := p.mo.Slash(p.general, "sitrep status")
	if err != nil {
		p.Fatal(err)
	}
	m, err := i.Message(localdiscordtest.Patience(p.T))
	if err != nil {
		p.Fatalf("%v\n%s", err, p.said)
	}
	return m.Text()
}
