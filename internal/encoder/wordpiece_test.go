package encoder

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
)

// TestWordpieceCutsAsTheOriginal compares with what the tokenizer of all-MiniLM-L6-v2 makes of some texts, which is in
// testdata/wordpiece.json: the pieces of each, their spans in characters, and all pieces that occur.
func TestWordpieceCutsAsTheOriginal(t *testing.T) {
	data, err := os.ReadFile("testdata/wordpiece.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Vocab []string
		Cases []struct {
			Text   string
			Pieces []string
			Spans  [][2]int
		}
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	tokenizer := wordpieceOf(want.Vocab)
	for _, c := range want.Cases {
		places := characters(c.Text)
		var pieces []string
		var spans [][2]int
		for _, p := range tokenizer.cut(c.Text, len(c.Text)) {
			pieces = append(pieces, want.Vocab[p.ID])
			spans = append(spans, [2]int{places[p.Start], places[p.End]})
		}
		if !slices.Equal(pieces, c.Pieces) {
			t.Errorf("%q:\n%q, want\n%q", c.Text, pieces, c.Pieces)
		} else if !slices.Equal(spans, c.Spans) {
			t.Errorf("%q:\n%v, want\n%v", c.Text, spans, c.Spans)
		}
	}
}

// wordpieceOf cuts into pieces whose ids are their places in a list that has "[UNK]".
func wordpieceOf(list []string) *wordpiece {
	v := &vocabulary{ids: map[string]int32{}, unknown: int32(slices.Index(list, "[UNK]"))}
	for id, piece := range list {
		if piece != "[UNK]" {
			v.ids[piece] = int32(id)
		}
	}
	return newWordpiece(v)
}

// characters is for each byte of a text at which one begins, and for its end, how many characters stand before it.
func characters(text string) []int {
	places := make([]int, len(text)+1)
	count := 0
	for at := range text {
		places[at] = count
		count++
	}
	places[len(text)] = utf8.RuneCountInString(text)
	return places
}

func TestWordpiece(t *testing.T) {
	list := strings.Fields("[UNK] the harbour har ##bour ##s # ## ##a a b c , ' - $ 港 長 cafe i ##i 3 ##3")
	tokenizer := wordpieceOf(list)
	for _, c := range []struct {
		name, text, want string
	}{
		{"the longest piece first", "harbours", "harbour:harbour ##s:s"},
		{"a piece that cannot continue begins no word", "sthe bour", "[UNK]:sthe [UNK]:bour"},
		{"a word that cannot be cut to its end", "harbourz the", "[UNK]:harbourz the:the"},
		{"signs are words", "the-'a'$,", "the:the -:- ':' a:a ':' $:$ ,:,"},
		{"a sign unknown to the vocabulary", "a%a", "a:a [UNK]:% a:a"},
		{"signs of the mark of continuing", "##a", "#:# #:# a:a"},
		{"capitals and accents", "CAFÉ Cafe\u0301 İİ", "cafe:CAFÉ cafe:Cafe i:İ ##i:İ"},
		{"an accent alone", "\u0301 \u0301a", "a:a"},
		{"letters that control are dropped", "a\u200ba\x00\u0085\ufffda", "a:a ##a:a ##a:a"},
		{"bytes that are no UTF-8", "a\xff\xc3a", "a:a ##a:a"},
		{"any white space", "a\ta\n\u3000a\u00a0a\u2028a", "a:a a:a a:a a:a a:a"},
		{"ideographs are words", "港長a港", "港:港 長:長 a:a 港:港"},
		{"a hundred letters", "a" + strings.Repeat("a", 99), strings.TrimSpace("a:a" + strings.Repeat(" ##a:a", 99))},
		{"a letter more", "a" + strings.Repeat("a", 100) + "-a", "[UNK]:" + strings.Repeat("a", 101) + " -:- a:a"},
		{"nothing", "", ""},
	} {
		var got []string
		for _, p := range tokenizer.cut(c.text, 1000) {
			got = append(got, list[p.ID]+":"+c.text[p.Start:p.End])
		}
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("%s: %q, want %q", c.name, joined, c.want)
		}
	}
}

func TestWordpieceStopsAtItsLimit(t *testing.T) {
	e := tinyEnglish(t, kernel.Plain)
	text := strings.Repeat("harbours ", 1000)
	all := e.Tokens(text)
	for _, limit := range []int{-1, 0, 1, 2, 3, 64} {
		if got := e.tokenizer.cut(text, limit); !slices.Equal(got, all[:max(limit, 0)]) {
			t.Errorf("%d pieces, want the first %d", len(got), limit)
		}
	}
}
