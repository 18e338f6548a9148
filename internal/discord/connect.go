package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// untilReached calls ask again for as long as Discord cannot be reached: a bot may be started before its network, as after
// a power cut. It begins with pause between two calls. It returns what else ask returns, or the error of ctx.
func untilReached(ctx context.Context, pause time.Duration, log *slog.Logger, ask func(context.Context) error) error {
	for ; ; pause = min(2*pause, time.Minute) {
		err := ask(ctx)
		if err == nil || isRefusal(err) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		log.Error("not connected: trying again", "error", err, "in", pause)
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
}

// isRefusal tells whether Discord has understood a call and will not change its mind.
func isRefusal(err error) bool {
	var failed *rest.Error
	return errors.Is(err, errUnknownToken) || errors.As(err, &failed) && failed.Status < 500 && failed.Status != http.StatusTooManyRequests
}

// unlessStopped is err, or nil where ctx has ended: to be told to stop is no failure.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// connections asks Discord how to connect: which shards are this process's, and how many sessions may be begun.
func (b *Bot) connections(ctx context.Context) (gateway.Config, error) {
	advised, starts, err := b.rest.Gateway(ctx)
	if err != nil {
		return gateway.Config{}, fmt.Errorf("cannot ask Discord for its gateway: %w", err)
	}
	count, ids, shares := b.options.Shards, b.options.ShardIDs, b.shares()
	if count == 0 {
		count = max(advised, 1)
	}
	if ids == nil && !shares {
		for id := range count {
			ids = append(ids, id)
		}
	}
	b.shards.Store(int64(count))
	for _, id := range ids {
		b.states.set(id, gateway.Connecting)
	}
	return gateway.Config{Token: b.options.Token, Client: b.rest.HTTP(), Dial: b.options.Dial, Shards: count, IDs: ids, Share: shares, Shared: b.noteSharing,
		MessageContent: b.options.MessageContent, Starts: starts, Store: b.options.Store.Shards, Event: b.hear, State: b.noteState, Memory: memory{b.guilds}, Timing: b.timing, Log: b.log}, nil
}

// shares tells whether this process shares the shards with others, which takes a database that they share. On SQLite one process
// has all.
func (b *Bot) shares() bool {
	return b.options.Shards == 0 && b.options.ShardIDs == nil && b.options.Store.Shards.Shareable()
}

// callsPerSecond is how many calls Discord allows a bot over all its processes, those about interactions not counted. Processes
// that share the shards divide them as they do the shards, by which the questions are divided too: to ask a database before each
// call would cost more than it brings, and stop all of them when it is away. What a process leaves unused no other has.
// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
const callsPerSecond = 50

// noteSharing takes down how the shards are shared.
func (b *Bot) noteSharing(now gateway.Sharing) {
	b.sharing.Store(&now)
	b.shards.Store(int64(now.Shards))
	b.rest.Limit(max(callsPerSecond*now.Mine/now.Shards, 1))
}

// serves tells whether this process is the one that hears of a server. Of what several could do, that one does it.
func (b *Bot) serves(guild string) bool {
	count, id := uint64(b.shards.Load()), uint64(0)
	if n, err := strconv.ParseUint(guild, 10, 64); err == nil {
		id = n >> 22 // https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
	}
	if count == 0 {
		return len(b.options.ShardIDs) == 0 && !b.shares()
	}
	return b.states.has(int(id % count))
}
