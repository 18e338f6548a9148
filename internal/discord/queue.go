package discord

import "sync"

// A keyedQueue runs jobs: those of one key one after the other in the order they came, those of different keys at the same time,
// up to a limit. A key without jobs takes no memory.
type keyedQueue struct {
	limit   int // jobs running at the same time
	backlog int // jobs waiting, over all keys

	mu      sync.Mutex
	jobs    map[string][]func() // of every key that runs or waits: those to come
	waiting []string            // keys that may run as soon as the limit allows
	running int
	queued  int
	closed  bool
	done    sync.WaitGroup
}

func newKeyedQueue(limit, backlog int) *keyedQueue {
	return &keyedQueue{limit: limit, backlog: backlog, jobs: map[string][]func(){}}
}

// add queues a job and never blocks. It reports false if too much is waiting, or it is closed.
func (q *keyedQueue) add(key string, job func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.queued >= q.backlog {
		return false
	}
	q.queued++
	jobs, busy := q.jobs[key]
	q.jobs[key] = append(jobs, job)
	if busy {
		return true
	}
	if q.running == q.limit {
		q.waiting = append(q.waiting, key)
		return true
	}
	q.running++
	q.done.Add(1)
	go q.run(key)
	return true
}

// run does one job of a key, then one of the next, until none is left.
func (q *keyedQueue) run(key string) {
	defer q.done.Done()
	for key != "" {
		q.take(key)()
		key = q.next(key)
	}
}

func (q *keyedQueue) take(key string) func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.queued--
	job := q.jobs[key][0]
	q.jobs[key] = q.jobs[key][1:]
	return job
}

// next puts the key behind those that wait, and says which one is first; empty if none is.
func (q *keyedQueue) next(key string) string {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs[key]) > 0 {
		q.waiting = append(q.waiting, key)
	} else {
		delete(q.jobs, key)
	}
	if len(q.waiting) == 0 {
		q.running--
		return ""
	}
	first := q.waiting[0]
	q.waiting = q.waiting[1:]
	return first
}

// counted is how many jobs wait, and how many run.
func (q *keyedQueue) counted() (waiting, running int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.queued, q.running
}

// close takes no more jobs and waits for those it has.
func (q *keyedQueue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.done.Wait()
}
