package briefing

import (
	"regexp"
	"strings"
)

// announces tells whether a sentence leads to something below it.
func announces(text string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	first = strings.TrimRight(first, " *_")
	return strings.HasSuffix(first, ":") || strings.HasSuffix(first, "：")
}

// longestList is how many bytes a list may have with its lead-in to be shown in a Briefing.
const longestList = 600

// item is the begin of one in a list.
var item = regexp.MustCompile(`^\s*(?:[-*+•–]|\d{1,3}[.)])\s+\S`)

// withList is a lead-in with the list below it, as much of a text as that is. ok is false where there is no list, or one
// that is too long: the lead-in alone says nothing.
func withList(text, lead string) (list string, ok bool) {
	at := strings.Index(text, lead)
	lines := strings.SplitAfter(text[at:], "\n")
	end, inList := len(lines[0]), false
	for _, line := range lines[1:] {
		switch {
		case item.MatchString(line):
			inList = true
		case strings.TrimSpace(line) == "" || inList && strings.HasPrefix(line, " "):
		default:
			line = ""
		}
		if line == "" {
			break
		}
		end += len(line)
	}
	list = strings.TrimRight(text[at:at+end], " \n")
	return list, inList && len(list) <= longestList
}

// caption is how the words under a picture begin, in English, French and German.
var caption = regexp.MustCompile(`(?i)^[*_]*(?:(?:this|cette|diese[sr]?)\s+(?:photo(?:graph(?:ie)?)?|picture|image|foto(?:grafie)?|bild)\b|` +
	`(?:photo(?:graph(?:ie)?)?|picture|image|foto|bild)\s*(?::|by\b|par\b|von\b))`)

// isCaption tells whether a sentence says what a picture shows.
func isCaption(text string) bool { return caption.MatchString(text) }
