package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestID leaves room for ids in the buttons of a message, which hold 100 characters in all.
const longestID = 64

// slug is a name in a-z, 0-9 and single dashes. What it cannot say in these, it says by a hash: two names never become one
// because of their script. A name that is a slug already stays as it is.
func slug(name string) string {
	var b strings.Builder
	lost := false
	for _, r := range norm.NFKD.String(latin.Replace(strings.ToLower(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the accent of a letter that stays
		default:
			lost = lost || unicode.IsLetter(r) || unicode.IsNumber(r)
			b.WriteByte('-')
		}
	}
	words := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' })
	id := strings.Join(words, "-")
	if lost || id == "" || len(id) > longestID {
		return withHash(id, name)
	}
	return id
}

// latin are the letters that fall apart into no plain letter and an accent.
var latin = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th", "ı", "i")

// withHash tells two names apart that have the same slug.
func withHash(id, name string) string {
	sum := sha256.Sum256([]byte(norm.NFC.String(name)))
	hash := hex.EncodeToString(sum[:3])
	id = strings.TrimRight(id[:min(len(id), longestID-len(hash)-1)], "-")
	if id == "" {
		id = "article"
	}
	return id + "-" + hash
}

// IDOf is the id of a file that states none.
func IDOf(file string) string { return slug(strings.TrimSuffix(file, path.Ext(file))) }
