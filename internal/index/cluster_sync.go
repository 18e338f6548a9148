package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
)

const (
	// bulkPassages is how many passages go to OpenSearch at once, and bulksAtOnce how many times that at the same time.
	bulkPassages = 500
	bulksAtOnce  = 2
	// passagesAShard is how many passages OpenSearch is to have in one shard: its makers advise 10 to 50 GB.
	passagesAShard = 5_000_000
)

func (e *cluster) write(ctx context.Context, p plan) (taken bool, err error) {
	base := e.newest()
	if base.catalog != p.old {
		return false, errOvertaken
	}
	next := base.clone()
	next.catalog = p.next
	w := &clusterWriter{client: e.client.Patient(), name: e.name, own: e.shared != nil, base: base, next: next, plan: p}
	if err := w.write(ctx); err != nil {
		switch {
		case errors.Is(err, opensearch.ErrConflict):
			err = errOvertaken
		case errors.Is(err, context.DeadlineExceeded):
			err = e.client.Away(err)
		}
		return false, err
	}
	e.mu.Lock()
	e.state, e.confirmed, e.pollError = next, time.Now(), nil
	e.mu.Unlock()
	w.cleanUp(ctx)
	return true, nil
}

// A clusterWriter makes one state of another.
type clusterWriter struct {
	client     *opensearch.Cluster
	name       string
	own        bool // of one server
	base, next *state
	plan       plan
	resumed    bool // an earlier try has written some of the passages
	number     int  // of the index, if it is a new one
}

func (w *clusterWriter) write(ctx context.Context) error {
	if w.next.index == "" {
		if err := w.createIndex(ctx); err != nil {
			return err
		}
	}
	if err := w.retire(ctx); err != nil {
		return err
	}
	if err := w.putPassages(ctx); err != nil {
		return err
	}
	if err := w.client.Refresh(ctx, w.next.index); err != nil {
		return err
	}
	return w.publish(ctx)
}

// createIndex makes a new index, or finds the one that an earlier try has begun.
func (w *clusterWriter) createIndex(ctx context.Context) error {
	if w.own {
		return w.createOwn(ctx)
	}
	there, err := w.client.Indexes(ctx, w.name+"-", w.name)
	if err != nil {
		return err
	}
	w.number = 1
	for index, current := range there {
		if n, ok := w.numberOf(index); ok && current {
			w.number = n + 1
		}
	}
	w.next.index = fmt.Sprintf("%s-%d", w.name, w.number)
	w.next.head = opensearch.Stored{}
	err = w.client.Create(ctx, w.next.index, 1+w.plan.next.passages/passagesAShard)
	if !errors.Is(err, opensearch.ErrConflict) {
		return err
	}
	w.resumed = true
	before, err := w.client.Get(ctx, w.next.index, headID)
	if err != nil || !before.Found {
		return err
	}
	// Another process has finished it, and points to it now, or was killed before it could.
	if err := w.client.Point(ctx, w.name, w.next.index); err != nil {
		return err
	}
	return errOvertaken
}

func (w *clusterWriter) numberOf(index string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(index, w.name+"-"))
	return n, err == nil
}

// retire takes the passages that are replaced or removed out of the next state.
func (w *clusterWriter) retire(ctx context.Context) error {
	now := time.Now().UTC()
	for _, o := range w.base.old {
		if now.Sub(o.Since) < retention {
			w.next.old = append(w.next.old, o)
		}
	}
	gone := w.plan.change.Removed
	for _, d := range w.plan.changed {
		if w.base.catalog.byID[d.ID] != nil {
			gone = append(gone[:len(gone):len(gone)], d.ID)
		}
	}
	for _, id := range gone {
		d := w.base.catalog.byID[id]
		old := oldPassages{Document: id, Version: w.base.versions[id], Count: d.Count, Since: now}
		if err := w.uncount(ctx, d.Source.Lang, old.ids()); err != nil {
			return err
		}
		w.next.old = append(w.next.old, old)
		delete(w.next.versions, id)
	}
	return nil
}

func (o oldPassages) ids() (ids []string) {
	for ordinal := 1; ordinal <= o.Count; ordinal++ {
		ids = append(ids, passageID(o.Document, o.Version, ordinal))
	}
	return ids
}

// uncount takes the terms of passages out of the next state's.
func (w *clusterWriter) uncount(ctx context.Context, code string, ids []string) error {
	for len(ids) > 0 {
		some := ids[:min(len(ids), bulkPassages)]
		ids = ids[len(some):]
		found, err := w.client.Read(ctx, w.base.index, some, "terms", "title")
		if err != nil {
			return err
		}
		for _, f := range found {
			p := indexedPassage{}
			if !f.Found {
				return w.client.Away(fmt.Errorf("it does not have passage %s", f.ID))
			}
			if err := json.Unmarshal(f.Source, &p); err != nil {
				return fmt.Errorf("cannot read passage %s: %w", f.ID, err)
			}
			w.next.count(code, p, -1)
		}
	}
	return nil
}

// version names the passages of a Document by what they are made from: a Sync that is tried again writes the same ids, and
// one that follows another, or is of another version of the program, never does.
func (w *clusterWriter) version(d corpus.Document) (string, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	s := sha256.Sum256(fmt.Appendf(data, "%d %d", clusterFormat, w.plan.next.Write))
	return hex.EncodeToString(s[:8]), nil
}

// putPassages writes the passages of the articles that are new or changed. Some are on their way while the next are made, and
// no more are made than OpenSearch takes.
func (w *clusterWriter) putPassages(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches := make(chan []opensearch.Document)
	var sending sync.WaitGroup
	var mu sync.Mutex
	done, total := 0, w.plan.passages()
	for range bulksAtOnce {
		sending.Go(func() {
			for batch := range batches {
				if err := w.put(ctx, batch); err != nil {
					cancel(err)
					continue
				}
				mu.Lock()
				if done += len(batch); w.plan.progress != nil {
					w.plan.progress(done, total)
				}
				mu.Unlock()
			}
		})
	}
	err := w.makePassages(ctx, batches)
	close(batches)
	sending.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// makePassages makes documents of the passages, and hands them on.
func (w *clusterWriter) makePassages(ctx context.Context, batches chan<- []opensearch.Document) error {
	var batch []opensearch.Document
	send := func() error {
		select {
		case batches <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for _, d := range w.plan.changed {
		version, err := w.version(d)
		if err != nil {
			return err
		}
		w.next.versions[d.ID] = version
		code := d.Source.Lang
		for _, p := range d.Passages {
			made := indexedPassage{Terms: map[string]string{code: termsOf(p.Text, code)}, Title: map[string]string{code: termsOf(title(d, p), code)},
				Kept: keptPassage{d.ID, version, p}}
			w.next.count(code, made, 1)
			body, err := json.Marshal(made)
			if err != nil {
				return err
			}
			batch = append(batch, opensearch.Document{ID: passageID(d.ID, version, p.Ordinal), Body: body})
			if len(batch) == bulkPassages {
				if err := send(); err != nil {
					return err
				}
			}
		}
	}
	return send()
}

// put writes some passages; those that an earlier try has written are there.
func (w *clusterWriter) put(ctx context.Context, batch []opensearch.Document) error {
	if w.resumed {
		ids := make([]string, len(batch))
		for i, d := range batch {
			ids[i] = d.ID
		}
		there, err := w.client.Read(ctx, w.next.index, ids, "none")
		if err != nil {
			return err
		}
		missing := batch[:0]
		for i, d := range batch {
			if !there[i].Found {
				missing = append(missing, d)
			}
		}
		batch = missing
	}
	return w.client.Put(ctx, w.next.index, batch)
}

// publish makes the next state the one that is read.
func (w *clusterWriter) publish(ctx context.Context) error {
	at, parts, err := w.next.encode()
	if err != nil {
		return fmt.Errorf("cannot write the catalog: %w", err)
	}
	for _, part := range parts {
		if err := w.client.Put(ctx, w.next.index, []opensearch.Document{part}); err != nil {
			return err
		}
	}
	now, err := w.client.Replace(ctx, w.next.index, w.next.head, at)
	if err != nil {
		return err
	}
	w.next.head = now
	if w.number == 0 {
		return nil
	}
	return w.client.Point(ctx, w.name, w.next.index)
}

// cleanUp removes what nobody reads any more: passages, catalogs, and all indexes but the one before this, from which a process of
// another version may still be answering. What cannot be removed is in nobody's way.
func (w *clusterWriter) cleanUp(ctx context.Context) {
	ids := w.base.parts
	for _, o := range w.base.old {
		if time.Since(o.Since) >= retention {
			ids = append(ids[:len(ids):len(ids)], o.ids()...)
		}
	}
	if len(ids) > 0 {
		_ = w.client.Delete(ctx, w.base.index, ids)
	}
	if w.number == 0 {
		return
	}
	there, _ := w.client.Indexes(ctx, w.name+"-", w.name)
	for index := range there {
		if n, ok := w.numberOf(index); ok && n < w.number-1 {
			_ = w.client.Drop(ctx, index)
		}
	}
}
