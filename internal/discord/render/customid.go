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

// Kinds of buttons and menus, as they stand in custom ids: they must never change their meaning.
const (
	KindPassage  = "p" // ◀ ▶, read on: show a passage in place
	KindMatches  = "m" // other matches: show the chosen one in place
	KindFollowUp = "f" // opens the form, and is the form
	KindHelpful  = "y"
	KindNotIt    = "n"
	KindShare    = "s"
	KindDismiss  = "d"
	KindArticle  = "a" // the pages of an article
	KindSources  = "c" // the pages of the list of articles

	// Those of moderators.
	KindBriefing    = "b" // the menu of a briefing: read an article
	KindPost        = "o"
	KindPostAndPin  = "i"
	KindUnpinOldest = "u"
	KindGaps        = "g" // the pages of the gaps
	KindGapDone     = "e"
	KindForget      = "x"
	KindKeep        = "k" // an upload that was previewed
	KindCancel      = "q"
	KindRestore     = "r" // a removed article of the server's own
	KindOwnArticles = "l" // the pages of their list
)

// A State is what a button or menu means. All of it stands in the component's custom id, so that buttons work after a
// restart; it is signed, as clients can send any custom id they like.
type State struct {
	Kind    string // one of the kinds
	Asker   string // id of the member who asked
	ID      string // key of a Document, see [DocumentKey]; or id of a briefing, a draft, a gap, an upload, an article or a server
	Ordinal int    // of a passage, or the page of a list
	Part    int    // of a long passage

	Home int          // ordinal of the passage that was the answer, in the same Document; 0 if there was none
	Mark answers.Span // the sentence in it that answers
}

// A Signer makes and checks custom ids.
type Signer struct {
	Secret []byte // custom ids signed with another are refused
}

// Sign writes a custom id: at most 1+20+11+5*6 characters, 8 dots and 11 of signature; Discord takes 100.
func (s Signer) Sign(p State) string {
	text := strings.Join([]string{p.Kind, p.Asker, p.ID, base36(p.Ordinal), base36(p.Part),
		base36(p.Home), base36(p.Mark.Start), base36(p.Mark.End)}, ".")
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
	if len(f) != 8 {
		return State{}, errForged
	}
	var n [5]int
	for i, text := range f[3:] {
		v, err := strconv.ParseInt(text, 36, 32)
		if err != nil {
			return State{}, err
		}
		n[i] = int(v)
	}
	return State{f[0], f[1], f[2], n[0], n[1], n[2], answers.Span{Start: n[3], End: n[4]}}, nil
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
