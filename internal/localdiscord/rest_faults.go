package localdiscord

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Failure is what REST answers instead of doing its work.
type Failure struct {
	Status     int           // 0 cuts the connection without an answer
	Body       string        // empty means a JSON error for 4xx, an HTML page for 5xx
	RetryAfter time.Duration // of a 429
	Global     bool          // of a 429: over all routes; it comes without X-RateLimit-Reset-After, as Discord documents it
	After      bool          // do the work first: the message is there, but the bot hears of a failure
	Delay      time.Duration // wait this long before anything else
	OnlyDelay  bool          // and then answer as usual
}

type restFault struct {
	route string
	f     Failure
}

// Fail lets f happen to the next times requests of a route such as "POST /channels/{channel_id}/messages"; an empty route
// means any.
func (s *Server) Fail(times int, route string, f Failure) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for range times {
		s.faults.rest = append(s.faults.rest, restFault{route, f})
	}
}

func (f *faults) takeREST(route string) (Failure, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, w := range f.rest {
		if w.route == "" || w.route == route {
			f.rest = slices.Delete(f.rest, i, i+1)
			return w.f, true
		}
	}
	return Failure{}, false
}

func (f Failure) answer(w http.ResponseWriter) {
	switch {
	case f.Status == 0:
		panic(http.ErrAbortHandler)
	case f.Status == http.StatusTooManyRequests && f.Body == "":
		tooMany(w, f.RetryAfter, f.Global)
	case f.Body != "":
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte(f.Body))
	case f.Status >= 500:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte("<html><title>" + http.StatusText(f.Status) + "</title></html>"))
	default:
		(&apiError{Status: f.Status, Message: strings.TrimSpace(http.StatusText(f.Status))}).write(w)
	}
}
