package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"
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
	ix, change, err := openIndex(ctx, cfg, filepath.Join(cfg.Data, "index"), newLog(env, cfg), newProgress(env).show)
	if err != nil {
		return err
	}
	if failure := ix.WriteFailure(); failure != nil {
		return errors.Join(failure, ix.Close())
	}
	if err := ix.Close(); err != nil {
		return fmt.Errorf("cannot close the index: %w", err)
	}
	took := time.Since(start)
	if flags.json {
		return json.NewEncoder(env.stdout).Encode(map[string]any{"added": len(change.Added), "changed": len(change.Changed),
			"removed": len(change.Removed), "passages": change.Passages, "revision": change.Revision, "took_ms": took.Milliseconds()})
	}
	fmt.Fprintf(env.stdout, "%d added, %d changed, %d removed; %d passages in %s\n", len(change.Added), len(change.Changed),
		len(change.Removed), change.Passages, took.Round(time.Millisecond))
	return nil
}
