package discord

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// failure is what a member sees of a mistake: what to do, and a number that stands in the log as well. That the articles are kept
// in a cluster that does not answer is said as it is.
func failure(ctx context.Context, log *slog.Logger, err error, w *locale.Printer, attrs ...any) reply {
	if away := (*index.AwayError)(nil); errors.As(err, &away) {
		log.ErrorContext(ctx, "the articles cannot be reached", append(attrs, "error", err)...)
		return reply{page: &render.Page{Text: w.Text("away")}, private: true}
	}
	number := rand.Text()[:6]
	log.ErrorContext(ctx, "a request failed", append(attrs, "number", number, "error", err)...)
	return reply{page: &render.Page{Text: w.Text("failed", number)}, private: true}
}

// panicked turns what was recovered into an error, with where it happened.
func panicked(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }

// recoverPanic keeps a mistake in one event from ending the bot.
func recoverPanic(log *slog.Logger, doing, kind string) {
	if p := recover(); p != nil {
		log.Error("a handler panicked", "doing", doing, "event", kind, "error", panicked(p))
	}
}

// logError logs an error that nobody else can be told of, if there is one.
func logError(ctx context.Context, log *slog.Logger, what string, err error) {
	if err != nil {
		log.ErrorContext(ctx, what, "error", err)
	}
}
