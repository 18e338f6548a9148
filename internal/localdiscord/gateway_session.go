package localdiscord

import (
	"encoding/json"
	"strconv"
	"sync"
	"sync/atomic"
)

// session is what IDENTIFY opens and RESUME continues: one shard's numbered stream of events.
type session struct {
	id      string
	shard   int
	shards  int
	intents int
	over    atomic.Bool // it cannot be resumed

	mu   sync.Mutex
	seq  int64
	sent []dispatch // the latest, for a replay
	on   *conn      // nil while the client is away
}

type dispatch struct {
	seq   int64
	frame []byte
}

func (s *session) wants(e event) bool {
	if shardOf(e.guild, s.shards) != s.shard {
		return false
	}
	return e.intent == 0 || s.intents&e.intent != 0
}

// push numbers an event and queues it, or keeps it for a client that is away. It returns the connection to flush; nil if
// there is none.
func (s *session) push(name string, data json.RawMessage) *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	b := make([]byte, 0, len(data)+len(name)+48)
	b = append(b, `{"t":"`...)
	b = append(b, name...)
	b = append(b, `","s":`...)
	b = strconv.AppendInt(b, s.seq, 10)
	b = append(b, `,"op":0,"d":`...)
	b = append(b, data...)
	b = append(b, '}')
	s.sent = append(s.sent, dispatch{s.seq, b})
	if len(s.sent) > 2*replayed {
		s.sent = append([]dispatch(nil), s.sent[replayed:]...)
	}
	if s.on != nil {
		s.on.queue(b)
	}
	return s.on
}

func (s *session) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.on == nil
}

func (s *session) detach(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.on == c {
		s.on = nil
	}
}

// replay sends what came after seq to c, which carries the session from now on. again events before it are sent once
// more. It reports false where seq was never reached or is forgotten.
func (s *session) replay(c *conn, seq int64, again int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > s.seq || len(s.sent) > 0 && seq < s.sent[0].seq-1 {
		return false
	}
	if s.on != nil && s.on != c {
		s.on.drop()
	}
	s.on = c
	for _, d := range s.sent {
		if d.seq > seq-int64(again) {
			c.queue(d.frame)
		}
	}
	return true
}
