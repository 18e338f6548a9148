package lang

import (
	"bufio"
	"compress/gzip"
	"embed"
	"io"
	"strings"
	"sync"
)

//go:embed data/*.gz
var tables embed.FS

func tablePath(code string) string { return "data/" + code + ".txt.gz" }

// Rare is the band of a word that is in no table: used less than once in ten million words.
const Rare = 75

// Frequencies says how common the words of one language are.
type Frequencies struct {
	bands map[string]uint8
}

var loaded sync.Map // code → *Frequencies; a table is read from the binary once, when it is first wanted

// FrequenciesOf returns the table of a language. A language without one has an empty table, in which every word is rare.
func FrequenciesOf(code string) *Frequencies {
	if f, ok := loaded.Load(code); ok {
		return f.(*Frequencies)
	}
	f := &Frequencies{bands: map[string]uint8{}}
	eachWord(code, func(word string, band uint8) bool {
		f.bands[strings.Clone(word)] = band
		return true
	})
	kept, _ := loaded.LoadOrStore(code, f)
	return kept.(*Frequencies)
}

// Band is how rare a folded word is, in tenths of powers of ten: a word of band 40 is one in 10,000 words, one of band 60
// one in a million. A word that is not in the table has the band [Rare].
func (f *Frequencies) Band(word string) int {
	if b, ok := f.bands[word]; ok {
		return int(b)
	}
	return Rare
}

// Empty reports whether the language has no table.
func (f *Frequencies) Empty() bool { return len(f.bands) == 0 }

// Has reports whether a folded word is in the table.
func (f *Frequencies) Has(word string) bool {
	_, ok := f.bands[word]
	return ok
}

// HasBytes is Has for a word that is not worth a string yet.
func (f *Frequencies) HasBytes(word []byte) bool {
	_, ok := f.bands[string(word)]
	return ok
}

// eachWord reads the words of a language, the commonest first, until yield says it has enough.
func eachWord(code string, yield func(word string, band uint8) bool) {
	file, err := tables.Open(tablePath(code))
	if err != nil {
		return
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		panic("lang: the table of " + code + " in this binary is damaged: " + err.Error())
	}
	lines := bufio.NewReader(unzipped)
	for band := uint8(0); ; band++ {
		line, err := lines.ReadString('\n')
		for word := range strings.FieldsSeq(line) {
			if !yield(word, band) {
				return
			}
		}
		if err == io.EOF {
			return
		}
	}
}
