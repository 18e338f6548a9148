package corpus

import (
	"errors"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus/captions"
	"github.com/sitrep-bot/sitrep/internal/told"
)

const (
	longestPause  = 5 * time.Second // of one speaker; after a longer one another thing is spoken about
	spokenPassage = 400             // bytes after which the end of a sentence ends the passage: a short paragraph
	spokenAtMost  = longestList     // bytes; captions made by machines have no full stops
)

// readSubtitles reads the captions of a recording, SubRip or WebVTT. Captions are cut where the screen ends: they are put
// together again into sentences, under the name of who speaks where the file says it.
func readSubtitles(file string, raw []byte) (body, *Problem) {
	src, problem := decode(raw, otherFormat)
	if problem != nil {
		return body{}, problem
	}
	all, err := captions.Read(src)
	if errors.Is(err, captions.ErrNone) {
		return body{}, &Problem{Reason: told.New("captions", "wanted captions with their times and found none that can be read"),
			Next: told.New("captions.next", "write `00:00:01,000 --> 00:00:04,000` above each caption, and its number above that")}
	}
	if err != nil {
		return body{}, &Problem{Reason: told.New("captions.long", "wanted captions of at most a day and found %v", err), Next: told.New("captions.long.next", "cut the file in two")}
	}
	sp := speech{outline: outline{title: baseName(file)}}
	for _, c := range all {
		sp.take(c)
	}
	sp.close()
	return sp.body(""), nil
}

// A speech puts captions together.
type speech struct {
	outline
	speaker string
	ends    time.Duration
	said    strings.Builder
}

func (s *speech) take(c captions.Caption) {
	if c.Text == "" {
		return
	}
	said := s.said.String()
	if c.Speaker != s.speaker || c.From-s.ends > longestPause || len(said)+len(c.Text) > spokenAtMost ||
		len(said) > spokenPassage && endsSentence(said) {
		s.close()
	}
	if s.said.Len() == 0 {
		s.place = captions.Clock(c.From)
		s.speaker = c.Speaker
	} else {
		s.said.WriteByte(' ')
	}
	s.said.WriteString(c.Text)
	s.ends = c.To
}

func (s *speech) close() {
	if s.said.Len() > 0 {
		s.addUnder(s.speaker, s.said.String(), 0)
		s.said.Reset()
	}
}
