package corpus

import (
	"reflect"
	"testing"
)

func parse(t *testing.T, name, src string) *reading {
	t.Helper()
	return (&reading{path: name}).parse([]byte(src))
}

func TestFrontMatter(t *testing.T) {
	r := parse(t, "a.md", `---
id: harbour-market
title: "Harbour market: the end"
date: 2023-06-30
lastmod: 2024-01-01
publisher: The Example Times
authors: [Jane Doe, John Roe]
link: https://times.example/harbour
archive_url: http://archive.example/harbour
language: en-GB
description: The council
  closes it.
tags: harbour, market
aliases:
  - the market
  - Saturday market
retrieved: 1 July 2023
licence: CC BY 4.0
supersedes: harbour-2022
weight: 7
Layout: post
---
One thing.
`)
	want := Document{
		ID: "harbour-market", Path: "a.md", Sum: r.doc.Sum, Summary: "The council closes it.",
		Source: Source{Title: "Harbour market: the end", Publisher: "The Example Times", Author: "Jane Doe, John Roe",
			Published: day(2023, 6, 30), Retrieved: day(2023, 7, 1), URL: "https://times.example/harbour",
			ArchiveURL: "http://archive.example/harbour", License: "CC BY 4.0", Lang: "en"},
		Tags: []string{"harbour", "market"}, Aliases: []string{"the market", "Saturday market"}, Supersedes: "harbour-2022",
		Extra:    map[string]string{"weight": "7", "layout": "post"},
		Passages: []Passage{{Ordinal: 1, Text: "One thing."}},
	}
	if !reflect.DeepEqual(*r.doc, want) {
		t.Errorf("got  %+v\nwant %+v", *r.doc, want)
	}
	if len(r.problems) != 1 || r.problems[0].Line != 20 || !r.problems[0].Warning {
		t.Errorf("got %v, want one warning on line 20 about both unknown keys", r.problems)
	}
}

func TestFrontMatterOfOtherPrograms(t *testing.T) {
	tests := []struct {
		name, src string
		want      Source
	}{
		{"an address as the source is the URL", "source: https://times.example", Source{URL: "https://times.example"}},
		{"a name as the source is the publisher", "source: The Times", Source{Publisher: "The Times"}},
		{"lastmod dates what has no date", "lastmod: 2024-01-01", Source{Published: day(2024, 1, 1)}},
		{"the date counts before lastmod, wherever it stands", "lastmod: 2024-01-01\ndate: 2023-06-30", Source{Published: day(2023, 6, 30)}},
		{"a byline is the author", "byline: Jane Doe", Source{Author: "Jane Doe"}},
		{"an empty key states nothing", "author:\nurl: ~", Source{}},
		{"an anchor and its alias", "author: &a Jane Doe\npublisher: *a", Source{Author: "Jane Doe", Publisher: "Jane Doe"}},
		{"Windows line ends", "author: Jane Doe\r\npublisher: The Times\r", Source{Author: "Jane Doe", Publisher: "The Times"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := parse(t, "a.txt", "---\n"+tt.src+"\n---\nA title\n\nOne thing.")
			tt.want.Title, tt.want.Lang = "A title", "en"
			if r.doc == nil || r.doc.Source != tt.want || len(r.problems) > 0 {
				t.Errorf("got %+v and %v, want %+v", r.doc, r.problems, tt.want)
			}
		})
	}
}

func TestFrontMatterInEveryFormat(t *testing.T) {
	for name, text := range map[string]string{"a.md": "One thing.", "a.txt": "One thing.", "a.html": "<p>One thing.</p>"} {
		r := parse(t, name, "\ufeff---\r\ntitle: T\r\ndate: 2023-06-30\r\n---\r\n"+text)
		if r.doc == nil || r.doc.Source.Title != "T" || r.doc.Source.Published != day(2023, 6, 30) || flat(r.doc.Passages) != "[] One thing.\n" {
			t.Errorf("%s: got %+v, %v", name, r.doc, r.problems)
		}
	}
}

func TestLanguageIsStatedOrDetected(t *testing.T) {
	const french = "Le conseil a voté vendredi la fermeture du marché, et le maire dit le regretter."
	for src, want := range map[string]string{
		"T\n\n" + french:                         "fr",
		"---\nlang: oc\n---\nT\n\n" + french:     "oc",
		"---\nlang: FR-ca\n---\nT\n\nOne thing.": "fr",
		"T\n\nThe council has decided it.":       "en",
	} {
		if got := parse(t, "a.txt", src).doc.Source.Lang; got != want {
			t.Errorf("%q is in %q, want %q", src, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"a plain name", "minusma-ends.md", "minusma-ends"},
		{"folders and capitals", "Reports/2023/My Report (final).md", "reports-2023-my-report-final"},
		{"accents, composed", "caf\u00e9 \u00e0 Gao.md", "cafe-a-gao"},
		{"accents, as a Mac stores them", "cafe\u0301 a\u0300 Gao.md", "cafe-a-gao"},
		{"letters that are no letter with an accent", "Straße Łódź Øre.md", "strasse-lodz-ore"},
		{"a name in Cyrillic is a hash", "отчёт.md", "article-520a76"},
		{"what can be read of a mixed name stays", "отчёт-2023.md", "2023-d30307"},
		{"nothing to read", "!!!.md", "article-"},
		{"a very long name", longName + ".md", "very-long-very-long-very-long-very-long-very-long-very-lo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := IDOf(tt.file)
			if len(got) > longestID || len(got) < len(tt.want) || got[:len(tt.want)] != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if slug(got) != got {
				t.Errorf("%q is not its own slug", got)
			}
		})
	}
}

const longName = "very-long-very-long-very-long-very-long-very-long-very-long-very-long-very-long"
