package localdiscord

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// discordHosts are the names the proxy answers for; everything else is refused, so that nothing leaves the machine.
var discordHosts = []string{"discord.com", "*.discord.com", "gateway.discord.gg", "*.discord.gg", "cdn.discordapp.com"}

// A Way is how an unmodified bot in another process gets here.
type Way struct {
	ProxyURL string // for HTTPS_PROXY
	CAFile   string // for SSL_CERT_FILE
}

// Env is the two variables, as os/exec takes them.
func (w Way) Env() []string {
	return []string{"HTTPS_PROXY=" + w.ProxyURL, "SSL_CERT_FILE=" + w.CAFile}
}

type proxies struct {
	mu      sync.Mutex
	servers []*http.Server
}

func (p *proxies) add(s *http.Server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.servers = append(p.servers, s)
}

func (p *proxies) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.servers {
		_ = s.Close()
	}
}

// Proxy starts a CONNECT proxy on loopback that is discord.com and gateway.discord.gg to whoever trusts its authority,
// whose certificate it writes into dir.
func (s *Server) Proxy(dir string) (Way, error) {
	pem, certificate, err := newAuthority(discordHosts, s.now())
	if err != nil {
		return Way{}, fmt.Errorf("making certificates for the local Discord: %w", err)
	}
	way := Way{CAFile: filepath.Join(dir, "local-discord-ca.pem")}
	if err := os.WriteFile(way.CAFile, pem, 0o600); err != nil {
		return Way{}, fmt.Errorf("writing the certificate a bot must trust: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Way{}, fmt.Errorf("local Discord's proxy cannot listen: %w", err)
	}
	way.ProxyURL = "http://" + listener.Addr().String()
	tunnels := &tunnels{conns: make(chan net.Conn), ended: s.stopped.Done(), addr: listener.Addr()}
	discord := &http.Server{Handler: s.http.Handler, ReadHeaderTimeout: 10 * time.Second, TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}}}
	connect := &http.Server{Handler: http.HandlerFunc(tunnels.connect), ReadHeaderTimeout: 10 * time.Second}
	s.proxies.add(discord)
	s.proxies.add(connect)
	s.serving.Go(func() { _ = discord.ServeTLS(tunnels, "", "") })
	s.serving.Go(func() { _ = connect.Serve(listener) })
	return way, nil
}

// tunnels is a listener whose connections are the ones that CONNECT opened.
type tunnels struct {
	conns chan net.Conn
	ended <-chan struct{}
	addr  net.Addr
}

func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.conns:
		return c, nil
	case <-t.ended:
		return nil, net.ErrClosed
	}
}

func (t *tunnels) Close() error   { return nil }
func (t *tunnels) Addr() net.Addr { return t.addr }

func (t *tunnels) connect(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || !isDiscord(r.Host) {
		http.Error(w, "this proxy leads to Discord's hosts only, by CONNECT", http.StatusForbidden)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_ = conn.SetDeadline(time.Time{})
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection Established\r\n\r\n"); err != nil || buffered.Reader.Buffered() > 0 {
		_ = conn.Close()
		return
	}
	select {
	case t.conns <- conn:
	case <-t.ended:
		_ = conn.Close()
	}
}

func isDiscord(hostport string) bool {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil || port != "443" {
		return false
	}
	for _, known := range discordHosts {
		suffix, wild := strings.CutPrefix(known, "*")
		if host == known || wild && strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}
