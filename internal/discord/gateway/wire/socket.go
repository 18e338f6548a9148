// Package wire is the connection to Discord's gateway below discordgo: a [Socket] sees every frame first, and [NewDialer] opens them,
// through a proxy where there is one.
package wire

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

// A Socket is the gateway's socket, above TLS, seen frame by frame before discordgo sees it. discordgo deadlocks when the
// gateway asks it to reconnect while it connects, has no read deadline, hides close codes, identifies again whenever a
// session is refused, and ends a session that could be resumed by closing with 1000. So the Socket notes what Discord
// says, turns "reconnect" and "invalid session" into a failed read, and keeps discordgo's good-byes to itself.
type Socket struct {
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

// Why a connection ends, where Discord does not close it.
var (
	errReconnect = errors.New("a new connection was asked for")
	errZombie    = errors.New("heartbeats are not acknowledged any more")
)

// An InvalidSession is Discord's refusal to begin or resume a session.
type InvalidSession struct{ Resumable bool }

// Error tells whether the session could be resumed later.
func (e *InvalidSession) Error() string {
	return fmt.Sprintf("invalid session, resumable: %t", e.Resumable)
}

// A CloseError is the close frame Discord sent.
type CloseError struct {
	Code int
	Text string
}

// Error gives the code of the frame and what Discord wrote with it.
func (e *CloseError) Error() string { return fmt.Sprintf("closed with %d %s", e.Code, e.Text) }

// New reads along on conn, and ends it where nothing comes for as long as readTimeout, until [Socket.ExpectHeartbeats].
func New(conn net.Conn, readTimeout time.Duration) *Socket {
	s := &Socket{Conn: conn, ended: make(chan struct{})}
	s.readTimeout.Store(int64(readTimeout))
	s.in = bufio.NewReaderSize(deadlineReader{s}, 16<<10)
	return s
}

// deadlineReader reads from the socket, but not for ever.
type deadlineReader struct{ s *Socket }

// Read fails where nothing has come for as long as the socket allows.
func (r deadlineReader) Read(b []byte) (int, error) {
	if err := r.s.SetReadDeadline(time.Now().Add(time.Duration(r.s.readTimeout.Load()))); err != nil {
		return 0, err
	}
	return r.s.Conn.Read(b)
}

// Read gives discordgo what it may know.
func (s *Socket) Read(b []byte) (int, error) {
	for len(s.pending) == 0 && s.unread == 0 {
		if err := s.next(); err != nil {
			s.Cut(err) // at once: discordgo would sit on the socket for a second
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
		s.Cut(err)
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
func (s *Socket) Write(b []byte) (int, error) {
	if len(b) > 0 && b[0] == frameClose && !s.mayClose.Load() {
		return len(b), nil
	}
	return s.Conn.Write(b)
}

// next takes one line of the HTTP response, or one frame.
func (s *Socket) next() error {
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

// ExpectHeartbeats ends the impatience of connecting: from now on only two missed acknowledgements are too long.
func (s *Socket) ExpectHeartbeats() {
	if interval := s.interval.Load(); interval > 0 {
		s.readTimeout.Store(2*interval + int64(time.Second))
	}
}

// CutZombie ends a connection whose heartbeats have gone unacknowledged for two intervals, whatever else still arrives.
func (s *Socket) CutZombie(now time.Time) {
	if interval := s.interval.Load(); interval > 0 && now.UnixNano()-s.acked.Load() > 2*interval+int64(time.Second) {
		s.Cut(errZombie)
	}
}

// SayGoodBye lets discordgo close the session, which then cannot be resumed.
func (s *Socket) SayGoodBye() { s.mayClose.Store(true) }

// Ended is closed when nothing more can be read; [Socket.Why] says why.
func (s *Socket) Ended() <-chan struct{} { return s.ended }

// Why is why the connection is over; only to be asked once it has ended.
func (s *Socket) Why() error { return s.why }

// end notes why the connection is over; only the first reason counts.
func (s *Socket) end(why error) {
	s.once.Do(func() {
		s.why = why
		close(s.ended)
	})
}

// Cut ends the connection from our side, without a word to Discord.
func (s *Socket) Cut(why error) {
	s.end(why)
	_ = s.Close()
}
