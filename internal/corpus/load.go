package corpus

import (
	"errors"
	"time"
)

// A Corpus is what one reading of a folder found.
type Corpus struct {
	Documents []Document       // read in this reading, by Path
	Kept      []string         // ids of known Documents whose files have not changed, and were not read again
	Broken    []string         // paths of files that are there but could not be read; what was known of them should stay
	Problems  []Problem        // by Path and Line
	Synonyms  [][]string       // groups of words or phrases that mean the same, from synonyms.yaml
	Stamps    map[string]Stamp // by Path, for the next Load; Broken files have none
}

// A Stamp tells whether a file is still the one that was read.
type Stamp struct {
	Size    int64
	ModTime time.Time
	ID      string // of the Document it held
}

// Load reads the folder. A file that known says was read before, and that has the same size and modification time, is
// not read again but named in Kept; known may be nil. The error is for the folder as a whole: it is not there, or is no
// folder. Everything that is wrong inside it is a Problem.
func Load(dir string, known map[string]Stamp) (*Corpus, error) {
	return nil, errors.New("not yet")
}
