package localdiscord

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway opcodes and close codes. https://discord.com/developers/docs/topics/opcodes-and-status-codes
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoice          = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11

	closeUnknown        = 4000
	closeUnknownOp      = 4001
	closeDecode         = 4002
	closeNotIdentified  = 4003
	closeBadToken       = 4004
	closeIdentified     = 4005
	closeBadSeq         = 4007
	closeRateLimited    = 4008
	closeTimedOut       = 4009
	closeBadShard       = 4010
	closeShardsNeeded   = 4011
	closeBadVersion     = 4012
	closeBadIntents     = 4013
	closeForbidden      = 4014
	maxPayload          = 4096
	sendsPerMinute      = 120
	guildsPerShard      = 2500
	keptSessions        = 8    // a shard
	replayed            = 4000 // events a session keeps at least; Discord tells no number
	writeTimeout        = 10 * time.Second
	heartbeatsForgiven  = 2
	identifiesRemembers = 24 * time.Hour
)

// gateway is the WebSocket side: who is connected, and which sessions could be resumed.
type gateway struct {
	s        *Server
	upgrader websocket.Upgrader

	mu         sync.Mutex
	sessions   []*session // oldest first
	conns      map[*conn]bool
	identifies []time.Time
	reset      bool // the token was reset after too many IDENTIFYs
	closed     bool
	running    sync.WaitGroup
}

func newGateway(s *Server) *gateway {
	any := func(*http.Request) bool { return true }
	return &gateway{s: s, conns: map[*conn]bool{}, upgrader: websocket.Upgrader{CheckOrigin: any, ReadBufferSize: 4096, WriteBufferSize: 16384}}
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	fault := g.s.faults.take(AtHello)
	if fault.Do == RefuseUpgrade {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	ws, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := newConn(g, ws, r.TLS != nil)
	if !g.track(c) {
		_ = ws.Close()
		return
	}
	defer g.untrack(c)
	if v := r.URL.Query().Get("v"); v != "9" && v != "10" {
		c.close(closeBadVersion, "Invalid API version.")
	} else if !c.apply(fault) {
		c.hello()
	}
	c.read()
}

func (g *gateway) track(c *conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.conns[c] = true
	g.running.Add(2) // the reader and the writer
	go func() {
		defer g.running.Done()
		c.write()
	}()
	return true
}

func (g *gateway) untrack(c *conn) {
	c.drop()
	g.mu.Lock()
	delete(g.conns, c)
	g.mu.Unlock()
	if s := c.current(); s != nil {
		s.detach(c)
	}
	g.running.Done()
}

func (g *gateway) close() {
	g.mu.Lock()
	g.closed = true
	for c := range g.conns {
		c.drop()
	}
	g.mu.Unlock()
	g.running.Wait()
}

// an event goes to the sessions whose shard and intents ask for it.
type event struct {
	name    string
	guild   string
	intent  int // 0 reaches every session
	data    any // what sessions with the content intent get
	blanked any // what the others get; nil means the same
}

// dispatch queues e in order. The world must be locked.
func (g *gateway) dispatch(e event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var full, blank json.RawMessage
	for _, s := range g.sessions {
		if !s.wants(e) {
			continue
		}
		raw, data := &full, e.data
		if e.blanked != nil && s.intents&IntentContent == 0 {
			raw, data = &blank, e.blanked
		}
		if *raw == nil {
			*raw = mustJSON(data)
		}
		if c := s.push(e.name, *raw); c != nil {
			g.s.world.dirty = append(g.s.world.dirty, c)
		}
	}
}

// admit registers a new session, forgetting the oldest dead ones.
func (g *gateway) admit(s *session) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sessions = append(g.sessions, s)
	if kept := keptSessions * s.shards; len(g.sessions) > kept {
		g.sessions = slices.DeleteFunc(g.sessions, func(old *session) bool { return old != s && old.idle() && len(g.sessions) > kept })
	}
}

func (g *gateway) forget(s *session) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sessions = slices.DeleteFunc(g.sessions, func(x *session) bool { return x == s })
}

func (g *gateway) session(id string) *session {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.sessions {
		if s.id == id {
			return s
		}
	}
	return nil
}

func (g *gateway) live() []*conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []*conn
	for c := range g.conns {
		out = append(out, c)
	}
	return out
}

// mustJSON is for our own types, which always marshal.
func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("localdiscord: its own type does not marshal: " + err.Error())
	}
	return raw
}
