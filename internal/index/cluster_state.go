package index

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
)

// clusterFormat is the version of how a state lies in OpenSearch: that of the catalog and of the terms, and that of the layout
// there, which is to be raised with every change to it.
const clusterFormat = 1000*format + 2

// headID is the id of the document that says which catalog is the newest. It is replaced in one write.
const headID = "head"

// A state is what there is in OpenSearch at one moment. It is never changed.
type state struct {
	catalog  *catalog
	index    string            // in which its passages are; empty: there are none yet
	head     opensearch.Stored // not Found: nothing was written yet
	parts    []string          // ids of the documents that the catalog lies in
	versions map[string]string // id of a Document → version of its passages
	words    map[string]words  // language → its terms
	old      []oldPassages
}

// words are the terms of a language.
type words map[string]occurrences

// occurrences are the numbers of passages that have a term in their text, and above it.
type occurrences [2]int

// oldPassages are in no catalog any more, and are removed once nobody can be reading them.
type oldPassages struct {
	Document, Version string
	Count             int
	Since             time.Time
}

// A head is what lies at headID.
type head struct {
	Format int
	Parts  []string // ids of the documents that make up the catalog, one after the other
	Sum    string   // hex SHA-256 of them together
}

// A keptState is a state as its parts have it together, compressed.
type keptState struct {
	Catalog  *catalog
	Versions map[string]string
	Words    map[string]words
	Old      []oldPassages
}

// A kept is what one of sitrep's documents in OpenSearch has besides terms.
type kept[T any] struct {
	Kept T `json:"kept"`
}

// longestPart is how many bytes of a compressed catalog lie in one document: OpenSearch takes 100 MB at once, which base64 and
// others' settings leave less of.
const longestPart = 8 << 20

// errNewer says that another version of the program has built the index anew.
var errNewer = errors.New("was made by a newer sitrep")

// errReplaced says that a state was replaced while it was read.
var errReplaced = errors.New("the catalog was replaced while it was read")

// readState reads the state that a head names.
func (e *cluster) readState(ctx context.Context, at opensearch.Stored) (*state, error) {
	s := &state{catalog: emptyCatalog(), head: at}
	if !at.Found {
		return s, nil
	}
	h := kept[head]{}
	if err := json.Unmarshal(at.Source, &h); err != nil {
		return nil, fmt.Errorf("the index %s in the cluster is not sitrep's: name another one with SEARCH_INDEX: %w", at.Index, err)
	}
	switch {
	case h.Kept.Format > clusterFormat:
		return nil, fmt.Errorf("the index %s in the cluster %w: update this one, or name another index with SEARCH_INDEX", at.Index, errNewer)
	case h.Kept.Format < clusterFormat:
		return s, nil // which a Sync builds anew, beside the old one
	}
	parts, err := e.client.Patient().Read(ctx, at.Index, h.Kept.Parts)
	if err != nil {
		return nil, err
	}
	var data []byte
	for _, p := range parts {
		part := kept[[]byte]{}
		if !p.Found || json.Unmarshal(p.Source, &part) != nil {
			return nil, errReplaced
		}
		data = append(data, part.Kept...)
	}
	if sum(data) != h.Kept.Sum {
		return nil, fmt.Errorf("the catalog in the index %s is damaged: delete that index, and it is built anew", at.Index)
	}
	s.index, s.parts = at.Index, h.Kept.Parts
	return s, s.decode(data)
}

func (s *state) decode(data []byte) error {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	k := keptState{}
	if err := json.NewDecoder(r).Decode(&k); err != nil {
		return err
	}
	s.catalog, s.versions, s.words, s.old = k.Catalog, k.Versions, k.Words, k.Old
	s.catalog.link()
	return nil
}

// encode returns the head of a state, and the documents that it names.
func (s *state) encode() (at opensearch.Document, parts []opensearch.Document, err error) {
	var data bytes.Buffer
	w := gzip.NewWriter(&data)
	if err := json.NewEncoder(w).Encode(keptState{s.catalog, s.versions, s.words, s.old}); err != nil {
		return at, nil, err
	}
	if err := w.Close(); err != nil {
		return at, nil, err
	}
	h := head{Format: clusterFormat, Sum: sum(data.Bytes())}
	for i := 0; data.Len() > 0; i++ {
		part := opensearch.Document{ID: fmt.Sprintf("catalog-%s-%d", h.Sum[:16], i)}
		if part.Body, err = json.Marshal(kept[[]byte]{data.Next(longestPart)}); err != nil {
			return at, nil, err
		}
		h.Parts, parts = append(h.Parts, part.ID), append(parts, part)
	}
	s.parts = h.Parts
	at.ID = headID
	at.Body, err = json.Marshal(kept[head]{h})
	return at, parts, err
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// clone makes a state that may be changed before anybody sees it.
func (s *state) clone() *state {
	next := &state{catalog: s.catalog, index: s.index, head: s.head, versions: maps.Clone(s.versions), words: map[string]words{}}
	if next.versions == nil {
		next.versions = map[string]string{}
	}
	for code, w := range s.words {
		next.words[code] = maps.Clone(w)
	}
	return next
}

// count adds the terms of a passage to those of its language; by -1 takes them away.
func (s *state) count(code string, p indexedPassage, by int) {
	w := s.words[code]
	if w == nil {
		w = words{}
		s.words[code] = w
	}
	for where, list := range [2]string{p.Terms[code], p.Title[code]} {
		for term := range distinct(list) {
			n := w[term]
			n[where] += by
			if w[term] = n; n == (occurrences{}) {
				delete(w, term)
			}
		}
	}
}
