package discord

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// pressed is what a button or menu means. All of it stands in the component's custom id, so that buttons work after a
// restart; it is signed, as clients can send any custom id they like.
type pressed struct {
	kind    string // one of the press constants
	asker   string // id of the member who asked
	doc     string // key of a Document, see docKey
	ordinal int    // of a passage, or the page of a list
	part    int    // of a long passage

	home int          // ordinal of the passage that was the answer, in the same Document; 0 if there was none
	mark answers.Span // the sentence in it that answers
}

// A signer makes and checks custom ids.
type signer struct{ secret []byte }

// sign writes a custom id: at most 1+20+11+5*6 characters, 8 dots and 11 of signature; Discord takes 100.
func (s signer) sign(p pressed) string {
	text := strings.Join([]string{p.kind, p.asker, p.doc, base36(p.ordinal), base36(p.part),
		base36(p.home), base36(p.mark.Start), base36(p.mark.End)}, ".")
	return text + "." + s.seal(text)
}

func (s signer) seal(text string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:8])
}

var errForged = errors.New("the custom id is not signed by this bot")

// open reads a custom id.
func (s signer) open(id string) (pressed, error) {
	at := strings.LastIndexByte(id, '.')
	if at < 0 || !hmac.Equal([]byte(id[at+1:]), []byte(s.seal(id[:at]))) {
		return pressed{}, errForged
	}
	f := strings.Split(id[:at], ".")
	if len(f) != 8 {
		return pressed{}, errForged
	}
	var n [5]int
	for i, text := range f[3:] {
		v, err := strconv.ParseInt(text, 36, 32)
		if err != nil {
			return pressed{}, err
		}
		n[i] = int(v)
	}
	return pressed{f[0], f[1], f[2], n[0], n[1], n[2], answers.Span{Start: n[3], End: n[4]}}, nil
}

func base36(n int) string { return strconv.FormatInt(int64(n), 36) }

// docKey is a short name for a Document, whose id may be longer than a custom id.
func docKey(document string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(document))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// A place is a passage with the sentence to mark, as the value of a menu's line. It is not signed: it names what everybody
// may read, and is looked up.
type place struct {
	doc       string
	ordinal   int
	highlight answers.Span
}

// String is the place as a custom id has it; parsePlace reads it.
func (p place) String() string {
	return fmt.Sprintf("%s.%s.%s.%s", p.doc, base36(p.ordinal), base36(p.highlight.Start), base36(p.highlight.End))
}

// parsePlace reads a place; ok is false if it is none.
func parsePlace(value string) (p place, ok bool) {
	f := strings.Split(value, ".")
	if len(f) != 4 {
		return place{}, false
	}
	var n [3]int
	for i, text := range f[1:] {
		v, err := strconv.ParseInt(text, 36, 32)
		if err != nil || v < 0 {
			return place{}, false
		}
		n[i] = int(v)
	}
	return place{f[0], n[0], answers.Span{Start: n[1], End: n[2]}}, true
}
