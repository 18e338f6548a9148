package discord

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/direct"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/watch"
)

// A console is what moderators have behind /sitrep.
type console struct {
	store         *store.Store
	db            *cache.Database
	catalog       *catalogs
	settings      *cache.Settings
	servers       *direct.Servers
	conversations *cache.Conversations
	stats         *stats
	gaps          *gaps
	corpus        *watch.Folder // nil: it cannot be read again
	refresh       func(context.Context) (briefings int, asked []*recheck, err error)
	cooldown      time.Duration // the operator's
	identity      *identity

	index      *index.Index              // of everyone's articles
	understood func() (known, total int) // nil: words answer alone

	render render.Renderer
	log    *slog.Logger
}

// status tells how the bot is doing.
func (c *console) status(ctx context.Context, r request) (reply, error) {
	w := r.words()
	all, passages, err := c.catalog.at(r).Documents()
	if err != nil {
		return reply{}, err
	}
	count := c.stats.read()
	text := w.Text("status", len(all), passages, fmt.Sprintf("<t:%d:f>", c.stats.since.Unix()), count.answered, count.refused, milliseconds(count.half), milliseconds(count.most))
	return telling(render.Lines(text, c.stored(ctx, r.guild, w), c.meaning(w), c.health(w))), nil
}

// stored says what is stored about a server; empty if that cannot be found out.
func (c *console) stored(ctx context.Context, guild string, w *locale.Printer) string {
	briefings, err := c.store.Briefings.List(ctx, guild)
	if c.db.NoteRead(ctx, err) != nil {
		return ""
	}
	open, err := c.store.Gaps.List(ctx, guild, store.GapOpen, gapsExported)
	if c.db.NoteRead(ctx, err) != nil {
		return ""
	}
	return w.Text("statusHere", len(briefings), len(open))
}

// meaning says how many passages are known by their meaning; empty once all are, and where words answer alone.
func (c *console) meaning(w *locale.Printer) string {
	if c.understood == nil {
		return ""
	}
	known, total := c.understood()
	if known == total {
		return ""
	}
	return w.Text("meaning", known, total)
}

// health says since when the database and the index have been ill; empty if both are well.
func (c *console) health(w *locale.Printer) string {
	var database, index string
	if silent := c.db.ReadsFail(); silent > 0 {
		database = w.Text("databaseSilent", seconds(silent))
	} else if full := c.db.WritesFail(); full > 0 {
		database = w.Text("databaseFull", seconds(full))
	}
	if failure := c.index.WriteFailure(); failure != nil {
		index = w.Text("indexUnwritten", seconds(time.Since(failure.Since)))
	}
	return render.Lines(database, index)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.0f s", d.Seconds()) }

// milliseconds is a time that was taken at most: rounded up.
func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.0f ms", math.Ceil(float64(d)/float64(time.Millisecond)))
}

// reload has the corpus read again.
func (c *console) reload(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if c.corpus == nil {
		return telling(w.Text("noReload")), nil
	}
	o, err := c.corpus.Reload(ctx)
	if err != nil {
		c.log.Error("cannot read the corpus: what was there stays", "error", err)
		return telling(w.Text("notReloaded")), nil
	}
	briefings, asked, err := c.refresh(ctx)
	if err != nil {
		return reply{}, err
	}
	answered := c.gaps.await(asked...)
	if len(o.Added)+len(o.Changed)+len(o.Removed)+o.Broken+briefings+answered == 0 {
		return telling(w.Text("nothingNew")), nil
	}
	return telling(w.Text("reloaded", len(o.Added), len(o.Changed), len(o.Removed), o.Broken, briefings, answered)), nil
}

// channels changes or lists where the bot may speak.
func (c *console) channels(ctx context.Context, r request) (reply, error) {
	w := r.words()
	channel, rule := r.options["channel"], r.options["rule"]
	now, err := c.settings.Of(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	if rule != "" {
		now, err = c.settings.Change(ctx, r.guild, func(s *store.Settings) error {
			setRule(s, channel, store.Rule(rule))
			return nil
		})
		if err != nil {
			return reply{}, err
		}
	} else if channel != "" {
		return telling(w.Text("ruleOf", channel, w.Text("rule."+string(now.Rule(channel))))), nil
	}
	if len(now.Channels) == 0 {
		return telling(w.Text("everywhere", w.Text("rule."+string(now.Rule())))), nil
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
func (c *console) ignore(ctx context.Context, r request) (reply, error) {
	w, user := r.words(), r.options["member"]
	now, err := c.settings.Of(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	if user == c.identity.user {
		return telling(w.Text("notMyself")), nil
	}
	if user != "" {
		now, err = c.settings.Change(ctx, r.guild, func(s *store.Settings) error {
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
func (c *console) chooseSettings(ctx context.Context, r request) (reply, error) {
	period, said := cooldownOf(r.options["cooldown"], r.words())
	if said != "" {
		return telling(said), nil
	}
	now, err := c.settings.Change(ctx, r.guild, func(s *store.Settings) error {
		choose(s, r.guild, r.options)
		if r.options["cooldown"] != "" {
			s.Cooldown = period
		}
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	r.locale = cmp.Or(now.Language, r.interaction.Locale) // what was chosen is said in the language that was
	return telling(describe(now, r.words(), c.cooldown, c.gaps.kept)), nil
}

func choose(s *store.Settings, guild string, options map[string]string) {
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
	if shared, ok := options["shared"]; ok {
		s.OwnOnly = !isTrue(shared)
	}
	switch first := options["first"]; first {
	case "":
	case firstBest:
		s.First = ""
	default:
		s.First = store.First(first)
	}
	switch role := options["role"]; role {
	case "":
	case guild: // everyone's role, which has the id of the server: moderators alone
		s.Adders = ""
	default:
		s.Adders = role
	}
	if changes := options["changes"]; changes != "" {
		s.Wait = changes == changesAsk
	}
	if channel := options["notices"]; channel != "" {
		s.Notices = channel
	}
}

// firstBest is the choice of no [store.First].
const firstBest = "best"

// What is done with an article whose web page has changed.
const (
	changesAtOnce = "at-once"
	changesAsk    = "ask"
)

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
	language, style, notices := w.Text("eachOwn"), s.Style, w.Text("nowhere")
	if s.Language != "" {
		language = w.LanguageNames([]string{s.Language})
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
	shared := w.Text("yes")
	if s.OwnOnly {
		shared = w.Text("no")
	}
	adders := w.Text("moderatorsAlone")
	if s.Adders != "" {
		adders = "<@&" + s.Adders + ">"
	}
	changes := changesAtOnce
	if s.Wait {
		changes = changesAsk
	}
	return w.Text("settingsAre", language, w.Text("style."+string(style)), cooldown, kept, notices) + "\n" + w.Text("settingsShared", shared) +
		"\n" + w.Text("settingsFirst", w.Text("choice.first."+cmp.Or(string(s.First), firstBest))) + "\n" + w.Text("settingsAdders", adders) +
		"\n" + w.Text("settingsChanges", w.Text("choice.changes."+changes)) + "\n" + w.Text("settingsElsewhere")
}

// confirmForget asks before a server's data is deleted.
func (c *console) confirmForget(_ context.Context, r request) (reply, error) {
	w := r.words()
	return reply{private: true, spoken: true, page: &render.Page{Text: w.Text("reallyForget"), Rows: [][]discordgo.MessageComponent{{
		c.render.Button(w.Text("forgetAll"), discordgo.DangerButton, render.State{Kind: render.KindForget, Asker: r.user, Target: render.Server(r.guild)}, false)}}}}, nil
}

// forgetServer deletes what is stored about a server. The button is good for the server it was made in.
func (c *console) forgetServer(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if string(target[render.Server](r)) != r.guild {
		return telling(w.Text("stale")), nil
	}
	if err := c.store.DeleteGuild(ctx, r.guild); err != nil {
		return reply{}, err
	}
	c.settings.Forget(r.guild)
	c.servers.Forget(r.guild)
	c.conversations.ForgetServer(r.guild)
	c.log.Info("deleted the data of a server, as its moderators asked", "guild", r.guild)
	return reply{page: &render.Page{Text: w.Text("forgotten")}, replace: true, private: true}, nil
}
