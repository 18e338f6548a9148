package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/discord"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/monitor"
	"github.com/sitrep-bot/sitrep/internal/service"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/watch"
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
		return config.ErrNoToken
	}
	hangup, ignore := hangups()
	defer ignore()
	log := newLog(env, cfg)
	gateway.RouteLibraryLog(log)
	m, unwatch := watched(ctx, cfg, log)
	defer unwatch()
	s, err := openReachable(ctx, cfg, log, service.Options{OnDisk: true, Alone: true, Took: m.Took})
	if s == nil || err != nil {
		return err
	}
	defer s.Close()
	db, err := store.Open(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil {
		return err
	}
	defer db.Close()
	db.OnFailure(m.StoreFailed)
	return runBot(ctx, cfg, s, db, m, hangup, log)
}

// betweenTries is how long a search cluster that was away is left alone.
const betweenTries = 2 * time.Second

// openReachable opens the Service. A search cluster that does not answer yet is waited for, as a network is: both may come up
// together with the bot. Where it is told to stop before, there is no Service.
func openReachable(ctx context.Context, cfg config.Config, log *slog.Logger, o service.Options) (*service.Service, error) {
	for {
		s, err := service.Open(ctx, cfg, log, o)
		if !errors.As(err, new(*index.AwayError)) {
			return s, err
		}
		if ctx.Err() == nil {
			log.Warn("waiting for the articles", "error", err)
		}
		if wait.For(ctx, betweenTries) != nil {
			return nil, nil
		}
	}
}

// watched makes a Monitor that is served, where the operator wants that, until unwatch is called.
func watched(ctx context.Context, cfg config.Config, log *slog.Logger) (m *monitor.Monitor, unwatch func()) {
	m = monitor.New()
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // it is watched while it stops, too
	var serving sync.WaitGroup
	if cfg.Monitor != "" {
		serving.Go(func() { m.Serve(ctx, cfg.Monitor, log) })
	}
	return m, func() {
		stop()
		serving.Wait()
	}
}

// hangups are the SIGHUPs from now on: each reads the corpus again. One that comes before there is a corpus waits for it, and
// does not end the process.
func hangups() (hangup <-chan os.Signal, ignore func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c, func() { signal.Stop(c) }
}

// hold is how long others leave a briefing to a process that died. Only a test that kills processes changes it.
var hold time.Duration

// patience is how long reads of the database are waited for, and beat how often a process says that it lives; 0: as usual. Only a test
// on a loaded machine, and of many processes, changes them.
var patience, beat time.Duration

// pages gets articles by their address; nil: as usual. Only a test whose site is on loopback changes it.
var pages *fetch.Client

// runBot puts the bot together and runs it.
func runBot(ctx context.Context, cfg config.Config, s *service.Service, db *store.Store, m *monitor.Monitor, hangup <-chan os.Signal, log *slog.Logger) error {
	secret, err := db.Secret(ctx, "custom ids")
	if err != nil {
		return err
	}
	bot := discord.New(discord.Options{
		Token: string(cfg.Token), Desk: s.Desk, Index: s.Index, Store: db, Secret: secret, Log: log,
		Corpus: s.Folder, Understood: s.Understood, Understand: s.Understand, Lend: s.Lend, KeepGlances: s.KeepGlances, Gaps: cfg.Gaps,
		Shards: cfg.Shards, ShardIDs: cfg.ShardIDs, Workers: cfg.Workers, Cooldown: cfg.Cooldown, Limits: articles.Limits(cfg.OwnArticles), MessageContent: cfg.MessageContent,
		Hold: hold, Patience: patience, Beat: beat, Pages: pages, Observer: m,
	})
	if err := showState(m, bot, s); err != nil {
		return err
	}
	m.ReadyIf(checks(bot, s, db)...)
	log.Info("serving", "corpus", cfg.Corpus, "cooldown", cfg.Cooldown, "workers", cfg.Workers)
	if err := runWatching(ctx, bot, s, hangup, log, func() {}); err != nil {
		return fmt.Errorf("stopped: %w", err)
	}
	log.Info("stopped")
	return nil
}

// runWatching runs the bot, with the corpus read again whenever it changes; changed is called then.
func runWatching(ctx context.Context, bot *discord.Bot, s *service.Service, hangup <-chan os.Signal, log *slog.Logger, changed func()) error {
	ctx, stop := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { watchFolder(ctx, s, bot, hangup, log, changed) })
	err := bot.Run(ctx)
	stop()
	watching.Wait()
	return err
}

// watchFolder reads the corpus again when it changes and on SIGHUP, until ctx ends, and brings up to date what depends on it.
func watchFolder(ctx context.Context, s *service.Service, bot *discord.Bot, hangup <-chan os.Signal, log *slog.Logger, changed func()) {
	s.Follow(ctx, hangup, func(watch.Result) {
		changed()
		if err := bot.Refresh(ctx); err != nil && ctx.Err() == nil {
			log.Error("cannot bring briefings up to date", "error", err)
		}
	})
}
