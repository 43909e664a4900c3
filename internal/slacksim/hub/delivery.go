package hub

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Fate is what an interceptor lets happen to an envelope.
type Fate struct {
	kind  fateKind
	delay time.Duration
}

type fateKind int

const (
	deliver fateKind = iota
	drop
	twice
	cutAfterSend
	loseAck
	late
)

var (
	// Deliver sends the envelope as if there were no interceptor. It is the zero Fate.
	Deliver = Fate{kind: deliver}
	// Drop never sends it; the hub waits for an ack all the same.
	Drop = Fate{kind: drop}
	// Twice sends it under two envelope ids. Only the first counts for Unacked and for retries.
	Twice = Fate{kind: twice}
	// CutAfterSend sends it and then cuts the socket that carries it.
	CutAfterSend = Fate{kind: cutAfterSend}
	// LoseAck sends it and throws its ack away.
	LoseAck = Fate{kind: loseAck}
)

// Delay sends the envelope d later. Others overtake it.
func Delay(d time.Duration) Fate { return Fate{kind: late, delay: d} }

// Intercept lets f decide the fate of every envelope from now on, redeliveries included; nil ends that.
// f runs while the hub is locked: it must return at once and must not call the hub.
func (h *Hub) Intercept(f func(Envelope) Fate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.intercept = f
}

// delivery is one event or request on its way to the app, over as many envelopes as it takes.
type delivery struct {
	kind           string // the envelope's type
	payload        json.RawMessage
	acceptsPayload bool
	attempt        int
	reason         string
	envelopes      []string // ids it was sent under
	timer          *time.Timer
	over           bool // acked, lost or given up
	twin           bool // the second copy made by Twice: nobody waits for it

	answer chan json.RawMessage // a request's ack; closed without a value if there is none. nil for an event
}

// carriage is one envelope under way.
type carriage struct {
	delivery *delivery
	socket   *socket
	gone     bool // the socket has closed since
	loseAck  bool
	sent     time.Time
}

// Event delivers an event to one of the sockets, in the order of the calls, and again until it is acked.
// It never blocks. While no socket is open the event is held; it then comes as a retry.
func (h *Hub) Event(payload json.RawMessage) {
	d := &delivery{kind: "events_api", payload: payload}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.unacked++
	if len(h.sockets) == 0 {
		d.attempt, d.reason = 1, "connection_failed"
	}
	h.queue = append(h.queue, d)
	h.pump()
}

// Request sends a command or an interaction to one of the sockets, once, and returns the payload of its
// ack: nil if there is none or an empty one. It returns ErrNoConnection while no socket is open, ErrNoAck
// if the ack does not come in time or the socket ends before it, or the context's error.
func (h *Hub) Request(ctx context.Context, envelopeType string, acceptsPayload bool, payload json.RawMessage) (json.RawMessage, error) {
	d := &delivery{
		kind: envelopeType, payload: payload, acceptsPayload: acceptsPayload,
		answer: make(chan json.RawMessage, 1),
	}
	h.mu.Lock()
	s := h.pick(false)
	if s == nil || h.closed {
		h.mu.Unlock()
		return nil, ErrNoConnection
	}
	h.transmit(d, s)
	h.mu.Unlock()

	select {
	case answer, ok := <-d.answer:
		if !ok {
			return nil, ErrNoAck
		}
		return answer, nil
	case <-ctx.Done():
		h.mu.Lock()
		defer h.mu.Unlock()
		h.end(d)
		return nil, ctx.Err()
	}
}

// pump sends queued events for as long as a socket has room. The hub is locked.
func (h *Hub) pump() {
	for len(h.queue) > 0 {
		s := h.pick(true)
		if s == nil {
			return
		}
		d := h.queue[0]
		h.queue[0] = nil
		h.queue = h.queue[1:]
		if !d.over {
			h.transmit(d, s)
		}
	}
}

// pick returns the socket whose turn it is, or nil. The hub is locked.
func (h *Hub) pick(withRoom bool) *socket {
	for range h.sockets {
		h.turn++
		s := h.sockets[h.turn%len(h.sockets)]
		if !s.draining && (!withRoom || s.unacked < h.opts.Window) {
			return s
		}
	}
	return nil
}

// transmit gives the delivery its next envelope and sends it over s, unless the interceptor has other
// plans. The hub is locked.
func (h *Hub) transmit(d *delivery, s *socket) {
	e := Envelope{
		ID: newID(), Type: d.kind, Payload: d.payload, AcceptsPayload: d.acceptsPayload,
		RetryAttempt: d.attempt, RetryReason: d.reason,
	}
	var fate Fate
	if h.intercept != nil {
		fate = h.intercept(e)
	}
	if fate.kind == late {
		d.timer = time.AfterFunc(fate.delay, func() { h.sendLate(d, e) })
		return
	}
	h.carry(d, s, e, fate)
	if fate.kind == twice {
		copied := &delivery{kind: d.kind, payload: d.payload, acceptsPayload: d.acceptsPayload, twin: true}
		e.ID = newID()
		h.carry(copied, h.pick(false), e, Deliver)
	}
}

// sendLate sends an envelope whose Delay is over, over whatever socket there is now.
func (h *Hub) sendLate(d *delivery, e Envelope) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if d.over || h.closed {
		return
	}
	if s := h.pick(false); s != nil {
		h.carry(d, s, e, Deliver)
		return
	}
	h.fail(d, "connection_failed")
}

// carry writes an envelope to s and starts the clock for its ack. The hub is locked.
func (h *Hub) carry(d *delivery, s *socket, e Envelope, fate Fate) {
	d.timer = time.AfterFunc(h.opts.AckTimeout, func() { h.expire(d, e.RetryAttempt) })
	if fate.kind == drop {
		return
	}
	d.envelopes = append(d.envelopes, e.ID)
	h.carried[e.ID] = carriage{delivery: d, socket: s, loseAck: fate.kind == loseAck, sent: time.Now()}
	s.unacked++
	h.stats.Sent++
	if e.RetryAttempt > 0 {
		h.stats.Redelivered++
	}
	s.sendEnvelope(e, fate.kind == cutAfterSend)
}

// expire is called when an attempt's time for the ack is over.
func (h *Hub) expire(d *delivery, attempt int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !d.over && d.attempt == attempt && !h.closed {
		h.fail(d, "timeout")
		h.pump()
	}
}

// fail ends an attempt that was not acked: an event gets its next one, or is lost. The hub is locked.
func (h *Hub) fail(d *delivery, reason string) {
	d.timer.Stop()
	for _, id := range d.envelopes {
		// A late ack still counts, but the socket is free for others.
		if c := h.carried[id]; !c.gone {
			c.gone = true
			c.socket.unacked--
			h.carried[id] = c
		}
	}
	switch {
	case d.answer != nil:
		h.end(d)
		close(d.answer)
	case d.twin:
		h.end(d)
	case d.attempt >= len(h.opts.RetryDelays):
		h.stats.Lost++
		h.end(d)
		h.notify()
	default:
		wait := h.opts.RetryDelays[d.attempt]
		d.attempt++
		d.reason = reason
		if wait == 0 {
			h.queue = append(h.queue, d)
			return
		}
		d.timer = time.AfterFunc(wait, func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			if !d.over && !h.closed {
				h.queue = append(h.queue, d)
				h.pump()
			}
		})
	}
}

// end forgets a delivery that needs nothing more. The hub is locked.
func (h *Hub) end(d *delivery) {
	if d.over {
		return
	}
	d.over = true
	if d.timer != nil {
		d.timer.Stop()
	}
	for _, id := range d.envelopes {
		if c := h.carried[id]; !c.gone {
			c.socket.unacked--
		}
		delete(h.carried, id)
	}
	if d.answer == nil && !d.twin {
		h.unacked--
	}
}

// stop ends a delivery when the hub closes. The hub is locked.
func (d *delivery) stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
	if d.answer != nil && !d.over {
		d.over = true
		close(d.answer)
	}
}

// acked takes in an ack that came on s.
func (h *Hub) acked(s *socket, id string, payload json.RawMessage) {
	h.mu.Lock()
	c, ok := h.carried[id]
	other := ok && c.socket != s
	if other {
		h.stats.AcksOnOtherSocket++
	}
	switch {
	case !ok, c.delivery.over: // it was given up, or the hub is closed: nobody waits for the answer
		h.stats.UnknownAcks++
		h.notify()
		h.mu.Unlock()
		return
	case c.loseAck:
		h.stats.LoseAcks++
		h.notify()
		h.mu.Unlock()
		return
	case other && h.opts.StrictAcks:
		h.notify()
		h.mu.Unlock()
		return
	}
	d := c.delivery
	h.end(d)
	h.stats.Acked++
	if d.answer != nil {
		d.answer <- payload
	}
	h.pump()
	if h.changed != nil {
		h.notify()
	}
	idle := c.socket.draining && c.socket.unacked == 0
	h.mu.Unlock()

	if idle {
		c.socket.closeWith(1000)
	}
	if h.opts.OnAck != nil {
		h.opts.OnAck(Envelope{
			ID: id, Type: d.kind, Payload: d.payload, AcceptsPayload: d.acceptsPayload,
			RetryAttempt: d.attempt, RetryReason: d.reason,
		}, time.Since(c.sent))
	}
}

// leave forgets a socket that has closed and sees to what it carried.
func (h *Hub) leave(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sockets = slices.DeleteFunc(h.sockets, func(x *socket) bool { return x == s })
	for _, c := range h.carried {
		if c.socket == s && !c.gone && !h.closed {
			h.fail(c.delivery, "timeout")
		}
	}
	h.pump()
	h.notify()
}
