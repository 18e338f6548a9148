package discord

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// Types of message that people write. https://discord.com/developers/docs/resources/message
const (
	messageDefault = 0
	messageReply   = 19
)

// onMessage answers a message that is meant for the bot.
func (b *Bot) onMessage(ctx context.Context, m message, received time.Time) {
	r, ok := b.meant(m)
	if !ok {
		r, ok = b.rules.forumPost(ctx, m)
	}
	switch admitted := ok && b.rules.admitMessage(ctx, &r); {
	case !admitted && r.unsettled && r.mentions() && b.toDirect(ctx, &m, &r):
	case !admitted:
		return
	}
	r.received = received
	b.log.DebugContext(ctx, "heard", "door", r.door(), "guild", r.guild, "channel", r.channel)
	rep, err := b.askWithin(ctx, r)
	if err != nil {
		rep = failure(ctx, b.log, err, r.words(), "door", "message")
	}
	if rep.page != nil {
		b.say(ctx, m, r, rep)
	}
}

// say answers a message in the style of its server.
func (b *Bot) say(ctx context.Context, m message, r request, rep reply) {
	b.registry.makePressable(rep)
	rep.page.Plain = r.plain
	b.delivery.post(ctx, m, r, rep)
}

// toDirect has a message answered in a direct message to its author. It reports false where Discord does not allow that.
func (b *Bot) toDirect(ctx context.Context, m *message, r *request) bool {
	direct, err := b.rest.OpenDM(ctx, r.user)
	if err != nil {
		b.log.WarnContext(ctx, "cannot answer in a direct message", "error", err)
		return false
	}
	r.asked, r.elsewhere = render.MessageLink(m.Guild, m.Channel, m.ID), true
	m.Guild, m.Channel = "", direct
	r.guild, r.channel = "", direct
	return true
}

// meant reads a message as a question to the bot: a direct message, a mention, a reply to what the bot said.
func (b *Bot) meant(m message) (r request, ok bool) {
	if m.Author.ID == "" || m.Author.Bot || m.Webhook != "" || m.Type != messageDefault && m.Type != messageReply {
		return request{}, false
	}
	r = request{guild: m.Guild, channel: m.Channel, user: m.Author.ID, message: m.ID, direct: m.Guild == ""}
	if r.direct {
		r.attachments = map[string]rest.Attachment{}
		for _, a := range m.Attachments {
			r.attachments[a.ID] = a
		}
	}
	toUs := m.Referenced != nil && m.Referenced.Author.ID == b.identity.user && (m.Reference == nil || m.Reference.Type == 0)
	if toUs {
		r.shown = m.Referenced.ID
	}
	text, mentioned := b.identity.withoutMention(m.Content)
	r.text = text
	if to := m.Referenced; text == "" && mentioned && to != nil && !toUs && !to.Author.Bot {
		r.repliesTo = to.ID
		if r.text, _ = b.identity.withoutMention(to.Content); r.text != "" { // somebody calls the bot to a question that is there already
			r.asked = render.MessageLink(m.Guild, m.Channel, to.ID)
		}
	}
	switch {
	case m.Guild == "" || mentioned:
		return r, true
	case m.Content == "" && (toUs || slices.ContainsFunc(m.Roles, b.identity.isOurRole)):
		r.withheld = true
		return r, true
	}
	r.casual = true
	return r, toUs
}

// askWithin asks, unless Discord withheld the text or the member asks too often.
func (b *Bot) askWithin(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if r.withheld {
		if !cache.FirstTime(b.noticesSent, r.channel+" "+r.user) {
			return reply{}, nil
		}
		return reply{page: &render.Page{Text: w.Text("pleaseMention")}}, nil
	}
	if r.casual && !locale.IsQuestion(r.text) {
		return reply{}, nil // a remark on the answer, however soon it comes
	}
	if until := b.cooldown.ask(r.user, time.Now(), r.period); !until.IsZero() {
		b.observer.Asked(r.door(), "too soon")
		if !cache.FirstTime(b.noticesSent, r.user+until.String()) {
			return reply{}, nil
		}
		return tooFast(until, w), nil
	}
	if len(r.attachments) > 0 && !locale.IsQuestion(r.text) {
		return b.direct.dropped(ctx, r)
	}
	return b.ask(ctx, r)
}

// onEdit brings the answer to a question up to date when the question was edited.
func (b *Bot) onEdit(ctx context.Context, m message, received time.Time) {
	r, ok := b.meant(m)
	if !ok || r.withheld || r.text == "" || !b.rules.admitMessage(ctx, &r) {
		return
	}
	r.received = received
	e, known, err := b.conversations.ByQuestion(ctx, m.Guild, m.ID)
	if err != nil || !known || e.Text == r.text || time.Since(m.Sent) > longestEdit {
		logError(ctx, b.log, "cannot look up the answer to an edited question", err)
		return
	}
	if until := b.cooldown.ask(r.user, time.Now(), r.period); !until.IsZero() {
		if cache.FirstTime(b.noticesSent, r.user+until.String()) {
			notice := tooFast(until, r.words())
			notice.nonce = strconv.FormatInt(until.UnixMilli(), 36) // the question's id is the nonce of its answer
			b.delivery.post(ctx, m, r, notice)
		}
		return
	}
	r.casual = false // it has an answer, so something has to stand there
	rep, err := b.ask(ctx, r)
	if err != nil || rep.page == nil {
		logError(ctx, b.log, "cannot answer an edited question", err)
		return
	}
	if e.Answer == "" { // it was pointed to that of another
		rep.nonce = nonceOfEdit(r)
		b.say(ctx, m, r, rep)
		return
	}
	b.registry.makePressable(rep)
	if err := b.rest.EditMessage(ctx, e.Channel, e.Answer, rep.page.Message("")); err != nil {
		if !rest.IsCode(err, rest.CodeUnknownMessage) { // somebody dismissed it
			b.log.ErrorContext(ctx, "cannot edit an answer", "error", err)
		}
		return
	}
	e.Text = r.text
	logError(ctx, b.log, "cannot remember an answer", b.conversations.Remember(e, rep.subject))
}

// nonceOfEdit is that of the answer to a question as it was edited, the same however often the edit is heard of.
func nonceOfEdit(r request) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(r.message + " " + r.text))
	return strconv.FormatUint(sum.Sum64(), 36)
}

// longestEdit is how long an answer follows edits. Discord allows few edits of messages that are older.
const longestEdit = time.Hour

// onDelete removes the answers of questions that were deleted.
func (b *Bot) onDelete(guild, channel string, ids []string) {
	b.guilds.messagesDeleted(b.work, guild, ids)
	for _, id := range ids {
		if id == "" {
			continue
		}
		e, known, err := b.conversations.ByQuestion(b.work, guild, id)
		logError(b.work, b.log, "cannot look up the answer to a deleted question", err)
		if known && e.Answer != "" {
			logError(b.work, b.log, "cannot remove an answer", b.rest.DeleteMessage(b.work, e.Channel, e.Answer))
			b.conversations.Forget(e)
		} else {
			b.conversations.ForgetAnswer(id)
		}
	}
}
