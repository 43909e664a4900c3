package socket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// maxFrame is the largest frame in bytes that is read; a larger one ends the socket. Slack's own limits keep
// payloads well below it.
const maxFrame = 16 << 20

// link is one socket.
type link struct {
	r    *Receiver
	conn *websocket.Conn
	wire *wire

	hello    chan struct{} // closed at Slack's hello
	retiring chan struct{} // closed when Slack announces the end; then reason is set
	ended    chan struct{} // closed when nothing more is read; then err is set
	reason   string
	err      error

	acking sync.Mutex // held from wire.hold to wire.release
}

// dial opens a socket. The error never holds the URL.
func (r *Receiver) dial(ctx context.Context, url string) (*link, error) {
	l := &link{
		r:        r,
		hello:    make(chan struct{}),
		retiring: make(chan struct{}),
		ended:    make(chan struct{}),
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			var d net.Dialer
			c, err := d.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			l.wire = newWire(c, r.opts.Silence)
			return l.wire, nil
		},
	}
	//nolint:bodyclose // the library closes it
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}})
	if err != nil {
		return nil, fmt.Errorf("dial: %w", withoutURL(err))
	}
	conn.SetReadLimit(maxFrame)
	l.conn = conn
	return l, nil
}

// read takes in frames until the socket ends or reading ends. Handlers get work as their context.
func (l *link) read(reading, work context.Context) {
	defer close(l.ended)
	defer func() { _ = l.conn.CloseNow() }()
	// The WebSocket library cuts the connection when a context given to it ends, and with it the acks that are
	// still owed; so it gets one that does not.
	always := context.WithoutCancel(work)
	var buf []byte
	for {
		var err error
		if buf, err = l.next(always, buf[:0]); err != nil {
			l.err = err
			return
		}
		if reading.Err() != nil {
			// Unacked, so it comes again. Whoever stopped us now waits for the close frame to come by.
			l.err = l.discard(always)
			return
		}
		l.take(reading, work, buf)
	}
}

// next reads a frame into buf.
func (l *link) next(ctx context.Context, buf []byte) ([]byte, error) {
	_, from, err := l.conn.Reader(ctx)
	if err != nil {
		return buf, err
	}
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, make([]byte, max(8<<10, cap(buf)))...)[:len(buf)]
		}
		n, err := from.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

// discard reads and forgets until the socket ends.
func (l *link) discard(ctx context.Context) error {
	var buf []byte
	for {
		var err error
		if buf, err = l.next(ctx, buf[:0]); err != nil {
			return err
		}
	}
}

// take sees to one frame. b is only valid during the call.
func (l *link) take(reading, work context.Context, b []byte) {
	r := l.r
	f, err := decode(b)
	if err != nil {
		r.observe(Malformed, "", 1, 0)
		r.log.Warn("a frame is not understood", slog.Int("bytes", len(b)), slog.Any("error", err))
		return
	}
	switch f.Type {
	case "hello":
		if !closed(l.hello) {
			close(l.hello)
		}
	case "disconnect":
		if !closed(l.retiring) {
			l.reason = f.reason
			close(l.retiring)
		}
	case "events_api", "slash_commands", "interactive":
		size := min(int64(len(f.Payload)), r.opts.MaxBacklog)
		if !l.admit(reading, size) {
			return
		}
		f.Payload = append(make([]byte, 0, len(f.Payload)), f.Payload...)
		if f.Type == "events_api" {
			if !r.pending.push(event{Envelope: f.Envelope, link: l, size: size}) {
				r.room.Release(size)
			}
			return
		}
		if !r.pending.begin() {
			r.room.Release(size)
			return
		}
		go func() {
			defer r.pending.running.Done()
			defer r.room.Release(size)
			r.handle(work, l, f.Envelope)
		}()
	default:
		r.observe(Unknown, f.Type, 1, 0)
		r.log.Warn("an envelope of an unknown type is left unacked", slog.String("type", f.Type))
	}
}

// admit waits until there is room for size bytes. It returns false if reading ends first.
func (l *link) admit(reading context.Context, size int64) bool {
	if l.r.room.TryAcquire(size) {
		return true
	}
	l.r.observe(Full, "", 1, 0)
	return l.r.room.Acquire(reading, size) == nil
}

// ack acks envelopes in one write. ctx must not end, see read.
func (l *link) ack(ctx context.Context, ids []string) error {
	l.acking.Lock()
	defer l.acking.Unlock()
	l.wire.hold()
	var (
		buf []byte
		err error
	)
	for _, id := range ids {
		buf = appendAck(buf[:0], id, nil)
		if err = l.conn.Write(ctx, websocket.MessageText, buf); err != nil {
			break
		}
	}
	return errors.Join(err, l.wire.release())
}

// answer acks one envelope with a reply. ctx must not end, see read.
func (l *link) answer(ctx context.Context, id string, payload []byte) error {
	l.acking.Lock()
	defer l.acking.Unlock()
	return l.conn.Write(ctx, websocket.MessageText, appendAck(nil, id, payload))
}

// close says goodbye with 1000 and waits, for a while, until Slack has answered.
func (l *link) close() {
	_ = l.conn.Close(websocket.StatusNormalClosure, "")
	<-l.ended
}

// life waits until the socket ends and reports it; a socket that Slack has announced the end of is closed
// after Linger.
func (l *link) life(begin time.Time) {
	select {
	case <-l.ended:
	case <-l.retiring:
		select {
		case <-l.ended:
		case <-time.After(l.r.opts.Linger):
			l.close()
		}
	}
	reason := ""
	if closed(l.retiring) {
		reason = l.reason
	}
	l.r.observe(Disconnected, reason, 1, time.Since(begin))
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
