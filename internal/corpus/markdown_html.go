package corpus

import (
	"strings"

	"golang.org/x/net/html"
)

// showsText reports whether HTML has text that a reader would see, captions aside.
func showsText(src string) bool {
	hidden := ""
	for z := html.NewTokenizer(strings.NewReader(src)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken:
			if name, _ := z.TagName(); hidden == "" && hiddenTags[string(name)] {
				hidden = string(name)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			if hidden == "" && !isRule(string(z.Text())) {
				return true
			}
		}
	}
}
