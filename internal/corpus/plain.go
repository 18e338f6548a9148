package corpus

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

var (
	imageMark   = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	linkMark    = regexp.MustCompile(`\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])`)
	headingID   = regexp.MustCompile(`\s*\{#[^}]*\}$`)
	underscores = regexp.MustCompile(`(^|\s)_+|_+([\s.,:;!?)]|$)`)
	escapes     = regexp.MustCompile(`\\[[:punct:]]`)
)

// plain is a text on one line as it reads without its Markdown: for headings and comparisons, never for a passage.
func plain(text string) string {
	if strings.ContainsAny(text, "*_`[]&\\{") {
		text = escapes.ReplaceAllStringFunc(text, func(s string) string { return fmt.Sprintf("&#%d;", s[1]) })
		text = imageMark.ReplaceAllString(text, "")
		text = linkMark.ReplaceAllString(text, "$1")
		text = headingID.ReplaceAllString(text, "")
		text = underscores.ReplaceAllString(text, "$1$2")
		text = strings.NewReplacer("*", "", "`", "").Replace(text)
		text = html.UnescapeString(text)
	}
	return lang.OneLine(text)
}
