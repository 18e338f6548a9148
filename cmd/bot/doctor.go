package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/service"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// An examination is one thing the doctor looks at. look returns what is well in a few words, or an error that says what is not,
// and what to do next.
type examination struct {
	name string
	look func(context.Context) (said string, err error)
}

// doctor looks at everything that `bot serve` needs, one line each. It changes nothing, and may be run beside a bot that serves.
func doctor(ctx context.Context, env environment, args []string) error {
	words, cfg, err := newFlags("doctor", env).parse(env, args)
	if err == nil {
		err = noWords(words)
	}
	if err != nil {
		return err
	}
	unwell := false
	for _, e := range examinations(cfg) {
		said, err := e.look(ctx)
		mark := "ok  "
		if err != nil {
			mark, said, unwell = "TODO", strings.ReplaceAll(err.Error(), "\n", "\n                  "), true
		}
		fmt.Fprintf(env.stdout, "%s  %-11s %s\n", mark, e.name, said)
	}
	if unwell {
		return errUnwell
	}
	return nil
}

func examinations(cfg config.Config) []examination {
	all := append(atDiscord(cfg),
		examination{"disk", func(context.Context) (string, error) { return examineDisk(cfg.Data) }},
		examination{"database", func(ctx context.Context) (string, error) { return examineDatabase(ctx, cfg) }},
		examination{"shards", func(ctx context.Context) (string, error) { return examineShards(ctx, cfg) }},
		examination{"corpus", func(context.Context) (string, error) { return examineCorpus(cfg.Corpus) }},
		examination{"encoder", func(context.Context) (string, error) { return examineEncoder(cfg.Meaning) }},
	)
	if len(cfg.Search.URLs) > 0 {
		all = append(all, examination{"search", func(ctx context.Context) (string, error) { return examineCluster(ctx, cfg.Search) }})
	}
	return all
}

// discordPatience is how long Discord may take for one line.
const discordPatience = 15 * time.Second

// atDiscord is what Discord is asked. Where it does not know the token, there is no more to ask.
func atDiscord(cfg config.Config) []examination {
	if cfg.Token == "" {
		return []examination{{"token", func(context.Context) (string, error) { return "", config.ErrNoToken }}}
	}
	at := discord.NewInspector(string(cfg.Token), nil)
	known := errors.New("not asked")
	asking := func(look func(context.Context) (string, error)) func(context.Context) (string, error) {
		return func(ctx context.Context) (string, error) {
			if known != nil {
				return "", errors.New("not asked, as Discord did not answer to the token")
			}
			ctx, cancel := context.WithTimeout(ctx, discordPatience)
			defer cancel()
			return look(ctx)
		}
	}
	return []examination{
		{"token", func(ctx context.Context) (said string, err error) {
			ctx, cancel := context.WithTimeout(ctx, discordPatience)
			defer cancel()
			said, known = at.Token(ctx)
			return said, known
		}},
		{"portal", asking(at.Application)},
		{"intents", asking(func(ctx context.Context) (string, error) { return at.Intents(ctx, cfg.MessageContent) })},
		{"sessions", asking(at.Sessions)},
		{"clock", asking(at.Clock)},
		{"permissions", asking(at.Permissions)},
	}
}

// fullDisk is so little room, in bytes, that an index of some size or a backup no longer fits.
const fullDisk = 500 << 20

// examineDisk tries to write where the bot will, and looks at how much room there is.
func examineDisk(dir string) (string, error) {
	there := existing(dir)
	trial, err := os.CreateTemp(there, ".doctor-")
	if err != nil {
		return "", fmt.Errorf("the folder for state cannot be written: make %s writable for the user the bot runs as, or name another with DATA: %w", there, err)
	}
	_, err = trial.WriteString("a trial")
	if err := errors.Join(err, trial.Sync(), trial.Close(), os.Remove(trial.Name())); err != nil {
		return "", fmt.Errorf("make room where %s is: %w", there, err)
	}
	free, err := freeSpace(there)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return "can be written", nil
	case err != nil:
		return "", err
	case free < fullDisk:
		return "", fmt.Errorf("only %d MiB are free: make room where %s is", free>>20, there)
	}
	return fmt.Sprintf("%.1f GiB free in %s", float64(free)/(1<<30), there), nil
}

// existing is the folder, or the nearest above it that is there: the bot makes the folder when it first needs it.
func existing(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for !exists(abs) && filepath.Dir(abs) != abs {
		abs = filepath.Dir(abs)
	}
	return abs
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// examineDatabase looks at the version of the tables, and tries to write to them.
func examineDatabase(ctx context.Context, cfg config.Config) (string, error) {
	v, err := store.Inspect(ctx, cfg.Data, string(cfg.DatabaseURL))
	switch {
	case err != nil:
		return "", err
	case v.Has > v.Knows:
		return "", fmt.Errorf("%s was written by a newer sitrep (version %d, this program knows %d): install that", v.Place, v.Has, v.Knows)
	case v.Has == 0:
		return "none yet in " + v.Place + "; bot serve makes it", nil
	case len(v.Missing) > 0:
		return fmt.Sprintf("%s is of version %d; bot serve or bot migrate brings it to %d", v.Place, v.Has, v.Knows), nil
	}
	db, err := store.Open(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil {
		return "", err
	}
	if err := errors.Join(db.TryWrite(ctx), db.Close()); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s answers and can be written", v.Place), nil
}

// examineShards tells which processes share the shards. Whether one lives is seen by what it says in the time between two looks.
func examineShards(ctx context.Context, cfg config.Config) (string, error) {
	switch {
	case cfg.ShardIDs != nil:
		return fmt.Sprintf("%d of %d in this process, as SHARD_IDS says", len(cfg.ShardIDs), cfg.Shards), nil
	case cfg.Shards != 0:
		return fmt.Sprintf("%d, all in one process", cfg.Shards), nil
	case cfg.DatabaseURL == "":
		return "as many as Discord advises, all in one process; several share them where DATABASE_URL names a PostgreSQL", nil
	}
	v, err := store.Inspect(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil || v.Has == 0 || len(v.Missing) > 0 {
		return "looked at once the database is as this program wants it", nil // the line before says what to do
	}
	db, err := store.Open(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil {
		return "", err
	}
	said, err := lookAtShards(ctx, db.Shards)
	return said, errors.Join(err, db.Close())
}

func lookAtShards(ctx context.Context, shared *store.Shards) (string, error) {
	before, err := shared.Roster(ctx, 0)
	if err != nil {
		return "", err
	}
	if err := wait.For(ctx, 2*gateway.DefaultTiming().Beat); err != nil {
		return "", err
	}
	now, err := shared.Roster(ctx, 0)
	if err != nil {
		return "", err
	}
	shards, has := 0, map[string]int{}
	for _, p := range now.Processes {
		if !slices.Contains(before.Processes, p) {
			shards, has[p.ID] = p.Shards, 0
		}
	}
	if len(has) == 0 {
		return "no process serves; those that will share as many as Discord advises", nil
	}
	if now, err = shared.Roster(ctx, shards); err != nil {
		return "", err
	}
	free := 0
	for _, process := range now.Holders {
		if _, lives := has[process]; lives {
			has[process]++
		} else {
			free++
		}
	}
	if free > 0 {
		return "", fmt.Errorf("%d of %d are served by no process: they are taken over within ten seconds; if not, look for level=ERROR in the logs of all processes", free, shards)
	}
	return fmt.Sprintf("%d, shared by %s: %s", shards, processes(len(has)), joined(has)), nil
}

func processes(n int) string {
	if n == 1 {
		return "1 process"
	}
	return fmt.Sprintf("%d processes", n)
}

// joined lists how many each has, most first.
func joined(has map[string]int) string {
	var all []string
	for _, n := range slices.Backward(slices.Sorted(maps.Values(has))) {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, ", ")
}

// examineCorpus reads the articles as the bot will.
func examineCorpus(dir string) (string, error) {
	c, err := corpus.Load(dir, nil)
	if err != nil {
		return "", err
	}
	mistakes, passages := 0, 0
	for _, p := range c.Problems {
		if !p.Warning {
			mistakes++
		}
	}
	for _, d := range c.Documents {
		passages += len(d.Passages)
	}
	switch {
	case passages == 0:
		return "", fmt.Errorf("no article in %s: put some there, or name another folder with CORPUS", dir)
	case mistakes > 0:
		return "", fmt.Errorf("%s in %s: bot corpus check names each, and what to do", counted(mistakes, "problem"), dir)
	}
	return fmt.Sprintf("%s with %s", counted(len(c.Documents), "article"), counted(passages, "passage")), nil
}

// examineCluster asks the OpenSearch that keeps the passages how it fares.
func examineCluster(ctx context.Context, search config.Search) (string, error) {
	c, err := service.Cluster(search)
	if err != nil {
		return "", err
	}
	h, err := index.ExamineCluster(ctx, c)
	at := strings.Join(search.URLs, ", ")
	switch {
	case err != nil:
		return "", err
	case h.Status == "red":
		return "", fmt.Errorf("the cluster at %s is red, so a part of the passages is missing: bring all its nodes back, or delete the index %s and run bot index", at, search.Index)
	case h.Status == "yellow":
		return "", fmt.Errorf("the cluster at %s is yellow, so passages are on one node that should be on two: bring back the node that is missing", at)
	case h.Documents == 0:
		return fmt.Sprintf("%s, %s; nothing in %s yet, bot index fills it", h.Status, counted(h.Nodes, "node"), search.Index), nil
	}
	return fmt.Sprintf("%s, %s, %s in %s", h.Status, counted(h.Nodes, "node"), counted(h.Documents, "document"), search.Index), nil
}

// slowGlance is how long a glance at a passage may take before meaning is not worth its time on a machine. Only tests change it, as
// a loaded machine is no slow one.
var slowGlance = 250 * time.Millisecond

// examineEncoder measures how quickly this machine reads for meaning.
func examineEncoder(wanted bool) (string, error) {
	if !wanted {
		return "MEANING is off: passages are found by words alone", nil
	}
	e, err := encoder.Load()
	if err != nil {
		return "", err
	}
	const passage = "The bridge over the river was closed for eleven days after the storm. Engineers of the mission checked its pillars, " +
		"found one of them damaged, and opened a single lane for trucks with food and medicine before the market days of the next week."
	best := time.Hour
	for range 5 {
		start := time.Now()
		e.GlancePassage(passage)
		best = min(best, time.Since(start))
	}
	if best > slowGlance {
		return "", fmt.Errorf("a passage takes %s: this machine is too slow for meaning, set MEANING=off", best.Round(time.Millisecond))
	}
	return fmt.Sprintf("%s a passage, once", best.Round(100*time.Microsecond)), nil
}
