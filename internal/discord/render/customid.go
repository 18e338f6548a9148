package render

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A Signer makes and checks custom ids.
type Signer struct {
	Secret []byte // custom ids signed with another are refused
}

// Sign writes a custom id: at most 1+20+11+5*6+13 characters, 9 dots and 11 of signature; Discord takes 100.
func (s Signer) Sign(p State) string {
	var f fields
	if p.Target != nil {
		f = p.Target.fields()
	}
	text := p.Kind + "." + p.Asker + "." + f.id
	for _, n := range f.numbers {
		text += "." + base36(n)
	}
	if id, err := strconv.ParseUint(f.message, 10, 64); err == nil {
		text += "." + strconv.FormatUint(id, 36)
	}
	return text + "." + s.seal(text)
}

func (s Signer) seal(text string) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:8])
}

var errForged = errors.New("the custom id is not signed by this bot")

// Open reads a custom id that this bot signed; any other is an error.
func (s Signer) Open(id string) (State, error) {
	at := strings.LastIndexByte(id, '.')
	if at < 0 || !hmac.Equal([]byte(id[at+1:]), []byte(s.seal(id[:at]))) {
		return State{}, errForged
	}
	f := strings.Split(id[:at], ".")
	if len(f) != 8 && len(f) != 9 {
		return State{}, errForged
	}
	about := fields{id: f[2]}
	if len(f) == 9 {
		message, err := strconv.ParseUint(f[8], 36, 64)
		if err != nil {
			return State{}, err
		}
		about.message = strconv.FormatUint(message, 10)
	}
	for i, text := range f[3:8] {
		v, err := strconv.ParseInt(text, 36, 32)
		if err != nil {
			return State{}, err
		}
		about.numbers[i] = int(v)
	}
	return State{Kind: f[0], Asker: f[1], Target: targetOf(f[0], about)}, nil
}

// Find reads the first custom id of some components that this bot signed and that is of one of the kinds.
func (s Signer) Find(components []Component, kinds ...string) (found State, ok bool) {
	for _, c := range components {
		if found, err := s.Open(c.CustomID); err == nil && slices.Contains(kinds, found.Kind) {
			return found, true
		}
		if found, ok := s.Find(c.Components, kinds...); ok {
			return found, true
		}
	}
	return State{}, false
}

func base36(n int) string { return strconv.FormatInt(int64(n), 36) }

// SpeakerKey is a short name for the key of a speaker, which may be longer than a custom id.
func SpeakerKey(key string) string { return DocumentKey(key) }

// DocumentKey is a short name for a Document, whose id may be longer than a custom id.
func DocumentKey(document string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(document))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// A Place is a passage with the sentence to mark, as the value of a menu's line. It is not signed: it names what everybody
// may read, and is looked up.
type Place struct {
	Document  string       // its key, see [DocumentKey]
	Ordinal   int          // of the passage, from 1
	Highlight answers.Span // the sentence; empty for none
}

// String is the place as a custom id has it; [ParsePlace] reads it.
func (p Place) String() string {
	return fmt.Sprintf("%s.%s.%s.%s", p.Document, base36(p.Ordinal), base36(p.Highlight.Start), base36(p.Highlight.End))
}

// ParsePlace reads a place; ok is false if it is none.
func ParsePlace(value string) (p Place, ok bool) {
	f := strings.Split(value, ".")
	if len(f) != 4 {
		return Place{}, false
	}
	var n [3]int
	for i, text := range f[1:] {
		v, err := strconv.ParseInt(text, 36, 32)
		if err != nil || v < 0 {
			return Place{}, false
		}
		n[i] = int(v)
	}
	return Place{f[0], n[0], answers.Span{Start: n[1], End: n[2]}}, true
}
