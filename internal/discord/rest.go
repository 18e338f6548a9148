package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// A rest makes Discord's REST calls. discordgo's own remember every interaction for ever, send one answer's edits after
// another's, repeat posts that may have arrived, and sleep on when nobody waits any more.
type rest struct {
	client *http.Client
	token  string
	limits *limits
	log    *slog.Logger
}

// A call is one request. Its bucket is what Discord limits together: a route with its channel. Interactions have none.
type call struct {
	method, path string
	bucket       string
	body         any   // sent as JSON; nil for none
	file         *file // sent along with body
	into         any   // filled from the answer; nil to ignore it
	repeatable   bool  // doing it twice does no harm
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
func (r *rest) do(ctx context.Context, c call) error {
	body, kind, err := c.encode()
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		if err := r.limits.wait(ctx, c.bucket); err != nil {
			return err
		}
		err := r.once(ctx, c, body, kind)
		pause, again := retryAfter(err, c.repeatable, try)
		if !again || try == attempts {
			return err
		}
		r.log.Debug("repeating a call", "method", c.method, "bucket", c.bucket, "after", pause, "because", err)
		if wait.For(ctx, pause) != nil {
			return err
		}
	}
}

// retryAfter says whether a failed call may be made again, and when.
func retryAfter(err error, repeatable bool, try int) (time.Duration, bool) {
	var failed *restError
	switch backoff := firstBackoff << (try - 1); {
	case err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return 0, false
	case !errors.As(err, &failed):
		return backoff, repeatable
	case failed.code == codeOldEdits:
		return 0, false // it takes longer than anybody waits
	case failed.status == http.StatusTooManyRequests:
		return failed.after, failed.after <= longestWait
	default:
		return backoff, repeatable && failed.status >= 500
	}
}

func (r *rest) once(ctx context.Context, c call, body []byte, kind string) error {
	req, err := http.NewRequestWithContext(ctx, c.method, discordgo.EndpointAPI+c.path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bot "+r.token)
	req.Header.Set("User-Agent", "DiscordBot (https://github.com/bwmarrin/discordgo, v"+discordgo.VERSION+") sitrep")
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		var u *url.Error // its text has the address, and that has the interaction's token
		if errors.As(err, &u) {
			err = u.Err
		}
		return fmt.Errorf("cannot reach Discord: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, longestReply))
	if err != nil {
		return fmt.Errorf("the answer of Discord broke off: %w", err)
	}
	r.limits.learn(c.bucket, resp.Header)
	if resp.StatusCode >= 300 {
		return r.failure(resp, answer)
	}
	if c.into == nil || len(answer) == 0 {
		return nil
	}
	return json.Unmarshal(answer, c.into)
}

// A restError is Discord's refusal of a call.
type restError struct {
	status int
	code   int // Discord's own; 0 if it gave none
	text   string
	after  time.Duration // of a 429
}

func (e *restError) Error() string {
	return fmt.Sprintf("Discord answered %d, code %d: %s", e.status, e.code, e.text)
}

// Discord's error codes that change what we do. https://discord.com/developers/docs/topics/opcodes-and-status-codes
const (
	codeUnknownChannel      = 10003
	codeUnknownMessage      = 10008
	codeTooManyPins         = 30003
	codeOldEdits            = 30046 // of messages over an hour old
	codeNoAccess            = 50001
	codeNoPermission        = 50013
	codeAlreadyAcknowledged = 40060
	codeNoHistory           = 160002 // cannot reply without permission to read message history
	codeInvalidBody         = 50035
)

func isCode(err error, codes ...int) bool {
	var failed *restError
	if errors.As(err, &failed) {
		for _, c := range codes {
			if failed.code == c {
				return true
			}
		}
	}
	return false
}

func isStatus(err error, status int) bool {
	var failed *restError
	return errors.As(err, &failed) && failed.status == status
}

const longestErrorText = 500

func (r *rest) failure(resp *http.Response, answer []byte) error {
	var said struct {
		Code       int     `json:"code"`
		RetryAfter float64 `json:"retry_after"` // seconds
		Global     bool    `json:"global"`
	}
	_ = json.Unmarshal(answer, &said) // a proxy's error is no JSON
	e := &restError{status: resp.StatusCode, code: said.Code, text: string(answer[:min(len(answer), longestErrorText)])}
	if e.status != http.StatusTooManyRequests {
		return e
	}
	if said.RetryAfter == 0 {
		said.RetryAfter, _ = strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
	}
	e.after = max(time.Duration(said.RetryAfter*float64(time.Second)), 100*time.Millisecond)
	if said.Global || resp.Header.Get("X-RateLimit-Global") != "" {
		r.limits.pauseAll(time.Now().Add(e.after))
	}
	return e
}
