// Package captions reads the subtitles of recordings: who says what, and when.
package captions

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/asticode/go-astisub"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// A Caption is what stands on the screen at once.
type Caption struct {
	From, To time.Duration // from the beginning of the recording
	Speaker  string        // as the file names them; empty if it does not
	Text     string        // on one line; empty if it shows none
}

// ErrNone says that no caption could be read.
var ErrNone = errors.New("none that can be read")

// Most is how many lines a file may have: a day of speech has about 30,000 captions of four lines, and one of a million lines takes its
// parser seconds.
const Most = 200_000

// Read reads SubRip, or WebVTT if the text begins as that does. An error says what was found instead.
func Read(src string) ([]Caption, error) {
	if n := strings.Count(src, "\n"); n > Most {
		return nil, told.New("captions.lines", "%d lines", n)
	}
	read := astisub.ReadFromSRT
	if strings.HasPrefix(strings.TrimSpace(src), "WEBVTT") {
		read = astisub.ReadFromWebVTT
	}
	s, err := read(bytes.NewBufferString(src))
	if err != nil || len(s.Items) == 0 {
		return nil, ErrNone
	}
	all := make([]Caption, len(s.Items))
	for i, item := range s.Items {
		all[i] = captionOf(item)
	}
	return all, nil
}

func captionOf(item *astisub.Item) Caption {
	c := Caption{From: item.StartAt, To: item.EndAt}
	var words []string
	for _, line := range item.Lines {
		c.Speaker = cmp.Or(c.Speaker, lang.OneLine(line.VoiceName))
		for _, part := range line.Items {
			words = append(words, part.Text)
		}
		words = append(words, " ")
	}
	c.Text = lang.OneLine(strings.Join(words, ""))
	return c
}

// Clock is a time of a recording as players show it.
func Clock(at time.Duration) string {
	s := int(max(at, 0) / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}
