package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/pinboard"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// visible lists the briefings a moderator may see and change by a command given here: those of this channel, for which
// Discord has told what they may do; to who manages the server, those of all channels are shown.
func (b *briefings) visible(ctx context.Context, r request) (here, elsewhere []store.Briefing, err error) {
	all, err := b.store.Briefings.List(ctx, r.guild)
	for _, p := range all {
		switch {
		case p.Channel == r.channel:
			here = append(here, p)
		case allowed(r, mayManageServer):
			elsewhere = append(elsewhere, p)
		}
	}
	return here, elsewhere, err
}

const briefingsListed = 20

// list lists briefings with what there is to know about them.
func (b *briefings) list(ctx context.Context, r request) (reply, error) {
	w := r.words()
	here, elsewhere, err := b.visible(ctx, r)
	if err != nil {
		return reply{}, err
	}
	all := append(here, elsewhere...)
	if len(all) == 0 {
		return telling(w.Text("noBriefings")), nil
	}
	p := &render.Page{Text: w.Plural("briefings", len(all), len(all))}
	for _, q := range all[:min(briefingsListed, len(all))] {
		p.Text += "\n" + briefingLine(q, b.pinboard.Name(q, w), w)
	}
	if more := len(all) - briefingsListed; more > 0 {
		p.Foot = append(p.Foot, w.Text("andMore", "…", more))
	}
	return reply{page: p, private: true}, nil
}

func briefingLine(p store.Briefing, name string, w *locale.Printer) string {
	line := "- " + render.EscapeLine(name) + " · " + render.MessageLink(p.Guild, p.Channel, p.Message)
	if p.Pinned {
		line += " · 📌"
	}
	line += " · " + w.Text("lastChanged", render.Since(p.Updated))
	if trouble := pinboard.Trouble(p, w); trouble != "" {
		line += "\n  - " + trouble
	}
	if p.Due.After(time.Now()) {
		line += "\n  - " + w.Text("waiting", fmt.Sprintf("<t:%d:R>", p.Due.Unix()))
	}
	return line
}

// suggestWhich completes which briefing is meant.
func (b *briefings) suggestWhich(ctx context.Context, r request) (reply, error) {
	here, elsewhere, err := b.visible(ctx, r)
	rep := reply{choices: []render.Suggestion{}}
	for _, p := range append(here, elsewhere...) {
		name := pinboard.PostedAt(p) + " · " + b.pinboard.Name(p, r.words())
		if strings.Contains(strings.ToLower(name+p.ID), strings.ToLower(r.options["which"])) && len(rep.choices) < render.MostSuggestions {
			rep.choices = append(rep.choices, render.Suggestion{Name: render.Shorten(name, 100), Value: p.ID})
		}
	}
	return rep, err
}

// meant are those a command is about: the one that is named, or all of the channel. Where somebody names one of
// another channel, said tells where to give the command: only there Discord tells what they may do.
func (b *briefings) meant(ctx context.Context, r request) (meant []store.Briefing, said string, err error) {
	w := r.words()
	here, elsewhere, err := b.visible(ctx, r)
	which := strings.TrimSpace(r.options["which"])
	if err != nil || which == "" {
		return here, "", err
	}
	for _, p := range here {
		if p.ID == which {
			return []store.Briefing{p}, "", nil
		}
	}
	for _, p := range elsewhere {
		if p.ID == which && p.State == store.ChannelGone {
			return []store.Briefing{p}, "", nil
		}
		if p.ID == which {
			return nil, w.Text("goThere", "<#"+p.Channel+">"), nil
		}
	}
	return nil, w.Text("noBriefing"), nil
}

// update brings briefings up to date at once.
func (b *briefings) update(ctx context.Context, r request) (reply, error) {
	w := r.words()
	all, said, err := b.meant(ctx, r)
	if err == nil && len(all) == 0 && said == "" {
		said = w.Text("noBriefingHere")
	}
	if err != nil || said != "" {
		return telling(said), err
	}
	edited, trouble := 0, ""
	for _, p := range all {
		done, err := b.pinboard.Update(ctx, p.Guild, p.ID)
		if errors.Is(err, store.ErrHeld) {
			continue // somebody is just doing it
		}
		if err != nil {
			return reply{}, err
		}
		if done.Edited {
			edited++
		}
		if line := b.pinboard.TroubleOf(done.Briefing, w); line != "" {
			trouble += "\n- " + line
		}
	}
	if edited == 0 && trouble == "" {
		return telling(w.Text("allCurrent")), nil
	}
	return telling(w.Text("updatedNow", edited, len(all)) + trouble), nil
}

// remove takes a briefing out of its channel.
func (b *briefings) remove(ctx context.Context, r request) (reply, error) {
	w := r.words()
	all, said, err := b.meant(ctx, r)
	if err == nil && said == "" && r.options["which"] == "" {
		said = w.Text("noBriefing")
	}
	if err != nil || said != "" {
		return telling(said), err
	}
	for _, p := range all {
		if err := b.pinboard.Remove(ctx, p.Guild, p.ID); err != nil {
			return reply{}, err
		}
	}
	return telling(w.Text("removed", len(all))), nil
}

// pendingWarnings are lines about briefings in trouble that nobody was told of yet; they count as told from now on.
func (b *briefings) pendingWarnings(ctx context.Context, r request) []string {
	if b.db.ReadsFail() > 0 {
		return nil
	}
	here, elsewhere, err := b.visible(ctx, r)
	logError(ctx, b.log, "cannot look up briefings", err)
	return b.pinboard.Warnings(ctx, append(here, elsewhere...), r.words())
}
