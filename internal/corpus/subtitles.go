package corpus

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/asticode/go-astisub"
)

const (
	longestPause     = 5 * time.Second // of one speaker; after a longer one another thing is spoken about
	spokenPassage    = 400             // bytes after which the end of a sentence ends the passage: a short paragraph
	spokenAtMost     = longestList     // bytes; captions made by machines have no full stops
	mostCaptionLines = 200_000         // a day of speech has about 30,000 captions of four lines
)

// readSubtitles reads the captions of a recording, SubRip or WebVTT. Captions are cut where the screen ends: they are put
// together again into sentences, under the name of who speaks where the file says it.
func readSubtitles(file string, raw []byte) (body, *Problem) {
	src, problem := decode(raw, otherFormat)
	if problem != nil {
		return body{}, problem
	}
	if n := strings.Count(src, "\n"); n > mostCaptionLines { // a caption of a million lines takes its parser seconds
		return body{}, &Problem{Reason: fmt.Sprintf("wanted captions of at most a day and found %d lines", n), Next: "cut the file in two"}
	}
	read := astisub.ReadFromSRT
	if strings.HasPrefix(strings.TrimSpace(src), "WEBVTT") {
		read = astisub.ReadFromWebVTT
	}
	s, err := read(bytes.NewBufferString(src))
	if err != nil || len(s.Items) == 0 {
		return body{}, &Problem{Reason: "wanted captions with their times and found none that can be read", Next: "write `00:00:01,000 --> 00:00:04,000` above each caption, and its number above that"}
	}
	sp := speech{outline: outline{title: baseName(file)}}
	for _, item := range s.Items {
		sp.take(item)
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

func (s *speech) take(item *astisub.Item) {
	speaker, text := caption(item)
	if text == "" {
		return
	}
	said := s.said.String()
	if speaker != s.speaker || item.StartAt-s.ends > longestPause || len(said)+len(text) > spokenAtMost ||
		len(said) > spokenPassage && endsSentence(said) {
		s.close()
	}
	if s.said.Len() == 0 {
		s.place = clock(item.StartAt)
		s.speaker = speaker
	} else {
		s.said.WriteByte(' ')
	}
	s.said.WriteString(text)
	s.ends = item.EndAt
}

func (s *speech) close() {
	if s.said.Len() > 0 {
		s.addUnder(s.speaker, s.said.String(), 0)
		s.said.Reset()
	}
}

// caption is the text of a caption on one line, and who speaks.
func caption(item *astisub.Item) (speaker, text string) {
	var words []string
	for _, line := range item.Lines {
		first(&speaker, oneLine(line.VoiceName))
		for _, part := range line.Items {
			words = append(words, part.Text)
		}
		words = append(words, " ")
	}
	return speaker, oneLine(strings.Join(words, ""))
}

// clock is a time of a recording as players show it.
func clock(at time.Duration) string {
	s := int(max(at, 0) / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}
