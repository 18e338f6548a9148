package localdiscord_test

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// wire is a gateway client that shows every frame, where discordgo would hide it.
type wire struct {
	t      testing.TB
	ws     *websocket.Conn
	binary int // compressed frames received
}

type frame struct {
	Op   int             `json:"op"`
	Type string          `json:"t"`
	Seq  int64           `json:"s"`
	Data json.RawMessage `json:"d"`
}

func dial(t testing.TB, d *localdiscord.Server, version string) *wire {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+d.Addr()+"/gateway/?encoding=json&v="+version, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(2 * time.Minute))
	return &wire{t: t, ws: ws}
}

// hello connects and reads HELLO.
func hello(t testing.TB, d *localdiscord.Server) *wire {
	t.Helper()
	w := dial(t, d, "10")
	if f := w.next(); f.Op != 10 {
		t.Fatalf("the first frame has op %d, want HELLO", f.Op)
	}
	return w
}

// ready connects, identifies and reads READY.
func ready(t testing.TB, d *localdiscord.Server, intents int) (w *wire, session string) {
	t.Helper()
	w = hello(t, d)
	w.send(2, identify{"token": "Bot " + d.Token(), "intents": intents})
	f := w.next()
	var r struct {
		Session string `json:"session_id"`
	}
	if err := json.Unmarshal(f.Data, &r); err != nil || f.Type != "READY" || f.Seq != 1 {
		t.Fatalf("got %+v, want READY with s 1", f)
	}
	return w, r.Session
}

type identify = map[string]any

func (w *wire) send(op int, data any) {
	w.t.Helper()
	if err := w.ws.WriteJSON(map[string]any{"op": op, "d": data}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) read() (f frame, err error) {
	kind, raw, err := w.ws.ReadMessage()
	if err != nil {
		return f, err
	}
	if kind == websocket.BinaryMessage {
		w.binary++
		z, err := zlib.NewReader(bytes.NewReader(raw))
		if err != nil {
			return f, err
		}
		if raw, err = io.ReadAll(z); err != nil {
			return f, err
		}
	}
	return f, json.Unmarshal(raw, &f)
}

func (w *wire) next() frame {
	w.t.Helper()
	f, err := w.read()
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// until reads up to the next event of a type.
func (w *wire) until(name string) frame {
	w.t.Helper()
	for {
		if f := w.next(); f.Type == name {
			return f
		}
	}
}

// closed reads up to the close frame: its code, -1 for a cut connection.
func (w *wire) closed() int {
	w.t.Helper()
	for {
		_, err := w.read()
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
			return closed.Code
		case err != nil:
			return -1
		}
	}
}

func asClose(err error, closed **websocket.CloseError) bool {
	return errors.As(err, closed) && (*closed).Code != websocket.CloseAbnormalClosure
}
