package discord

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// warnModerators tells the moderators of a server something, in the channel they chose; sent is false where they chose none
// or it cannot be told. Two warnings with the same nonce within some minutes are one. lang is the language where the server
// chose none.
func (b *Bot) warnModerators(ctx context.Context, guild, nonce, lang string, say func(*locale.Printer) string) (sent bool) {
	s, err := b.settings.of(ctx, guild)
	if err != nil || s.Notices == "" {
		return false
	}
	m := (&render.Page{Text: say(locale.For(s.Language, lang))}).Message("")
	m.Nonce = nonce
	if _, err := b.rest.CreateMessage(ctx, s.Notices, m); err != nil {
		b.log.Warn("cannot tell moderators", "guild", guild, "channel", s.Notices, "error", err)
		return false
	}
	return true
}
