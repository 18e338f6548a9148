package playground

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const longestName = 60 // runes of a file's name before its ending

// safeName makes the name of a dropped file one that every system can keep: letters, digits and hyphens, in lower case, with
// an ending the corpus reads.
func safeName(name string) (string, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	ending := strings.ToLower(path.Ext(name))
	if !slices.Contains([]string{".md", ".markdown", ".txt", ".html", ".htm"}, ending) {
		return "", fmt.Errorf("wanted a file that ends in .md, .txt or .html, found %q", name)
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(stem)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	kept := []rune(strings.Join(words, "-"))
	kept = kept[:min(len(kept), longestName)]
	stem = strings.Trim(string(kept), "-")
	if stem == "" || isReserved(stem) {
		stem = strings.TrimSuffix("article-"+stem, "-")
	}
	return stem + ending, nil
}

// isReserved reports whether a name means something else: a device to Windows, or a file the corpus passes over.
func isReserved(stem string) bool {
	devices := []string{"con", "prn", "aux", "nul", "readme", "license", "licence", "contributing", "changelog", "index"}
	return slices.Contains(devices, stem) || len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt"))
}
