package localdiscord

import (
	"slices"
	"sync"
)

// A Moment is a point in the life of a gateway connection where a fault can be put.
type Moment int

// The moments of a connection.
const (
	AtHello      Moment = iota + 1 // in place of HELLO
	AtIdentify                     // in place of READY
	AfterReady                     // right after READY and the guilds
	AtResume                       // in place of the replay and RESUMED
	AfterResumed                   // right after RESUMED
	AtHeartbeat                    // in place of the ACK
)

// An Action is what goes wrong.
type Action int

// The things that go wrong.
const (
	Silence          Action = iota + 1 // nothing is sent; the connection stays open
	Reconnect                          // op 7
	InvalidSession                     // op 9 false: the session is gone
	ResumableSession                   // op 9 true
	StrayAck                           // op 11 nobody asked for
	AskHeartbeat                       // op 1: Discord wants a heartbeat now
	CloseWith                          // a close frame with Fault.Code
	Drop                               // TCP is cut without a word
	RefuseUpgrade                      // AtHello only: HTTP 502 instead of a WebSocket
	Duplicate                          // AtResume only: replays Fault.Code events the client already has
	Deaf                               // from now on nothing the client sends is answered: no ACK ever again
)

// A Fault is one thing that goes wrong at one moment.
type Fault struct {
	At   Moment
	Do   Action
	Code int // of CloseWith and Duplicate
}

type faults struct {
	mu      sync.Mutex
	waiting []Fault
	rest    []restFault
}

// Inject lets f happen the next times its moment comes.
func (s *Server) Inject(times int, f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for range times {
		s.faults.waiting = append(s.faults.waiting, f)
	}
}

// Pending counts the injected gateway faults that have not happened yet.
func (s *Server) Pending() int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return len(s.faults.waiting)
}

// Disrupt does something to every live gateway connection now, and says to how many.
func (s *Server) Disrupt(do Action, code int) int {
	live := s.gate.live()
	for _, c := range live {
		c.apply(Fault{Do: do, Code: code})
	}
	return len(live)
}

// ForgetSessions makes every RESUME of a session that is there end in op 9, as after a long outage. Live connections go on.
func (s *Server) ForgetSessions() {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	for _, known := range s.gate.sessions {
		known.over.Store(true)
	}
	s.gate.sessions = slices.DeleteFunc(s.gate.sessions, (*session).idle)
}

func (f *faults) take(at Moment) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, w := range f.waiting {
		if w.At == at {
			f.waiting = slices.Delete(f.waiting, i, i+1)
			return w
		}
	}
	return Fault{}
}

// apply reports whether there was a fault, after doing it.
func (c *conn) apply(f Fault) bool {
	switch f.Do {
	case Reconnect:
		c.sendOp(opReconnect, nil)
	case InvalidSession:
		if s := c.current(); s != nil {
			c.g.forget(s)
			c.attach(nil) // the client may IDENTIFY again on this socket
		}
		c.sendOp(opInvalidSession, false)
	case ResumableSession:
		c.sendOp(opInvalidSession, true)
	case StrayAck:
		c.sendOp(opHeartbeatAck, nil)
	case AskHeartbeat:
		c.sendOp(opHeartbeat, nil)
	case CloseWith:
		c.close(f.Code, "")
	case Drop:
		c.drop()
	case Deaf:
		c.deaf.Store(true)
	case Silence, Duplicate, RefuseUpgrade:
	default:
		return false
	}
	return true
}
