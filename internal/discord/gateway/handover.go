package gateway

import (
	"context"
	"encoding/json"
	"reflect"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/bwmarrin/discordgo"
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
}

// leave hands the session over to the process that comes next, if it can still be resumed.
func (s *shard) leave() {
	id := s.sessionID.Load()
	if s.Store == nil || id == nil || !s.resumable.Load() {
		return
	}
	if err := s.leaveSession(*id); err != nil {
		s.Log.Warn("the next process begins a new session: what is asked until then is lost", "shard", s.id, "error", err)
	}
}

func (s *shard) leaveSession(id string) (err error) {
	h := handover{Session: id, Sequence: s.sequence.Load(), Intents: s.intents(), Left: time.Now()}
	if s.Memory != nil {
		if h.Memory, err = json.Marshal(s.Memory); err != nil {
			return err
		}
	}
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.Timing.Count)
	defer cancel()
	return s.Store.LeaveSession(ctx, s.id, s.Shards, string(text))
}

// inherit takes up the session that an earlier process has left.
func (s *shard) inherit(ctx context.Context) {
	if s.Store == nil {
		return
	}
	within, cancel := context.WithTimeout(ctx, s.Timing.Count)
	defer cancel()
	text, err := s.Store.TakeSession(within, s.id, s.Shards)
	if err != nil || text == "" {
		if err != nil {
			s.Log.Warn("a session that was left cannot be taken up", "shard", s.id, "error", err)
		}
		return
	}
	var h handover
	if json.Unmarshal([]byte(text), &h) != nil || h.Intents != s.intents() || time.Since(h.Left) > handoverFor {
		return
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
