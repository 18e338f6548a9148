package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sitrep-bot/sitrep/internal/service"
)

// buildIndex builds or refreshes the index on disk.
func buildIndex(ctx context.Context, env environment, args []string) error {
	flags := newFlags("index", env)
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	if err := noWords(words); err != nil {
		return err
	}
	start := time.Now()
	s, err := service.Open(ctx, cfg, newLog(env, cfg), service.Options{OnDisk: true, Patient: true, Progress: newProgress(env).show})
	if err != nil {
		return err
	}
	took := time.Since(start)
	if failure := s.Index.WriteFailure(); failure != nil {
		return errors.Join(failure, s.Close())
	}
	if err := errors.Join(understand(ctx, env, s), s.Close()); err != nil {
		return fmt.Errorf("cannot finish the index: %w", err)
	}
	understood, change := time.Since(start)-took, s.Change
	if flags.json {
		return json.NewEncoder(env.stdout).Encode(map[string]any{"added": len(change.Added), "changed": len(change.Changed),
			"removed": len(change.Removed), "passages": change.Passages, "revision": change.Revision, "took_ms": took.Milliseconds(), "meaning_ms": understood.Milliseconds()})
	}
	fmt.Fprintf(env.stdout, "%d added, %d changed, %d removed; %d passages in %s\n", len(change.Added), len(change.Changed),
		len(change.Removed), change.Passages, took.Round(time.Millisecond))
	if known, _ := s.Understood(); known > 0 {
		fmt.Fprintf(env.stdout, "%d passages known by their meaning, in %s more\n", known, understood.Round(time.Millisecond))
	}
	return nil
}
