package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/sitrep-bot/sitrep/internal/index"
)

const (
	// settle is how long a folder must be quiet before it is read: editors write a file in several steps.
	settle = 300 * time.Millisecond
	// longestSettle is when a folder that is never quiet is read anyway.
	longestSettle = 5 * time.Second
	// lookAgain is how often a folder that went away is looked for.
	lookAgain = 5 * time.Second
	// After a reading that failed the next follows by itself, each time after twice as long.
	firstRetry, longestRetry = time.Second, time.Minute
)

// Watch reloads whenever something changes below the folder, or somebody nudges, and calls changed when the index is another
// than the last time, whoever had it reloaded. A reading that fails is tried again by itself. Watch returns when ctx ends.
// Where the folder cannot be watched it says so in the log; nudges still work.
func (f *Folder) Watch(ctx context.Context, hangup <-chan os.Signal, changed func(Result)) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		f.log.Error("cannot watch the corpus: use /sitrep reload or SIGHUP after a change", "error", err)
		w = &fsnotify.Watcher{} // of which nothing is ever heard
	} else {
		defer func() { _ = w.Close() }()
	}
	state := watcher{Folder: f, events: w, changed: changed}
	for why := "what changed before it was watched"; why != ""; {
		again := state.read(ctx, why)
		why = state.wait(ctx, hangup, again)
	}
}

// A watcher is a Folder that is watched.
type watcher struct {
	*Folder
	events  *fsnotify.Watcher
	changed func(Result)

	seen    int           // revision of the index that changed has heard of
	top     string        // the folder, links resolved; empty while there is none
	links   []string      // the links that lead to it
	trouble string        // what was logged last and still holds; empty: all is well
	retry   time.Duration // until the next try after a failure
}

// read reads the folder, and returns after how long to do so again by itself; 0: only when something changes.
func (w *watcher) read(ctx context.Context, why string) (again time.Duration) {
	watching := w.watchAll()
	w.log.Debug("reading the corpus", "because", why)
	result, err := w.Reload(ctx)
	if failure := (*index.WriteFailure)(nil); errors.As(err, &failure) {
		err = nil // what was read is in effect
	}
	if err == nil && result.Revision != w.seen {
		w.changed(result)
		w.seen = result.Revision
	}
	if ctx.Err() != nil {
		return 0
	}
	if failure := w.index.WriteFailure(); err == nil && failure != nil {
		err = failure
	}
	w.report(err)
	if err != nil {
		w.retry = min(max(2*w.retry, firstRetry), longestRetry)
		again = w.retry
	}
	if !watching && w.events.Events != nil {
		again = min(cmp.Or(again, lookAgain), lookAgain)
	}
	return again
}

// report logs a failure when it begins and when it ends, not at every try.
func (w *watcher) report(err error) {
	switch {
	case err == nil && w.trouble != "":
		w.log.Info("the corpus and its index are in order again")
		w.trouble, w.retry = "", 0
	case err != nil && err.Error() != w.trouble:
		w.log.Error("the corpus is not up to date: it is tried again by itself, and what was there answers meanwhile", "error", err)
		w.trouble = err.Error()
	}
}

// wait returns once there is a reason to read the folder, which is quiet by then; no reason means that ctx has ended.
func (w *watcher) wait(ctx context.Context, hangup <-chan os.Signal, again time.Duration) (why string) {
	var timer <-chan time.Time
	if again > 0 {
		timer = time.After(again)
	}
	for {
		select {
		case <-ctx.Done():
			return ""
		case <-hangup:
			return "a signal"
		case <-timer:
			return "looking again"
		case err := <-w.events.Errors:
			w.log.Warn("watching the corpus", "error", err)
			return "events were lost"
		case e := <-w.events.Events:
			if e.Op == fsnotify.Chmod || !w.concerns(e.Name) {
				continue // indexers and backups touch files, and the text is the same
			}
			w.quiet(ctx)
			return e.String()
		}
	}
}

// concerns reports whether a path is in the folder, or leads to it: beside a link other things may change.
func (w *watcher) concerns(path string) bool {
	return path == w.top || strings.HasPrefix(path, w.top+string(filepath.Separator)) || slices.Contains(w.links, path)
}

// quiet returns when nothing has happened for a moment.
func (w *watcher) quiet(ctx context.Context) {
	last := time.After(longestSettle)
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.events.Events:
		case <-time.After(settle):
			return
		case <-last:
			return
		}
	}
}

// watchAll watches the folder, all folders below, and the links that lead to it; one that is watched already stays so, and
// those that do not belong to it any more are let go. It reports whether the folder itself is watched. Folders are watched
// rather than files, as editors put new files in the place of old ones.
func (w *watcher) watchAll() bool {
	if w.events.Events == nil {
		return false
	}
	w.top, w.links = follow(w.dir)
	wanted, err := foldersBelow(w.top)
	for _, link := range w.links {
		wanted = append(wanted, filepath.Dir(link))
	}
	for _, path := range w.events.WatchList() {
		if !slices.Contains(wanted, path) {
			_ = w.events.Remove(path) // it may be gone
		}
	}
	for _, path := range wanted {
		if addErr := w.events.Add(path); addErr != nil && !errors.Is(addErr, fs.ErrNotExist) {
			err = fmt.Errorf("%s: %w", path, addErr)
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNoFolder) {
		w.log.Warn("a part of the corpus is not watched: use /sitrep reload or SIGHUP after a change there", "error", err)
	}
	return slices.Contains(w.events.WatchList(), w.top)
}

var errNoFolder = errors.New("it is no folder")

// foldersBelow lists a folder and all below it. What cannot be read is left out: the reading of the corpus reports it.
func foldersBelow(top string) (found []string, err error) {
	if info, err := os.Stat(top); err != nil || !info.IsDir() {
		return nil, errors.Join(errNoFolder, err)
	}
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

// mostLinks is how many links are followed before they are taken for a circle; Linux follows 40.
const mostLinks = 40

// follow resolves the links in a path as far as it can. links are those on the way, each by its own path: where one is
// switched to another target, the folder is another.
func follow(dir string) (top string, links []string) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return dir, nil
	}
	for len(links) < mostLinks {
		link, target, found := firstLink(path)
		if !found {
			break
		}
		links = append(links, link)
		rest := strings.TrimPrefix(path, link)
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(link), target)
		}
		path = filepath.Join(target, rest)
	}
	return path, links
}

// firstLink finds the first link in a path, and what it points at.
func firstLink(path string) (link, target string, found bool) {
	if parent := filepath.Dir(path); parent != path {
		if link, target, found = firstLink(parent); found {
			return link, target, true
		}
	}
	target, err := os.Readlink(path)
	return path, target, err == nil
}
