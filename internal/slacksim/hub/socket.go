package hub

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

// socket is one open connection of the app.
type socket struct {
	hub  *Hub
	conn net.Conn

	// Guarded by the hub's lock.
	unacked  int  // envelopes it carries
	draining bool // gets no new envelopes

	mu     sync.Mutex
	out    []byte        // frames to be written; everything that piles up goes out in one write
	last   lastWrite     // what to do when out is empty
	wake   chan struct{} // capacity 1: out has grown
	done   chan struct{} // closed with the socket
	closed bool
	ended  bool // our close frame is sent or queued
}

// lastWrite says what follows the frames that are queued.
type lastWrite int

const (
	goOn lastWrite = iota
	thenCut
)

// ServeHTTP is the WebSocket endpoint: it takes a ticket and serves the socket until it ends. Any Origin
// may connect, as with Slack.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.redeem(r.URL.Query().Get("ticket")) {
		http.Error(w, "the ticket is unknown, used or too old", http.StatusUnauthorized)
		return
	}
	conn, rw, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		return // UpgradeHTTP has answered
	}
	_ = conn.SetDeadline(time.Time{}) // the http.Server may have set one
	s := &socket{hub: h, conn: conn, wake: make(chan struct{}, 1), done: make(chan struct{})}
	if !h.join(s) {
		return
	}
	go s.write()
	s.read(bufio.NewReaderSize(rw.Reader, 32<<10))
	s.cut()
	h.leave(s)
}

// join greets a new socket and puts it into the rotation, or turns it away when there are too many or
// Socket Mode is switched off.
func (h *Hub) join(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	refusal := ""
	switch {
	case h.off:
		refusal = linkDisabled
	case len(h.sockets) >= h.opts.MaxConnections || h.closed:
		refusal = "too_many_websockets"
	}
	if refusal != "" {
		f := disconnectFrame(refusal, len(h.sockets))
		_, _ = s.conn.Write(appendFrame(f, ws.OpClose, closePayload(1000)))
		_ = s.conn.Close()
		return false
	}
	h.sockets = append(h.sockets, s)
	h.stats.Accepted++
	s.send(helloFrame(h.opts.AppID, len(h.sockets)))
	h.pump()
	h.notify()
	return true
}

// send queues a frame.
func (s *socket) send(frame []byte) {
	s.mu.Lock()
	s.out = append(s.out, frame...)
	s.mu.Unlock()
	s.rouse()
}

// sendEnvelope queues an envelope, and the end of the socket behind it if cut is set.
func (s *socket) sendEnvelope(e Envelope, cut bool) {
	s.mu.Lock()
	if s.last == goOn {
		s.out = appendEnvelope(s.out, e)
	}
	if cut {
		s.last = thenCut
	}
	s.mu.Unlock()
	s.rouse()
}

func (s *socket) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write writes what is queued, and a ping now and then, until the socket ends.
func (s *socket) write() {
	ping := time.NewTicker(s.hub.opts.PingEvery)
	defer ping.Stop()
	var spare []byte
	for {
		select {
		case <-s.done:
			return
		case <-ping.C:
			s.mu.Lock()
			s.out = appendFrame(s.out, ws.OpPing, []byte("Ping from "+host))
			s.mu.Unlock()
		case <-s.wake:
		}
		s.mu.Lock()
		b, last := s.out, s.last
		s.out = spare[:0]
		s.mu.Unlock()
		if _, err := s.conn.Write(b); err != nil || last == thenCut {
			s.cut()
			return
		}
		spare = b
	}
}

// cut closes the connection without a close frame.
func (s *socket) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.done)
		_ = s.conn.Close()
	}
}

// closeWith sends a close frame behind everything queued and gives the app AckTimeout to answer it.
func (s *socket) closeWith(code ws.StatusCode) {
	if s.end() {
		s.send(appendFrame(nil, ws.OpClose, closePayload(code)))
		s.after(s.hub.opts.AckTimeout, s.cut)
	}
}

// end reports whether the caller is the first who wants to send a close frame.
func (s *socket) end() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := !s.ended
	s.ended = true
	return first
}

// after calls f later, unless the socket has ended by then.
func (s *socket) after(d time.Duration, f func()) {
	time.AfterFunc(d, func() {
		select {
		case <-s.done:
		default:
			f()
		}
	})
}

func closePayload(code ws.StatusCode) []byte {
	return binary.BigEndian.AppendUint16(nil, uint16(code))
}

// read takes in frames until the socket ends. Slack never complains about an ack: what it does not like it
// drops, and so does this.
func (s *socket) read(r *bufio.Reader) {
	var buf []byte
	for {
		head, err := ws.ReadHeader(r)
		if err != nil || !head.Masked {
			return
		}
		oversized := head.Length >= maxAck
		if oversized || head.OpCode == ws.OpContinuation || !head.Fin {
			if _, err := io.CopyN(io.Discard, r, head.Length); err != nil {
				return
			}
			s.hub.dropped(oversized, head.OpCode == ws.OpContinuation && head.Fin)
			continue
		}
		if cap(buf) < int(head.Length) {
			buf = make([]byte, head.Length)
		}
		buf = buf[:head.Length]
		if _, err := io.ReadFull(r, buf); err != nil {
			return
		}
		ws.Cipher(buf, head.Mask, 0)

		switch head.OpCode { //nolint:exhaustive // nothing else means anything here
		case ws.OpText:
			if id, payload, err := parseAck(buf); err == nil {
				s.hub.acked(s, id, payload)
			} else {
				s.hub.acked(s, "", nil)
			}
		case ws.OpPing:
			s.send(appendFrame(nil, ws.OpPong, buf))
		case ws.OpClose:
			s.hangUp(buf)
			return
		}
	}
}

// hangUp answers the app's close frame, unless that was the answer to ours.
func (s *socket) hangUp(payload []byte) {
	if !s.end() {
		return
	}
	if len(payload) >= 2 && binary.BigEndian.Uint16(payload) == 1000 {
		s.hub.mu.Lock()
		s.hub.stats.ClosedByApp++
		s.hub.mu.Unlock()
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.hub.opts.AckTimeout))
	_, _ = s.conn.Write(appendFrame(nil, ws.OpClose, payload))
}

// dropped counts an ack that Slack would ignore.
func (h *Hub) dropped(oversized, fragmentsEnd bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case oversized:
		h.stats.OversizedAcks++
	case fragmentsEnd:
		h.stats.FragmentedAcks++
	}
	h.notify()
}
