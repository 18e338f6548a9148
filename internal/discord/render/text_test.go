package render

import (
	"strings"
	"testing"
)

func TestShortenedTextEndsBetweenWords(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"it just has room", "The coup caused one.", "The coup caused one."},
		{"in the middle of a word", "The coup caused a breakdown", "The coup caused a…"},
		{"right behind a word", "The coup caused all pain", "The coup caused all…"},
		{"in a long word", "A " + strings.Repeat("long", 9), "A " + strings.Repeat("long", 4) + "l…"},
		{"without spaces", strings.Repeat("字", 30), strings.Repeat("字", 19) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Shorten(c.text, 20); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
