package scope

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/chronicle"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// A server has a corpus of its own, or none.
type server struct {
	using   sync.RWMutex // read: its corpus is in use; write: it is being closed
	used    atomic.Int64 // when it was last opened, in nanoseconds since 1970
	changed atomic.Bool  // the store may have other articles than the corpus
	strange atomic.Bool  // it may have passages whose meaning is not known

	passages atomic.Int64 // in the corpus
	texts    atomic.Int64 // that its desk has ready, when that was last counted

	updating sync.Mutex // held by the one who reads the store
	again    time.Time  // not before: the store could not be read, or the cluster
	away     error      // why the cluster could not be read; nil if it could

	looking sync.Mutex      // held by the one who learns what the passages mean
	library meaning.Library // of the corpus; never ready where words answer alone
	lent    bool            // the library is open

	mu       sync.Mutex
	corpus   Corpus // Index is nil where the server has no articles
	revision string // of the store, that the corpus shows
}

func (sv *server) own() (Corpus, string) {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	return sv.corpus, sv.revision
}

// bringUpToDate reads the server's articles, if they may have changed. One that finds another at it waits: what it is to answer
// may depend on a change that its member has just made.
func (sv *server) bringUpToDate(s *Scopes, guild string) error {
	if !sv.changed.Load() {
		return nil
	}
	sv.updating.Lock()
	defer sv.updating.Unlock()
	if time.Now().Before(sv.again) || !sv.changed.Swap(false) {
		return sv.away
	}
	sv.away = nil
	err := sv.update(s, guild)
	if err != nil {
		sv.changed.Store(true)
		sv.again = time.Now().Add(openAgain)
	}
	if errors.As(err, new(*index.AwayError)) {
		sv.again, sv.away = time.Now().Add(awayAgain), err
	}
	return err
}

// update reads them. Who waits for it may go away; others need it.
func (sv *server) update(s *Scopes, guild string) error {
	db := s.Store
	reading, cancel := context.WithTimeout(context.Background(), openPatience)
	defer cancel()
	own, known := sv.own()
	revision, err := db.Articles.Revision(reading, guild)
	if err != nil || revision == known {
		return err
	}
	stored, revision, err := db.Articles.Documents(reading, guild)
	if err != nil {
		return err
	}
	read := &corpus.Corpus{}
	for _, a := range stored {
		d, err := library.Document(a)
		if err != nil {
			return err
		}
		read.Documents = append(read.Documents, d)
	}
	if own.Index == nil && len(read.Documents) > 0 {
		if own, err = newCorpus(s.Shared.Index, guild, &sv.library); err != nil {
			return err
		}
	}
	return sv.show(own, read, revision)
}

// show puts articles into the corpus.
func (sv *server) show(own Corpus, read *corpus.Corpus, revision string) error {
	if own.Index != nil {
		writing, cancel := context.WithTimeout(context.Background(), writePatience)
		defer cancel()
		change, err := own.Index.Sync(writing, read, nil)
		if err != nil {
			return err
		}
		sv.passages.Store(int64(change.Passages))
		sv.strange.Store(true)
	}
	sv.mu.Lock()
	defer sv.mu.Unlock()
	sv.corpus, sv.revision = own, revision
	return nil
}

// newCorpus is a server's, beside the shared one: empty, or what is left of it in a cluster. It is searched by words, and by meaning once
// the library knows it.
func newCorpus(shared *index.Index, guild string, library *meaning.Library) (Corpus, error) {
	opening, cancel := context.WithTimeout(context.Background(), openPatience)
	defer cancel()
	ix, err := shared.Own(opening, guild)
	if err != nil {
		return Corpus{}, err
	}
	return Corpus{Index: ix, Desk: answers.New(ix, library), Chronicle: chronicle.New()}, nil
}

// counted counts what the desk has ready, and returns how many more that are than before.
func (sv *server) counted() (more int64) {
	own, _ := sv.own()
	if own.Index == nil {
		return 0
	}
	now := int64(own.Desk.(*answers.Desk).Remembered())
	return now - sv.texts.Swap(now)
}

// forget has the desk let go of what it has ready, and returns how many more that are than before.
func (sv *server) forget() (more int64) {
	own, _ := sv.own()
	if own.Index == nil {
		return 0
	}
	own.Desk.(*answers.Desk).Forget()
	return sv.counted()
}

// closeIfIdle closes the corpus unless it is in use or was a moment ago.
func (sv *server) closeIfIdle(idle time.Duration) bool {
	if time.Since(time.Unix(0, sv.used.Load())) < idle || !sv.using.TryLock() {
		return false
	}
	defer sv.using.Unlock()
	if own, _ := sv.own(); own.Index != nil {
		_ = own.Index.Close() // nothing of it is on this machine's disk
	}
	return true
}
