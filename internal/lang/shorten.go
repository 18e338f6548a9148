package lang

import "strings"

// Shorten cuts a text to a length, of which each letter takes what size says, with an ellipsis; between two words where the last is
// not a long one.
func Shorten(text string, length int, size func(rune) int) string {
	whole, end := 0, len(text) // end: up to which there is room beside the ellipsis
	for at, r := range text {
		if whole += size(r); whole > length-1 {
			end = min(end, at)
		}
	}
	if whole <= length {
		return text
	}
	cut := text[:end]
	if space := strings.LastIndexByte(cut, ' '); text[end] != ' ' && space > len(cut)*3/4 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ") + "…"
}
