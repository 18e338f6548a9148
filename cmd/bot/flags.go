package main

import (
	"flag"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/logging"
)

// A flagSet is the flags of one command. Those that are settings too are looked up before the environment, so that a flag
// wins over it and is checked as its setting is.
type flagSet struct {
	*flag.FlagSet
	settings map[string]*string // name of the setting → value of the flag
	json     bool
}

func newFlags(name string, env environment) *flagSet {
	f := &flagSet{FlagSet: flag.NewFlagSet("bot "+name, flag.ContinueOnError), settings: map[string]*string{}}
	f.SetOutput(env.stderr)
	f.setting("corpus", config.Corpus, "`folder` of articles (default corpus)")
	f.setting("data", config.Data, "`folder` of state and index (default data)")
	f.setting("log-level", config.LogLevel, "debug, info, warn or error (default info)")
	f.BoolVar(&f.json, "json", false, "print JSON")
	return f
}

func (f *flagSet) setting(name, key, usage string) {
	f.settings[key] = f.String(name, "", usage)
}

// parse reads flags wherever they stand among the arguments before "--", and returns the other arguments with the
// settings.
func (f *flagSet) parse(env environment, args []string) (words []string, cfg config.Config, err error) {
	var rest []string
	if at := slices.Index(args, "--"); at >= 0 {
		args, rest = args[:at], args[at+1:]
	}
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return nil, cfg, err
		}
		if args = f.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	words = append(words, rest...)
	cfg, err = config.Load(func(key string) string { return f.lookUp(env, key) })
	return words, cfg, err
}

// lookUp is the value of a setting: of its flag, or else in the environment.
func (f *flagSet) lookUp(env environment, key string) string {
	if value, ok := f.settings[key]; ok && *value != "" {
		return *value
	}
	return env.getenv(key)
}

// given reports whether a setting was set, by flag or in the environment.
func (f *flagSet) given(env environment, key string) bool {
	return strings.TrimSpace(f.lookUp(env, key)) != ""
}

func newLog(env environment, cfg config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "json" {
		return slog.New(logging.Handler(slog.NewJSONHandler(env.stderr, options)))
	}
	return slog.New(logging.Handler(slog.NewTextHandler(env.stderr, options)))
}

// noWords refuses arguments a command has no use for.
func noWords(words []string) error {
	if len(words) > 0 {
		return fmt.Errorf("found %q after the flags, wanted nothing there", words[0])
	}
	return nil
}
