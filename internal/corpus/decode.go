package corpus

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// decode makes text of bytes. Markdown and plain text are UTF-8; a page may say what it is in.
func decode(raw []byte, f format) (string, *Problem) {
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		return "", &Problem{Reason: told.New("utf16", "wanted UTF-8 and found UTF-16"),
			Next: told.New("utf16.next", "save it as UTF-8 in your editor, or run `iconv -f UTF-16 -t UTF-8 old > new`")}
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		return "", &Problem{Line: lineAt(string(raw), i), Reason: told.New("nul", "wanted text and found a NUL byte"),
			Next: told.New("nul.next", "check that it is a text file; save it as UTF-8")}
	}
	if f == htmlFormat && !utf8.Valid(raw) {
		r, err := charset.NewReader(bytes.NewReader(raw), "text/html")
		if err == nil {
			raw, err = io.ReadAll(r)
		}
		if err != nil {
			return "", &Problem{Reason: told.New("encoding", "wanted a page in a known encoding and found %v", err), Next: told.New("encoding.next", "save it as UTF-8")}
		}
	}
	if i := invalidAt(raw); i >= 0 {
		return "", &Problem{Line: lineAt(string(raw), i), Reason: told.New("utf8", "wanted UTF-8 and found the byte 0x%x", raw[i]),
			Next: told.New("utf8.next", "save it as UTF-8 in your editor, or run `iconv -f WINDOWS-1252 -t UTF-8 old > new`")}
	}
	return strings.TrimPrefix(string(raw), "\ufeff"), nil
}

// invalidAt is where the first byte stands that is no UTF-8, or -1.
func invalidAt(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}
