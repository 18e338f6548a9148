package encoder

import (
	"strings"
	"unicode"
	"unicode/utf8"

	unicodenorm "golang.org/x/text/unicode/norm"
)

const (
	// continuing begins a piece that goes on with a word.
	continuing = "##"
	// longestWord is how many letters a word may have that is cut; a longer one is unknown.
	longestWord = 100
)

// wordpiece cuts a text as BERT's uncased models do (Devlin et al. 2018): into words without case and accents, and each of
// them from its beginning into the longest pieces there are. A word that cannot be cut to its end is one unknown piece.
type wordpiece struct {
	begins, continues map[string]int32 // pieces at the beginning of a word, and further ones without their mark
	longest           int              // bytes of the longest
	unknown           int32
}

func newWordpiece(v *vocabulary) *wordpiece {
	t := &wordpiece{begins: map[string]int32{}, continues: map[string]int32{}, unknown: v.unknown}
	for piece, id := range v.ids {
		if rest, continues := strings.CutPrefix(piece, continuing); continues && rest != "" {
			t.continues[rest] = id
		} else {
			t.begins[piece] = id
		}
		t.longest = max(t.longest, len(piece))
	}
	return t
}

func (t *wordpiece) isSpace(int32) bool { return false }

func (t *wordpiece) cut(text string, limit int) []Piece {
	w := wordpieceCutter{wordpiece: t}
	for at, r := range text {
		if len(w.pieces) >= limit {
			break
		}
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[at:]) // one byte if it is none of UTF-8
		}
		w.add(r, at, at+size)
	}
	w.cutWord()
	return w.pieces[:min(len(w.pieces), max(limit, 0))]
}

// wordpieceCutter is a text being cut: a word is gathered letter by letter and cut when it ends.
type wordpieceCutter struct {
	*wordpiece
	pieces []Piece

	word       []byte // in small letters without accents, as far as longestWord
	letters    int    // of the word
	from       []int  // for each byte of the word: where in the text its letter begins
	until      []int  // and ends
	first, end int    // where in the text the word begins and ends
	plain      []byte // a letter without its accents
}

// add takes a letter of the text, which stands there between two places.
func (w *wordpieceCutter) add(r rune, from, until int) {
	switch {
	case r < utf8.RuneSelf:
		w.letter(unicode.ToLower(r), from, until)
	case r == utf8.RuneError:
	case isIdeograph(r):
		w.cutWord()
		w.decompose(r, from, until)
		w.cutWord()
	default:
		w.decompose(r, from, until)
	}
}

// decompose takes a letter and its accents apart; the accents are dropped.
func (w *wordpieceCutter) decompose(r rune, from, until int) {
	var one [utf8.UTFMax]byte
	w.plain = unicodenorm.NFD.Append(w.plain[:0], utf8.AppendRune(one[:0], r)...)
	for at := 0; at < len(w.plain); {
		r, size := utf8.DecodeRune(w.plain[at:])
		if at += size; !unicode.Is(unicode.Mn, r) {
			w.letter(unicode.ToLower(r), from, until)
		}
	}
}

func (w *wordpieceCutter) letter(r rune, from, until int) {
	switch {
	case isControl(r):
	case unicode.IsSpace(r):
		w.cutWord()
	case isPunctuation(r):
		w.cutWord()
		w.append(r, from, until)
		w.cutWord()
	default:
		w.append(r, from, until)
	}
}

func (w *wordpieceCutter) append(r rune, from, until int) {
	if w.letters++; w.letters == 1 {
		w.first = from
	}
	w.end = until
	if w.letters > longestWord {
		return
	}
	before := len(w.word)
	w.word = utf8.AppendRune(w.word, r)
	for range len(w.word) - before {
		w.from, w.until = append(w.from, from), append(w.until, until)
	}
}

// cutWord adds the pieces of the word, if there is one, and begins another.
func (w *wordpieceCutter) cutWord() {
	if w.letters == 0 {
		return
	}
	first := len(w.pieces)
	if w.letters > longestWord || !w.cutWhole() {
		w.pieces = append(w.pieces[:first], Piece{ID: w.unknown, Start: w.first, End: w.end})
	}
	w.word, w.from, w.until, w.letters = w.word[:0], w.from[:0], w.until[:0], 0
}

// cutWhole adds the word's pieces, and reports whether they reach its end.
func (w *wordpieceCutter) cutWhole() bool {
	known := w.begins
	for start := 0; start < len(w.word); known = w.continues {
		id, end, ok := w.longestPiece(known, start)
		if !ok {
			return false
		}
		w.pieces = append(w.pieces, Piece{ID: id, Start: w.from[start], End: w.until[end-1]})
		start = end
	}
	return true
}

// longestPiece is the longest one there is of the word from start.
func (w *wordpieceCutter) longestPiece(known map[string]int32, start int) (id int32, end int, ok bool) {
	for end = min(len(w.word), start+w.longest); end > start; end-- {
		if id, ok = known[string(w.word[start:end])]; ok {
			return id, end, true
		}
	}
	return 0, start, false
}

// isControl reports whether BERT drops a letter: those that control, format, or are for private use.
func isControl(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) && r != '\t' && r != '\n' && r != '\r'
}

// isPunctuation reports whether a letter is a word by itself, which of ASCII every sign is.
func isPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r < 0x7f && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	return unicode.IsPunct(r)
}

// isIdeograph reports whether BERT takes a letter for a word of Chinese.
func isIdeograph(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0xF900 && r <= 0xFAFF ||
		r >= 0x20000 && r <= 0x2A6DF || r >= 0x2A700 && r <= 0x2CEAF || r >= 0x2F800 && r <= 0x2FA1F
}
