package localdiscord

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// conn is one WebSocket of the gateway. A reader handles what the client sends. The outbox is emptied by whoever filled it,
// or by the connection's own writer where that would make somebody wait.
type conn struct {
	g        *gateway
	ws       *websocket.Conn
	compress atomic.Bool
	deaf     atomic.Bool // a fault: reads but never answers
	tls      bool

	mu      sync.Mutex
	session *session
	outbox  [][]byte
	ending  []byte // close frame to send after the outbox
	dropped bool
	ready   chan struct{}

	writing sync.Mutex // held while frames go to the socket
	deflate deflater

	sends []time.Time // of the client, in the last minute; the reader's own
}

func newConn(g *gateway, ws *websocket.Conn, tls bool) *conn {
	return &conn{g: g, ws: ws, tls: tls, ready: make(chan struct{}, 1)}
}

func (c *conn) send(frame []byte) {
	c.queue(frame)
	c.signal()
}

func (c *conn) queue(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending == nil && !c.dropped {
		c.outbox = append(c.outbox, frame)
	}
}

// flush writes what is queued, unless that is much or somebody is at it: then the writer will.
func (c *conn) flush() {
	if c.queued() > 4 || !c.writing.TryLock() {
		c.signal()
		return
	}
	c.empty()
	c.writing.Unlock()
	if c.queued() > 0 {
		c.signal()
	}
}

func (c *conn) queued() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.outbox)
}

func (c *conn) signal() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

func (c *conn) sendOp(op int, d any) {
	c.send(mustJSON(struct {
		Type *string `json:"t"`
		Seq  *int64  `json:"s"`
		Op   int     `json:"op"`
		Data any     `json:"d"`
	}{Op: op, Data: d}))
}

func (c *conn) hello() {
	c.sendOp(opHello, map[string]any{"heartbeat_interval": c.g.s.cfg.Heartbeat.Milliseconds(), "_trace": []string{"local"}})
	c.expectHeartbeat()
}

// close sends what is queued, then a close frame, then hangs up.
func (c *conn) close(code int, text string) {
	c.mu.Lock()
	if c.ending == nil {
		c.ending = websocket.FormatCloseMessage(code, text)
	}
	c.mu.Unlock()
	c.signal()
}

// drop cuts the TCP connection without a word.
func (c *conn) drop() {
	c.mu.Lock()
	c.dropped = true
	c.mu.Unlock()
	_ = c.ws.NetConn().Close()
	c.signal()
}

func (c *conn) current() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

func (c *conn) attach(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

// write empties the outbox whenever it is told to, until the connection ends.
func (c *conn) write() {
	for range c.ready {
		c.writing.Lock()
		more := c.empty()
		c.writing.Unlock()
		if !more {
			return
		}
	}
}

// empty writes all that is queued and reports whether the connection goes on. The caller holds writing.
func (c *conn) empty() bool {
	for {
		frames, ending, dropped := c.takeOutbox()
		if dropped {
			return false
		}
		for _, f := range frames {
			if !c.writeFrame(f) {
				c.drop()
				return false
			}
		}
		if len(frames) == 0 && ending != nil {
			_ = c.ws.WriteControl(websocket.CloseMessage, ending, time.Now().Add(writeTimeout))
			c.drop()
			return false
		}
		if len(frames) == 0 {
			return true
		}
	}
}

func (c *conn) takeOutbox() (frames [][]byte, ending []byte, dropped bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames, c.outbox = c.outbox, nil
	return frames, c.ending, c.dropped
}

func (c *conn) writeFrame(frame []byte) bool {
	kind, from := websocket.TextMessage, c.g.s.cfg.CompressFrom
	if c.compress.Load() && from > 0 && len(frame) >= from {
		kind, frame = websocket.BinaryMessage, c.deflate.frame(frame)
	}
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return c.ws.WriteMessage(kind, frame) == nil
}

// deflater compresses each frame by itself and keeps its window between frames: making a new one costs more than the work.
type deflater struct {
	buf bytes.Buffer
	w   *zlib.Writer
}

func (z *deflater) frame(frame []byte) []byte {
	z.buf.Reset()
	if z.w == nil {
		z.w, _ = zlib.NewWriterLevel(&z.buf, zlib.BestSpeed)
	} else {
		z.w.Reset(&z.buf)
	}
	_, _ = z.w.Write(frame)
	_ = z.w.Close()
	return z.buf.Bytes()
}

// read handles the client's frames until the connection ends.
func (c *conn) read() {
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			c.ended(err)
			return
		}
		var p payload
		switch {
		case len(raw) > maxPayload || json.Unmarshal(raw, &p) != nil:
			c.close(closeDecode, "Error while decoding payload.")
		case !c.mayUse(time.Now()):
			c.close(closeRateLimited, "You are being rate limited.")
		default:
			c.handle(p)
		}
	}
}

// ended forgets the session where the client said good-bye for good, with 1000 or 1001, and tells a client that stopped
// sending heartbeats why it is cut off.
func (c *conn) ended(err error) {
	var closed *websocket.CloseError
	if s := c.current(); s != nil && errors.As(err, &closed) && (closed.Code == 1000 || closed.Code == 1001) {
		c.g.forget(s)
	}
	var late interface{ Timeout() bool }
	if errors.As(err, &late) && late.Timeout() {
		_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(closeTimedOut, "Session timed out."), time.Now().Add(time.Second))
		if s := c.current(); s != nil {
			c.g.forget(s)
		}
	}
}

func (c *conn) expectHeartbeat() {
	_ = c.ws.SetReadDeadline(time.Now().Add(heartbeatsForgiven * c.g.s.cfg.Heartbeat))
}

// mayUse counts the client's sends in the last minute.
func (c *conn) mayUse(now time.Time) bool {
	for len(c.sends) > 0 && now.Sub(c.sends[0]) > time.Minute {
		c.sends = c.sends[1:]
	}
	c.sends = append(c.sends, now)
	return len(c.sends) <= sendsPerMinute
}

type payload struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
}

func (c *conn) handle(p payload) {
	switch p.Op {
	case opHeartbeat:
		c.expectHeartbeat()
		if !c.deaf.Load() && !c.apply(c.g.s.faults.take(AtHeartbeat)) {
			c.sendOp(opHeartbeatAck, nil)
		}
	case opIdentify:
		c.identify(p.Data)
	case opResume:
		c.resume(p.Data)
	case opPresence, opVoice, opRequestMembers:
		if c.current() == nil {
			c.close(closeNotIdentified, "Not authenticated.")
		}
	default:
		c.close(closeUnknownOp, "Unknown opcode.")
	}
}
