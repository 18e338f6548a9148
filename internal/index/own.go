package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
)

// Own opens an index for the articles of one server: in memory, or, where this index is in a cluster, there. In the cluster the
// passages of all servers lie in one index of several shards, those of one server in one of these. It is what was written there last,
// until Sync. Close it before this one.
func (ix *Index) Own(ctx context.Context, server string) (*Index, error) {
	e, is := ix.engine.(*cluster)
	if !is {
		own, _, err := Open("")
		return own, err
	}
	own := &cluster{client: e.client.Of(server), name: ownIndex(e.name), shared: e, state: &state{catalog: emptyCatalog()}}
	if err := own.refresh(ctx); err != nil {
		return nil, err
	}
	return &Index{engine: own}, nil
}

// EraseOwn deletes what is kept outside of this process of the articles of servers that have none any more, and returns how many servers
// that were.
func (ix *Index) EraseOwn(ctx context.Context, has func(server string) (bool, error)) (erased int, err error) {
	e, is := ix.engine.(*cluster)
	if !is {
		return 0, nil
	}
	patient := e.client.Patient()
	there, err := patient.Indexes(ctx, ownPrefix(e.name), "")
	for index := range there {
		owners, unknown := patient.Owners(ctx, index)
		err = errors.Join(err, unknown)
		for _, server := range owners {
			keeps, unknown := has(server)
			if unknown == nil && !keeps {
				unknown = patient.Of(server).Erase(ctx, index)
				erased++
			}
			err = errors.Join(err, unknown)
		}
	}
	return erased, err
}

// ownShards is among how many shards the servers are divided. It cannot be changed later, and is a number that many numbers of nodes
// share fairly; with passagesAShard each there is room for 60 million passages.
const ownShards = 12

// ownIndex is where the passages of servers' own articles are. It is another one for each version of how they lie there: each server
// is written anew when its first question comes.
func ownIndex(name string) string { return fmt.Sprintf("%s%d", ownPrefix(name), clusterFormat) }

func ownPrefix(name string) string { return name + "-own-" }

// createOwn makes the index for the articles of servers, where there is none, and deletes all of earlier versions but the last, from which
// a process may still be answering.
func (w *clusterWriter) createOwn(ctx context.Context) error {
	w.next.index, w.next.head = w.name, opensearch.Stored{}
	if err := w.client.Create(ctx, w.name, ownShards); err != nil {
		if errors.Is(err, opensearch.ErrConflict) {
			w.resumed = w.base.catalog.Write == 0 // perhaps: it costs little to look
			return nil
		}
		return err
	}
	prefix := strings.TrimSuffix(w.name, strconv.Itoa(clusterFormat))
	there, _ := w.client.Indexes(ctx, prefix, "") // what cannot be deleted is in nobody's way
	var older []int
	for index := range there {
		if n, err := strconv.Atoi(strings.TrimPrefix(index, prefix)); err == nil && n < clusterFormat {
			older = append(older, n)
		}
	}
	slices.Sort(older)
	for _, n := range older[:max(0, len(older)-1)] {
		_ = w.client.Drop(ctx, prefix+strconv.Itoa(n))
	}
	return nil
}
