package wire

import (
	"encoding/binary"
	"encoding/json"
	"time"
)

// frame reads the beginning of a frame without consuming it.
func (s *Socket) frame() (kind byte, header int, length int64, err error) {
	start, err := s.in.Peek(2)
	if err != nil {
		return 0, 0, 0, err
	}
	kind, header, length = start[0], 2, int64(start[1]&0x7f) // a server does not mask
	switch length {
	case 126:
		header = 4
	case 127:
		header = 10
	default:
		return kind, header, length, nil
	}
	start, err = s.in.Peek(header)
	if err != nil {
		return 0, 0, 0, err
	}
	if header == 4 {
		return kind, header, int64(binary.BigEndian.Uint16(start[2:])), nil
	}
	return kind, header, int64(binary.BigEndian.Uint64(start[2:]) &^ (1 << 63)), nil
}

func (s *Socket) inspect(kind byte, frame, payload []byte) error {
	if kind == frameClose {
		if len(payload) >= 2 {
			s.end(&CloseError{int(binary.BigEndian.Uint16(payload)), string(payload[2:])})
		}
		s.pending = frame
		return nil
	}
	var p struct {
		Op   int             `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	_ = json.Unmarshal(payload, &p) // discordgo says what is wrong with it
	switch p.Op {
	case opReconnect:
		return errReconnect
	case opInvalidSession:
		return &InvalidSession{Resumable: string(p.Data) == "true"}
	case opHello:
		s.hello(p.Data)
	case opAcknowledged:
		s.acked.Store(time.Now().UnixNano())
		if !s.connected.Load() {
			return nil // nobody sent a heartbeat yet, and discordgo deadlocks on this while it connects
		}
	case 0:
		s.connected.Store(true)
	}
	s.pending = frame
	return nil
}

// hello learns how often something must come: an acknowledgement for each heartbeat.
func (s *Socket) hello(data json.RawMessage) {
	var d struct {
		Interval int64 `json:"heartbeat_interval"` // milliseconds
	}
	if json.Unmarshal(data, &d) == nil && d.Interval > 0 {
		interval := time.Duration(d.Interval) * time.Millisecond
		s.interval.Store(int64(interval))
		s.acked.Store(time.Now().UnixNano())
	}
}
