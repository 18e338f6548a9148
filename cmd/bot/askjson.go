package main

import (
	"math"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// The JSON of `bot ask --json`. Scripts rely on it: fields may be added, never changed or taken away.
type (
	jsonAnswer struct {
		Question   string            `json:"question"`
		Answered   bool              `json:"answered"`
		Confidence float64           `json:"confidence"`
		Passage    *jsonPassage      `json:"passage"`
		Highlight  *jsonSpan         `json:"highlight"`
		Source     *jsonSource       `json:"source"`
		Carried    []string          `json:"carried"`
		Corrected  map[string]string `json:"corrected"`
		Nearest    []jsonNearest     `json:"nearest"`
		TookUS     int64             `json:"took_us"`
		Error      string            `json:"error,omitempty"` // why the question could not be answered; absent if it could
	}
	jsonPassage struct {
		ID      corpus.Ref `json:"id"`
		Ordinal int        `json:"ordinal"`
		Of      int        `json:"of"`
		Heading string     `json:"heading"`
		Header  string     `json:"header,omitempty"` // of a part of a long table or of code: its header rows or opening fence
		Text    string     `json:"text"`
		Place   string     `json:"place,omitempty"` // "page 4", of an original that has pages, rows or times
	}
	jsonSpan struct { // byte offsets into the passage's text
		Start int `json:"start"`
		End   int `json:"end"`
	}
	jsonSource struct {
		Title     string `json:"title"`
		Publisher string `json:"publisher"`
		Author    string `json:"author"`
		Published string `json:"published"`
		URL       string `json:"url"`
		Lang      string `json:"lang"`
	}
	jsonNearest struct {
		ID         corpus.Ref `json:"id"`
		Confidence float64    `json:"confidence"`
		Text       string     `json:"text"`
	}
)

func asJSON(a answers.Answer) jsonAnswer {
	j := jsonAnswer{
		Question: a.Question, Answered: a.Outcome == answers.Answered, Confidence: rounded(a.Confidence),
		Carried: a.Carried, Corrected: a.Corrected, Nearest: []jsonNearest{}, TookUS: a.Took.Microseconds(),
	}
	if j.Carried == nil {
		j.Carried = []string{}
	}
	if j.Corrected == nil {
		j.Corrected = map[string]string{}
	}
	if q := a.Best; q != nil {
		j.Passage = &jsonPassage{q.Ref, q.Passage.Ordinal, q.Of, q.Passage.Heading, q.Passage.Header, q.Passage.Text, q.Passage.Place}
		j.Highlight = &jsonSpan{q.Highlight.Start, q.Highlight.End}
		s := q.Source
		j.Source = &jsonSource{s.Title, s.Publisher, s.Author, isoDate(s.Published), s.URL, s.Lang}
	}
	for _, q := range a.Nearest {
		j.Nearest = append(j.Nearest, jsonNearest{q.Ref, rounded(q.Confidence), q.Passage.Text})
	}
	return j
}

// rounded keeps four digits after the point: a confidence is not known better.
func rounded(confidence float64) float64 { return math.Round(confidence*1e4) / 1e4 }

// isoDate is a day as 2023-06-30; empty for the zero time.
func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
