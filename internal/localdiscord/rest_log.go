package localdiscord

import (
	"slices"
	"sync"
	"time"
)

// A Request is one REST request as it arrived. Interaction tokens stand in Path; the bot's token is not kept.
type Request struct {
	Method string
	Path   string // without /api/v9, with the query
	Route  string // as "POST /channels/{channel_id}/messages"; empty if no route matched
	Body   []byte // the JSON part, also of a multipart body
	At     time.Time
	Status int // answered; 0 while it is being worked on, or when the connection was cut
	Code   int // Discord's error code; 0 if none
}

type requestLog struct {
	mu   sync.Mutex
	keep int
	all  []*Request
}

func (l *requestLog) add(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) >= 2*l.keep {
		l.all = append([]*Request(nil), l.all[len(l.all)-l.keep:]...)
	}
	l.all = append(l.all, r)
}

func (l *requestLog) done(r *Request, status, code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.Status, r.Code = status, code
}

// Requests lists what arrived, oldest first: at least the last Config.Keep.
func (s *Server) Requests() []Request {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	out := make([]Request, len(s.requests.all))
	for i, r := range s.requests.all {
		out[i] = *r
	}
	return out
}

// RequestsTo lists those of one route, such as "POST /channels/{channel_id}/messages".
func (s *Server) RequestsTo(route string) []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Route != route })
}

// ForgetRequests empties the log.
func (s *Server) ForgetRequests() {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	s.requests.all = nil
}
