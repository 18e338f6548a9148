package wire

import (
	"net"
	"testing"
	"time"
)

// TestTheSocketSaysGoodByeOnlyWhenTheBotLeaves: a close frame with 1000 would end a session that could be resumed.
func TestTheSocketSaysGoodByeOnlyWhenTheBotLeaves(t *testing.T) {
	here, there := net.Pipe()
	defer func() { _, _ = here.Close(), there.Close() }()
	s, heard := New(here, time.Minute), make(chan byte, 3)
	go func() {
		b := make([]byte, 1)
		for {
			if _, err := there.Read(b); err != nil {
				close(heard)
				return
			}
			heard <- b[0]
		}
	}()
	for _, frame := range []byte{frameClose, frameText} {
		if n, err := s.Write([]byte{frame}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	s.SayGoodBye()
	if _, err := s.Write([]byte{frameClose}); err != nil {
		t.Fatal(err)
	}
	if first, second := <-heard, <-heard; first != frameText || second != frameClose {
		t.Errorf("Discord heard %x, then %x", first, second)
	}
}
