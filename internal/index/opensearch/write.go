package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Document is something to keep: JSON, with its terms in fields below "terms" and "title", one a language, separated by
// spaces, and whatever else it is to remember below "kept".
type Document struct {
	ID   string
	Body []byte
}

// layout is what every index is made with. Terms come as they are to be found: nothing is left to OpenSearch's analyzers. What
// stands above a passage is always short, so that its length says nothing.
const layout = `{
	"settings": {
		"number_of_shards": %d, "auto_expand_replicas": "0-1", "refresh_interval": "-1",
		"analysis": {"tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 2048}},
			"analyzer": {"terms": {"type": "custom", "tokenizer": "spaces"}}},
		"similarity": {"short": {"type": "BM25", "k1": 0.4, "b": 0}}
	},
	"mappings": {
		"dynamic": false,
		"dynamic_templates": [
			{"terms": {"path_match": "terms.*", "mapping": {"type": "text", "analyzer": "terms", "index_options": "freqs"}}},
			{"title": {"path_match": "title.*", "mapping": {"type": "text", "analyzer": "terms", "index_options": "freqs", "similarity": "short"}}}
		],
		"properties": {
			"terms": {"type": "object", "dynamic": true},
			"title": {"type": "object", "dynamic": true},
			"owner": {"type": "keyword"},
			"kept": {"type": "object", "enabled": false}
		}
	}
}`

// Create makes an index, of so many shards, whose documents are found only after [Cluster.Refresh]. It is ErrConflict where
// there is one already.
func (c *Cluster) Create(ctx context.Context, index string, shards int) error {
	err := c.write(ctx, request{method: http.MethodPut, path: "/" + index, body: fmt.Appendf(nil, layout, shards)}, nil)
	if err == nil || c.isAway(err) {
		return err
	}
	if there, e := c.Exists(ctx, index); e == nil && there {
		return ErrConflict
	}
	return err
}

// Exists reports whether there is an index or an alias.
func (c *Cluster) Exists(ctx context.Context, index string) (bool, error) {
	err := c.ask(ctx, request{method: http.MethodGet, path: "/" + index + "/_settings"}, nil)
	if errors.Is(err, errNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (c *Cluster) isAway(err error) bool {
	away := (*AwayError)(nil)
	return errors.As(err, &away)
}

const (
	// What was not taken is sent again, each time after twice as long.
	firstPause, longestPause = 100 * time.Millisecond, 5 * time.Second
	// giveUp is after how long without one document taken it is an error.
	giveUp = time.Minute
)

// Put keeps documents. A cluster that has too much to do is given time: what it does not take is sent again, until it has
// taken nothing for a minute.
func (c *Cluster) Put(ctx context.Context, index string, documents []Document) error {
	return c.bulk(ctx, index, "index", documents)
}

// Delete removes documents; those that are not there are no error.
func (c *Cluster) Delete(ctx context.Context, index string, ids []string) error {
	documents := make([]Document, len(ids))
	for i, id := range ids {
		documents[i].ID = id
	}
	return c.bulk(ctx, index, "delete", documents)
}

func (c *Cluster) bulk(ctx context.Context, index, action string, documents []Document) error {
	pause, last := firstPause, time.Now()
	for len(documents) > 0 {
		left, err := c.bulkOnce(ctx, index, action, documents)
		if len(left) == 0 && err == nil {
			return nil
		}
		if err != nil && (!c.isAway(err) || ctx.Err() != nil) {
			return err
		}
		if len(left) < len(documents) {
			pause, last = firstPause, time.Now()
		} else if time.Since(last) > giveUp {
			return errors.Join(c.Away(errors.New("it takes no documents")), err)
		}
		documents = left
		select {
		case <-time.After(pause):
			pause = min(2*pause, longestPause)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// bulkOnce sends documents once, and returns those that were not taken for want of time or memory.
func (c *Cluster) bulkOnce(ctx context.Context, index, action string, documents []Document) (left []Document, err error) {
	var body bytes.Buffer
	for _, d := range documents {
		id, err := json.Marshal(c.id(d.ID))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&body, "{%q:{\"_id\":%s}}\n", action, id)
		if d.Body != nil {
			text, err := c.body(d)
			if err != nil {
				return nil, err
			}
			body.Write(text)
			body.WriteByte('\n')
		}
	}
	var outcome struct {
		Errors bool
		Items  []map[string]struct {
			Status int
			Error  json.RawMessage
		}
	}
	if err := c.write(ctx, request{method: http.MethodPost, path: "/" + index + "/_bulk", body: body.Bytes(), query: c.routed(nil)}, &outcome); err != nil {
		return documents, err
	}
	if !outcome.Errors {
		return nil, nil
	}
	for i, item := range outcome.Items {
		switch o := item[action]; {
		case o.Status == http.StatusTooManyRequests || o.Status >= http.StatusInternalServerError:
			left = append(left, documents[i])
		case o.Status >= http.StatusBadRequest && o.Status != http.StatusNotFound:
			return nil, fmt.Errorf("the search cluster refuses %s: %s", documents[i].ID, o.Error[:min(len(o.Error), longestRefusal)])
		}
	}
	return left, nil
}

// Replace keeps a document in the place of one that was read, or of none where that was not found. It is ErrConflict where
// another process was quicker. The document as it is kept now is returned.
func (c *Cluster) Replace(ctx context.Context, index string, before Stored, d Document) (Stored, error) {
	query := url.Values{"op_type": {"create"}}
	if before.Found {
		query = url.Values{"if_seq_no": {strconv.Itoa(before.SeqNo)}, "if_primary_term": {strconv.Itoa(before.PrimaryTerm)}}
	}
	body, err := c.body(d)
	if err != nil {
		return Stored{}, err
	}
	after := Stored{Found: true, Source: d.Body}
	err = c.write(ctx, request{method: http.MethodPut, path: "/" + index + "/_doc/" + url.PathEscape(c.id(d.ID)), query: c.routed(query), body: body}, &after)
	return after, err
}

// Refresh has everything that was put found by the searches from now on.
func (c *Cluster) Refresh(ctx context.Context, index string) error {
	var outcome struct {
		Shards struct{ Failed int } `json:"_shards"`
	}
	err := c.write(ctx, request{method: http.MethodPost, path: "/" + index + "/_refresh"}, &outcome)
	if err == nil && outcome.Shards.Failed > 0 {
		return c.Away(errors.New("a part of it does not answer"))
	}
	return err
}

// Indexes lists the indexes whose names begin with a prefix, each with whether it has an alias.
func (c *Cluster) Indexes(ctx context.Context, prefix, alias string) (map[string]bool, error) {
	var found map[string]struct{ Aliases map[string]any }
	if err := c.write(ctx, request{method: http.MethodGet, path: "/" + prefix + "*/_alias"}, &found); err != nil && !errors.Is(err, errNotFound) {
		return nil, err
	}
	has := map[string]bool{}
	for name, index := range found {
		_, has[name] = index.Aliases[alias]
	}
	return has, nil
}

// Point has an alias mean an index, and nothing else, from one moment to the next.
func (c *Cluster) Point(ctx context.Context, alias, index string) error {
	has, err := c.Indexes(ctx, alias+"-", alias)
	if err != nil {
		return err
	}
	type named struct {
		Index string `json:"index"`
		Alias string `json:"alias"`
	}
	actions := []map[string]named{{"add": {index, alias}}}
	for name, pointed := range has {
		if pointed && name != index {
			actions = append(actions, map[string]named{"remove": {name, alias}})
		}
	}
	body, err := json.Marshal(map[string]any{"actions": actions})
	if err != nil {
		return err
	}
	return c.write(ctx, request{method: http.MethodPost, path: "/_aliases", body: body}, nil)
}

// Drop deletes an index with all that is in it.
func (c *Cluster) Drop(ctx context.Context, index string) error {
	if err := c.write(ctx, request{method: http.MethodDelete, path: "/" + index}, nil); !errors.Is(err, errNotFound) {
		return err
	}
	return nil
}
