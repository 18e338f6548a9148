package gateway

import (
	"context"
	"encoding/json"
	"reflect"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// A handover is what the next process needs to go on with a session. Discord then sends it what came in between, and neither
// an IDENTIFY nor a question is lost to a restart.
type handover struct {
	Session  string           `json:"session"`
	Sequence int64            `json:"sequence"` // of the last event that was heard
	Intents  discordgo.Intent `json:"intents"`
	Left     time.Time        `json:"left"`
	Memory   json.RawMessage  `json:"memory,omitempty"` // see Config.Memory
}

// handoverFor is how long a session may be left alone. Discord keeps it for some minutes, and does not say how many; what was
// asked longer ago nobody waits for.
const handoverFor = 10 * time.Minute

// heard follows the session, once an event has been handed on.
func (s *shard) heard(e *discordgo.Event) {
	if e.Type == "READY" {
		var ready struct {
			Session string `json:"session_id"`
		}
		if json.Unmarshal(e.RawData, &ready) == nil {
			s.sessionID.Store(&ready.Session)
		}
	}
	if e.Sequence > 0 {
		s.sequence.Store(e.Sequence)
	}
	if e.Type == "GUILD_CREATE" || e.Type == "THREAD_CREATE" {
		s.learned.Store(true)
	}
}

// leave hands the session over to the process that comes next, if it can still be resumed.
func (s *shard) leave() {
	left, err := s.leaving()
	if s.Store == nil || err == nil && left.Resume == "" {
		return
	}
	if err == nil {
		err = s.leaveSession(left)
	}
	if err != nil {
		s.Log.Warn("the next process begins a new session: what is asked until then is lost", "shard", s.id, "error", err)
	}
}

// leaving is what the next process needs to go on where this one has stopped hearing: what was heard is still answered here. It
// is the zero Session where the next process cannot.
func (s *shard) leaving() (store.Session, error) {
	id := s.sessionID.Load()
	if id == nil || !s.resumable.Load() {
		return store.Session{}, nil
	}
	return s.written(*id, s.sequence.Load(), true, time.Now())
}

func (s *shard) leaveSession(left store.Session) error {
	var h handover
	if err := json.Unmarshal([]byte(left.Resume), &h); err != nil {
		return err
	}
	h.Memory = json.RawMessage(left.Memory)
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.Timing.Count)
	defer cancel()
	return s.Store.LeaveSession(ctx, s.id, s.Shards, string(text))
}

// written is a session as it is kept, with the memory where that is wanted.
func (s *shard) written(id string, sequence int64, memory bool, now time.Time) (store.Session, error) {
	var kept store.Session
	text, err := json.Marshal(handover{Session: id, Sequence: sequence, Intents: s.intents(), Left: now})
	if err == nil && memory && s.Memory != nil {
		var known []byte
		known, err = json.Marshal(s.Memory)
		kept.Memory = string(known)
	}
	kept.Resume = string(text)
	return kept, err
}

const (
	keepMemory = 5 * time.Second // between two times that what Discord tells only once is kept, as it may be much
	keepQuiet  = time.Minute     // between two times that a session is kept in which nothing happens, so that it does not look left
)

// keep is what another process needs should this one die, if that has changed. Where something was learned that is yet to be
// kept, so is what came after it: it is kept together, or is sent again.
func (s *shard) keep(now time.Time) (kept store.Session, changed bool) {
	id := s.sessionID.Load()
	if id == nil || !s.resumable.Load() {
		return kept, false
	}
	learned := s.learned.Load() || s.owed
	if learned && now.Sub(s.keptMemory) < keepMemory {
		return kept, false
	}
	at := position{*id, s.progress.Load().handled()}
	if at == s.keptAt && !learned && now.Sub(s.keptSession) < keepQuiet {
		return kept, false
	}
	s.learned.Store(false)
	s.owed = learned
	kept, err := s.written(at.session, at.sequence, learned, now)
	if err != nil {
		s.Log.Error("a session cannot be kept", "shard", s.id, "error", err)
		return kept, false
	}
	s.keeping = at
	return kept, true
}

// kept notes that what keep returned is in the store. Without this call keep returns it again.
func (s *shard) kept(now time.Time) {
	s.keptAt, s.keptSession = s.keeping, now
	if s.owed {
		s.keptMemory, s.owed = now, false
	}
}

// A position is where a session is.
type position struct {
	session  string
	sequence int64
}

// inherit takes up the session that an earlier process has left.
func (s *shard) inherit(ctx context.Context) {
	if s.Store == nil {
		return
	}
	within, cancel := context.WithTimeout(ctx, s.Timing.Count)
	defer cancel()
	text, err := s.Store.TakeSession(within, s.id, s.Shards)
	if err != nil {
		s.Log.Warn("a session that was left cannot be taken up", "shard", s.id, "error", err)
		return
	}
	s.takeUp(text, "")
}

// takeUp has the next connection go on with a session that another process has left, if it can. The memory may also be in the text.
func (s *shard) takeUp(text, memory string) {
	var h handover
	if text == "" || json.Unmarshal([]byte(text), &h) != nil || h.Intents != s.intents() || time.Since(h.Left) > handoverFor {
		return
	}
	if memory != "" {
		h.Memory = json.RawMessage(memory)
	}
	d := s.newSession()
	if !resumeAs(d, h.Session, h.Sequence) {
		s.Log.Warn("a session that was left cannot be taken up: this discordgo is not the one we know", "shard", s.id)
		return
	}
	if s.Memory != nil && len(h.Memory) > 0 {
		if err := s.Memory.UnmarshalJSON(h.Memory); err != nil { // without it the bot would not know what it is called
			s.Log.Warn("a session that was left cannot be taken up", "shard", s.id, "error", err)
			return
		}
	}
	s.session = d
	s.sessionID.Store(&h.Session)
	s.sequence.Store(h.Sequence)
	s.progress.Store(&progress{last: h.Sequence})
	s.learned.Store(true) // what this process knows besides is kept with it
	s.resumable.Store(true)
	s.Log.Info("going on with the session of an earlier process", "shard", s.id, "left", time.Since(h.Left).Round(time.Millisecond))
}

// resumeAs has a session of discordgo resume another one when it is opened. Its fields are private, and there is no other way
// to set them. It reports false where they are not what they were in the version we know.
func resumeAs(d *discordgo.Session, id string, sequence int64) bool {
	fields := reflect.ValueOf(d).Elem()
	session, number := fields.FieldByName("sessionID"), fields.FieldByName("sequence")
	if !session.IsValid() || session.Kind() != reflect.String || !number.IsValid() || number.Type() != reflect.TypeFor[*int64]() {
		return false
	}
	*(*string)(unsafe.Pointer(session.UnsafeAddr())) = id
	atomic.StoreInt64(*(**int64)(unsafe.Pointer(number.UnsafeAddr())), sequence)
	return true
}
