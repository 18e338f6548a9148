package wire

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/net/proxy"
)

const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 15 * time.Second
)

// A Dial opens a connection.
type Dial func(ctx context.Context, network, addr string) (net.Conn, error)

// NewDialer opens gateway sockets and hands each to use. It speaks TLS itself, as a [Socket] has to see what is said above it. Those
// without TLS, which are for tests, are opened by dial; nil: as the machine does.
func NewDialer(dial Dial, use func(net.Conn) net.Conn) *websocket.Dialer {
	if dial == nil {
		dial = (&net.Dialer{Timeout: dialTimeout}).DialContext
	}
	return &websocket.Dialer{
		HandshakeTimeout: handshakeTimeout,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return use(conn), nil
		},
		NetDialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialTLS(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return use(conn), nil
		},
	}
}

func dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	conn, err := reach(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	secure := tls.Client(conn, &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}})
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return secure, nil
}

// reach connects to addr, through the proxy of the environment where there is one.
func reach(ctx context.Context, network, addr string) (net.Conn, error) {
	direct := &net.Dialer{Timeout: dialTimeout}
	via, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: addr}})
	if err != nil {
		return nil, err
	}
	if via == nil {
		return direct.DialContext(ctx, network, addr)
	}
	switch via.Scheme {
	case "http", "https":
		return connect(ctx, direct, via, addr)
	}
	dialer, err := proxy.FromURL(via, direct)
	if err != nil {
		return nil, fmt.Errorf("HTTPS_PROXY: wanted http, https or socks5, found %q: %w", via.Scheme, err)
	}
	if d, ok := dialer.(proxy.ContextDialer); ok {
		return d.DialContext(ctx, network, addr)
	}
	return dialer.Dial(network, addr)
}

// connect asks an HTTP proxy for a tunnel.
func connect(ctx context.Context, direct *net.Dialer, via *url.URL, addr string) (net.Conn, error) {
	conn, err := dialProxy(ctx, direct, via)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	ask := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if password, set := via.User.Password(); set {
		login := base64.StdEncoding.EncodeToString([]byte(via.User.Username() + ":" + password))
		ask.Header.Set("Proxy-Authorization", "Basic "+login)
	}
	if err := ask.Write(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	// What the reader holds back is nothing: the server says nothing before we do.
	answer, err := http.ReadResponse(bufio.NewReader(conn), ask)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		_ = conn.Close()
		return nil, fmt.Errorf("the proxy %s refused to connect to %s: %s", via.Host, addr, answer.Status)
	}
	return conn, conn.SetDeadline(time.Time{})
}

func dialProxy(ctx context.Context, direct *net.Dialer, via *url.URL) (net.Conn, error) {
	port := via.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[via.Scheme]
	}
	addr := net.JoinHostPort(via.Hostname(), port)
	if via.Scheme == "http" {
		return direct.DialContext(ctx, "tcp", addr)
	}
	return (&tls.Dialer{NetDialer: direct}).DialContext(ctx, "tcp", addr)
}
