package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/sitrep-bot/sitrep/internal/service"
)

// understandOrWords is understand for those who answer at once: where it cannot be, as on a full disk, words answer alone.
func understandOrWords(ctx context.Context, env environment, s *service.Service, log *slog.Logger) error {
	err := understand(ctx, env, s)
	if err != nil && ctx.Err() == nil {
		log.Error("the meaning of some passages is not known: they are found by their words", "error", err)
	}
	return ctx.Err()
}

// understand waits until the meaning of all passages is known, and shows a person at a terminal how far it is. That takes
// some 20 ms a passage, once: what a passage means is kept.
func understand(ctx context.Context, env environment, s *service.Service) error {
	done := make(chan error, 1)
	go func() { done <- s.Understand(ctx) }()
	shown, ticker := newProgress(env), time.NewTicker(progressEvery)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ticker.C:
			shown.show(s.Understood())
		}
	}
}
