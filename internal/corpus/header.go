package corpus

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// A header applies front matter to a Document.
type header struct {
	doc      *Document
	draft    bool
	given    map[string]string // canonical name → the key that gave it
	unknown  []field
	problems []Problem
}

// apply takes the fields in order. A key given twice, under any of its names, counts the first time.
func (h *header) apply(fields []field) {
	h.given = map[string]string{}
	for _, f := range fields {
		name := canonical(strings.ToLower(f.key))
		if before, twice := h.given[name]; twice {
			h.warn(f, told.New("twice", "wanted one %s and found %q after %q, which counts", name, f.key, before), told.New("twice.next", "keep one of the two"))
			continue
		}
		h.given[name] = f.key
		if f.value.Tag != "!!null" {
			h.set(name, f)
		}
	}
	h.reportUnknown()
}

func (h *header) set(name string, f field) {
	d := h.doc
	switch name {
	case "id":
		h.setID(f)
	case "title":
		h.text(f, &d.Source.Title)
	case "date":
		h.day(f, &d.Source.Published)
	case "lastmod": // dates the text where nothing else does
		if _, dated := h.given["date"]; !dated || d.Source.Published.IsZero() {
			h.day(f, &d.Source.Published)
		}
	case "retrieved":
		h.day(f, &d.Source.Retrieved)
	case "publisher":
		h.setPublisher(f)
	case "author":
		var names []string
		h.list(f, &names)
		d.Source.Author = strings.Join(names, ", ")
	case "url":
		h.address(f, &d.Source.URL)
	case "archive_url":
		h.address(f, &d.Source.ArchiveURL)
	case "lang":
		h.setLang(f)
	case "license":
		h.text(f, &d.Source.License)
	case "summary":
		h.text(f, &d.Summary)
	case "tags":
		h.list(f, &d.Tags)
	case "aliases":
		h.list(f, &d.Aliases)
	case "supersedes":
		h.text(f, &d.Supersedes)
	case "draft":
		h.setDraft(f)
	default:
		h.unknown = append(h.unknown, f)
	}
}

func (h *header) setID(f field) {
	var id string
	h.text(f, &id)
	if id == "" {
		return
	}
	h.doc.ID = slug(id)
	if h.doc.ID != id {
		h.warn(f, told.New("id", "wanted an id of at most %d characters from a-z, 0-9 and -, and found %q", longestID, shorten(id)),
			told.New("id.next", "write `id: %s`, which is used now", h.doc.ID))
	}
}

// setPublisher takes an address too, because `source:` is used for both.
func (h *header) setPublisher(f field) {
	if webAddress(f.value.Value) == "" {
		h.text(f, &h.doc.Source.Publisher)
	} else if h.doc.Source.URL == "" {
		h.doc.Source.URL = f.value.Value
	}
}

func (h *header) setLang(f field) {
	code := stated(f.value.Value)
	if code == "" {
		h.warn(f, told.New("lang", "wanted a language as two letters and found %v", kindOf(f.value)), told.New("lang.next", "write for example `lang: en`; until then it is detected"))
	}
	h.doc.Source.Lang = code
}

func (h *header) setDraft(f field) {
	switch strings.ToLower(f.value.Value) {
	case "true", "yes", "on":
		h.draft = true
	case "false", "no", "off":
	default:
		h.warn(f, told.New("bool", "wanted true or false and found %v", kindOf(f.value)), told.New("bool.next", "write `draft: true` to leave the article out"))
	}
}

func (h *header) text(f field, to *string) {
	if f.value.Kind != yaml.ScalarNode {
		h.warn(f, told.New("scalar", "wanted one text for %s and found %v", f.key, kindOf(f.value)), told.New("scalar.next", "write it on one line, in quotes"))
		return
	}
	*to = lang.OneLine(f.value.Value)
}

// list takes a list, or one line with commas.
func (h *header) list(f field, to *[]string) {
	items := f.value.Content
	if f.value.Kind == yaml.ScalarNode {
		items = nil
		for item := range strings.SplitSeq(f.value.Value, ",") {
			items = append(items, &yaml.Node{Kind: yaml.ScalarNode, Value: item})
		}
	}
	for _, item := range items {
		item = resolve(item)
		if item.Kind != yaml.ScalarNode || f.value.Kind == yaml.MappingNode {
			h.warn(f, told.New("names", "wanted a list of names for %s and found %v", f.key, kindOf(f.value)), told.New("names.next", "write `%s: [one, another]`", f.key))
			*to = nil
			return
		}
		if text := lang.OneLine(item.Value); text != "" {
			*to = append(*to, text)
		}
	}
}

func (h *header) day(f field, to *time.Time) {
	day, ok := dates.ParseDay(f.value.Value)
	if !ok {
		h.warn(f, told.New("day", "wanted a day for %s and found %v", f.key, kindOf(f.value)),
			told.New("day.next", "write the day of this article as year-month-day after `%s:`, or leave the line out", f.key))
		return
	}
	*to = day
}

func (h *header) address(f field, to *string) {
	if *to = webAddress(strings.TrimSpace(f.value.Value)); *to == "" {
		h.warn(f, told.New("address", "wanted an address that begins with https:// or http:// for %s and found %v", f.key, kindOf(f.value)),
			told.New("address.next", "write the whole address, or leave the key out"))
	}
}

// reportUnknown keeps the keys nobody here knows, and names them in one warning.
func (h *header) reportUnknown() {
	if len(h.unknown) == 0 {
		return
	}
	var names []string
	h.doc.Extra = map[string]string{}
	for _, f := range h.unknown {
		names = append(names, f.key)
		h.doc.Extra[strings.ToLower(f.key)] = f.value.Value
	}
	slices.Sort(names)
	h.warn(h.unknown[0], told.New("unknown", "wanted keys that are known here and found %s", shorten(strings.Join(names, ", "))),
		told.New("unknown.next", "check the spelling; they are kept, but nothing uses them"))
}

func (h *header) warn(f field, reason, next *told.Text) {
	h.problems = append(h.problems, Problem{Line: f.line, Reason: reason, Next: next, Warning: true})
}
