package discord

import (
	"context"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

const usualIntents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// plan makes the shards of this process.
func (b *Bot) plan(ctx context.Context) ([]*shard, error) {
	var gateway struct {
		Shards int `json:"shards"`
		Limit  struct {
			Concurrency int `json:"max_concurrency"`
		} `json:"session_start_limit"`
	}
	if err := b.rest.do(ctx, call{method: http.MethodGet, path: "gateway/bot", bucket: "gateway/bot", into: &gateway, repeatable: true}); err != nil {
		return nil, fmt.Errorf("cannot ask Discord for its gateway: %w", err)
	}
	count, ids := b.options.Shards, b.options.ShardIDs
	if count == 0 {
		count = max(gateway.Shards, 1)
	}
	if ids == nil {
		for id := range count {
			ids = append(ids, id)
		}
	}
	b.care.part.Store(&part{count, ids})
	intents := usualIntents
	if b.options.MessageContent {
		intents |= discordgo.IntentMessageContent
	}
	turns := newTurnstile(gateway.Limit.Concurrency, b.pace.identify)
	var shards []*shard
	for _, id := range ids {
		if id >= count {
			return nil, fmt.Errorf("SHARD_IDS has %d, but there are %d shards, from 0: leave it out or raise SHARDS", id, count)
		}
		shards = append(shards, &shard{id: id, count: count, token: b.options.Token, intents: intents, client: b.rest.client,
			budget: b.options.Budget, turns: turns, pace: b.pace, hear: b.hear, log: b.log})
	}
	return shards, nil
}

// connectAll runs all shards until ctx ends or one of them cannot go on.
func (b *Bot) connectAll(ctx context.Context, stop func(), shards []*shard) error {
	ended := make(chan error, len(shards))
	for _, s := range shards {
		go func() {
			defer stop() // one that gives up ends all: Discord's reasons to give up concern the whole bot
			ended <- s.run(ctx)
		}()
	}
	var failures []error
	for range shards {
		failures = append(failures, <-ended)
	}
	for _, err := range failures {
		if err != nil {
			return err // they all say the same
		}
	}
	return nil
}
