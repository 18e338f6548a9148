package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/sitrep-bot/sitrep/internal/discord"
)

// printCommands prints what the bot registers with Discord, as Discord takes it.
func printCommands(_ context.Context, env environment, args []string) error {
	flags := newFlags("commands", env)
	printed := flags.Bool("print", false, "print the commands as JSON")
	words, _, err := flags.parse(env, args)
	if err == nil {
		err = noWords(words)
	}
	if err != nil {
		return err
	}
	if !*printed {
		return errors.New("wanted `bot commands --print`; `bot serve` registers commands by itself")
	}
	out := json.NewEncoder(env.stdout)
	out.SetIndent("", "  ")
	return out.Encode(discord.Commands())
}
