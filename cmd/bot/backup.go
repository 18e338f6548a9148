package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// backup writes all state into one file, while the bot serves or not.
func backup(ctx context.Context, env environment, args []string) (err error) {
	words, cfg, err := newFlags("backup", env).parse(env, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return errors.New("wanted `bot backup FILE`")
	}
	// Under another name until it is whole, so that a backup that failed is never taken for one.
	file, err := os.CreateTemp(filepath.Dir(words[0]), filepath.Base(words[0])+".*") // which only its owner can read
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once it has its name
	counts, err := store.Backup(ctx, cfg.Data, string(cfg.DatabaseURL), time.Now(), file)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), words[0]); err != nil {
		return err
	}
	report(env, counts, "in "+words[0])
	return nil
}

// restore puts a backup into the database of the settings, whichever engine it was made on.
func restore(ctx context.Context, env environment, args []string) error {
	flags := newFlags("restore", env)
	replace := flags.Bool("replace", false, "replace the state that is there")
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return errors.New("wanted `bot restore FILE`")
	}
	file, err := os.Open(words[0])
	if err != nil {
		return err
	}
	defer file.Close()
	counts, err := store.Restore(ctx, cfg.Data, string(cfg.DatabaseURL), file, *replace)
	if errors.Is(err, store.ErrNotEmpty) {
		return fmt.Errorf("%w: add --replace to have it replaced, and take a backup of it first", err)
	}
	if err != nil {
		return err
	}
	report(env, counts, "restored from "+words[0])
	return nil
}

// report prints how much there is of what.
func report(env environment, counts store.Counts, where string) {
	for _, table := range counts.Tables() {
		fmt.Fprintf(env.stdout, "%-12s %d\n", table, counts[table])
	}
	fmt.Fprintf(env.stdout, "%s %s\n", counted(counts.Sum(), "row"), where)
}

// migrate brings the tables up to date, as every start of the bot does, or says what that would be.
func migrate(ctx context.Context, env environment, args []string) error {
	flags := newFlags("migrate", env)
	dry := flags.Bool("dry-run", false, "say what would be done, and do nothing")
	words, cfg, err := flags.parse(env, args)
	if err == nil {
		err = noWords(words)
	}
	if err != nil {
		return err
	}
	v, err := store.Inspect(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil {
		return err
	}
	fmt.Fprintf(env.stdout, "%s: version %d, this program knows %d\n", v.Place, v.Has, v.Knows)
	for _, name := range v.Missing {
		fmt.Fprintln(env.stdout, "to apply:", name)
	}
	if *dry || len(v.Missing) == 0 && v.Has <= v.Knows {
		return nil
	}
	db, err := store.Open(ctx, cfg.Data, string(cfg.DatabaseURL))
	if err != nil {
		return err
	}
	fmt.Fprintln(env.stdout, "done")
	return db.Close()
}
