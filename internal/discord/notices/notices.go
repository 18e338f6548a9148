// Package notices tells the moderators of a server what they should know, in the channel they chose. Start at
// [Sender.Warn].
package notices

import (
	"context"
	"log/slog"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// A Sender sends notices.
type Sender struct {
	Settings *cache.Settings // which channel, and in which language
	REST     *rest.Client
	Log      *slog.Logger
}

// Warn tells the moderators of a server something; sent is false where they chose no channel or it cannot be told. Two
// warnings with the same nonce within some minutes are one. lang is the language where the server chose none.
func (n Sender) Warn(ctx context.Context, guild, nonce, lang string, say func(*locale.Printer) string) (sent bool) {
	return n.Send(ctx, guild, nonce, lang, func(w *locale.Printer) *render.Page { return &render.Page{Text: say(w)} })
}

// Send is Warn with a page, which may have buttons.
func (n Sender) Send(ctx context.Context, guild, nonce, lang string, draw func(*locale.Printer) *render.Page) (sent bool) {
	s, err := n.Settings.Of(ctx, guild)
	if err != nil || s.Notices == "" {
		return false
	}
	m := draw(locale.For(s.Language, lang)).Message("")
	m.Nonce = nonce
	if _, err := n.REST.CreateMessage(ctx, s.Notices, m); err != nil {
		n.Log.Warn("cannot tell moderators", "guild", guild, "channel", s.Notices, "error", err)
		return false
	}
	return true
}
