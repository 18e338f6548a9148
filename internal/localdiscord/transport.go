package localdiscord

import "net/http"

// Transport carries the REST calls of one client here, wherever they were meant to go: for Session.Client.Transport. The
// gateway needs nothing more, since its address comes by REST.
func (s *Server) Transport() http.RoundTripper {
	base := &http.Transport{MaxIdleConnsPerHost: 64}
	context := s.stopped
	stopOnClose := func() { <-context.Done(); base.CloseIdleConnections() }
	s.serving.Go(stopOnClose)
	return rewriter{host: s.Addr(), base: base}
}

type rewriter struct {
	host string
	base http.RoundTripper
}

func (t rewriter) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", t.host
	return t.base.RoundTrip(r)
}
