package discord

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A wire is the gateway's socket, above TLS, seen frame by frame before discordgo sees it. discordgo deadlocks when the
// gateway asks it to reconnect while it connects, has no read deadline, hides close codes, identifies again whenever a
// session is refused, and ends a session that could be resumed by closing with 1000. So the wire notes what Discord
// says, turns "reconnect" and "invalid session" into a failed read, and keeps discordgo's good-byes to itself.
type wire struct {
	net.Conn
	in       *bufio.Reader
	upgraded bool   // the HTTP response is through, frames follow
	pending  []byte // looked at, and discordgo's to read
	passing  int64  // bytes of a large frame still to come, which are not looked at

	patience atomic.Int64 // longest silence; nanoseconds
	interval atomic.Int64 // between heartbeats, from HELLO; nanoseconds, 0 before
	acked    atomic.Int64 // when the last heartbeat was acknowledged or HELLO came; Unix nanoseconds
	flowing  atomic.Bool  // an event has come: discordgo has connected
	leaving  atomic.Bool  // a close frame may go out

	once  sync.Once
	why   error         // valid when ended is closed
	ended chan struct{} // closed when nothing more can be read
}

// What Discord says to end a connection.
var (
	errReconnect = errors.New("a new connection was asked for")
	errZombie    = errors.New("heartbeats are not acknowledged any more")
)

// An invalidSession is Discord's refusal to begin or resume a session.
type invalidSession struct{ resumable bool }

func (e *invalidSession) Error() string {
	return fmt.Sprintf("invalid session, resumable: %t", e.resumable)
}

// A closeError is the close frame Discord sent.
type closeError struct {
	code int
	text string
}

func (e *closeError) Error() string { return fmt.Sprintf("closed with %d %s", e.code, e.text) }

func newWire(conn net.Conn, patience time.Duration) *wire {
	w := &wire{Conn: conn, ended: make(chan struct{})}
	w.patience.Store(int64(patience))
	w.in = bufio.NewReaderSize(patient{w}, 16<<10)
	return w
}

// patient reads from the socket, but not for ever.
type patient struct{ w *wire }

func (p patient) Read(b []byte) (int, error) {
	if err := p.w.SetReadDeadline(time.Now().Add(time.Duration(p.w.patience.Load()))); err != nil {
		return 0, err
	}
	return p.w.Conn.Read(b)
}

// Read gives discordgo what it may know.
func (w *wire) Read(b []byte) (int, error) {
	for len(w.pending) == 0 && w.passing == 0 {
		if err := w.next(); err != nil {
			w.cut(err) // at once: discordgo would sit on the socket for a second
			return 0, err
		}
	}
	if len(w.pending) > 0 {
		n := copy(b, w.pending)
		w.pending = w.pending[n:]
		return n, nil
	}
	n, err := w.in.Read(b[:min(int64(len(b)), w.passing)])
	w.passing -= int64(n)
	if err != nil {
		w.cut(err)
	}
	return n, err
}

// Frames of the WebSocket protocol, RFC 6455 section 5.2.
const (
	frameFinal = 0x80
	frameText  = frameFinal | 1
	frameClose = frameFinal | 8
	// Hello, reconnect, invalid session and acknowledgement are far shorter; what is longer is an event.
	longestInspected = 1 << 10
)

// Write sends what discordgo has to say, except good-bye: a session that is closed with 1000 cannot be resumed.
func (w *wire) Write(b []byte) (int, error) {
	if len(b) > 0 && b[0] == frameClose && !w.leaving.Load() {
		return len(b), nil
	}
	return w.Conn.Write(b)
}

// next takes one line of the HTTP response, or one frame.
func (w *wire) next() error {
	if !w.upgraded {
		line, err := w.in.ReadSlice('\n')
		w.pending = append(w.pending[:0], line...)
		w.upgraded = len(line) <= len("\r\n")
		return err
	}
	kind, header, length, err := w.frame()
	if err != nil {
		return err
	}
	if kind != frameText && kind != frameClose || length > longestInspected {
		w.flowing.Store(w.flowing.Load() || kind == frameText)
		w.passing = int64(header) + length
		return nil
	}
	frame := make([]byte, int64(header)+length)
	if _, err := io.ReadFull(w.in, frame); err != nil {
		return err
	}
	return w.inspect(kind, frame, frame[header:])
}

// Gateway opcodes. https://discord.com/developers/docs/topics/opcodes-and-status-codes
const (
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAcknowledged   = 11
)

// settle ends the impatience of connecting: from now on only two missed acknowledgements are too long.
func (w *wire) settle() {
	if interval := w.interval.Load(); interval > 0 {
		w.patience.Store(2*interval + int64(time.Second))
	}
}

// isZombie reports whether heartbeats have gone unacknowledged for two intervals, whatever else still arrives.
func (w *wire) isZombie(now time.Time) bool {
	interval := w.interval.Load()
	return interval > 0 && now.UnixNano()-w.acked.Load() > 2*interval+int64(time.Second)
}

// end notes why the connection is over; only the first reason counts.
func (w *wire) end(why error) {
	w.once.Do(func() {
		w.why = why
		close(w.ended)
	})
}

// cut ends the connection from our side, without a word to Discord.
func (w *wire) cut(why error) {
	w.end(why)
	_ = w.Close()
}
