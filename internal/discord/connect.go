package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

var errUnknownToken = errors.New("the token is not known to Discord: copy it from the Bot page of the Discord Developer Portal into DISCORD_TOKEN")

// untilReached calls ask again for as long as Discord cannot be reached: a bot may be started before its network, as after
// a power cut. It returns what else ask returns, or the error of ctx.
func (b *Bot) untilReached(ctx context.Context, ask func(context.Context) error) error {
	for pause := b.timing.Retry; ; pause = min(2*pause, time.Minute) {
		err := ask(ctx)
		if err == nil || isRefusal(err) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.log.Error("not connected: trying again", "error", err, "in", pause)
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
}

// isRefusal tells whether Discord has understood a call and will not change its mind.
func isRefusal(err error) bool {
	var failed *restError
	return errors.Is(err, errUnknownToken) || errors.As(err, &failed) && failed.status < 500 && failed.status != http.StatusTooManyRequests
}

// unlessStopped is err, or nil where ctx has ended: to be told to stop is no failure.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// introduce asks Discord who we are, which also tells whether the token is good.
func (b *Bot) introduce(ctx context.Context) error {
	var me struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	}
	var app struct {
		ID string `json:"id"`
	}
	for path, into := range map[string]any{"users/@me": &me, "applications/@me": &app} {
		err := b.rest.do(ctx, call{method: http.MethodGet, path: path, bucket: path, into: into, repeatable: true})
		if isStatus(err, http.StatusUnauthorized) {
			return errUnknownToken
		}
		if err != nil {
			return fmt.Errorf("cannot ask Discord who this bot is; check the network, HTTPS_PROXY and SSL_CERT_FILE: %w", err)
		}
	}
	b.self, b.app, b.name = me.ID, app.ID, me.Username
	return nil
}

// connections asks Discord how to connect: which shards are this process's, and how many sessions may be begun.
func (b *Bot) connections(ctx context.Context) (gateway.Config, error) {
	var advice struct {
		Shards int            `json:"shards"`
		Starts gateway.Starts `json:"session_start_limit"`
	}
	if err := b.rest.do(ctx, call{method: http.MethodGet, path: "gateway/bot", bucket: "gateway/bot", into: &advice, repeatable: true}); err != nil {
		return gateway.Config{}, fmt.Errorf("cannot ask Discord for its gateway: %w", err)
	}
	count, ids := b.options.Shards, b.options.ShardIDs
	if count == 0 {
		count = max(advice.Shards, 1)
	}
	if ids == nil {
		for id := range count {
			ids = append(ids, id)
		}
	}
	b.care.part.Store(&part{count, ids})
	return gateway.Config{Token: b.options.Token, Client: b.rest.client, Shards: count, IDs: ids, MessageContent: b.options.MessageContent,
		Starts: advice.Starts, Store: b.options.Store, Event: b.hear, Timing: b.timing, Log: b.log}, nil
}
