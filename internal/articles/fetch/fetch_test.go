package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// A site is a web server on loopback that a Client may reach by its address and port, and by no other.
type site struct {
	*http.ServeMux
	at   netip.AddrPort
	hits atomic.Int32
}

func newSite(t *testing.T, address string) *site {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{ServeMux: http.NewServeMux(), at: netip.MustParseAddrPort(l.Addr().String())}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.hits.Add(1)
		s.ServeHTTP(w, r)
	})}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return s
}

func (s *site) page(path, contentType, text string) {
	s.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		io.WriteString(w, text)
	})
}

func (s *site) redirect(path, to string) {
	s.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	})
}

func (s *site) url(path string) string { return "http://" + s.at.String() + path }

func (s *site) client(resolver *net.Resolver) *Client {
	return New(Options{Ports: []int{int(s.at.Port())}, Allow: func(at netip.AddrPort) bool { return at == s.at }, Resolver: resolver})
}

// message is the error of a fetch, each on behalf of a server of its own.
func message(t *testing.T, c *Client, address string) string {
	t.Helper()
	_, err := c.Fetch(context.Background(), Request{Server: address, URL: address})
	if err == nil {
		return ""
	}
	if refused := (*Error)(nil); !errors.As(err, &refused) || Texts[refused.Kind] == "" {
		t.Errorf("%s: an error that does not help: %#v", address, err)
	}
	t.Logf("%s: %v", address, err)
	return err.Error()
}

func notPublicMessage(host string) string {
	return "wanted an address on the public web and found " + strconv.Quote(host) + "; give an address that everybody can open, or save the page and add the file"
}

// No address of a machine or a network inside is reached, however it is written, directly or by a redirect.
func TestHostileAddresses(t *testing.T) {
	s := newSite(t, "127.0.0.1:0")
	direct, redirected := New(Options{}), s.client(nil)
	for i, c := range []struct{ address, found string }{
		{"http://127.0.0.1/", "127.0.0.1"},
		{"http://127.1.2.3/", "127.1.2.3"},
		{"http://localhost/", "127.0.0.1"},
		{"http://127.0.0.1./", "127.0.0.1"},
		{"http://0.0.0.0/", "0.0.0.0"},
		{"http://10.0.0.1/", "10.0.0.1"},
		{"http://172.16.0.1/", "172.16.0.1"},
		{"http://172.31.255.255/", "172.31.255.255"},
		{"http://192.168.1.1/", "192.168.1.1"},
		{"http://169.254.169.254/latest/meta-data/", "169.254.169.254"},
		{"http://100.64.0.1/", "100.64.0.1"},
		{"http://192.0.0.8/", "192.0.0.8"},
		{"http://198.18.0.1/", "198.18.0.1"},
		{"http://224.0.0.1/", "224.0.0.1"},
		{"http://255.255.255.255/", "255.255.255.255"},
		{"http://[::]/", "::"},
		{"http://[::1]/", "::1"},
		{"http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1"},
		{"http://[::ffff:7f00:1]/", "::ffff:7f00:1"},
		{"http://[::ffff:8.8.8.8]/", "::ffff:8.8.8.8"},
		{"http://[64:ff9b::10.0.0.1]/", "64:ff9b::10.0.0.1"},
		{"http://[64:ff9b:1::1]/", "64:ff9b:1::1"},
		{"http://[2002:7f00:1::]/", "2002:7f00:1::"},
		{"http://[2001:0:7f00:1::]/", "2001:0:7f00:1::"},
		{"http://[fe80::1%25eth0]/", "fe80::1%eth0"},
		{"http://[fd00::1]/", "fd00::1"},
		{"http://[ff02::1]/", "ff02::1"},
		{"http://2130706433/", "2130706433"},
		{"http://0177.0.0.1/", "0177.0.0.1"},
		{"http://0x7f.1/", "0x7f.1"},
		{"http://0x7f000001/", "0x7f000001"},
		{"http://127.1/", "127.1"},
	} {
		if got, want := message(t, direct, c.address), notPublicMessage(c.found); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", c.address, got, want)
		}
		path := fmt.Sprintf("/%d", i)
		s.redirect(path, c.address)
		if got, want := message(t, redirected, s.url(path)), notPublicMessage(c.found); got != want {
			t.Errorf("redirected to %s\ngot  %s\nwant %s", c.address, got, want)
		}
	}
}

// What is no address of a page is told apart before anything is sent.
func TestAddressesThatAreNone(t *testing.T) {
	c := New(Options{})
	for address, want := range map[string]string{
		"":                               `wanted an address that begins with https:// or http:// and found ""; copy it from the browser, from https:// on`,
		"example.org/a":                  `wanted an address that begins with https:// or http:// and found "example.org/a"; copy it from the browser, from https:// on`,
		"file:///etc/passwd":             `wanted an address that begins with https:// or http:// and found "file:///etc/passwd"; copy it from the browser, from https:// on`,
		"gopher://example.org/":          `wanted an address that begins with https:// or http:// and found "gopher://example.org/"; copy it from the browser, from https:// on`,
		"javascript:alert(1)":            `wanted an address and found "javascript:alert(1)"; copy it from the browser, from https:// on`,
		"https://":                       `wanted an address with a host and found "https://"; copy it from the browser, from https:// on`,
		"https://me:secret@example.org/": `wanted an address without a name or password in it and found one; take out what stands before the @; what needs a password, save and add as a file`,
		"http://example.org:22/":         `wanted port 80 or 443 and found 22; leave the port out, or save the page and add the file`,
		"http://exa mple.org/":           `wanted an address and found "http://exa mple.org/"; copy it from the browser, from https:// on`,
	} {
		if got := message(t, c, address); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", address, got, want)
		}
	}
}

// A name server that changes its mind gives the first address once and the second ever after.
func rebinding(t *testing.T, answers ...netip.Addr) *net.Resolver {
	t.Helper()
	l, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked := 0
	go func() {
		buffer := make([]byte, 512)
		for {
			n, from, err := l.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Header.Response = true
			m.Additionals = nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				a := answers[min(asked, len(answers)-1)]
				asked++
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body: &dnsmessage.AResource{A: a.As4()}}}
			}
			packed, err := m.Pack()
			if err == nil {
				l.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", l.LocalAddr().String())
	}}
}

// A name whose address changes after the first look is judged by the address that is dialled.
func TestRebinding(t *testing.T) {
	outside := newSite(t, "127.0.0.1:0")
	inside := newSite(t, fmt.Sprintf("127.0.0.2:%d", outside.at.Port()))
	inside.page("/", "text/html", "a secret")
	c := outside.client(rebinding(t, outside.at.Addr(), inside.at.Addr()))
	got := message(t, c, fmt.Sprintf("http://rebind.example:%d/", outside.at.Port()))
	if want := notPublicMessage("127.0.0.2"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if outside.hits.Load() != 1 || inside.hits.Load() != 0 {
		t.Errorf("outside was reached %d times, inside %d; want its robots.txt only", outside.hits.Load(), inside.hits.Load())
	}
}

func TestFetch(t *testing.T) {
	s := newSite(t, "127.0.0.1:0")
	s.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() != Agent || r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" {
			t.Errorf("headers %v", r.Header)
		}
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Set-Cookie", "a=b")
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		w.Write([]byte("<p>Caf\xe9"))
	})
	s.redirect("/old", "/older")
	s.redirect("/older", "/page#part")
	s.page("/report.pdf", "application/octet-stream", "%PDF-1.7")
	s.page("/feed", "application/rss+xml", "<rss/>")
	c := s.client(nil)
	first, err := c.Fetch(context.Background(), Request{Server: "1", URL: s.url("/old")})
	if err != nil || string(first.Body) != "<p>Café" || first.Name != "page.html" || first.URL != s.url("/page") || first.ETag != `"1"` {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := c.Fetch(context.Background(), Request{Server: "1", URL: first.URL, ETag: first.ETag})
	if err != nil || !again.NotModified || again.Body != nil {
		t.Errorf("%+v, %v", again, err)
	}
	for path, want := range map[string]string{"/report.pdf": "report.pdf", "/feed": "feed.rss"} {
		if got, err := c.Fetch(context.Background(), Request{Server: "1", URL: s.url(path)}); err != nil || got.Name != want {
			t.Errorf("%s: %q, %v", path, got.Name, err)
		}
	}
}

// Whatever a server sends, the fetch ends with a message and within its bounds.
func TestBounds(t *testing.T) {
	s := newSite(t, "127.0.0.1:0")
	s.page("/picture", "image/png", "x")
	s.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "User-agent: *\nDisallow: /\n\nUser-agent: sitrep\nDisallow: /private\n")
	})
	s.page("/private", "text/html", "x")
	s.redirect("/round", "/round")
	s.redirect("/secret", "http://me:secret@example.org/")
	s.redirect("/file", "file:///etc/passwd")
	s.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, Largest+1)) })
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write(make([]byte, 2*Largest))
	z.Close()
	s.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
	})
	s.HandleFunc("/brotli", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Encoding", "br") })
	s.HandleFunc("/header", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) })
	for path, code := range map[string]int{"/gone": 410, "/login": 401, "/trouble": 503, "/teapot": 418} {
		s.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
	c := s.client(nil)
	for path, want := range map[string]string{
		"/picture": `wanted a page, a PDF or a feed and found "image/png"; give the address of the page itself`,
		"/private": `wanted a page that robots may read and found that "127.0.0.1" keeps them out of it; ask its owner, or save the page and add the file`,
		"/round":   "wanted at most 5 redirects and found more; give the address where they end",
		"/secret":  "wanted an address without a name or password in it and found one; take out what stands before the @; what needs a password, save and add as a file",
		"/file":    `wanted an address that begins with https:// or http:// and found "file:///etc/passwd"; copy it from the browser, from https:// on`,
		"/large":   "wanted at most 8 MiB and found more; save the part that matters, and add the file",
		"/bomb":    "wanted at most 8 MiB and found more; save the part that matters, and add the file",
		"/brotli":  `wanted a page as it is and found one compressed as "br"; save the page, and add the file`,
		"/missing": "wanted a page and found that it is not there (404); open the address in a browser, and give the one that works",
		"/gone":    "wanted a page and found that it is not there (410); open the address in a browser, and give the one that works",
		"/login":   "wanted a page and found one that not everybody may read (401); save the page, and add the file",
		"/trouble": "wanted a page and found a server in trouble (503); try again later",
		"/teapot":  "wanted a page and found the answer 418; open the address in a browser, and save the page as a file",
	} {
		if got := message(t, c, s.url(path)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", path, got, want)
		}
	}
	if got := message(t, c, s.url("/header")); !strings.HasPrefix(got, "wanted a page and found no connection that holds (") {
		t.Errorf("a megabyte of headers: %s", got)
	}
}

// A server has its own ten fetches a minute.
func TestLimit(t *testing.T) {
	s := newSite(t, "127.0.0.1:0")
	s.page("/", "text/html", "x")
	c := s.client(nil)
	for i := range PerMinute {
		if _, err := c.Fetch(context.Background(), Request{Server: "1", URL: s.url("/")}); err != nil {
			t.Fatalf("fetch %d: %v", i+1, err)
		}
	}
	_, err := c.Fetch(context.Background(), Request{Server: "1", URL: s.url("/")})
	if err == nil || err.Error() != "wanted at most 10 fetches a minute and found one more; try again in a minute" {
		t.Errorf("the eleventh: %v", err)
	}
	if _, err := c.Fetch(context.Background(), Request{Server: "2", URL: s.url("/")}); err != nil {
		t.Errorf("another server: %v", err)
	}
}

// Whoever asked may stop asking.
func TestFetchEnds(t *testing.T) {
	s := newSite(t, "127.0.0.1:0")
	ctx, cancel := context.WithCancel(context.Background())
	s.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := s.client(nil).Fetch(ctx, Request{Server: "1", URL: s.url("/")}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
