package socket

import (
	"bufio"
	"net"
	"sync"
	"time"
)

// writeTimeout is how long the network may take to accept what is written.
const writeTimeout = 10 * time.Second

// wire is the TCP connection under a socket. It adds two things the WebSocket library leaves to others: a
// read fails when nothing at all, pings included, came for a while, and several frames can go out in one
// write. The silence is only counted while somebody reads, so a receiver that has stopped reading because
// it is full does not take its own socket for dead.
type wire struct {
	net.Conn
	in      *bufio.Reader
	silence time.Duration

	mu   sync.Mutex
	held bool
	out  []byte // what was written while held
}

func newWire(c net.Conn, silence time.Duration) *wire {
	return &wire{Conn: c, in: bufio.NewReaderSize(c, 64<<10), silence: silence}
}

func (w *wire) Read(p []byte) (int, error) {
	if w.in.Buffered() == 0 {
		if err := w.SetReadDeadline(time.Now().Add(w.silence)); err != nil {
			return 0, err
		}
	}
	return w.in.Read(p)
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held {
		w.out = append(w.out, p...)
		return len(p), nil
	}
	return w.flush(p)
}

// hold keeps what is written until release.
func (w *wire) hold() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = true
}

// release writes everything that was held, in one go.
func (w *wire) release() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = false
	b := w.out
	w.out = w.out[:0]
	if len(b) == 0 {
		return nil
	}
	_, err := w.flush(b)
	return err
}

func (w *wire) flush(p []byte) (int, error) {
	if err := w.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return w.Conn.Write(p)
}
