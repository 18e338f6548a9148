package discord

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// status tells how the bot is doing.
func (b *Bot) status(ctx context.Context, r request) (reply, error) {
	w := r.words()
	all, passages, err := b.catalog.Documents()
	if err != nil {
		return reply{}, err
	}
	revision, err := b.catalog.Revision()
	if err != nil {
		return reply{}, err
	}
	c := b.stats.read()
	text := w.Text("status", revision, len(all), passages, since(b.stats.since), c.answered, c.refused, milliseconds(c.half), milliseconds(c.most))
	return telling(render.Lines(text, b.stored(ctx, r.guild, w), b.health(w))), nil
}

// stored says what is stored about a server; empty if that cannot be found out.
func (b *Bot) stored(ctx context.Context, guild string, w *locale.Printer) string {
	briefings, err := b.store.Briefings(ctx, guild)
	if b.db.NoteRead(ctx, err) != nil {
		return ""
	}
	open, err := b.store.Gaps(ctx, guild, store.GapOpen, gapsExported)
	if b.db.NoteRead(ctx, err) != nil {
		return ""
	}
	return w.Text("statusHere", len(briefings), len(open))
}

// health says since when the database has been ill; empty if it is well.
func (b *Bot) health(w *locale.Printer) string {
	if silent := b.db.ReadsFail(); silent > 0 {
		return w.Text("databaseSilent", seconds(silent))
	}
	if full := b.db.WritesFail(); full > 0 {
		return w.Text("databaseFull", seconds(full))
	}
	return ""
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.0f s", d.Seconds()) }

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

// reload has the corpus read again.
func (b *Bot) reload(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if b.options.Corpus == nil {
		return telling(w.Text("noReload")), nil
	}
	o, err := b.options.Corpus.Reload(ctx)
	if err != nil {
		b.log.Error("cannot read the corpus: what was there stays", "error", err)
		return telling(w.Text("notReloaded")), nil
	}
	after, err := b.Refresh(ctx)
	if err != nil {
		return reply{}, err
	}
	return telling(w.Text("reloaded", len(o.Added), len(o.Changed), len(o.Removed), o.Broken, after.Briefings, after.Gaps)), nil
}

// channels changes or lists where the bot may speak.
func (b *Bot) channels(ctx context.Context, r request) (reply, error) {
	w := r.words()
	channel, rule := r.options["channel"], r.options["rule"]
	now, err := b.settings.Of(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	if rule != "" {
		now, err = b.settings.Change(ctx, r.guild, func(s *store.Settings) error {
			setRule(s, channel, store.Rule(rule))
			return nil
		})
		if err != nil {
			return reply{}, err
		}
	} else if channel != "" {
		return telling(w.Text("ruleOf", channel, w.Text("rule."+string(now.Rule(channel))))), nil
	}
	text := w.Text("channelRules")
	for _, id := range slices.Sorted(maps.Keys(now.Channels)) {
		text += fmt.Sprintf("\n- <#%s>: %s", id, w.Text("rule."+string(now.Channels[id])))
	}
	return telling(render.Shorten(text+"\n- "+w.Text("elsewhere", w.Text("rule."+string(now.Rule()))), render.LongestContent)), nil
}

const reset = "reset"

func setRule(s *store.Settings, channel string, rule store.Rule) {
	switch {
	case channel == "" && rule == reset:
		s.Elsewhere = ""
	case channel == "":
		s.Elsewhere = rule
	case rule == reset:
		delete(s.Channels, channel)
	default:
		if s.Channels == nil {
			s.Channels = map[string]store.Rule{}
		}
		s.Channels[channel] = rule
	}
}

// mostIgnored keeps a server's settings small; a server with more has roles for that.
const mostIgnored = 200

// ignore stops or starts answering a member.
func (b *Bot) ignore(ctx context.Context, r request) (reply, error) {
	w, user := r.words(), r.options["member"]
	now, err := b.settings.Of(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	if user != "" {
		now, err = b.settings.Change(ctx, r.guild, func(s *store.Settings) error {
			if at := slices.Index(s.Ignored, user); at >= 0 {
				s.Ignored = slices.Delete(s.Ignored, at, at+1)
			} else if len(s.Ignored) < mostIgnored {
				s.Ignored = append(s.Ignored, user)
			}
			return nil
		})
		if err != nil {
			return reply{}, err
		}
	}
	var names []string
	for _, id := range now.Ignored {
		names = append(names, "<@"+id+">")
	}
	if len(names) == 0 {
		return telling(w.Text("noneIgnored")), nil
	}
	return telling(w.Text("ignoring", w.Enumerate(names[:min(60, len(names))], max(0, len(names)-60)))), nil
}

// chooseSettings changes or shows what else can be chosen.
func (b *Bot) chooseSettings(ctx context.Context, r request) (reply, error) {
	w := r.words()
	period, said := cooldownOf(r.options["cooldown"], w)
	if said != "" {
		return telling(said), nil
	}
	now, err := b.settings.Change(ctx, r.guild, func(s *store.Settings) error {
		choose(s, r.options)
		if r.options["cooldown"] != "" {
			s.Cooldown = period
		}
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return telling(describe(now, w, b.options.Cooldown, b.options.Gaps)), nil
}

func choose(s *store.Settings, options map[string]string) {
	switch language := options["language"]; language {
	case "":
	case "auto":
		s.Language = ""
	default:
		s.Language = language
	}
	if style := options["style"]; style != "" {
		s.Style = store.Style(style)
	}
	if gaps, ok := options["gaps"]; ok {
		s.NoGaps = !isTrue(gaps)
	}
	if channel := options["notices"]; channel != "" {
		s.Notices = channel
	}
}

const longestCooldown = time.Hour

// cooldownOf reads the option; nil means the operator's.
func cooldownOf(text string, w *locale.Printer) (period *time.Duration, said string) {
	text = strings.TrimSpace(text)
	if text == "" || text == "default" {
		return nil, ""
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longestCooldown {
		return nil, w.Text("badCooldown", render.EscapeLine(render.Shorten(text, render.LongestNote)))
	}
	return &d, ""
}

func describe(s store.Settings, w *locale.Printer, cooldown time.Duration, gaps bool) string {
	language, style, notices := s.Language, s.Style, w.Text("nowhere")
	if language == "" {
		language = w.Text("eachOwn")
	}
	if style == "" {
		style = store.Rich
	}
	if s.Cooldown != nil {
		cooldown = *s.Cooldown
	}
	if s.Notices != "" {
		notices = "<#" + s.Notices + ">"
	}
	kept := w.Text("no")
	if gaps && !s.NoGaps {
		kept = w.Text("yes")
	}
	return w.Text("settingsAre", language, w.Text("style."+string(style)), cooldown, kept, notices)
}

// confirmForget asks before a server's data is deleted.
func (b *Bot) confirmForget(_ context.Context, r request) (reply, error) {
	w := r.words()
	return reply{private: true, page: &render.Page{Text: w.Text("reallyForget"), Rows: [][]discordgo.MessageComponent{{
		b.render.Button(w.Text("forgetAll"), discordgo.DangerButton, render.State{Kind: render.KindForget, Asker: r.user, ID: r.guild}, false)}}}}, nil
}

// forgetServer deletes what is stored about a server. The button is good for the server it was made in.
func (b *Bot) forgetServer(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if r.pressed.ID != r.guild {
		return telling(w.Text("stale")), nil
	}
	if err := b.store.DeleteGuild(ctx, r.guild); err != nil {
		return reply{}, err
	}
	b.settings.Forget(r.guild)
	b.log.Info("deleted the data of a server, as its moderators asked", "guild", r.guild)
	return reply{page: &render.Page{Text: w.Text("forgotten")}, replace: true, private: true}, nil
}

// shownIn finds which Document a message of ours quotes: its buttons name it.
func (b *Bot) shownIn(m message) string {
	if m.Author.ID != b.self {
		return ""
	}
	shown, _ := b.render.Find(m.Components, render.KindPassage, render.KindArticle)
	return shown.ID
}
