package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settle is how long a folder must be quiet before it is read: editors write a file in several steps.
	settle = 300 * time.Millisecond
	// longestSettle is when a folder that is never quiet is read anyway.
	longestSettle = 5 * time.Second
	// lookAgain is how often a folder that went away is looked for.
	lookAgain = 5 * time.Second
)

// Watch reloads whenever something changes below the folder, or somebody nudges, and calls changed when the index is another
// than the last time, whoever had it reloaded. It returns when ctx ends. Where the folder cannot be watched it says so in the log; nudges still work.
func (f *Folder) Watch(ctx context.Context, nudge <-chan os.Signal, changed func(Result)) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		f.log.Error("cannot watch the corpus: use /sitrep reload or SIGHUP after a change", "error", err)
		w = &fsnotify.Watcher{} // of which nothing is ever heard
	} else {
		defer func() { _ = w.Close() }()
	}
	seen := 0
	for why := "what changed before it was watched"; why != ""; {
		watching := f.watchAll(w)
		seen = f.reload(ctx, why, seen, changed)
		why = f.wait(ctx, w, nudge, watching)
	}
}

// reload returns the revision of the index that changed has heard of.
func (f *Folder) reload(ctx context.Context, why string, seen int, changed func(Result)) int {
	f.log.Debug("reading the corpus", "because", why)
	o, err := f.Reload(ctx)
	if err != nil {
		if ctx.Err() == nil {
			f.log.Error("cannot read the corpus: what was there stays", "error", err)
		}
		return seen
	}
	if o.Revision != seen {
		changed(o)
	}
	return o.Revision
}

// wait returns once there is a reason to read the folder, which is quiet by then; no reason means that ctx has ended.
func (f *Folder) wait(ctx context.Context, w *fsnotify.Watcher, nudge <-chan os.Signal, watching bool) (why string) {
	var gone <-chan time.Time
	if !watching && w.Events != nil {
		gone = time.After(lookAgain)
	}
	for {
		select {
		case <-ctx.Done():
			return ""
		case <-nudge:
			return "a signal"
		case <-gone:
			return "looking for the folder"
		case err := <-w.Errors:
			f.log.Warn("watching the corpus", "error", err)
			return "events were lost"
		case e := <-w.Events:
			if e.Has(fsnotify.Chmod) && e.Op == fsnotify.Chmod {
				continue // indexers and backups do that, and the text is the same
			}
			f.quiet(ctx, w)
			return e.String()
		}
	}
}

// quiet returns when nothing has happened for a moment.
func (f *Folder) quiet(ctx context.Context, w *fsnotify.Watcher) {
	last := time.After(longestSettle)
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.Events:
		case <-time.After(settle):
			return
		case <-last:
			return
		}
	}
}

// watchAll watches the folder and all folders below; one that is watched already stays so. It reports whether the folder
// itself is watched. Folders are watched rather than files, as editors put new files in the place of old ones.
func (f *Folder) watchAll(w *fsnotify.Watcher) bool {
	if w.Events == nil {
		return false
	}
	top, err := filepath.EvalSymlinks(f.dir)
	if err != nil {
		return false // the reading says so
	}
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if path == top && err != nil {
			return err
		}
		if err != nil || !d.IsDir() {
			return nil // what cannot be read is reported by the reading
		}
		if err := w.Add(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.log.Warn("a part of the corpus is not watched: use /sitrep reload or SIGHUP after a change there", "error", err)
	}
	return err == nil
}
