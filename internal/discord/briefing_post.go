package discord

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A draft is a briefing that was previewed and not yet posted.
type draft struct {
	guild, channel, user string
	choice               briefing.Choice
}

// previewBriefing shows a moderator what a briefing would be.
func (b *Bot) previewBriefing(ctx context.Context, r request) (reply, error) {
	choice, said, err := b.chosen(r)
	if err != nil || said != "" {
		return telling(said), err
	}
	return b.preview(ctx, choice, r)
}

// briefAnswer previews a briefing of the article that a message of ours quotes.
func (b *Bot) briefAnswer(ctx context.Context, r request) (reply, error) {
	v, ok, err := b.shelf.find(r.about)
	if err != nil || !ok || r.about == "" {
		return telling(r.words().Text("noAnswerThere")), err
	}
	return b.preview(ctx, briefing.Choice{Documents: []string{v.id}}, r)
}

// preview shows a briefing as it would be posted, to its moderator alone.
func (b *Bot) preview(ctx context.Context, choice briefing.Choice, r request) (reply, error) {
	w := r.words()
	d, err := b.digest(choice)
	if err != nil {
		return reply{}, err
	}
	if len(d.made.Articles) == 0 {
		return telling(w.Text("nothingChosen")), nil
	}
	if lacking := b.lacking(r, w); lacking != "" {
		return telling(lacking), nil
	}
	token := rand.Text()[:11]
	b.care.drafts.Add(token, draft{r.guild, r.channel, r.user, choice})
	p := b.briefingPage(token, d, b.wordsOf(ctx, store.Briefing{Guild: r.guild, Lang: choice.Lang}, d), "")
	p.Foot = append(p.Foot, w.Text("preview"))
	to := func(kind string) render.State { return render.State{Kind: kind, Asker: r.user, ID: token} }
	p.Rows = append(p.Rows, []discordgo.MessageComponent{
		b.render.Button(w.Text("postIt"), discordgo.SecondaryButton, to(render.KindPost), false),
		b.render.Button(w.Text("postAndPin"), discordgo.PrimaryButton, to(render.KindPostAndPin), r.botMay&(mayPinMessages|mayAdminister) == 0)})
	if r.botMay&(mayPinMessages|mayAdminister) == 0 {
		p.Foot = append(p.Foot, w.Text("mayNotPin"))
	}
	return reply{page: p, private: true}, nil
}

// lacking says which permission the bot needs to post here; empty if it has them.
func (b *Bot) lacking(r request, w *locale.Printer) string {
	if r.botMay&mayAdminister != 0 || r.botMay&mayViewChannel != 0 && r.botMay&(maySendMessages|maySendInThreads) != 0 {
		return ""
	}
	return w.Text("mayNotPost")
}

const mostChosen = 25

// chosen reads which articles a briefing is to be about.
func (b *Bot) chosen(r request) (c briefing.Choice, said string, err error) {
	w := r.words()
	for _, option := range articleOptionNames {
		text := strings.TrimSpace(r.options[option])
		if text == "" {
			continue
		}
		v, ok, err := b.shelf.find(text)
		if err != nil || !ok {
			return c, w.Text("noArticle", render.EscapeLine(render.Shorten(text, render.LongestNote))), err
		}
		if !slices.Contains(c.Documents, v.id) {
			c.Documents = append(c.Documents, v.id)
		}
	}
	for tag := range strings.SplitSeq(r.options["tags"], ",") {
		if tag = strings.TrimSpace(tag); tag != "" && len(c.Tags) < mostChosen {
			c.Tags = append(c.Tags, render.Shorten(tag, 100))
		}
	}
	c.Lang = r.options["language"]
	return c, "", nil
}

// suggestBriefing completes the options of /briefing.
func (b *Bot) suggestBriefing(ctx context.Context, r request) (reply, error) {
	if r.guild == "" || !allowed(r, mayPinMessages) || b.care.store == nil {
		return reply{}, nil
	}
	switch r.focused {
	case "tags":
		return b.suggestTags(r.options["tags"])
	case "which":
		return b.suggestBriefings(ctx, r)
	}
	return b.suggestTitles(r.options[r.focused])
}

// suggestTags completes the last of several tags.
func (b *Bot) suggestTags(typed string) (reply, error) {
	before, last := "", typed
	if at := strings.LastIndexByte(typed, ','); at >= 0 {
		before, last = typed[:at+1]+" ", typed[at+1:]
	}
	all, err := b.shelf.tags()
	rep := reply{choices: []choice{}}
	for _, tag := range all {
		name := before + tag
		if strings.HasPrefix(strings.ToLower(tag), strings.ToLower(strings.TrimSpace(last))) && len(rep.choices) < maxChoices && render.Units(name) <= 100 {
			rep.choices = append(rep.choices, choice{Name: name, Value: name})
		}
	}
	return rep, err
}

// postBriefing posts what was previewed.
func (b *Bot) postBriefing(ctx context.Context, r request) (reply, error) {
	w := r.words()
	d, ok := b.care.drafts.Get(r.pressed.ID)
	if !ok || d.guild != r.guild || d.channel != r.channel || d.user != r.user || !firstTime(b.told, "draft "+r.pressed.ID) {
		return telling(w.Text("oldPreview")), nil
	}
	b.care.drafts.Remove(r.pressed.ID)
	shown, err := b.digest(d.choice)
	if err != nil {
		return reply{}, err
	}
	p := store.Briefing{Guild: d.guild, Channel: d.channel, Documents: d.choice.Documents, Tags: d.choice.Tags, Lang: d.choice.Lang,
		Pin: r.pressed.Kind == render.KindPostAndPin}
	shows(&p, shown)
	c, err := b.care.store.AddBriefing(ctx, p, time.Now(), b.care.pace.hold)
	if err != nil {
		return reply{}, err
	}
	t, err := b.carryOut(ctx, c)
	if err != nil {
		return reply{}, err
	}
	b.care.markCurrent(t.briefing.ID, t.revision)
	return b.posted(t, p.Pin, r), nil
}

// posted tells the moderator how it went, in the place of the preview.
func (b *Bot) posted(t tended, pin bool, r request) reply {
	w, p := r.words(), t.briefing
	said := reply{page: &render.Page{}, replace: true, private: true}
	switch {
	case p.State == store.Forbidden || p.State == store.ChannelGone:
		said.page.Text = w.Text("mayNotPost")
	case p.State == store.Pending:
		said.page.Text = w.Text("postedLater")
	case t.pinsFull:
		said.page.Text = w.Text("pinsFull", render.MessageLink(p.Guild, p.Channel, p.Message))
		said.page.Rows = [][]discordgo.MessageComponent{{b.render.Button(w.Text("unpinOldest"), discordgo.PrimaryButton,
			render.State{Kind: render.KindUnpinOldest, Asker: r.user, ID: p.ID}, false)}}
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
func (b *Bot) unpinOldest(ctx context.Context, r request) (reply, error) {
	w := r.words()
	p, err := b.care.store.Briefing(ctx, r.guild, r.pressed.ID)
	if err != nil || p.Channel != r.channel {
		return telling(w.Text("noBriefing")), ignore(err, store.ErrNotFound)
	}
	all, err := b.care.store.Briefings(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	oldest := slices.IndexFunc(all, func(o store.Briefing) bool { return o.Channel == p.Channel && o.Pinned && o.ID != p.ID })
	if oldest < 0 {
		return reply{page: &render.Page{Text: w.Text("noneToUnpin")}, replace: true, private: true}, nil
	}
	if err := b.unpin(ctx, all[oldest]); err != nil {
		return reply{}, err
	}
	t, err := b.tendNow(ctx, r.guild, p.ID, func(p *store.Briefing) { p.Pin = true })
	if err != nil {
		return reply{}, err
	}
	return b.posted(t, true, r), nil
}

func (b *Bot) unpin(ctx context.Context, p store.Briefing) error {
	c, err := b.care.store.ClaimBriefing(ctx, p.Guild, p.ID, time.Now(), b.care.pace.hold)
	if err != nil {
		return err
	}
	defer func() { b.logError("cannot release a briefing", b.care.store.ReleaseBriefing(ctx, c)) }()
	if err := b.rest.Unpin(ctx, c.Briefing.Channel, c.Briefing.Message); err != nil {
		return err
	}
	c.Briefing.Pin, c.Briefing.Pinned = false, false
	return b.care.store.SaveBriefing(ctx, c)
}

// readArticle opens an article of a briefing for who chose it from the menu.
func (b *Bot) readArticle(_ context.Context, r request) (reply, error) {
	if len(r.values) != 1 {
		return telling(r.words().Text("stale")), nil
	}
	r.private = true
	p, err := b.articlePage(r.values[0], 1, r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, private: true}, nil
}
