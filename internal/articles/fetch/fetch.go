// Package fetch gets a web page, a PDF or a feed for a server that asked for it, and nothing else: no address inside a network, no
// more than it can hold, no page whose owner keeps robots out.
//
// Start at [New] and [Client.Fetch]. The rule about addresses is in address.go, where the connection is made: whatever a name, a
// redirect or a change in DNS leads to, it is the address itself that is judged, in the moment of dialling.
package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/temoto/robotstxt"
	"golang.org/x/time/rate"
)

// Bounds of one fetch.
const (
	Longest   = 10 * time.Second // redirects and robots.txt included
	Largest   = 8 << 20          // bytes, after decompression: as large as an uploaded file may be
	Redirects = 5
	PerMinute = 10 // fetches of one server
)

// mostServers bounds what is remembered of who fetched when. Who is forgotten may fetch ten times more.
const mostServers = 10_000

// Agent is what a Client calls itself unless told otherwise: name, version, and where to read about it.
const Agent = "sitrep/1.0 (+https://github.com/sitrep-bot/sitrep)"

// Options are what a Client may be told. The zero value is right for production.
type Options struct {
	Agent    string                    // User-Agent, with a name that robots.txt can have before the first slash; empty: [Agent]
	Ports    []int                     // besides 80 and 443
	Allow    func(netip.AddrPort) bool // addresses that may be dialled though they are not public; nil: none
	Resolver *net.Resolver             // nil: the machine's
}

// A Client fetches. It may be used by many goroutines at once.
type Client struct {
	options  Options
	http     *http.Client
	limiters *lru.Cache[string, *rate.Limiter] // by server
}

// New makes a Client.
func New(o Options) *Client {
	if o.Agent == "" {
		o.Agent = Agent
	}
	limiters, err := lru.New[string, *rate.Limiter](mostServers)
	if err != nil {
		panic("fetch: " + err.Error()) // only of a size below one
	}
	c := &Client{options: o, limiters: limiters}
	dialer := &net.Dialer{Resolver: o.Resolver, Control: c.control}
	c.http = &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true, // each fetch dials, and each dial is judged
			MaxResponseHeaderBytes: 64 << 10,
			ForceAttemptHTTP2:      true,
			// No Proxy: its address would be judged in the place of the page's.
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// A Request names what to fetch.
type Request struct {
	Server       string // on whose behalf; counts against its limit
	URL          string
	ETag         string // of what is there already, as its Response had it; empty if none
	LastModified string // the same
}

// A Response is what was fetched.
type Response struct {
	URL          string // where the redirects ended
	Name         string // file name whose extension says the format
	Body         []byte // as it came, text in UTF-8; nil if NotModified
	Sum          string // hex SHA-256 of the Body
	ETag         string // for the next Request; empty if the page has none
	LastModified string // the same
	NotModified  bool   // the page is as it was when the Request's ETag or LastModified were given
}

// Fetch gets a page. Every error is an *Error, or that of ctx.
func (c *Client) Fetch(ctx context.Context, r Request) (Response, error) {
	if err := c.admit(r.Server); err != nil {
		return Response{}, err
	}
	limited, cancel := context.WithTimeout(ctx, Longest)
	defer cancel()
	response, err := c.follow(limited, r)
	if err != nil && ctx.Err() != nil {
		return Response{}, ctx.Err()
	}
	return response, told(err)
}

// admit counts a fetch against the limit of a server.
func (c *Client) admit(server string) error {
	limiter, ok := c.limiters.Get(server)
	if !ok {
		limiter = rate.NewLimiter(rate.Every(time.Minute/PerMinute), PerMinute)
		if first, before, _ := c.limiters.PeekOrAdd(server, limiter); before {
			limiter = first
		}
	}
	if limiter.Allow() {
		return nil
	}
	return failure(TooOften, PerMinute)
}

// follow goes from redirect to redirect. Each address is judged like the first.
func (c *Client) follow(ctx context.Context, r Request) (Response, error) {
	at := r.URL
	rules := map[string]*robotstxt.RobotsData{} // by scheme and host
	for range Redirects + 1 {
		u, err := c.parse(at)
		if err != nil {
			return Response{}, err
		}
		if err := c.askRobots(ctx, u, rules); err != nil {
			return Response{}, err
		}
		answer, err := c.get(ctx, u, r)
		if err != nil {
			return Response{}, err
		}
		if location := answer.Header.Get("Location"); isRedirect(answer.StatusCode) && location != "" {
			answer.Body.Close()
			if at, err = resolve(u, location); err != nil {
				return Response{}, err
			}
			continue
		}
		defer answer.Body.Close()
		return take(answer, u)
	}
	return Response{}, failure(ManyRedirects, Redirects)
}

func isRedirect(status int) bool {
	return slices.Contains([]int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect}, status)
}

func resolve(from *url.URL, location string) (string, error) {
	to, err := from.Parse(location)
	if err != nil {
		return "", failure(BadRedirect, quoted(location))
	}
	return to.String(), nil
}

func (c *Client) get(ctx context.Context, u *url.URL, r Request) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", c.options.Agent)
	request.Header.Set("Accept", accepted)
	if r.ETag != "" {
		request.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		request.Header.Set("If-Modified-Since", r.LastModified)
	}
	return c.http.Do(request)
}

// take reads an answer that is no redirect.
func take(answer *http.Response, u *url.URL) (Response, error) {
	got := Response{URL: u.String(), ETag: answer.Header.Get("ETag"), LastModified: answer.Header.Get("Last-Modified")}
	if answer.StatusCode == http.StatusNotModified {
		got.NotModified = true
		return got, nil
	}
	if err := statusError(answer); err != nil {
		return Response{}, err
	}
	if coding := answer.Header.Get("Content-Encoding"); coding != "" && coding != "identity" { // gzip is undone by net/http
		return Response{}, failure(Compressed, quoted(coding))
	}
	body, err := limited(answer.Body, Largest)
	if err != nil {
		return Response{}, err
	}
	got.Name, got.Body, err = recognise(u, answer.Header.Get("Content-Type"), body)
	sum := sha256.Sum256(got.Body)
	got.Sum = hex.EncodeToString(sum[:])
	return got, err
}

// limited reads at most so many bytes, counted after decompression.
func limited(r io.Reader, most int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(r, most+1))
	if n > most {
		return nil, failure(TooLarge, most>>20)
	}
	return b.Bytes(), err
}

func statusError(answer *http.Response) error {
	switch code := answer.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusNotFound, code == http.StatusGone:
		return failure(Gone, code)
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusPaymentRequired:
		return failure(NotForAll, code)
	case code == http.StatusTooManyRequests, code >= 500:
		return failure(InTrouble, code)
	default:
		return failure(OtherStatus, code)
	}
}

// told makes an *Error of what went wrong on the way.
func told(err error) error {
	var refused *Error
	var dns *net.DNSError
	var failed *url.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, context.DeadlineExceeded):
		return failure(TooSlow, Longest)
	case errors.As(err, &dns):
		return failure(UnknownName, quoted(dns.Name))
	case errors.As(err, &failed):
		err = failed.Err
	}
	return failure(NoConnection, err.Error())
}
