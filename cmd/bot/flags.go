package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/watch"
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
		return slog.New(slog.NewJSONHandler(env.stderr, options))
	}
	return slog.New(slog.NewTextHandler(env.stderr, options))
}

// smallCorpus is how many bytes of articles are read anew for every command rather than kept in an index on disk: reading
// them takes less than a tenth of a second.
const smallCorpus = 2 << 20

// openCorpus brings an index up to date with the corpus. Where there is an index on disk, or the corpus is large, that is
// used; else one in memory. Problems are logged; they stop nothing.
func openCorpus(ctx context.Context, cfg config.Config, log *slog.Logger, progress func(done, total int)) (*index.Index, error) {
	dir := filepath.Join(cfg.Data, "index")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && isSmall(cfg.Corpus) {
		dir = ""
	}
	ix, _, err := openIndex(ctx, cfg, dir, log, progress)
	return ix, err
}

// openIndex opens the index in dir and brings it up to date. An index that cannot be written answers from memory.
func openIndex(ctx context.Context, cfg config.Config, dir string, log *slog.Logger, progress func(done, total int)) (*index.Index, index.Change, error) {
	ix, stale, err := index.Open(dir)
	if err != nil {
		return nil, index.Change{}, err
	}
	if stale != nil {
		log.Warn("the index is built anew", "because", stale)
	}
	log.Debug("reading the corpus", "folder", cfg.Corpus)
	read, err := watch.Read(ctx, cfg.Corpus, ix, log, progress)
	if failure := ix.WriteFailure(); failure != nil {
		log.Error("the index is only in memory", "error", failure)
		return ix, read.Change, nil
	}
	if err != nil {
		ix.Close()
		return nil, read.Change, err
	}
	return ix, read.Change, nil
}

// isSmall reports whether the files of a folder are small enough to be read for every command. A folder that cannot be
// read is small: corpus.Load says what is wrong with it.
func isSmall(dir string) bool {
	var size int64
	errLarge := errors.New("large")
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			size += info.Size()
		}
		if size > smallCorpus {
			return errLarge
		}
		return nil
	})
	return err == nil
}

// noWords refuses arguments a command has no use for.
func noWords(words []string) error {
	if len(words) > 0 {
		return fmt.Errorf("found %q after the flags, wanted nothing there", words[0])
	}
	return nil
}
