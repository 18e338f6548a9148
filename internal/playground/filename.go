package playground

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

const longestName = 60 // runes of a file's name before its ending

// safeName makes the name of a dropped file one that every system can keep: letters, digits and hyphens, in lower case, with
// an ending the corpus reads.
func safeName(name string) (string, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	ending := strings.ToLower(path.Ext(name))
	if !slices.Contains(corpus.Extensions(), ending) {
		return "", fmt.Errorf("wanted a file that ends in one of %s, found %q", strings.Join(corpus.Extensions(), " "), name)
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(stem)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	kept := []rune(strings.Join(words, "-"))
	kept = kept[:min(len(kept), longestName)]
	stem = strings.Trim(string(kept), "-")
	if stem == "" || isDevice(stem) || corpus.IsHousekeeping(stem+ending) {
		stem = strings.TrimSuffix("article-"+stem, "-")
	}
	return stem + ending, nil
}

// isDevice reports whether Windows takes a name for a device.
func isDevice(stem string) bool {
	return slices.Contains([]string{"con", "prn", "aux", "nul"}, stem) || len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt"))
}
