// Package articles knows what a server's own articles are: files as they were uploaded, looked at before they are kept, within
// limits, and given back byte for byte.
//
// Start at [Look], which reads an upload, and [Limits.Admit], which says whether it may be kept. Everything here is a function of
// bytes: nothing is stored and nobody is told.
package articles

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// Limits bound what one server may keep.
type Limits struct {
	Articles int
	Passages int // of all articles
	Bytes    int // of all files as they were uploaded
	File     int // bytes of one file
}

// Default is what a server may keep unless the operator says otherwise. Two thousand servers that use a tenth of it fill a disk of
// 4 GB.
var Default = Limits{Articles: 500, Passages: 20_000, Bytes: 20 << 20, File: 8 << 20}

// Upload is how many bytes an upload of a name may have: a .zip holds several files.
func (l Limits) Upload(name string) int {
	if isZip(name) {
		return max(l.File, l.Bytes)
	}
	return l.File
}

// A File is an article as it was uploaded.
type File struct {
	Name string // with its extension; with forward slashes where it came in folders of a .zip
	Data []byte
	Note string // that stands beside it in a .zip; empty if none does
}

// Sum is the hex SHA-256 of the bytes, by which two uploads of one file are known.
func (f File) Sum() string {
	sum := sha256.Sum256(f.Data)
	return hex.EncodeToString(sum[:])
}

// A Kept is what a server has already.
type Kept struct {
	Name     string
	Sum      string
	Title    string
	Bytes    int
	Passages int
	Entry    bool // of the feed that is looked at, which brought it
}

// A Preview is what would be read of a File if it were kept.
type Preview struct {
	File
	Document *corpus.Document // nil if it cannot be read
	Problems []corpus.Problem
	Same     bool   // the server has the very bytes already
	Replaces string // Name of what it takes the place of; empty if of nothing
}

// First is the first passage.
func (p Preview) First() corpus.Passage {
	if p.Document == nil {
		return corpus.Passage{}
	}
	return p.Document.Passages[0]
}

// Longest is the longest passage, the first of several; where a text was cut wrong, it shows here.
func (p Preview) Longest() corpus.Passage {
	longest := p.First()
	if p.Document != nil {
		for _, passage := range p.Document.Passages {
			if len(passage.Text) > len(longest.Text) {
				longest = passage
			}
		}
	}
	return longest
}

// Look reads an upload: one file, or several in a .zip. What is wrong with it is a Problem of its Preview.
func Look(upload File, kept []Kept, limits Limits) []Preview {
	if !isZip(upload.Name) {
		return []Preview{look(upload, kept, limits)}
	}
	files, problem := unzip(upload, limits)
	if problem != nil {
		return []Preview{{File: upload, Problems: []corpus.Problem{*problem}}}
	}
	previews := make([]Preview, len(files))
	for i, f := range files {
		previews[i] = look(f, kept, limits)
	}
	return previews
}

func look(f File, kept []Kept, limits Limits) Preview {
	p := Preview{File: f}
	if len(f.Data) > limits.File {
		p.Problems = []corpus.Problem{{Path: f.Name, Reason: told.New("upload.large", "wanted a file of at most %s and found a larger one", size(limits.File)),
			Next: told.New("upload.large.next", "split it, or save its text alone")}}
		return p
	}
	p.Document, p.Problems = corpus.Read(f.Name, f.Data)
	if p.Document == nil && len(p.Problems) == 0 {
		p.Problems = []corpus.Problem{{Path: f.Name, Reason: told.New("draft", "wanted an article and found a draft"), Next: told.New("draft.next", "take `draft: true` out of it")}}
	}
	p.compare(kept)
	return p
}

// compare finds what the server has of the same bytes, name or title.
func (p *Preview) compare(kept []Kept) {
	sum := p.Sum()
	for _, k := range kept {
		switch {
		case k.Sum == sum:
			p.Same, p.Replaces = true, k.Name
			return
		case k.Name == p.Name, p.Document != nil && p.Replaces == "" && strings.EqualFold(k.Title, p.Document.Source.Title):
			p.Replaces = k.Name
		}
	}
}

// Admit says why the previews cannot all be kept beside what is there; nil if they can. What cannot be read, or is there already,
// takes no room.
func (l Limits) Admit(previews []Preview, kept []Kept) error {
	replaced := map[string]bool{}
	var after []Kept
	for _, p := range previews {
		if p.Document != nil && !p.Same {
			replaced[p.Replaces] = true
			after = append(after, Kept{Bytes: len(p.Data), Passages: len(p.Document.Passages)})
		}
	}
	for _, k := range kept {
		if !replaced[k.Name] {
			after = append(after, k)
		}
	}
	return l.Within(after)
}

// Within says, as a *[Refusal], which limit a server's articles go beyond; nil if none.
func (l Limits) Within(all []Kept) error {
	passages, bytes := 0, 0
	for _, k := range all {
		passages, bytes = passages+k.Passages, bytes+k.Bytes
	}
	switch {
	case len(all) > l.Articles:
		return Refuse(ManyArticles, l.Articles, len(all))
	case passages > l.Passages:
		return Refuse(ManyPassages, l.Passages, passages)
	case bytes > l.Bytes:
		return Refuse(ManyBytes, size(l.Bytes))
	}
	return nil
}

// size shows bytes as a person would.
func size(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KiB", (bytes+1023)/1024)
	}
	return fmt.Sprintf("%.3g MiB", float64(bytes)/(1<<20))
}
