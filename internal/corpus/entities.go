package corpus

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// decodeEntities writes the characters that entities in Markdown stand for, as its reader sees them: "Caf&eacute;" is
// "Café". Code keeps what it has, and so does an entity that keeps a character from being markup.
func decodeEntities(text string) string {
	if !entity.MatchString(text) {
		return text
	}
	var b strings.Builder
	for text != "" {
		prose, code, rest := cutCode(text)
		b.WriteString(entity.ReplaceAllStringFunc(prose, decodeEntity))
		b.WriteString(code)
		text = rest
	}
	return b.String()
}

func decodeEntity(written string) string {
	decoded := html.UnescapeString(written)
	switch r := []rune(decoded); {
	case written == "&shy;":
		return ""
	case decoded == "&", len(r) > 0 && len(r) <= 2 && r[0] > unicode.MaxASCII && r[0] != unicode.ReplacementChar && (unicode.IsPrint(r[0]) || unicode.Is(unicode.Zs, r[0])):
		return decoded
	case decoded == "'", decoded == `"`, decoded == "%", decoded == ",", decoded == ";", decoded == "?", decoded == "/", decoded == "=":
		return decoded
	}
	return written
}

// cutCode cuts a text after its first piece of code between backticks.
func cutCode(text string) (prose, code, rest string) {
	at := strings.IndexByte(text, '`')
	if at < 0 {
		return text, "", ""
	}
	ticks := len(text[at:]) - len(strings.TrimLeft(text[at:], "`"))
	inside := at + ticks
	for end := inside; ; {
		next := strings.IndexByte(text[end:], '`')
		if next < 0 {
			return text[:at], text[at:inside], text[inside:] // never closed: the backticks are text
		}
		end += next
		run := len(text[end:]) - len(strings.TrimLeft(text[end:], "`"))
		end += run
		if run == ticks {
			return text[:at], text[at:end], text[end:]
		}
	}
}
