package corpus

import (
	"regexp"
	"strings"
)

var (
	agency = regexp.MustCompile(`\b(?:REUTERS|Reuters|AFP|AP|Getty(?: Images)?|EPA(?:-EFE)?|EFE|Shutterstock|Anadolu(?: Agency)?|Xinhua|TASS|Alamy|iStock|ANSA|DPA|dpa|UN Photo)\b`)
	// creditOnly says by itself that it is one.
	creditOnly = regexp.MustCompile(`/(?:File )?Photo\b|/Handout\b|\bGetty Images\b`)
	// agencyCredit is a credit that no full stop parts from its caption.
	agencyCredit = regexp.MustCompile(`\b(?:REUTERS|AFP|AP Photo|EPA) ?/ ?\S`)
	// creditStart is where the credit after a caption can begin.
	creditStart = regexp.MustCompile(`[.!?…]["”’»)]* | [(\[|—–©]`)
)

// hasCreditMark finds what makes a row of names with an agency a credit: "REUTERS/Joe Penney", "Handout via AP", "© AFP".
func hasCreditMark(line string) bool {
	return strings.ContainsAny(line, "/©") || strings.Contains(line, "via ") || strings.Contains(line, "Photo") ||
		strings.Contains(line, "Images") || strings.Contains(line, "Handout")
}

const longestCredit = 160 // bytes

// endsInCredit reports whether a line ends as captions do: "… in Kidal. MINUSMA/Sylvain Liechti/Handout via REUTERS".
func endsInCredit(line string) bool {
	line = line[max(0, len(line)-longestCredit):]
	if !hasCreditMark(line) {
		return false
	}
	tail := line
	if at := creditStart.FindAllStringIndex(line, -1); at != nil {
		tail = line[at[len(at)-1][0]:]
	}
	tail = strings.Trim(tail, " .…!?\"”’»()[]|—–")
	if onlyNames(tail) && (creditOnly.MatchString(tail) || agency.MatchString(tail) && hasCreditMark(tail)) {
		return true
	}
	at := agencyCredit.FindAllStringIndex(line, -1)
	return at != nil && onlyNames(strings.TrimRight(line[at[len(at)-1][0]:], " .)]"))
}
