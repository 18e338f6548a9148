package localdiscord

import (
	"net/http"
	"path/filepath"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord/proxy"
)

// discordHosts are the names a proxy answers for.
var discordHosts = []string{"discord.com", "*.discord.com", "gateway.discord.gg", "*.discord.gg", "cdn.discordapp.com"}

// Proxy is how an unmodified bot in another process gets here: a CONNECT proxy on loopback that is Discord to whoever trusts its
// authority, whose certificate it writes into dir. It ends with the Server.
func (s *Server) Proxy(dir string) (*proxy.Proxy, error) {
	p, err := proxy.Start(s.http.Handler, discordHosts, filepath.Join(dir, "local-discord-ca.pem"), s.now())
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.proxies = append(s.proxies, p)
	return p, nil
}

// Transport carries the REST calls of one client here, wherever they were meant to go: for Session.Client.Transport. The
// gateway needs nothing more, since its address comes by REST.
func (s *Server) Transport() http.RoundTripper {
	base := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 90 * time.Second} // as the usual one of a bot
	if s.cfg.Network != nil {
		base.DialContext = s.cfg.Network.Dial
	}
	context := s.stopped
	stopOnClose := func() { <-context.Done(); base.CloseIdleConnections() }
	s.serving.Go(stopOnClose)
	return rewriter{host: s.Addr(), base: base}
}

type rewriter struct {
	host string
	base http.RoundTripper
}

// RoundTrip sends a request to the double, whatever host it names, without TLS.
func (t rewriter) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", t.host
	return t.base.RoundTrip(r)
}
