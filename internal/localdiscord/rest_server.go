package localdiscord

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const maxBody = 25 << 20 // bytes a request may have

// rest is a Server as the bot's requests meet it: one method an endpoint.
type rest struct{ *Server }

// call is one REST request on its way through an endpoint.
type call struct {
	*http.Request
	s     rest
	w     http.ResponseWriter
	body  []byte       // JSON
	files []Attachment // of a multipart body
}

// an endpoint answers with something to marshal, nil for 204, or a refusal.
type endpoint func(*call) (any, *apiError)

// handler serves the gateway where a WebSocket is asked for, REST otherwise. Patterns are those of Discord's OpenAPI file,
// so that the pattern of a request names its schema.
func (s rest) handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, e := range s.routes() {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, e) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(*call) (any, *apiError) { return nil, errNotFound() })
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if websocket.IsWebSocketUpgrade(r) {
			s.gate.serve(w, r)
			return
		}
		if s.serveFile(w, r) {
			return
		}
		for _, prefix := range []string{"/api/v9", "/api/v10"} {
			if strings.HasPrefix(r.URL.Path, prefix+"/") {
				http.StripPrefix(prefix, mux).ServeHTTP(w, r)
				return
			}
		}
		errNotFound().write(w)
	})
}

func (s rest) routes() map[string]endpoint {
	return map[string]endpoint{
		"GET /gateway":             s.getGateway,
		"GET /gateway/bot":         s.getGatewayBot,
		"GET /users/@me":           func(*call) (any, *apiError) { return s.selfJSON(), nil },
		"POST /users/@me/channels": s.openDM,
		"GET /users/@me/guilds":    s.listOwnGuilds,
		"GET /guilds/{guild_id}":   s.getGuild,

		"GET /guilds/{guild_id}/members/{user_id}": s.getMember,

		"GET /applications/@me": func(*call) (any, *apiError) { return s.applicationJSON(), nil },

		"POST /channels/{channel_id}/typing":                  s.typing,
		"GET /channels/{channel_id}/messages":                 s.listMessages,
		"POST /channels/{channel_id}/messages":                s.createMessage,
		"GET /channels/{channel_id}/messages/{message_id}":    s.getMessage,
		"PATCH /channels/{channel_id}/messages/{message_id}":  s.editMessage,
		"DELETE /channels/{channel_id}/messages/{message_id}": s.deleteMessage,

		"GET /channels/{channel_id}/messages/pins":                 s.listPins,
		"PUT /channels/{channel_id}/messages/pins/{message_id}":    s.pin,
		"DELETE /channels/{channel_id}/messages/pins/{message_id}": s.unpin,

		"POST /interactions/{interaction_id}/{interaction_token}/callback": s.callback,
		"POST /webhooks/{webhook_id}/{webhook_token}":                      s.followUp,
		"PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original":  s.editWebhookMessage,
		"DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original": s.deleteWebhookMessage,

		"GET /applications/{application_id}/commands": s.listCommands,
		"PUT /applications/{application_id}/commands": s.replaceCommands,
	}
}

// serve takes a request through what Discord does with every one: log, limits, token, schema, work.
func (s rest) serve(w http.ResponseWriter, r *http.Request, work endpoint) {
	c := &call{Request: r, s: s, w: w}
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	logged := &Request{Method: r.Method, Path: r.URL.RequestURI(), Route: r.Pattern, At: time.Now()}
	readErr := c.readBody()
	logged.Body = c.body
	s.requests.add(logged)
	if !s.wait(r, s.cfg.Latency) {
		return
	}
	failure, failing := s.faults.takeREST(r.Pattern)
	if failing && !s.wait(r, failure.Delay) {
		return
	}
	failing = failing && !failure.OnlyDelay
	if failing && !failure.After {
		s.requests.done(logged, failure.Status, 0)
		failure.answer(w)
		return
	}
	if !s.limits.allow(w, r, r.Pattern) {
		s.requests.done(logged, http.StatusTooManyRequests, 0)
		return
	}
	out, refusal := any(nil), readErr
	if refusal == nil {
		out, refusal = c.work(work)
	}
	s.answer(w, logged, out, refusal, failing, failure)
}

func (s rest) answer(w http.ResponseWriter, logged *Request, out any, refusal *apiError, failing bool, failure Failure) {
	switch {
	case failing:
		s.requests.done(logged, failure.Status, 0)
		failure.answer(w)
	case refusal != nil:
		s.cfg.Log.Debug("request refused", "method", logged.Method, "route", logged.Route, "error", refusal)
		s.requests.done(logged, refusal.Status, refusal.Code)
		s.tellRefusal(logged.Route, refusal)
		refusal.write(w)
	case out == nil:
		s.requests.done(logged, http.StatusNoContent, 0)
		w.WriteHeader(http.StatusNoContent)
	default:
		s.requests.done(logged, http.StatusOK, 0)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(mustJSON(out))
	}
}

func (c *call) work(do endpoint) (any, *apiError) {
	if needsToken(c.Pattern) && !c.s.gate.authentic(c.token()) {
		return nil, errUnauthorized()
	}
	if err := c.s.spec.check(c.Pattern, c.body); err != nil {
		return nil, err
	}
	return do(c)
}

// token is empty where the header is not that of a bot.
func (c *call) token() string {
	token, isBot := strings.CutPrefix(c.Header.Get("Authorization"), "Bot ")
	if !isBot {
		return ""
	}
	return token
}

// needsToken: the token of an interaction, in the path, is authority enough.
func needsToken(route string) bool {
	return !strings.Contains(route, "_token}")
}

// wait reports false if the client or the server went away meanwhile.
func (s rest) wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-s.stopped.Done():
	}
	return false
}

func (c *call) readBody() *apiError {
	if c.Body == nil || c.ContentLength == 0 {
		return nil
	}
	raw, err := io.ReadAll(http.MaxBytesReader(c.w, c.Body, maxBody))
	if err != nil {
		return refuse(413, 40005, "Request entity too large")
	}
	c.body = raw
	kind, params, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return c.readParts(multipart.NewReader(bytes.NewReader(raw), params["boundary"]))
	}
	if len(raw) > 0 && kind != "application/json" {
		return refuse(400, 50035, "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.")
	}
	return nil
}

func (c *call) readParts(parts *multipart.Reader) *apiError {
	c.body = nil
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errBadJSON()
		}
		raw, err := io.ReadAll(p)
		if err != nil {
			return errBadJSON()
		}
		if p.FormName() == "payload_json" {
			c.body = raw
		} else if p.FileName() != "" {
			c.s.world.Lock()
			c.files = append(c.files, c.s.attach("attachments", File{p.FileName(), raw}))
			c.s.world.Unlock()
		}
	}
}

// decode reads the JSON body. An empty one is an empty object.
func (c *call) decode(into any) *apiError {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, into); err != nil {
		return errBadJSON()
	}
	return nil
}
