package gateway

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway/identify"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A share is one process's of the shards, where several share them without being told which are whose.
//
// Each says every second in the store that it lives, sees there who else does, claims what nobody has, and gives what is more
// than its fair share to those that have less. Where the sessions are stands beside, so whoever gets a shard resumes its session.
// No clock is compared with another: a process has died when those that see the store have not seen it say anything for
// Timing.Lease, by their own clocks.
//
// While the store is away nobody can claim, and nobody can be told that a shard was claimed from them: perhaps the store is away
// for one process alone. So a process keeps the connections it has, for as long as Discord does, and begins none from Timing.Lease
// after the store last knew of it. Were another to take over a shard meanwhile, it would resume the session, which
// Discord moves to the new connection, ending the old one: no event goes to both.
type share struct {
	Config
	process string
	budget  *identify.Budget
	turns   identify.Turns
	failed  chan error

	mine    map[int]*held       // by shard
	seen    map[string]sighting // by process
	others  map[string]int64    // beats of processes that counted other shards, and were dead when this one began
	looked  time.Time           // when the store last answered
	away    bool                // it did not, the last time
	sharing Sharing

	mu        sync.Mutex
	confirmed time.Time     // before the store last said that what is ours is ours
	again     chan struct{} // closed when it says so again
}

// A Sharing is how the shards are shared at the moment.
type Sharing struct {
	Shards    int       // over all processes
	Mine      int       // of this process
	Free      int       // that no process has
	Processes int       // that live, this one included
	Known     time.Time // when the store last told
}

// A sighting is what a process said last, and when that was first seen.
type sighting struct {
	beats int64
	since time.Time
}

// held is a shard that runs in this process.
type held struct {
	shard   *shard
	stop    context.CancelFunc
	leaving bool          // it is being given away, or another process has it
	ended   chan struct{} // closed when it no longer runs
}

func newShare(c Config, process string, budget *identify.Budget, turns identify.Turns) *share {
	return &share{Config: c, process: process, budget: budget, turns: turns, failed: make(chan error, 1), mine: map[int]*held{},
		seen: map[string]sighting{}, others: map[string]int64{}, again: make(chan struct{})}
}

// run shares until ctx ends, and then gives up all it has; or until Discord closes a connection for good.
func (h *share) run(ctx context.Context) error {
	h.agree(ctx)
	h.forgetOthers(ctx)
	serving, stop := context.WithCancel(ctx)
	defer h.leave()
	defer stop()
	for first := true; ; first = false {
		if roster, err := h.beat(ctx); err == nil {
			if err := h.settle(serving, roster, first); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-h.failed:
			return err
		case <-time.After(h.Timing.Beat):
		}
	}
}

// agree takes over how many shards others count, whatever Discord advises by now: it takes all to stop to change that.
func (h *share) agree(ctx context.Context) {
	for begun := time.Now(); time.Since(begun) < h.Timing.Lease; {
		roster, err := h.look(ctx)
		if err != nil && ctx.Err() == nil {
			h.Log.Error("waiting for the database, through which processes share the shards", "error", err)
			begun = time.Now()
		}
		others := slices.DeleteFunc(roster.Processes, func(p store.Process) bool { return p.Shards == h.Shards })
		for _, p := range others {
			if beats, known := h.others[p.ID]; known && beats != p.Beats {
				h.Log.Warn("Discord advises another number of shards than the bot runs with: to change it, stop all processes, then start them", "advised", h.Shards, "running", p.Shards)
				h.Shards = p.Shards
				return
			}
			h.others[p.ID] = p.Beats
		}
		if err == nil && len(others) == 0 {
			return
		}
		if wait.For(ctx, h.Timing.Beat) != nil {
			return
		}
	}
}

func (h *share) look(ctx context.Context) (store.Roster, error) {
	ctx, cancel := context.WithTimeout(ctx, h.Timing.Count)
	defer cancel()
	return h.Store.Roster(ctx, 0)
}

// beat tells the store that this process lives and where its sessions are, and learns who has what.
func (h *share) beat(ctx context.Context) (store.Roster, error) {
	within, cancel := context.WithTimeout(ctx, h.Timing.Count)
	defer cancel()
	sessions := map[int]store.Session{}
	begun := time.Now()
	for id, held := range h.mine {
		if kept, changed := held.shard.keep(begun); changed && !held.leaving {
			sessions[id] = kept
		}
	}
	roster, err := h.Store.Beat(within, h.process, h.Shards, sessions)
	if err != nil {
		if !h.away && ctx.Err() == nil {
			h.Log.Error("the database is away: connections stay as they are, and none that ends is begun anew after "+h.Timing.Lease.String()+" until it is back", "error", err)
		}
		h.away = true
		return roster, err
	}
	if h.away {
		h.Log.Info("the database is back")
	}
	h.away = false
	for id := range sessions {
		h.mine[id].shard.kept(begun)
	}
	h.see(roster, begun, time.Now())
	for id, held := range h.mine {
		if roster.Holders[id] != h.process && !held.leaving {
			h.Log.Warn("another process has taken over a shard, as this one was not seen to live", "shard", id)
			held.leaving = true
			held.stop()
		}
	}
	h.confirm(begun)
	return roster, nil
}

// see notes who has said something since.
func (h *share) see(roster store.Roster, begun, now time.Time) {
	if begun.Sub(h.looked) > h.Timing.Lease/2 {
		clear(h.seen) // nobody could say anything, or we could not hear it
	}
	h.looked = now
	seen := map[string]sighting{}
	for _, p := range roster.Processes {
		last, known := h.seen[p.ID]
		if !known || last.beats != p.Beats {
			last = sighting{p.Beats, now}
		}
		seen[p.ID] = last
	}
	h.seen = seen
}

// settle ends processes that have died, and claims or gives shards. A process that is not alone begins with looking.
func (h *share) settle(ctx context.Context, roster store.Roster, first bool) error {
	counts := map[string]int{}
	for _, p := range roster.Processes {
		if p.ID != h.process && time.Since(h.seen[p.ID].since) >= h.Timing.Lease {
			h.bury(ctx, p, roster)
			continue
		}
		if p.Shards == h.Shards {
			counts[p.ID] = 0
		} else if first && h.others[p.ID] != p.Beats {
			return fmt.Errorf("this process counts %d shards, another that began at the same time %d: start it again", h.Shards, p.Shards)
		}
	}
	var free []int
	for id, process := range roster.Holders {
		if _, lives := counts[process]; lives {
			counts[process]++
		} else {
			free = append(free, id)
		}
		if held := h.mine[id]; held != nil {
			select {
			case <-held.ended:
				delete(h.mine, id)
			default:
			}
		}
	}
	claim, give := balance(h.process, counts, h.Shards)
	if first && len(roster.Processes) > 1 {
		claim = 0
	}
	h.resume(ctx, roster)
	h.claim(ctx, free, claim)
	h.give(give)
	h.tell(len(free), len(counts))
	return nil
}

// bury leaves the shards of a process that has died to those that live.
func (h *share) bury(ctx context.Context, p store.Process, roster store.Roster) {
	within, cancel := context.WithTimeout(ctx, h.Timing.Count)
	defer cancel()
	err := h.Store.EndProcess(within, p.ID, p.Beats)
	if err != nil && !errors.Is(err, store.ErrLost) {
		return // the next time
	}
	h.Log.Warn("a process has died: its shards are taken over", "process", p.ID, "unheard", time.Since(h.seen[p.ID].since).Round(time.Millisecond))
	for id, process := range roster.Holders {
		if process == p.ID {
			roster.Holders[id] = ""
		}
	}
}

// resume begins what the store says is ours and does not run here, as after a call whose answer was lost.
func (h *share) resume(ctx context.Context, roster store.Roster) {
	for id, process := range roster.Holders {
		if process == h.process && h.mine[id] == nil {
			h.take(ctx, id)
		}
	}
}

// claim takes so many of the free shards. Others try the same: each begins somewhere else.
func (h *share) claim(ctx context.Context, free []int, wanted int) {
	if len(free) == 0 {
		return
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(h.process))
	start := int(sum.Sum32() % uint32(len(free)))
	for _, id := range slices.Concat(free[start:], free[:start]) {
		if wanted <= 0 {
			return
		}
		if h.mine[id] == nil && h.take(ctx, id) {
			wanted--
		}
	}
}

// take claims a shard and runs it, and reports whether it is ours.
func (h *share) take(ctx context.Context, id int) bool {
	within, cancel := context.WithTimeout(ctx, h.Timing.Count)
	defer cancel()
	left, err := h.Store.Claim(within, h.process, h.Shards, id)
	if err != nil {
		return false
	}
	s := newShard(h.Config, id, h.budget, h.turns)
	s.mayOpen = func(ctx context.Context) error { return h.await(ctx, id) }
	s.takeUp(left.Resume, left.Memory)
	ctx, stop := context.WithCancel(ctx)
	held := &held{shard: s, stop: stop, ended: make(chan struct{})}
	h.mine[id] = held
	h.State(id, Connecting)
	go func() {
		defer close(held.ended)
		if err := s.run(ctx); err != nil {
			select {
			case h.failed <- err:
			default:
			}
		}
		h.hand(held)
	}()
	return true
}

// handPatience is how long a shard is kept after it hung up for what was heard to be handled. Until then the store has the
// event up to which all were, should this process die; afterwards whoever claims the shard goes on after the last one that was heard.
const handPatience = 2 * time.Second

// hand leaves a shard that has ended to whoever claims it.
func (h *share) hand(held *held) {
	s := held.shard
	for end := time.Now().Add(handPatience); s.progress.Load().handled() < s.sequence.Load() && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	h.State(s.id, Given)
	left, err := s.leaving()
	if err != nil {
		h.Log.Warn("the next process begins a new session: what is asked until then is lost", "shard", s.id, "error", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), h.Timing.Count)
	defer cancel()
	if err := h.Store.Give(ctx, h.process, h.Shards, s.id, left); err != nil && !errors.Is(err, store.ErrLost) {
		h.Log.Warn("a shard could not be left to others: they wait until this process is known to have ended", "shard", s.id, "error", err)
	}
}

// give lets others have so many of our shards. One that is just identifying has a session to lose, and stays.
func (h *share) give(wanted int) {
	for _, held := range h.mine {
		if held.leaving {
			wanted--
		}
	}
	for _, held := range h.mine {
		if wanted <= 0 {
			return
		}
		if !held.leaving && !held.shard.identifying.Load() {
			held.leaving = true
			held.stop()
			wanted--
		}
	}
}

func (h *share) tell(free, processes int) {
	mine := 0
	for _, held := range h.mine {
		if !held.leaving {
			mine++
		}
	}
	now := Sharing{Shards: h.Shards, Mine: mine, Free: free, Processes: processes, Known: h.looked}
	if h.Shared != nil {
		h.Shared(now)
	}
	if now.Mine != h.sharing.Mine || now.Processes != h.sharing.Processes {
		h.Log.Info("the shards are shared", "mine", now.Mine, "of", now.Shards, "processes", now.Processes)
	}
	h.sharing = now
}

// confirm notes that at some time after begun the store knew what is ours.
func (h *share) confirm(begun time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.confirmed = begun
	close(h.again)
	h.again = make(chan struct{})
}

// await returns when a connection may be begun for a shard: while nobody else can have taken it.
func (h *share) await(ctx context.Context, id int) error {
	for {
		h.mu.Lock()
		fresh, again := time.Since(h.confirmed) < h.Timing.Lease, h.again
		h.mu.Unlock()
		if fresh || ctx.Err() != nil {
			return ctx.Err()
		}
		h.State(id, Unsure)
		select {
		case <-ctx.Done():
		case <-again:
		}
	}
}

// leave waits until all shards have hung up and were left to others, and says that this process has ended.
func (h *share) leave() {
	for _, held := range h.mine {
		<-held.ended
	}
	ctx, cancel := context.WithTimeout(context.Background(), h.Timing.Count)
	defer cancel()
	if err := h.Store.EndProcess(ctx, h.process, -1); err != nil {
		h.Log.Warn("other processes could not be told that this one ends", "error", err)
	}
}
