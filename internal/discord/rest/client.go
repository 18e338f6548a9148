// Package rest makes the calls to Discord's REST API that the bot needs: one method an endpoint (endpoints.go), which alone
// knows its path, its rate limit and whether it may be repeated. What Discord refuses is an [Error].
package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// A Client makes the calls of one bot. discordgo's own remember every interaction for ever, send one answer's edits after
// another's, repeat posts that may have arrived, and go on sleeping for a caller that is gone.
type Client struct {
	http     *http.Client
	token    string
	limits   *limits
	observer Observer
	log      *slog.Logger
}

// An Observer hears of the calls, by their kind: "post", "edit", "interaction"… Its methods must not block.
type Observer interface {
	Called(kind string, status int, took time.Duration) // status is 0 where Discord did not answer
	Waited(kind string, d time.Duration)                // for a limit, before the call was made
	Limited(kind, scope string)                         // Discord refused with 429; scope is whose limit it was
}

const callTimeout = 20 * time.Second // for one attempt

// Unobserved is the Observer where nobody wants to hear.
type Unobserved struct{}

// Called implements Observer.
func (Unobserved) Called(string, int, time.Duration) {}

// Waited implements Observer.
func (Unobserved) Waited(string, time.Duration) {}

// Limited implements Observer.
func (Unobserved) Limited(_, _ string) {}

// New makes a Client. The token is without "Bot "; transport nil means the usual one, observer nil that nobody hears.
func New(token string, transport http.RoundTripper, observer Observer, log *slog.Logger) *Client {
	if transport == nil {
		transport = newTransport()
	}
	if observer == nil {
		observer = Unobserved{}
	}
	return &Client{&http.Client{Transport: transport, Timeout: callTimeout}, token, newLimits(), observer, log}
}

// Limit is how many calls may be made in a second, those about interactions not counted, as other processes make the rest of what
// Discord allows the bot. Without it Discord's own answers are the only limit.
func (c *Client) Limit(calls int) {
	c.limits.all.SetLimit(rate.Limit(calls))
	c.limits.all.SetBurst(calls)
}

// Expire forgets limits that are over.
func (c *Client) Expire(now time.Time) {
	c.limits.mu.Lock()
	defer c.limits.mu.Unlock()
	c.limits.expire(now)
}

// HTTP is the client the calls go through.
func (c *Client) HTTP() *http.Client { return c.http }

// A call is one request. Its bucket is what Discord limits together: a route with its channel. Interactions have none.
type call struct {
	method, path string
	bucket       string
	body         any   // sent as JSON; nil for none
	file         *File // sent along with body
	into         any   // filled from the answer; nil to ignore it

	header func(http.Header) // gets that of the answer; nil to ignore it

	repeatable bool // doing it twice does no harm
}

const (
	attempts     = 4
	firstBackoff = 250 * time.Millisecond
	longestWait  = 30 * time.Second // for a rate limit; what takes longer fails
	longestReply = 8 << 20
	dialTimeout  = 10 * time.Second
)

// newTransport carries REST. The standard library's keeps two idle connections to a host; a busy bot would open a new one
// for most answers.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   dialTimeout,
		ResponseHeaderTimeout: 15 * time.Second,
	}
}

// do makes the call, again where Discord asks for patience, or where it failed and may be repeated.
func (c *Client) do(ctx context.Context, out call) error {
	body, kind, err := out.encode()
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		if err := c.await(ctx, out); err != nil {
			return err
		}
		start := time.Now()
		status, err := c.once(ctx, out, body, kind)
		took := time.Since(start)
		c.observer.Called(out.kind(), status, took)
		c.log.DebugContext(ctx, "called", "call", out.kind(), "status", status, "took", took)
		pause, again := retryAfter(err, out.repeatable, try)
		if !again || try == attempts {
			return err
		}
		c.log.DebugContext(ctx, "repeating a call", "method", out.method, "bucket", out.bucket, "after", pause, "because", err)
		if wait.For(ctx, pause) != nil {
			return err
		}
	}
}

// await returns when the limits allow the call.
func (c *Client) await(ctx context.Context, out call) error {
	start := time.Now()
	err := c.limits.wait(ctx, out.bucket)
	if waited := time.Since(start); waited > time.Millisecond {
		c.observer.Waited(out.kind(), waited)
	}
	return err
}

// kind is what sort of call it is, whatever channel or application it is about.
func (c call) kind() string {
	kind, _, _ := strings.Cut(cmp.Or(c.bucket, "interaction"), " ")
	return kind
}

// retryAfter says whether a failed call may be made again, and when.
func retryAfter(err error, repeatable bool, try int) (time.Duration, bool) {
	var failed *Error
	switch backoff := firstBackoff << (try - 1); {
	case err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return 0, false
	case !errors.As(err, &failed):
		return backoff, repeatable
	case failed.Code == codeOldEdits:
		return 0, false // it takes longer than anybody waits
	case failed.Status == http.StatusTooManyRequests:
		return failed.After, failed.After <= longestWait
	default:
		return backoff, repeatable && failed.Status >= 500
	}
}

// once makes the call a single time, and returns the HTTP status; 0 if there was no answer.
func (c *Client) once(ctx context.Context, out call, body []byte, kind string) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, out.method, discordgo.EndpointAPI+out.path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bot "+c.token)
	req.Header.Set("User-Agent", "DiscordBot (https://github.com/bwmarrin/discordgo, v"+discordgo.VERSION+") sitrep")
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		var u *url.Error // its text has the address, and that has the interaction's token
		if errors.As(err, &u) {
			err = u.Err
		}
		return 0, fmt.Errorf("cannot reach Discord: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, longestReply))
	if err != nil {
		return 0, fmt.Errorf("the answer of Discord broke off: %w", err)
	}
	c.limits.learn(out.bucket, resp.Header)
	if out.header != nil {
		out.header(resp.Header)
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		c.observer.Limited(out.kind(), limitScope(resp.Header))
	}
	if resp.StatusCode >= 300 {
		return resp.StatusCode, c.failure(resp, answer)
	}
	if out.into == nil || len(answer) == 0 {
		return resp.StatusCode, nil
	}
	return resp.StatusCode, json.Unmarshal(answer, out.into)
}

// limitScope is whose limit a 429 is about. https://discord.com/developers/docs/topics/rate-limits#header-format
func limitScope(h http.Header) string {
	switch scope := h.Get("X-RateLimit-Scope"); scope {
	case "user", "shared", "global":
		return scope
	}
	return "unknown" // as from a proxy
}

// An Error is Discord's refusal of a call.
type Error struct {
	Status int           // of HTTP
	Code   int           // Discord's own; 0 if it gave none
	Text   string        // the beginning of what it said
	After  time.Duration // when to try again, for a 429; else 0
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("Discord answered %d, code %d: %s", e.Status, e.Code, e.Text)
}

// Discord's error codes that change what we do. https://discord.com/developers/docs/topics/opcodes-and-status-codes
const (
	CodeUnknownChannel      = 10003
	CodeUnknownGuild        = 10004
	CodeUnknownMember       = 10007
	CodeUnknownMessage      = 10008
	CodeTooManyPins         = 30003
	codeOldEdits            = 30046 // of messages over an hour old
	CodeNoAccess            = 50001
	CodeNoPermission        = 50013
	codeAlreadyAcknowledged = 40060
	codeNoHistory           = 160002 // cannot reply without permission to read message history
	codeInvalidBody         = 50035
)

// IsCode tells whether an error is a refusal with one of Discord's codes.
func IsCode(err error, codes ...int) bool {
	var failed *Error
	return errors.As(err, &failed) && slices.Contains(codes, failed.Code)
}

// IsStatus tells whether an error is a refusal with a status of HTTP.
func IsStatus(err error, status int) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.Status == status
}

const longestErrorText = 500

func (c *Client) failure(resp *http.Response, answer []byte) error {
	var said struct {
		Code       int     `json:"code"`
		RetryAfter float64 `json:"retry_after"` // seconds
		Global     bool    `json:"global"`
	}
	_ = json.Unmarshal(answer, &said) // a proxy's error is no JSON
	e := &Error{Status: resp.StatusCode, Code: said.Code, Text: string(answer[:min(len(answer), longestErrorText)])}
	if e.Status != http.StatusTooManyRequests {
		return e
	}
	if said.RetryAfter == 0 {
		said.RetryAfter, _ = strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
	}
	e.After = max(time.Duration(said.RetryAfter*float64(time.Second)), 100*time.Millisecond)
	if said.Global || resp.Header.Get("X-RateLimit-Global") != "" {
		c.limits.pauseAll(time.Now().Add(e.After))
	}
	return e
}
