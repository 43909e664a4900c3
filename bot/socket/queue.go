package socket

import "sync"

// event is an event in hand, with the socket its ack belongs to.
type event struct {
	Envelope
	link *link
	size int64 // bytes it takes from Receiver.room
}

// queue holds events that wait for the inbox, and counts the handlers that run. Once closed it takes in
// nothing more and gives out what it has.
type queue struct {
	mu      sync.Mutex
	events  []event
	closed  bool
	running sync.WaitGroup // handlers
	filled  chan struct{}  // capacity 1: events or closed has changed
}

// push adds an event. It returns false if the queue is closed.
func (q *queue) push(e event) bool {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return false
	}
	q.events = append(q.events, e)
	q.mu.Unlock()
	q.rouse()
	return true
}

// begin counts a handler that is about to start; running.Done ends it. It returns false if the queue is
// closed.
func (q *queue) begin() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.running.Add(1)
	return true
}

// take waits for events and returns up to limit of them, oldest first. It returns nil once the queue is
// closed and empty. batch is reused.
func (q *queue) take(batch []event, limit int) []event {
	for {
		q.mu.Lock()
		n := min(limit, len(q.events))
		if n > 0 {
			batch = append(batch[:0], q.events[:n]...)
			clear(q.events[:n]) // so that what is handled can be freed
			if q.events = q.events[n:]; len(q.events) == 0 {
				q.events = nil
			}
		}
		more := len(q.events) > 0 || q.closed
		q.mu.Unlock()
		if more {
			q.rouse() // another keeper may be waiting
		}
		if n > 0 {
			return batch
		}
		if more {
			return nil
		}
		<-q.filled
	}
}

// close lets no more in.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.rouse()
}

func (q *queue) rouse() {
	select {
	case q.filled <- struct{}{}:
	default:
	}
}
