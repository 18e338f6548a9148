package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
)

// Of is the same cluster, for the documents of one owner alone: they are written and looked for in the one shard of an index to which
// the owner's name leads, have ids of their own, and no other owner's are found. It is not to be closed.
func (c *Cluster) Of(owner string) *Cluster {
	own := *c
	own.owner = owner
	return &own
}

// id is what OpenSearch knows a document by.
func (c *Cluster) id(id string) string {
	if c.owner == "" {
		return id
	}
	return c.owner + "/" + id
}

// body has the owner beside what a document has.
func (c *Cluster) body(d Document) ([]byte, error) {
	if c.owner == "" {
		return d.Body, nil
	}
	owner, err := json.Marshal(c.owner)
	if err != nil {
		return nil, err
	}
	return append(fmt.Appendf(nil, `{"owner":%s,`, owner), d.Body[1:]...), nil
}

// routed has a call touch only the owner's shard.
func (c *Cluster) routed(query url.Values) url.Values {
	if c.owner == "" {
		return query
	}
	all := url.Values{"routing": {c.owner}}
	maps.Copy(all, query)
	return all
}

// whose narrows a search to the owner's documents.
func (c *Cluster) whose() []any {
	if c.owner == "" {
		return nil
	}
	return []any{map[string]any{"term": map[string]any{"owner": c.owner}}}
}

// mostOwners is how many [Cluster.Owners] lists at once: as many as OpenSearch counts by itself.
const mostOwners = 65_000

// Owners lists who has documents in an index.
func (c *Cluster) Owners(ctx context.Context, index string) (owners []string, err error) {
	body := fmt.Appendf(nil, `{"size": 0, "aggs": {"owners": {"terms": {"field": "owner", "size": %d}}}}`, mostOwners)
	var found struct {
		Aggregations struct {
			Owners struct{ Buckets []struct{ Key string } }
		}
	}
	err = c.ask(ctx, request{method: http.MethodPost, path: "/" + index + "/_search", body: body, query: completely}, &found)
	if errors.Is(err, errNotFound) {
		return nil, nil
	}
	for _, b := range found.Aggregations.Owners.Buckets {
		owners = append(owners, b.Key)
	}
	return owners, err
}

// eraseAtOnce is how many documents are erased with one call.
const eraseAtOnce = 1000

// Erase deletes all that an owner has in an index.
func (c *Cluster) Erase(ctx context.Context, index string) error {
	body, err := json.Marshal(map[string]any{"size": eraseAtOnce, "_source": false, "query": map[string]any{"bool": map[string]any{"filter": c.whose()}}})
	if err != nil {
		return err
	}
	for {
		if err := c.Refresh(ctx, index); err != nil {
			return err
		}
		var found struct{ Hits struct{ Hits []Stored } }
		if err := c.ask(ctx, request{method: http.MethodPost, path: "/" + index + "/_search", body: body, query: c.routed(completely)}, &found); err != nil {
			return err
		}
		if len(found.Hits.Hits) == 0 {
			return nil
		}
		ids := make([]string, len(found.Hits.Hits))
		for i, h := range found.Hits.Hits {
			ids[i] = h.ID[len(c.id("")):]
		}
		if err := c.Delete(ctx, index, ids); err != nil {
			return err
		}
	}
}
