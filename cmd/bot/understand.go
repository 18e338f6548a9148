package main

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/service"
)

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
