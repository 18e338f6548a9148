package corpus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// A Feed is what a site says is new on it.
type Feed struct {
	Title   string      // empty if it states none
	Entries []FeedEntry // the newest first
}

// A FeedEntry is an article of a Feed.
type FeedEntry struct {
	Key  string // tells it from the other entries of the feed, also when it is read again
	URL  string // of its page; empty if not stated
	Name string // of a file for it
	Data []byte // of that file: a feed of this entry alone, which [Read] reads
}

// IsFeed reports whether a file of that name is a feed.
func IsFeed(name string) bool {
	return slices.Contains([]string{".atom", ".rss", ".xml"}, extension(name))
}

// ReadFeed reads an RSS, Atom or JSON feed and makes a file of each of its entries, at most so many of the newest.
func ReadFeed(raw []byte, most int) (Feed, error) {
	if err := checkDepth(raw); err != nil {
		return Feed{}, notFeed(err)
	}
	read, err := gofeed.NewParser().Parse(bytes.NewReader(raw))
	if err != nil {
		return Feed{}, otherData(err)
	}
	items := slices.DeleteFunc(slices.Clone(read.Items), func(i *gofeed.Item) bool { return i == nil })
	slices.SortStableFunc(items, newestFirst)
	f := Feed{Title: lang.OneLine(read.Title)}
	for _, item := range items[:min(len(items), most)] {
		e, err := entryOf(item, read)
		if err != nil {
			return Feed{}, err
		}
		f.Entries = append(f.Entries, e)
	}
	return f, nil
}

func notFeed(err error) *told.Text {
	return told.New("feed", "wanted a feed (RSS or Atom) and found %v", err)
}

func otherData(err error) *told.Text {
	return told.New("feed.other", "wanted a feed (RSS or Atom) and found other data (%s)", lang.OneLine(err.Error()))
}

// newestFirst leaves entries without a date where they stand.
func newestFirst(a, b *gofeed.Item) int {
	x, y := firstTime(a.PublishedParsed, a.UpdatedParsed), firstTime(b.PublishedParsed, b.UpdatedParsed)
	if x == nil || y == nil {
		return 0
	}
	return y.Compare(*x)
}

// An atomEntry is an entry that is a document of its own, as RFC 4287 has it.
type atomEntry struct {
	XMLName   xml.Name  `xml:"http://www.w3.org/2005/Atom entry"`
	Lang      string    `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
	ID        string    `xml:"id"`
	Title     string    `xml:"title"`
	Published string    `xml:"published,omitempty"`
	Author    string    `xml:"author>name,omitempty"`
	Link      *atomLink `xml:"link"`
	Source    string    `xml:"source>title,omitempty"` // of the feed
	Content   atomText  `xml:"content"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

func entryOf(item *gofeed.Item, of *gofeed.Feed) (FeedEntry, error) {
	e := FeedEntry{Key: item.GUID, URL: webAddress(item.Link)}
	first(&e.Key, item.Link)
	first(&e.Key, lang.OneLine(item.Title))
	sum := sha256.Sum256([]byte(e.Key))
	title := []rune(lang.OneLine(item.Title))
	e.Name = IDOf(string(title[:min(len(title), longestEntryName)])) + "-" + hex.EncodeToString(sum[:4]) + ".atom"
	out := atomEntry{Lang: stated(of.Language), ID: e.Key, Title: lang.OneLine(item.Title), Source: lang.OneLine(of.Title), Content: atomText{"html", item.Content}}
	first(&out.Content.Text, item.Description)
	if at := firstTime(item.PublishedParsed, item.UpdatedParsed); at != nil {
		out.Published = at.Format(time.RFC3339)
	}
	if len(item.Authors) > 0 && item.Authors[0] != nil {
		out.Author = lang.OneLine(item.Authors[0].Name)
	}
	if e.URL != "" {
		out.Link = &atomLink{e.URL}
	}
	data, err := xml.MarshalIndent(out, "", " ")
	e.Data = append([]byte(xml.Header), append(data, '\n')...)
	return e, err
}

// longestEntryName keeps the names of files readable, in characters.
const longestEntryName = 60

// entryDocument reads a file that is one Atom entry; ok is false if it is something else.
func entryDocument(raw []byte) (e atomEntry, ok bool) {
	return e, bytes.Contains(raw, []byte("<entry")) && xml.Unmarshal(raw, &e) == nil
}

// inFeed is an entry in a feed of its own, which is what its parser reads.
func (e atomEntry) inFeed(raw []byte) []byte {
	return fmt.Appendf(nil, `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="%s">%s</feed>`, stated(e.Lang), raw[bytes.Index(raw, []byte("<entry")):])
}
