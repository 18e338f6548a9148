package discord

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

func (b *Bot) help(_ context.Context, r request) (reply, error) {
	return telling(r.words().Text("help", render.EscapeLine(b.name))), nil
}

// privacy tells what is stored, as things are here.
func (b *Bot) privacy(ctx context.Context, r request) (reply, error) {
	w := r.words()
	gaps := w.Text("privacyNoGaps")
	if s, err := b.settings.Of(ctx, r.guild); b.gaps.kept && r.guild != "" && !r.absent && (err != nil || !s.NoGaps) {
		gaps = w.Text("privacyGaps")
	}
	return telling(render.Lines(w.Text("privacy"), gaps, w.Text("privacyServer"))), nil
}
