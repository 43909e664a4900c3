package slacksim

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Every as a method's name stands for all of them.
const Every = "*"

// Fault is what goes wrong with a call. Of the ways to fail, give one; Delay goes with each of them, and
// alone it is just a slow answer.
type Fault struct {
	Delay  time.Duration // the call is applied and answered that much later
	Error  string        // ok:false with this code, not applied
	Status int           // an HTTP status, as 429 or 500, not applied
	// RetryAfter goes with Status 429; 0 leaves the header out.
	RetryAfter time.Duration
	Hang       bool // never answered, not applied
	Cut        bool // the connection is cut, not applied
	LoseAnswer bool // applied, then the connection is cut; with Hang applied and never answered

	Times int             // how many calls it meets; 0 is all until it is removed
	Match func(Call) bool // which calls it meets; nil is all of the method
}

// fault is an injected Fault with what it has left to do.
type fault struct {
	Fault
	method string
	left   int // calls to go; -1 is no limit
}

// Fault makes calls of a method fail. The function it returns ends that.
func (w *Workspace) Fault(method string, f Fault) (remove func()) {
	injected := &fault{Fault: f, method: method, left: f.Times}
	if f.Times == 0 {
		injected.left = -1
	}
	w.update(func() { w.faults = append(w.faults, injected) })
	return func() { w.update(func() { injected.left = 0 }) }
}

// Delay adds a latency to every call of a method; Every stands for all. 0 takes it away again.
func (w *Workspace) Delay(method string, d time.Duration) {
	w.update(func() {
		for _, f := range w.faults {
			if f.method == method && f.Match == nil && f.plainDelay() {
				f.left = 0
			}
		}
	})
	if d > 0 {
		w.Fault(method, Fault{Delay: d})
	}
}

func (f Fault) plainDelay() bool {
	return f.Error == "" && f.Status == 0 && !f.Hang && !f.Cut && !f.LoseAnswer && f.Times == 0
}

// meet puts the faults together that a call runs into and counts them off: their delays add up, and the
// first that fails decides how.
func (w *Workspace) meet(c Call) Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	var met Fault
	live := w.faults[:0:0]
	for _, f := range w.faults {
		hit := f.left != 0 && (f.method == Every || f.method == c.Method) && (f.Match == nil || f.Match(c))
		if hit && f.left > 0 {
			f.left--
		}
		if f.left != 0 {
			live = append(live, f)
		}
		if !hit {
			continue
		}
		delay := met.Delay + f.Delay
		if met.plainDelay() {
			met = f.Fault
			met.Times = 0
		}
		met.Delay = delay
	}
	w.faults = live
	return met
}

// attempt applies the call as far as the fault lets it. The second result tells whether the caller gets
// the answer.
func (w *Workspace) attempt(r *http.Request, f Fault, apply func() answer) (answer, bool) {
	w.pause(f.Delay)
	switch {
	case f.Status != 0:
		out := answer{status: f.Status, body: object{"ok": false, "error": "internal_error"}}
		if f.Status == http.StatusTooManyRequests {
			out.body["error"] = "ratelimited"
			if f.RetryAfter > 0 {
				out.header = map[string]string{"Retry-After": strconv.Itoa(int((f.RetryAfter + time.Second - 1) / time.Second))}
			}
		}
		return out, true
	case f.Error != "":
		return refusal(refuse(f.Error)), true
	case (f.Hang || f.Cut) && !f.LoseAnswer:
		return answer{status: http.StatusServiceUnavailable, body: object{"ok": false}}, false
	}
	var out answer
	w.update(func() { out = apply() })
	return out, !f.LoseAnswer
}

// pause waits, at most until the workspace is closed. A caller that gives up meanwhile changes nothing:
// Slack has the request and will apply it.
func (w *Workspace) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-w.closed.Done():
	}
}

// withhold keeps the answer back: it leaves the caller hanging, or cuts the connection.
func (f Fault) withhold(w *Workspace, rw http.ResponseWriter, r *http.Request) {
	if f.Hang {
		ctx, stop := context.WithCancel(r.Context())
		defer stop()
		select {
		case <-ctx.Done():
		case <-w.closed.Done():
		}
	}
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the server's own way to cut a connection
	}
	_ = conn.Close()
}
