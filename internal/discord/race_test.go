//go:build race

package discord

func init() { raced = true }
