package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// A Stored is a document as it is kept.
type Stored struct {
	Index       string          `json:"_index"`
	ID          string          `json:"_id"`
	Found       bool            `json:"found"`
	Source      json.RawMessage `json:"_source"`
	SeqNo       int             `json:"_seq_no"`
	PrimaryTerm int             `json:"_primary_term"`
}

// Get reads one document as it was written last; where there is none, Found is false. index may be an alias.
func (c *Cluster) Get(ctx context.Context, index, id string) (s Stored, err error) {
	err = c.ask(ctx, request{method: http.MethodGet, path: "/" + index + "/_doc/" + url.PathEscape(c.id(id)), query: c.routed(nil)}, &s)
	if errors.Is(err, errNotFound) {
		return Stored{}, nil
	}
	return s, err
}

// Read reads documents as they were written last, in the order of their ids. fields are those wanted of each; none: all.
func (c *Cluster) Read(ctx context.Context, index string, ids []string, fields ...string) ([]Stored, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	own := make([]string, len(ids))
	for i, id := range ids {
		own[i] = c.id(id)
	}
	body, err := json.Marshal(map[string]any{"ids": own})
	if err != nil {
		return nil, err
	}
	r := request{method: http.MethodPost, path: "/" + index + "/_mget", body: body}
	if len(fields) > 0 {
		r.query = url.Values{"_source_includes": {strings.Join(fields, ",")}}
	}
	r.query = c.routed(r.query)
	var found struct{ Docs []Stored }
	if err := c.ask(ctx, r, &found); err != nil {
		return nil, err
	}
	if len(found.Docs) != len(ids) {
		return nil, c.Away(errors.New("it answers with less than it was asked for"))
	}
	return found.Docs, nil
}

// A Term is one word to search for in a field.
type Term struct {
	Field, Text string
	Boost       float64
}

// completely is how all searches are made: a part of the index that does not answer is an error.
var completely = url.Values{"allow_partial_search_results": {"false"}, "ignore_unavailable": {"false"}}

// Search finds the documents that have any of the terms, at most limit, those first that OpenSearch thinks best. Either all of
// the index was searched, or it is an error.
func (c *Cluster) Search(ctx context.Context, index string, terms []Term, limit int) ([]Stored, error) {
	should := make([]any, len(terms))
	for i, t := range terms {
		should[i] = map[string]any{"term": map[string]any{t.Field: map[string]any{"value": t.Text, "boost": t.Boost}}}
	}
	body, err := json.Marshal(map[string]any{"size": limit, "track_total_hits": false,
		"query": map[string]any{"bool": map[string]any{"should": should, "minimum_should_match": 1, "filter": c.whose()}}})
	if err != nil {
		return nil, err
	}
	var found struct {
		TimedOut bool                 `json:"timed_out"`
		Shards   struct{ Failed int } `json:"_shards"`
		Hits     struct{ Hits []Stored }
	}
	r := request{method: http.MethodPost, path: "/" + index + "/_search", body: body, query: c.routed(completely)}
	switch err := c.ask(ctx, r, &found); {
	case errors.Is(err, errNotFound):
		return nil, c.Away(errors.New("the index " + index + " is gone"))
	case err != nil:
		return nil, err
	case found.TimedOut || found.Shards.Failed > 0:
		return nil, c.Away(errors.New("a part of it does not answer"))
	}
	return found.Hits.Hits, nil
}
