package main

import (
	"context"
	"encoding/json"

	"github.com/sitrep-bot/sitrep/internal/discord"
)

// printCommands prints what the bot registers with Discord, as Discord takes it. `bot serve` registers it by itself.
func printCommands(_ context.Context, env environment, args []string) error {
	words, _, err := newFlags("commands", env).parse(env, args)
	if err == nil {
		err = noWords(words)
	}
	if err != nil {
		return err
	}
	out := json.NewEncoder(env.stdout)
	out.SetIndent("", "  ")
	return out.Encode(discord.Commands())
}
