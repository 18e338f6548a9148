package localdiscord

import (
	"context"
	"net"
	"sync"
)

// A Network joins a [Server] and a bot inside one process, without the machine's sockets: in a bubble of testing/synctest a goroutine
// that reads from one of those keeps time from going on. Make one with [NewNetwork].
type Network struct {
	dialled chan net.Conn
	closed  chan struct{}
	close   func()
}

// NewNetwork makes a Network for one Server, which closes it.
func NewNetwork() *Network {
	n := &Network{dialled: make(chan net.Conn), closed: make(chan struct{})}
	n.close = sync.OnceFunc(func() { close(n.closed) })
	return n
}

// Dial connects to the Server, whatever the address.
func (n *Network) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case n.dialled <- there:
		return here, nil
	case <-n.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (n *Network) Accept() (net.Conn, error) {
	select {
	case c := <-n.dialled:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (n *Network) Close() error {
	n.close()
	return nil
}

// Addr implements net.Listener.
func (n *Network) Addr() net.Addr { return &net.UnixAddr{Net: "inside", Name: "discord.inside:80"} }
