package opensearch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// A Health is how a cluster says that it fares.
type Health struct {
	Status    string // green: everything is there twice; yellow: once; red: something is missing
	Nodes     int
	Documents int // passages, those that are no longer wanted, and the few that list them; 0 where nothing was written yet
}

// Health asks how the indexes are whose names begin with that of an alias, and how much the alias points to.
func (c *Cluster) Health(ctx context.Context, alias string) (Health, error) {
	var said struct {
		Status string
		Nodes  int `json:"number_of_nodes"`
	}
	wait := url.Values{"timeout": {"1s"}}
	if err := c.ask(ctx, request{method: http.MethodGet, path: "/_cluster/health/" + alias + "-*", query: wait}, &said); err != nil {
		return Health{}, err
	}
	h := Health{Status: said.Status, Nodes: said.Nodes}
	var counted struct{ Count int }
	if err := c.ask(ctx, request{method: http.MethodGet, path: "/" + alias + "/_count"}, &counted); err != nil && !errors.Is(err, errNotFound) {
		return h, err
	}
	h.Documents = counted.Count
	return h, nil
}
