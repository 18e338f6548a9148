// Package meaning knows what every passage of an index means, as the encoders glance at it, and compares questions with it.
//
// Start at [Library.Open], bring the [Library] up to date with [Library.Update] in the background, and take
// [Library.Question] for each question. A passage that was not glanced at yet is simply not found by meaning: words answer
// meanwhile.
package meaning

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// A Library holds glances at each passage. The zero Library has none and is never ready, until it is opened. Any number of
// goroutines may ask it; one at a time may call Open and Update.
type Library struct {
	lent   bool           // the glances are another Library's, which closes them
	stores []*vectorStore // by the encoder for all languages, and by that for English if there is one

	known, total atomic.Int64 // passages of the index when it was last looked at, and how many of them have all their glances
	kept, made   atomic.Int64 // glances that were there when they were wanted, and those that had to be made
}

// Open has the passages glanced at by the encoder for every language, and English ones by another too, which may be nil.
// Glances are kept in the folder dir, or in memory where dir is empty; those of other versions of the encoders, and what was
// written last before a crash, are made again. A Library that could not be opened may be opened again.
func (l *Library) Open(every, english *encoder.Encoder, dir string) error {
	first, err := openVectorStore(every, "", dir)
	if err != nil {
		return err
	}
	l.stores = []*vectorStore{first}
	if english != nil {
		second, err := openVectorStore(english, "en", dir)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		l.stores = append(l.stores, second)
	}
	deleteOthers(dir, l.stores)
	return nil
}

// Rewrite gives back the room in the folder of what was erased there, where that is most of it. It is for a Library that was just opened,
// by who is alone in using the folder.
func (l *Library) Rewrite() error {
	for _, s := range l.stores {
		if err := s.glances.rewrite(); err != nil {
			return fmt.Errorf("cannot give back the room of what passages meant: %w", err)
		}
	}
	return nil
}

// Share opens a Library for another index that has the encoders of one that is open, and the glances that are kept there: a
// passage that is in both is glanced at once. It is good until that one is closed.
func (l *Library) Share(from *Library) {
	l.lent = true
	for _, s := range from.stores {
		l.stores = append(l.stores, newVectorStore(s.encoder, s.lang, s.glances))
	}
}

// ShareEncoders opens a Library for other indexes that has the encoders of one that is open, and glances of its own, in memory.
func (l *Library) ShareEncoders(from *Library) {
	for _, s := range from.stores {
		l.stores = append(l.stores, newVectorStore(s.encoder, s.lang, newGlances(s.encoder)))
	}
}

// Whole is what a question means as a whole, by the encoder for every language: the product of two of them, whose length is 1, is
// how alike the questions are. It is nil before the Library is open.
func (l *Library) Whole(question string) []float32 {
	if len(l.stores) == 0 {
		return nil
	}
	return l.stores[0].encoder.Question(question).Glance().Pooled
}

// Close lets go of the files.
func (l *Library) Close() error {
	if l.lent {
		return nil
	}
	var failed []error
	for _, s := range l.stores {
		failed = append(failed, s.glances.close())
	}
	return errors.Join(failed...)
}

// ready is the share of the passages from which on questions are compared by meaning: what is missing is then one article or
// another that has just changed.
const ready = 0.9

// Ready reports whether most passages were glanced at.
func (l *Library) Ready() bool {
	known, total := l.Progress()
	return total > 0 && float64(known) >= ready*float64(total)
}

// Progress is how many of the index's passages were glanced at by every encoder that they are for, and how many there are.
// Both are 0 before the first Update.
func (l *Library) Progress() (known, total int) {
	return int(l.known.Load()), int(l.total.Load())
}

// Glances is how many were there when they were wanted since the start, and how many the encoders had to make.
func (l *Library) Glances() (kept, made int) { return int(l.kept.Load()), int(l.made.Load()) }

// Update glances at the passages of a snapshot that are new, and forgets those that are gone. When ctx ends, what was done
// so far stays. Glances are kept by what the passage says: an article that changed in one paragraph costs one glance by each
// encoder.
func (l *Library) Update(ctx context.Context, s *index.Snapshot) error {
	l.begin(s)
	for _, d := range s.Documents() {
		for i := range d.Count {
			if err := l.add(ctx, s, d, i+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin counts what is known already.
func (l *Library) begin(s *index.Snapshot) {
	for _, vectors := range l.stores {
		vectors.clear(s)
	}
	known := 0
	for _, d := range s.Documents() {
		for i := range d.Count {
			if l.firstMissing(d, i+1) == nil {
				known++
			}
		}
	}
	l.total.Store(int64(s.Passages()))
	l.known.Store(int64(known))
}

// add has one passage glanced at by each encoder that did not.
func (l *Library) add(ctx context.Context, s *index.Snapshot, d *index.Document, ordinal int) error {
	if l.firstMissing(d, ordinal) == nil {
		return nil
	}
	p, err := s.Passage(d, ordinal)
	if err != nil {
		return err
	}
	for vectors := l.firstMissing(d, ordinal); vectors != nil; vectors = l.firstMissing(d, ordinal) {
		if err := ctx.Err(); err != nil {
			return err
		}
		made, err := vectors.add(d, p)
		if err != nil {
			return err
		}
		if made {
			l.made.Add(1)
		} else {
			l.kept.Add(1)
		}
	}
	l.known.Add(1)
	return nil
}

// A Key stands for what the encoders are shown of a passage.
type Key = [32]byte

// KeyOf is the Key of a passage.
func KeyOf(p corpus.Passage) Key { return sha256.Sum256([]byte(Text(p))) }

// KeepOnly erases from disk, and for the libraries that share them, the glances at passages that nobody has any more. used, which
// says which there are, is asked afterwards for what was there before: a glance that is made meanwhile stays. It returns how many
// were erased.
func (l *Library) KeepOnly(used func() (map[Key]bool, error)) (erased int, err error) {
	var sweeps []sweep
	for _, s := range l.stores {
		if s.glances.file != nil { // what is in memory ends with the process
			sweeps = append(sweeps, sweep{path: s.glances.file.Name(), forget: s.glances.forget})
		}
	}
	return erase(sweeps, used)
}

// KeepOnlyIn erases the same from a folder where no Library is open.
func KeepOnlyIn(dir string, used func() (map[Key]bool, error)) (erased int, err error) {
	var sweeps []sweep
	for _, path := range files(dir) {
		sweeps = append(sweeps, sweep{path: path, forget: func(textKey, record) {}})
	}
	return erase(sweeps, used)
}

func erase(sweeps []sweep, used func() (map[Key]bool, error)) (erased int, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot erase what passages meant: %w", err)
		}
	}()
	for i, s := range sweeps {
		info, err := os.Stat(s.path)
		if err != nil {
			return 0, err
		}
		sweeps[i].end = info.Size()
	}
	if len(sweeps) == 0 {
		return 0, nil
	}
	keys, err := used()
	if err != nil {
		return 0, err
	}
	for _, s := range sweeps {
		n, err := s.run(keys)
		if erased += n; err != nil {
			return erased, err
		}
	}
	return erased, nil
}

// firstMissing is the first store where a passage should be and is not; nil if there is none.
func (l *Library) firstMissing(d *index.Document, ordinal int) *vectorStore {
	for _, s := range l.stores {
		if s.isFor(d.Source.Lang) && s.record(d, ordinal) == 0 {
			return s
		}
	}
	return nil
}

// Text is what the encoders are shown of a passage: its heading, which often says what "it" is, and the passage.
func Text(p corpus.Passage) string {
	if p.Heading == "" {
		return p.Text
	}
	return p.Heading + "\n" + p.Text
}
