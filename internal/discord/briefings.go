package discord

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/pinboard"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// briefings are what moderators do about the messages that a pinboard keeps.
type briefings struct {
	store    *store.Store
	db       *cache.Database
	catalog  *catalogs
	pinboard *pinboard.Keeper
	articles *articles
	render   render.Renderer
	drafts   *cache.Recent[draft]
	posted   *cache.Recent[struct{}] // drafts that were posted, or are just being
	log      *slog.Logger
}

// A draft is a briefing that was previewed and not yet posted.
type draft struct {
	guild, channel, user string
	choice               briefing.Choice
}

// previewChosen shows a moderator what a briefing would be.
func (b *briefings) previewChosen(ctx context.Context, r request) (reply, error) {
	choice, said, err := b.chosen(r)
	if err != nil || said != "" {
		return telling(said), err
	}
	return b.preview(ctx, choice, r)
}

// previewAnswer previews a briefing of the article that a message of ours quotes.
func (b *briefings) previewAnswer(ctx context.Context, r request) (reply, error) {
	d, ok, err := b.catalog.at(r).Find(r.about)
	if err != nil || !ok || r.about == "" {
		return telling(r.words().Text("noAnswerThere")), err
	}
	return b.preview(ctx, briefing.Choice{Documents: []string{d.ID}}, r)
}

// preview shows a briefing as it would be posted, to its moderator alone.
func (b *briefings) preview(ctx context.Context, choice briefing.Choice, r request) (reply, error) {
	w := r.words()
	token := rand.Text()[:11]
	p, ok, err := b.pinboard.Preview(ctx, r.guild, token, choice)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(w.Text("nothingChosen")), nil
	}
	if missing := missingPermission(r, w); missing != "" {
		return telling(missing), nil
	}
	b.drafts.Add(token, draft{r.guild, r.channel, r.user, choice})
	p.Foot = append(p.Foot, w.Text("preview"))
	to := func(kind string) render.State {
		return render.State{Kind: kind, Asker: r.user, Target: render.Draft(token)}
	}
	p.Rows = append(p.Rows, []discordgo.MessageComponent{
		b.render.Button(w.Text("postIt"), discordgo.SecondaryButton, to(render.KindPost), false),
		b.render.Button(w.Text("postAndPin"), discordgo.PrimaryButton, to(render.KindPostAndPin), r.botMay&(mayPinMessages|mayAdminister) == 0)})
	if r.botMay&(mayPinMessages|mayAdminister) == 0 {
		p.Foot = append(p.Foot, w.Text("mayNotPin"))
	}
	return reply{page: p, private: true}, nil
}

// missingPermission says which permission the bot needs to post here; empty if it has them.
func missingPermission(r request, w *locale.Printer) string {
	if r.botMay&mayAdminister != 0 || r.botMay&mayViewChannel != 0 && r.botMay&(maySendMessages|maySendInThreads) != 0 {
		return ""
	}
	return w.Text("mayNotPost")
}

const mostChosen = 25

// chosen reads which articles a briefing is to be about.
func (b *briefings) chosen(r request) (c briefing.Choice, said string, err error) {
	w := r.words()
	for _, option := range articleOptionNames {
		text := strings.TrimSpace(r.options[option])
		if text == "" {
			continue
		}
		d, ok, err := b.catalog.at(r).Find(text)
		if err != nil || !ok {
			return c, w.Text("noArticle", render.EscapeLine(render.Shorten(text, render.LongestNote))), err
		}
		if !slices.Contains(c.Documents, d.ID) {
			c.Documents = append(c.Documents, d.ID)
		}
	}
	for tag := range strings.SplitSeq(r.options["tags"], ",") {
		if tag = strings.TrimSpace(tag); tag != "" && len(c.Tags) < mostChosen {
			c.Tags = append(c.Tags, render.Shorten(tag, 100))
		}
	}
	c.Lang = r.options["language"]
	if c.Lang == "" && len(c.Documents) == 0 { // articles that are named speak for themselves
		c.Lang = w.Language()
	}
	if r.options["style"] == string(briefing.Timeline) {
		c.Style = briefing.Timeline
	}
	return c, "", nil
}

// suggest completes the options of /briefing.
func (b *briefings) suggest(ctx context.Context, r request) (reply, error) {
	if r.guild == "" || !allowed(r, mayPinMessages) {
		return reply{}, nil
	}
	switch r.focused {
	case "tags":
		return b.suggestTags(r)
	case "which":
		return b.suggestWhich(ctx, r)
	}
	return b.articles.suggestTitles(r, r.options[r.focused])
}

// suggestTags completes the last of several tags.
func (b *briefings) suggestTags(r request) (reply, error) {
	typed := r.options["tags"]
	before, last := "", typed
	if at := strings.LastIndexByte(typed, ','); at >= 0 {
		before, last = typed[:at+1]+" ", typed[at+1:]
	}
	all, err := b.catalog.at(r).Tags()
	rep := reply{choices: []render.Suggestion{}}
	for _, tag := range all {
		name := before + tag
		if strings.HasPrefix(strings.ToLower(tag), strings.ToLower(strings.TrimSpace(last))) && len(rep.choices) < render.MostSuggestions && render.Units(name) <= 100 {
			rep.choices = append(rep.choices, render.Suggestion{Name: name, Value: name})
		}
	}
	return rep, err
}

// post posts what was previewed.
func (b *briefings) post(ctx context.Context, r request) (reply, error) {
	w := r.words()
	token := string(target[render.Draft](r))
	d, ok := b.drafts.Get(token)
	if !ok || d.guild != r.guild || d.channel != r.channel || d.user != r.user || !cache.FirstTime(b.posted, "draft "+token) {
		return telling(w.Text("oldPreview")), nil
	}
	b.drafts.Remove(token)
	p := store.Briefing{Guild: d.guild, Channel: d.channel, Documents: d.choice.Documents, Tags: d.choice.Tags, Lang: d.choice.Lang, Style: string(d.choice.Style),
		Pin: r.pressed.Kind == render.KindPostAndPin}
	done, err := b.pinboard.Post(ctx, p)
	if err != nil {
		return reply{}, err
	}
	return b.postedReply(done, p.Pin, r), nil
}

// postedReply tells the moderator how it went, in the place of the preview.
func (b *briefings) postedReply(t pinboard.Result, pin bool, r request) reply {
	w, p := r.words(), t.Briefing
	said := reply{page: &render.Page{}, replace: true, private: true}
	switch {
	case p.State == store.Forbidden || p.State == store.ChannelGone:
		said.page.Text = w.Text("mayNotPost")
	case p.State == store.Pending:
		said.page.Text = w.Text("postedLater")
	case t.PinsFull:
		said.page.Text = w.Text("pinsFull", render.MessageLink(p.Guild, p.Channel, p.Message))
		said.page.Rows = [][]discordgo.MessageComponent{{b.render.Button(w.Text("unpinOldest"), discordgo.PrimaryButton,
			render.State{Kind: render.KindUnpinOldest, Asker: r.user, Target: render.Briefing(p.ID)}, false)}}
	case pin && !p.Pinned:
		said.page.Text = w.Text("postedUnpinned", render.MessageLink(p.Guild, p.Channel, p.Message))
	case pin:
		said.page.Text = w.Text("postedPinned", render.MessageLink(p.Guild, p.Channel, p.Message))
	default:
		said.page.Text = w.Text("posted", render.MessageLink(p.Guild, p.Channel, p.Message))
	}
	return said
}

// unpinOldest makes room for a briefing's pin: the oldest other briefing of the channel is unpinned. It stays where it is.
func (b *briefings) unpinOldest(ctx context.Context, r request) (reply, error) {
	w := r.words()
	p, err := b.store.Briefings.Get(ctx, r.guild, string(target[render.Briefing](r)))
	if errors.Is(err, store.ErrNotFound) || err == nil && p.Channel != r.channel {
		return telling(w.Text("noBriefing")), nil
	}
	if err != nil {
		return reply{}, err
	}
	all, err := b.store.Briefings.List(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	oldest := slices.IndexFunc(all, func(o store.Briefing) bool { return o.Channel == p.Channel && o.Pinned && o.ID != p.ID })
	if oldest < 0 {
		return reply{page: &render.Page{Text: w.Text("noneToUnpin")}, replace: true, private: true}, nil
	}
	if err := b.pinboard.Unpin(ctx, r.guild, all[oldest].ID); err != nil {
		return reply{}, err
	}
	done, err := b.pinboard.Pin(ctx, r.guild, p.ID)
	if err != nil {
		return reply{}, err
	}
	return b.postedReply(done, true, r), nil
}
