// Package service puts together what answers a question: the articles read into an index, what they mean, and the desk.
//
// Start at [Open]. The terminal, the evaluation, the playground and Discord all use what it returns.
package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/meaning"
	"github.com/sitrep-bot/sitrep/internal/watch"
)

// A Service answers questions about the articles of one folder. Many goroutines may use it.
type Service struct {
	Index  *index.Index
	Folder *watch.Folder
	Desk   *answers.Desk
	Change index.Change // what opening it changed in the index

	library *meaning.Library // nil: passages are found by words alone
	lent    *meaning.Library // what others share: the library, or one in memory
	folder  string           // of what passages mean; empty: memory
	learned func()           // see [Options]; may be nil
	opened  func() bool      // opens the library, once; false: it could not be opened
	looking sync.Mutex       // held by the one who glances at passages
	alone   bool             // see [Options]
	log     *slog.Logger
}

// Options say how a Service is opened. The zero Options are right for one question at a terminal.
type Options struct {
	OnDisk   bool                  // keep the index in the data folder, however small the corpus is
	Patient  bool                  // rather wait for a search cluster than hear within two seconds that it does not answer
	Alone    bool                  // nobody else has the data folder, but for a moment: what passages mean may be rewritten there
	Fleeting bool                  // what is lent leaves nothing on disk: it is for whoever forgets everything at the end
	Progress func(done, total int) // hears of the passages written to the index; may be nil
	Learned  func()                // hears each time that all passages are known by their meaning; may be nil

	Took func(step string, d time.Duration) // hears how long the steps of an answer took, see [answers.Desk]; may be nil
}

// Open reads the articles. What is wrong with one is logged, and stops nothing. Words answer until [Service.Understand] was
// called, which needs the encoders: these take longer to load than a small corpus to read.
func Open(ctx context.Context, cfg config.Config, log *slog.Logger, o Options) (*Service, error) {
	s := &Service{log: log, learned: o.Learned, alone: o.Alone, folder: glances(cfg.Data, o.OnDisk)}
	var err error
	if s.Index, err = s.openIndex(ctx, cfg, o); err != nil {
		return nil, err
	}
	if err := s.readArticles(ctx, cfg.Corpus, o.Progress); err != nil {
		s.Index.Close()
		return nil, err
	}
	if cfg.Meaning {
		s.library = new(meaning.Library)
		s.lent = s.library
		if o.Fleeting {
			s.lent = new(meaning.Library)
		}
		s.opened = sync.OnceValue(s.openLibrary)
	}
	s.Folder = watch.New(cfg.Corpus, s.Index, log)
	s.Desk = answers.New(s.Index, s.library)
	s.Desk.Took = o.Took
	return s, nil
}

// openIndex opens the index where the settings have it.
func (s *Service) openIndex(ctx context.Context, cfg config.Config, o Options) (*index.Index, error) {
	if len(cfg.Search.URLs) > 0 {
		c, err := Cluster(cfg.Search)
		if err != nil {
			return nil, err
		}
		if o.Patient {
			c = c.Patient()
		}
		return index.OpenCluster(ctx, c)
	}
	dir := filepath.Join(cfg.Data, "index")
	if !o.OnDisk && !exists(dir) && isSmall(cfg.Corpus) {
		dir = ""
	}
	ix, stale, err := index.Open(dir)
	if stale != nil && err == nil {
		s.log.Warn("the index is built anew", "because", stale)
	}
	return ix, err
}

// Cluster is the OpenSearch that the settings name.
func Cluster(search config.Search) (index.Cluster, error) {
	c := index.Cluster{Name: search.Index}
	c.Addresses, c.User, c.Password = search.URLs, search.User, string(search.Password)
	if search.CA != "" {
		var err error
		if c.CA, err = os.ReadFile(search.CA); err != nil {
			return c, fmt.Errorf("SEARCH_CA: cannot read the certificates: %w", err)
		}
	}
	return c, nil
}

// readArticles brings the index up to date. One that cannot be written answers from memory.
func (s *Service) readArticles(ctx context.Context, articles string, progress func(done, total int)) error {
	s.log.Debug("reading the corpus", "folder", articles)
	read, err := watch.Read(ctx, articles, s.Index, s.log, progress)
	s.Change = read.Change
	if failure := s.Index.WriteFailure(); failure != nil {
		s.log.Error("the index is only in memory", "error", failure)
		return nil
	}
	return err
}

// openLibrary opens what is kept of the passages' meaning. Without meaning there are still words.
func (s *Service) openLibrary() bool {
	every, english, err := s.loadEncoders()
	if err != nil {
		s.log.Error("passages are found by words alone", "error", err)
		return false
	}
	if err = s.library.Open(every, english, s.folder); err == nil && s.alone {
		err = s.library.Rewrite()
	}
	if err != nil {
		s.log.Warn("what passages mean is not kept", "error", err)
		err = s.library.Open(every, english, "")
	}
	if err != nil {
		s.log.Error("passages are found by words alone", "error", err)
		return false
	}
	if s.lent != s.library {
		s.lent.ShareEncoders(s.library)
	}
	return true
}

// loadEncoders loads both at once. That for English may be nil.
func (s *Service) loadEncoders() (every, english *encoder.Encoder, err error) {
	var loading sync.WaitGroup
	var noEnglish error
	loading.Go(func() { english, noEnglish = encoder.LoadEnglish() })
	every, err = encoder.Load()
	loading.Wait()
	if noEnglish != nil {
		s.log.Error("English is compared and read as every other language", "error", noEnglish)
	}
	return every, english, err
}

// glances is the folder for what passages mean: in the data folder where there is one, else among the user's cached files,
// since it can always be made again.
func glances(data string, onDisk bool) string {
	if !onDisk && !exists(data) {
		return cached()
	}
	return filepath.Join(data, "meaning")
}

// cached is the folder for glances where there is no data folder; empty where the user has no folder for cached files.
func cached() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "sitrep", "meaning")
}

// Close lets go of everything.
func (s *Service) Close() error {
	if s.library == nil {
		return s.Index.Close()
	}
	return errors.Join(s.Index.Close(), s.library.Close())
}

// Understand glances at the passages that are new, and returns when all are known or ctx ends; who finds another at it waits. Where
// there are no encoders it has nothing to do.
func (s *Service) Understand(ctx context.Context) error {
	if s.library == nil || !s.opened() {
		return nil
	}
	s.looking.Lock()
	defer s.looking.Unlock()
	snapshot, err := s.Index.Snapshot()
	if err != nil {
		return err
	}
	defer snapshot.Close()
	return s.library.Update(ctx, snapshot)
}

// Lend opens a library for another index, which shares the encoders and what is kept of passages' meaning; ok is false where
// there are no encoders. It may have to load them first.
func (s *Service) Lend(l *meaning.Library) (ok bool) {
	if s.library == nil || !s.opened() {
		return false
	}
	l.Share(s.lent)
	return true
}

// KeepGlances erases what is kept on disk of the meaning of passages that are not in use any more, see [meaning.Library.KeepOnly].
func (s *Service) KeepGlances(used func() (map[meaning.Key]bool, error)) (erased int, err error) {
	if s.library == nil || !s.opened() {
		return meaning.KeepOnlyIn(s.folder, used) // of an earlier start
	}
	return s.library.KeepOnly(used)
}

// Understood is how many passages are known by their meaning, and of how many; both are 0 where words answer alone.
func (s *Service) Understood() (known, total int) {
	if s.library == nil {
		return 0, 0
	}
	return s.library.Progress()
}

// Glances is how many glances at passages were there when they were wanted since the start, and how many had to be made.
func (s *Service) Glances() (kept, made int) {
	if s.library == nil {
		return 0, 0
	}
	return s.library.Glances()
}

// Follow reads the articles again whenever they change or hangup hears a signal, calls changed after each change, and learns
// what the passages mean in the background. It returns when ctx ends.
func (s *Service) Follow(ctx context.Context, hangup <-chan os.Signal, changed func(watch.Result)) {
	wake, done := make(chan struct{}, 1), make(chan struct{})
	wake <- struct{}{}
	go func() {
		defer close(done)
		s.understandAll(ctx, wake)
	}()
	s.Folder.Watch(ctx, hangup, func(r watch.Result) {
		select {
		case wake <- struct{}{}:
		default:
		}
		changed(r)
	})
	<-done
}

// understandAll brings the meaning of the passages up to date each time it is woken.
func (s *Service) understandAll(ctx context.Context, wake <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		}
		if err := s.Understand(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("the meaning of some passages is not known: they are found by their words", "error", err)
			continue
		}
		if s.learned != nil && s.library != nil {
			s.learned()
		}
		known, total := s.Understood()
		s.log.Debug("passages are known by their meaning", "known", known, "of", total)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// smallCorpus is how many bytes of articles are read anew for every command rather than kept in an index on disk: reading
// them takes less than a tenth of a second.
const smallCorpus = 2 << 20

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
