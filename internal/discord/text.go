package discord

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
)

// words says things in the language of who asked.
func (r request) words() *locale.Printer { return locale.For(r.locale, "") }

// day shows a day in the reader's own way of writing dates. Noon is the same day nearly everywhere.
func day(t time.Time) string { return fmt.Sprintf("<t:%d:D>", t.Add(12*time.Hour).Unix()) }

// joined puts what is known on one line.
func joined(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}
