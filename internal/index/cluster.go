package index

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
)

// AwayError says that the cluster that keeps the passages does not answer. No question is answered from what is not known.
type AwayError = opensearch.AwayError

// A Cluster says where the passages are kept that are not kept in this process.
type Cluster struct {
	opensearch.Config
	Name string // of the alias in the cluster, from which the names of the indexes are made
}

// Patient is the same cluster for a caller who rather waits than hears soon that it does not answer.
func (c Cluster) Patient() Cluster {
	c.Patience = opensearch.LongPatience
	return c
}

// A ClusterHealth is how a cluster says that it fares.
type ClusterHealth = opensearch.Health

// ExamineCluster asks a cluster how it fares, and reads and changes nothing. It takes a slow answer rather than none.
func ExamineCluster(ctx context.Context, c Cluster) (ClusterHealth, error) {
	at, err := opensearch.Open(c.Patient().Config)
	if err != nil {
		return ClusterHealth{}, err
	}
	health, err := at.Health(ctx, c.Name)
	return health, errors.Join(err, at.Close())
}

// InCluster tells whether the passages are kept in a cluster, and not in this process.
func (ix *Index) InCluster() bool {
	_, is := ix.engine.(*cluster)
	return is
}

// ClusterHealth asks the cluster that keeps the passages how it fares. It is for an index that is [Index.InCluster].
func (ix *Index) ClusterHealth(ctx context.Context) (ClusterHealth, error) {
	e := ix.engine.(*cluster)
	return e.client.Health(ctx, e.name)
}

// A cluster is the engine whose passages are kept in OpenSearch. Passages are never changed there: those of an article that
// is another than before are written beside the old ones, under ids of their own; then the catalog is replaced, in one write,
// and whoever reads by the new catalog passes over the passages that are not in it. The old ones are removed a while later.
type cluster struct {
	client *opensearch.Cluster
	name   string   // of the alias, or of the index where servers' own articles are
	shared *cluster // everyone's, where this is of one server; nil where this is everyone's

	mu        sync.RWMutex
	state     *state
	confirmed time.Time // when state was last known to be the newest
	pollError error     // why it is not known now; nil if it is
	closed    bool

	stop    func()
	stopped chan struct{}
}

const (
	// pollInterval is how often it is asked whether another process has written.
	pollInterval = 500 * time.Millisecond
	// staleAfter is after how long without word from the cluster no question is tried any more: each would wait for it.
	// It is far shorter than retention, so that nobody reads by a catalog whose passages are being removed.
	staleAfter = 3 * time.Second
	retention  = time.Minute
)

// OpenCluster opens the index in a cluster, which Sync fills where it is empty. It is an [AwayError] where the cluster does not
// answer. Where others write to it, the next Snapshot but a few has what they wrote.
func OpenCluster(ctx context.Context, c Cluster) (*Index, error) {
	at, err := opensearch.Open(c.Config)
	if err != nil {
		return nil, err
	}
	e := &cluster{client: at, name: c.Name, state: &state{catalog: emptyCatalog()}, stopped: make(chan struct{})}
	if err := e.refresh(ctx); err != nil {
		return nil, errors.Join(err, at.Close())
	}
	ctx, e.stop = context.WithCancel(context.WithoutCancel(ctx))
	go e.poll(ctx)
	return &Index{engine: e}, nil
}

// poll finds out again and again whether another process has written, until ctx ends.
func (e *cluster) poll(ctx context.Context) {
	defer close(e.stopped)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pollInterval):
		}
		_ = e.refresh(ctx) // it is remembered
	}
}

func (e *cluster) current() *catalog { return e.newest().catalog }

func (e *cluster) newest() *state {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.state
}

func (e *cluster) refresh(ctx context.Context) error {
	if e.shared != nil {
		if err := e.shared.away(); err != nil {
			return err
		}
	}
	began, before := time.Now(), e.newest()
	after, err := e.load(ctx, before)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pollError = err; err != nil {
		return err
	}
	e.confirmed = began
	if e.state == before { // else it was written meanwhile
		e.state = after
	}
	return nil
}

// load reads the newest state; that is the one before where nobody has written.
func (e *cluster) load(ctx context.Context, before *state) (*state, error) {
	for {
		head, err := e.client.Get(ctx, e.name, headID)
		if err != nil {
			return nil, err
		}
		if head.Found == before.head.Found && head.Index == before.head.Index && head.SeqNo == before.head.SeqNo && head.PrimaryTerm == before.head.PrimaryTerm {
			return before, nil
		}
		after, err := e.readState(ctx, head)
		switch {
		case errors.Is(err, errReplaced):
			continue
		case errors.Is(err, errNewer) && before.index != "":
			return before, nil // it is kept until that is built anew once more
		case err != nil:
			return nil, err
		}
		after.reuseDocuments(before)
		return after, nil
	}
}

// reuseDocuments keeps the Documents that have not changed the same: what is cached by their pointers stays good.
func (s *state) reuseDocuments(before *state) {
	for i, d := range s.catalog.Documents {
		old := before.catalog.byID[d.ID]
		if old != nil && before.versions[d.ID] == s.versions[d.ID] && reflect.DeepEqual(old, d) {
			s.catalog.Documents[i] = old
		}
	}
	s.catalog.link()
}

func (e *cluster) snapshot() (reader, *catalog, error) {
	away := cmp.Or(e.shared, e).away()
	e.mu.RLock()
	defer e.mu.RUnlock()
	switch {
	case e.closed:
		return nil, nil, errClosed
	case away != nil:
		return nil, nil, away
	}
	return &clusterReader{client: e.client, state: e.state, texts: map[Hit]keptPassage{}}, e.state.catalog, nil
}

// away tells why no question is tried, as the cluster has not answered for a while; nil if questions are.
func (e *cluster) away() error {
	e.mu.RLock()
	defer e.mu.RUnlock()
	switch unseen := time.Since(e.confirmed); {
	case unseen > staleAfter && e.pollError != nil:
		return e.pollError
	case unseen > retention/2:
		return e.client.Away(errors.New("it takes too long to answer"))
	}
	return nil
}

func (e *cluster) writeFailure() *WriteFailure { return nil }

func (e *cluster) close() error {
	e.mu.Lock()
	closed := e.closed
	e.closed = true
	e.mu.Unlock()
	if closed || e.shared != nil {
		return nil
	}
	e.stop()
	<-e.stopped
	return e.client.Close()
}
