package index

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// format is the version of what an index holds. An index of another version is rebuilt, never trusted: raise it with
// every change to the fields, to the terms or to the catalog.
const format = 4

// catalogKey is where the catalog lies in bleve. It is written in the same batch as the passages it describes, so that an
// index has either both or neither; an index without one was never finished.
var catalogKey = []byte("catalog")

// writeKey is where the number of the write lies that made the catalog. It tells which catalog a state of bleve belongs to,
// without reading all of it.
var writeKey = []byte("write")

// A Document is one article of the corpus as the index keeps it: everything but the text of its passages.
type Document struct {
	corpus.Document                     // Passages is nil
	Count           int                 // passages it has
	Terms           int                 // terms they have together
	Abbreviations   []lang.Abbreviation // that it explains
}

// A catalog lists what is in the index. It is never changed, only replaced.
type catalog struct {
	Format    int
	Write     int // counts the writes since the index was built; 0: nothing was written yet
	Revision  int // counts the changes since the index was built
	Documents []*Document
	Synonyms  [][]string
	Stamps    map[string]corpus.Stamp

	byID      map[string]*Document
	langs     []string       // of the Documents, the commonest first
	sizes     map[string]int // language → passages
	terms     map[string]int // language → terms of all passages
	passages  int
	fileOwner map[string]string // path → id of the Document it holds
}

func (c *catalog) encode() ([]byte, error) { return json.Marshal(c) }

// decodeCatalog reads what an index says about itself. The error says why it cannot be trusted.
func decodeCatalog(data []byte) (*catalog, error) {
	if data == nil {
		return nil, fmt.Errorf("it was never finished")
	}
	c := &catalog{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("its catalog is damaged: %w", err)
	}
	if c.Format != format {
		return nil, fmt.Errorf("it has format %d, wanted %d", c.Format, format)
	}
	c.link()
	return c, nil
}

// link fills what is derived from the Documents.
func (c *catalog) link() {
	slices.SortFunc(c.Documents, func(a, b *Document) int { return strings.Compare(a.Path, b.Path) })
	c.byID = make(map[string]*Document, len(c.Documents))
	c.fileOwner = make(map[string]string, len(c.Documents))
	c.passages = 0
	c.sizes, c.terms = map[string]int{}, map[string]int{}
	for _, d := range c.Documents {
		c.byID[d.ID] = d
		c.fileOwner[d.Path] = d.ID
		c.passages += d.Count
		c.sizes[d.Source.Lang] += d.Count
		c.terms[d.Source.Lang] += d.Terms
	}
	c.langs = c.langs[:0]
	for code := range c.sizes {
		c.langs = append(c.langs, code)
	}
	slices.SortFunc(c.langs, func(a, b string) int {
		if c.sizes[a] != c.sizes[b] {
			return c.sizes[b] - c.sizes[a]
		}
		return strings.Compare(a, b)
	})
}
