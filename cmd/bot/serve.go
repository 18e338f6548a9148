package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"sitrep/internal/answers"
	"sitrep/internal/config"
	"sitrep/internal/discord"
	"sitrep/internal/index"
	"sitrep/internal/store"
)

// serve answers in Discord until it is told to stop.
func serve(ctx context.Context, env environment, args []string) error {
	words, cfg, err := newFlags("serve", env).parse(env, args)
	if err == nil {
		err = noWords(words)
	}
	if err != nil {
		return err
	}
	if cfg.Token == "" {
		return errors.New("no DISCORD_TOKEN: create a bot in the Discord Developer Portal, and set the token of its Bot page in the environment or in .env")
	}
	log := newLog(env, cfg)
	discord.RouteLibraryLog(log)
	ix, _, err := openIndex(ctx, cfg, filepath.Join(cfg.Data, "index"), log, nil)
	if err != nil {
		return err
	}
	defer ix.Close()
	db, err := store.Open(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil {
		return err
	}
	defer db.Close()
	return newBot(ctx, cfg, ix, db, log)
}

// newBot puts the bot together and runs it.
func newBot(ctx context.Context, cfg config.Config, ix *index.Index, db *store.Store, log *slog.Logger) error {
	secret, err := db.Secret(ctx, "custom ids")
	if err != nil {
		return err
	}
	m := memory{db}
	bot := discord.New(discord.Options{
		Token: string(cfg.Token), Desk: answers.New(ix), Library: ix, Memory: m, Budget: m, Secret: secret, Log: log,
		Shards: cfg.Shards, ShardIDs: cfg.ShardIDs, Workers: cfg.Workers, Cooldown: cfg.Cooldown, MessageContent: cfg.MessageContent,
	})
	log.Info("serving", "corpus", cfg.Corpus, "cooldown", cfg.Cooldown, "workers", cfg.Workers)
	if err := bot.Run(ctx); err != nil {
		return fmt.Errorf("stopped: %w", err)
	}
	log.Info("stopped")
	return nil
}
