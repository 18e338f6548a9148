package corpus

import (
	"bytes"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"github.com/sitrep-bot/sitrep/internal/corpus/archive"
	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

const mostEntriesOfFeed = 500 // feeds keep their newest 10 to 50

// readFeed reads a saved RSS, Atom or JSON feed. An entry is a section; its place is the day it came out.
func readFeed(file string, raw []byte) (body, *Problem) {
	if err := checkDepth(raw); err != nil {
		return body{}, &Problem{Reason: notFeed(err)}
	}
	alone, isAlone := entryDocument(raw)
	if isAlone {
		raw = alone.inFeed(raw)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(raw))
	if err != nil {
		return body{}, &Problem{Reason: otherData(err), Next: told.New("feed.next", "save the address that the site's feed button leads to, or the article's own text as .txt or .md")}
	}
	if isAlone && len(feed.Items) == 1 {
		return readEntry(file, feed.Items[0], feed.Language, alone.Source)
	}
	p := pageReader{outline{title: lang.OneLine(feed.Title)}}
	first(&p.title, baseName(file))
	for _, item := range feed.Items[:min(len(feed.Items), mostEntriesOfFeed)] {
		p.place = dayOf(firstTime(item.PublishedParsed, item.UpdatedParsed))
		p.section(2, lang.OneLine(item.Title))
		if problem := p.entry(item); problem != nil {
			return body{}, problem
		}
	}
	b := p.body("")
	b.source.URL = webAddress(feed.Link)
	b.source.Lang = stated(feed.Language)
	if at := firstTime(feed.UpdatedParsed, feed.PublishedParsed); at != nil {
		b.source.Published = dates.Midnight(*at)
	}
	return b, nil
}

// readEntry reads an entry that is a document of its own.
func readEntry(file string, item *gofeed.Item, code, publisher string) (body, *Problem) {
	p := pageReader{outline{title: lang.OneLine(item.Title)}}
	first(&p.title, baseName(file))
	if problem := p.entry(item); problem != nil {
		return body{}, problem
	}
	b := p.body("")
	b.source.URL, b.source.Lang, b.source.Publisher = webAddress(item.Link), stated(code), lang.OneLine(publisher)
	if len(item.Authors) > 0 && item.Authors[0] != nil {
		b.source.Author = lang.OneLine(item.Authors[0].Name)
	}
	if at := firstTime(item.PublishedParsed, item.UpdatedParsed); at != nil {
		b.source.Published = dates.Midnight(*at)
	}
	return b, nil
}

// checkDepth makes sure that no reader of the XML meets elements nested without end. A feed in JSON has none.
func checkDepth(raw []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return nil
	}
	return archive.Walk(raw, archive.Visitor{})
}

// entry reads the text of an entry, which is HTML.
func (p *pageReader) entry(item *gofeed.Item) *Problem {
	content := item.Content
	first(&content, item.Description)
	if strings.Count(content, "<") > 3*mostElements {
		return &Problem{Reason: told.New("entry.large", "wanted a feed and found an entry of more than %d elements", mostElements)}
	}
	doc, err := html.Parse(strings.NewReader(content))
	if err != nil {
		return &Problem{Reason: told.New("entry.deep", "wanted a feed and found an entry that no browser could show (%v)", err)}
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "body" {
			p.children(n)
			break
		}
	}
	p.flush()
	return nil
}

func firstTime(times ...*time.Time) *time.Time {
	for _, t := range times {
		if t != nil {
			return t
		}
	}
	return nil
}

func dayOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}
