package markup

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"
)

// bare is a web address as it stands in a text.
var bare = regexp.MustCompile(`https?://[^\s\pZ\p{Cf}<>\\]+`)

// withAddresses makes links of the web addresses that stand in a line.
func withAddresses(line []Letter) []Letter {
	text := Line{Letters: line}.Text()
	if !strings.Contains(text, "://") {
		return line
	}
	number := make([]int, len(text)+1) // of the letter that begins at a byte
	n := 0
	for i := range text {
		number[i] = n
		n++
	}
	number[len(text)] = n
	for _, found := range bare.FindAllStringIndex(text, -1) {
		address := trimAddress(text[found[0]:found[1]])
		some := line[number[found[0]]:number[found[0]+len(address)]]
		if target, ok := webAddress(address); ok && !IsInvite(target) && alike(some) {
			for i := range some {
				some[i].Link, some[i].Bare = address, true
			}
		}
	}
	return line
}

// alike tells whether letters look the same and lead nowhere yet.
func alike(some []Letter) bool {
	for _, l := range some {
		if l.Look != some[0].Look || l.Link != "" || l.Code {
			return false
		}
	}
	return len(some) > 0
}

// trimAddress takes away what ends the sentence, not the address.
func trimAddress(address string) string {
	for {
		trimmed := strings.TrimRight(address, `?!.,:;*_~'"|\]`)
		if strings.HasSuffix(trimmed, ")") && strings.Count(trimmed, ")") > strings.Count(trimmed, "(") {
			trimmed = trimmed[:len(trimmed)-1]
		}
		if trimmed == address {
			return address
		}
		address = trimmed
	}
}

// host is the name of a site, or its number. What ends in a number is one.
var host = regexp.MustCompile(`^(?:[\pL\pN](?:[\pL\pN.-]*[\pL\pN])?\.)?\pL[\pL\pN-]*$|^\d{1,2}(?:\.\d{1,2}){3}$`)

// webAddress is an address of the web, without a name and password in it; ok is false for any other.
func webAddress(address string) (target string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !host.MatchString(u.Hostname()) {
		return "", false
	}
	return u.String(), true
}

// linkTarget is the web address behind words, or empty where it is none. It is honest unless the words name another.
func linkTarget(destination, words string) (target string, honest bool) {
	target, ok := webAddress(destination)
	if !ok {
		return "", true
	}
	return target, strings.TrimSpace(words) != "" && !IsInvite(target) && !lies(words, target)
}

// invites are the addresses that Discord makes an invitation to a server of.
var invites = regexp.MustCompile(`(?i)\bdiscord(?:app)?\.(?:gg|io|me|li|new)\b|\bdiscord(?:app)?\.com/(?:invite|template)\b|\bdis\.gd\b`)

// IsInvite tells whether a text has in it what Discord makes an invitation of.
func IsInvite(text string) bool { return invites.MatchString(text) }

// named is what reads as the name of a site, with or without the rest of an address.
var named = regexp.MustCompile(`(?i)(?:https?://)?(?:[\pL\pN-]+\.)+\pL{2,}\.?(?:[:/?#]\S*)?`)

// lies tells whether words that stand for an address name another site. "README.md" names none where the address ends in it.
func lies(words, target string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return true
	}
	words = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune("․。．｡∕⁄", r): // what looks like a full stop or a slash
			return '.'
		}
		return r
	}, words)
	for _, name := range named.FindAllString(words, -1) {
		says := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(name), "https://"), "http://")
		says = strings.TrimRight(strings.FieldsFunc(says, func(r rune) bool { return strings.ContainsRune(":/?#", r) })[0], ".")
		_, known := publicsuffix.PublicSuffix(says)
		switch {
		case !known && !strings.Contains(name, "://"):
		case strings.HasSuffix(strings.ToLower(u.Path), "/"+says):
		case site(says) != site(strings.ToLower(u.Hostname())):
			return true
		}
	}
	return strings.Contains(words, "://") && !named.MatchString(words)
}

// site is a host without the name it does as well without.
func site(host string) string { return strings.TrimPrefix(host, "www.") }
