package discord

import "sync"

// A keyedQueue runs jobs: those of one lane one after the other in the order they came, those of different lanes at the same time,
// up to a limit. A lane without jobs takes no memory.
type keyedQueue struct {
	limit   int // jobs running at the same time
	backlog int // jobs waiting, over all lanes

	mu      sync.Mutex
	lanes   map[string][]func() // of every lane that runs or waits: the jobs to come
	waiting []string            // lanes that may run as soon as the limit allows
	running int
	queued  int
	closed  bool
	done    sync.WaitGroup
}

func newKeyedQueue(limit, backlog int) *keyedQueue {
	return &keyedQueue{limit: limit, backlog: backlog, lanes: map[string][]func(){}}
}

// add queues a job and never blocks. It reports false if too much is waiting, or it is closed.
func (l *keyedQueue) add(lane string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.queued >= l.backlog {
		return false
	}
	l.queued++
	jobs, busy := l.lanes[lane]
	l.lanes[lane] = append(jobs, job)
	if busy {
		return true
	}
	if l.running == l.limit {
		l.waiting = append(l.waiting, lane)
		return true
	}
	l.running++
	l.done.Add(1)
	go l.run(lane)
	return true
}

// run does one job of a lane, then one of the next, until none is left.
func (l *keyedQueue) run(lane string) {
	defer l.done.Done()
	for lane != "" {
		l.take(lane)()
		lane = l.next(lane)
	}
}

func (l *keyedQueue) take(lane string) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queued--
	job := l.lanes[lane][0]
	l.lanes[lane] = l.lanes[lane][1:]
	return job
}

// next puts the lane behind those that wait, and says which one is first; empty if none is.
func (l *keyedQueue) next(lane string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lanes[lane]) > 0 {
		l.waiting = append(l.waiting, lane)
	} else {
		delete(l.lanes, lane)
	}
	if len(l.waiting) == 0 {
		l.running--
		return ""
	}
	first := l.waiting[0]
	l.waiting = l.waiting[1:]
	return first
}

// counted is how many jobs wait, and how many run.
func (l *keyedQueue) counted() (waiting, running int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queued, l.running
}

// close takes no more jobs and waits for those it has.
func (l *keyedQueue) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.done.Wait()
}
