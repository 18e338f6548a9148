// Package proxy lets an unmodified program reach a server of ours where it looks for hosts of the internet: a CONNECT proxy on
// loopback, and an authority of its own. Start at [Start].
package proxy

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Proxy answers for some hosts; every other is refused, so that nothing leaves the machine.
type Proxy struct {
	URL    string // for HTTPS_PROXY
	CAFile string // for SSL_CERT_FILE

	hosts   []string
	tunnels tunnels
	servers [2]*http.Server // what is reached, and what leads there
	serving sync.WaitGroup
}

// Env is the two variables, as os/exec takes them.
func (p *Proxy) Env() []string {
	return []string{"HTTPS_PROXY=" + p.URL, "SSL_CERT_FILE=" + p.CAFile}
}

// Start makes handler what is found behind hosts, as "discord.com" and "*.discord.com", by whoever trusts the certificate in
// caFile, which it writes. Close it when done.
func Start(handler http.Handler, hosts []string, caFile string, now time.Time) (*Proxy, error) {
	pem, certificate, err := newAuthority(hosts, now)
	if err != nil {
		return nil, fmt.Errorf("making certificates for the local Discord: %w", err)
	}
	if err := os.WriteFile(caFile, pem, 0o600); err != nil {
		return nil, fmt.Errorf("writing the certificate a bot must trust: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("local Discord's proxy cannot listen: %w", err)
	}
	p := &Proxy{URL: "http://" + listener.Addr().String(), CAFile: caFile, hosts: hosts}
	p.tunnels = tunnels{conns: make(chan net.Conn), ended: make(chan struct{}), addr: listener.Addr()}
	reached := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}}}
	connect := &http.Server{Handler: http.HandlerFunc(p.connect), ReadHeaderTimeout: 10 * time.Second}
	p.servers = [2]*http.Server{reached, connect}
	p.serving.Go(func() { _ = reached.ServeTLS(&p.tunnels, "", "") })
	p.serving.Go(func() { _ = connect.Serve(listener) })
	return p, nil
}

// Close ends every connection and waits for what Start began. It may be called once.
func (p *Proxy) Close() {
	close(p.tunnels.ended)
	for _, s := range p.servers {
		_ = s.Close() // loopback: there is nothing to lose
	}
	p.serving.Wait()
}

// tunnels is a listener whose connections are the ones that CONNECT opened.
type tunnels struct {
	conns chan net.Conn
	ended chan struct{}
	addr  net.Addr
}

// Accept waits for the next tunnel, until the proxy is closed.
func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case c := <-t.conns:
		return c, nil
	case <-t.ended:
		return nil, net.ErrClosed
	}
}

// Close does nothing: [Proxy.Close] ends the tunnels.
func (t *tunnels) Close() error { return nil }

// Addr is where the proxy listens.
func (t *tunnels) Addr() net.Addr { return t.addr }

func (p *Proxy) connect(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect || !p.leadsTo(r.Host) {
		http.Error(w, "this proxy leads to "+p.hosts[0]+" and its like only, by CONNECT", http.StatusForbidden)
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
	case p.tunnels.conns <- conn:
	case <-p.tunnels.ended:
		_ = conn.Close()
	}
}

func (p *Proxy) leadsTo(hostport string) bool {
	host, port, err := net.SplitHostPort(hostport)
	return err == nil && port == "443" && slices.ContainsFunc(p.hosts, func(known string) bool {
		suffix, wild := strings.CutPrefix(known, "*")
		return host == known || wild && strings.HasSuffix(host, suffix)
	})
}
