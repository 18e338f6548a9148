package corpus

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

var (
	jsonDate  = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{4,40})"`)
	savedFrom = regexp.MustCompile(`(?:saved from url=\(\d+\)|(?s:Page saved with SingleFile.{0,20}?)url: )(https?://\S+)`)
	dateNames = setOf(`article:published_time|datepublished|date|dc.date|dc.date.issued|dcterms.date|dcterms.created|pubdate
	|publish-date|publish_date|parsely-pub-date|og:published_time`)
)

// pageFacts is what a page states of itself besides its title: where it was published, when, in which language. Said is all
// that its metadata says, unsorted.
func pageFacts(doc *html.Node, src string) (s Source, said string) {
	var all strings.Builder
	ogURL := ""
	for n := range doc.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "html":
			s.Lang = stated(attribute(n, "lang"))
		case n.Data == "link" && strings.EqualFold(attribute(n, "rel"), "canonical"):
			s.URL = webAddress(attribute(n, "href"))
		case n.Data == "script" && attribute(n, "type") == "application/ld+json" && n.FirstChild != nil:
			all.WriteString(n.FirstChild.Data)
			if m := jsonDate.FindStringSubmatch(n.FirstChild.Data); m != nil {
				s.Published = firstDay(s.Published, m[1])
			}
		case n.Data == "meta":
			name, content := metaProperty(n), attribute(n, "content")
			all.WriteString(lang.OneLine(content) + "\n")
			if dateNames[name] {
				s.Published = firstDay(s.Published, content)
			} else if name == "og:url" {
				ogURL = webAddress(content)
			}
		}
	}
	first(&s.URL, ogURL)
	if m := savedFrom.FindStringSubmatch(src[:min(len(src), 2000)]); m != nil {
		first(&s.URL, webAddress(m[1]))
	}
	return s, all.String()
}

func metaProperty(n *html.Node) string {
	return strings.ToLower(attribute(n, "property") + attribute(n, "name") + attribute(n, "itemprop"))
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// webAddress is an http or https address as stated, or empty.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return address
}

// stated is the two-letter code of a stated language, or empty.
func stated(tag string) string {
	code := lang.Base(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"))
	if len(code) != 2 || code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z' {
		return ""
	}
	return code
}

func firstDay(known time.Time, text string) time.Time {
	if day, ok := dates.ParseDay(text); ok && known.IsZero() {
		return day
	}
	return known
}

// first fills a field that is still empty.
func first(field *string, value string) {
	if *field == "" {
		*field = value
	}
}
