package gateway

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

// A socket is the gateway's socket, above TLS, seen frame by frame before discordgo sees it. discordgo deadlocks when the
// gateway asks it to reconnect while it connects, has no read deadline, hides close codes, identifies again whenever a
// session is refused, and ends a session that could be resumed by closing with 1000. So the socket notes what Discord
// says, turns "reconnect" and "invalid session" into a failed read, and keeps discordgo's good-byes to itself.
type socket struct {
	net.Conn
	in       *bufio.Reader
	upgraded bool   // the HTTP response is through, frames follow
	pending  []byte // looked at, and discordgo's to read
	unread   int64  // bytes of a large frame still to come, which are not looked at

	readTimeout atomic.Int64 // longest silence; nanoseconds
	interval    atomic.Int64 // between heartbeats, from HELLO; nanoseconds, 0 before
	acked       atomic.Int64 // when the last heartbeat was acknowledged or HELLO came; Unix nanoseconds
	connected   atomic.Bool  // an event has come: discordgo has connected
	mayClose    atomic.Bool  // a close frame may go out

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

// Error tells whether the session could be resumed later.
func (e *invalidSession) Error() string {
	return fmt.Sprintf("invalid session, resumable: %t", e.resumable)
}

// A closeError is the close frame Discord sent.
type closeError struct {
	code int
	text string
}

// Error gives the code of the frame and what Discord wrote with it.
func (e *closeError) Error() string { return fmt.Sprintf("closed with %d %s", e.code, e.text) }

func newSocket(conn net.Conn, readTimeout time.Duration) *socket {
	s := &socket{Conn: conn, ended: make(chan struct{})}
	s.readTimeout.Store(int64(readTimeout))
	s.in = bufio.NewReaderSize(deadlineReader{s}, 16<<10)
	return s
}

// deadlineReader reads from the socket, but not for ever.
type deadlineReader struct{ s *socket }

// Read fails where nothing has come for as long as the socket allows.
func (r deadlineReader) Read(b []byte) (int, error) {
	if err := r.s.SetReadDeadline(time.Now().Add(time.Duration(r.s.readTimeout.Load()))); err != nil {
		return 0, err
	}
	return r.s.Conn.Read(b)
}

// Read gives discordgo what it may know.
func (s *socket) Read(b []byte) (int, error) {
	for len(s.pending) == 0 && s.unread == 0 {
		if err := s.next(); err != nil {
			s.cut(err) // at once: discordgo would sit on the socket for a second
			return 0, err
		}
	}
	if len(s.pending) > 0 {
		n := copy(b, s.pending)
		s.pending = s.pending[n:]
		return n, nil
	}
	n, err := s.in.Read(b[:min(int64(len(b)), s.unread)])
	s.unread -= int64(n)
	if err != nil {
		s.cut(err)
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
func (s *socket) Write(b []byte) (int, error) {
	if len(b) > 0 && b[0] == frameClose && !s.mayClose.Load() {
		return len(b), nil
	}
	return s.Conn.Write(b)
}

// next takes one line of the HTTP response, or one frame.
func (s *socket) next() error {
	if !s.upgraded {
		line, err := s.in.ReadSlice('\n')
		s.pending = append(s.pending[:0], line...)
		s.upgraded = len(line) <= len("\r\n")
		return err
	}
	kind, header, length, err := s.frame()
	if err != nil {
		return err
	}
	if kind != frameText && kind != frameClose || length > longestInspected {
		s.connected.Store(s.connected.Load() || kind == frameText)
		s.unread = int64(header) + length
		return nil
	}
	frame := make([]byte, int64(header)+length)
	if _, err := io.ReadFull(s.in, frame); err != nil {
		return err
	}
	return s.inspect(kind, frame, frame[header:])
}

// Gateway opcodes. https://discord.com/developers/docs/topics/opcodes-and-status-codes
const (
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAcknowledged   = 11
)

// expectHeartbeats ends the impatience of connecting: from now on only two missed acknowledgements are too long.
func (s *socket) expectHeartbeats() {
	if interval := s.interval.Load(); interval > 0 {
		s.readTimeout.Store(2*interval + int64(time.Second))
	}
}

// isZombie reports whether heartbeats have gone unacknowledged for two intervals, whatever else still arrives.
func (s *socket) isZombie(now time.Time) bool {
	interval := s.interval.Load()
	return interval > 0 && now.UnixNano()-s.acked.Load() > 2*interval+int64(time.Second)
}

// end notes why the connection is over; only the first reason counts.
func (s *socket) end(why error) {
	s.once.Do(func() {
		s.why = why
		close(s.ended)
	})
}

// cut ends the connection from our side, without a word to Discord.
func (s *socket) cut(why error) {
	s.end(why)
	_ = s.Close()
}
