package slacksim

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Call is one request of an app: to a method of the Web API, or an "upload", a "download" of a file, or
// to a "response_url".
type Call struct {
	Seq    int
	Method string
	Args   map[string]string // as sent, without tokens and triggers
	Phase  Phase
	At     time.Time     // when it came, by the real clock
	Took   time.Duration // until it was answered; only in Calls
	OK     bool          // known from After on
	Error  string        // Slack's code, or "" for success
	Lost   bool          // it was applied and its answer was not sent
}

// Phase is how far a call has come.
type Phase int

// A hook sees every call twice.
const (
	Before Phase = iota // nothing has happened yet
	After               // it is applied (or refused), and not answered yet
)

// callLog has the calls of the whole run, up to a limit.
type callLog struct {
	seq  int
	list []Call
}

// loggedCalls is how many calls are kept at least.
const loggedCalls = 50_000

// exchange runs one request: hooks, faults, the change itself, hooks again, the answer, the log.
func (w *Workspace) exchange(rw http.ResponseWriter, r *http.Request, method string, shown map[string]string, apply func() answer) {
	w.mu.Lock()
	w.calls.seq++
	c := Call{Seq: w.calls.seq, Method: method, Args: shown, At: time.Now()}
	hooks := w.hooks
	w.mu.Unlock()

	for _, h := range hooks {
		h(c)
	}
	f := w.meet(c)
	out, answered := w.attempt(r, f, apply)

	c.Phase = After
	c.OK = out.status == http.StatusOK && out.body["ok"] != false
	if c.Error, _ = out.body["error"].(string); c.Error == "" && !c.OK {
		c.Error = http.StatusText(out.status)
	}
	c.Lost = !answered
	for _, h := range hooks {
		h(c)
	}
	c.Took = time.Since(c.At)
	w.update(func() {
		if len(w.calls.list) >= 2*loggedCalls {
			w.calls.list = slices.Clone(w.calls.list[loggedCalls:])
		}
		w.calls.list = append(w.calls.list, c)
	})
	if !answered {
		f.withhold(w, rw, r)
		return
	}
	out.write(rw)
}

// OnCall has every call shown to hook, before and after it is applied. A hook may block, and the call
// waits: that is how a test stops the program at a known point. Calls run in parallel, and so does hook.
func (w *Workspace) OnCall(hook func(Call)) {
	w.update(func() { w.hooks = append(slices.Clone(w.hooks), hook) })
}

// Calls are the finished calls so far in the order they were answered; of the methods named, or all.
func (w *Workspace) Calls(methods ...string) []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []Call
	for _, c := range w.calls.list {
		if len(methods) == 0 || slices.Contains(methods, c.Method) {
			list = append(list, c)
		}
	}
	return list
}

// AwaitCalls waits until a method was called n times and returns these calls.
func (w *Workspace) AwaitCalls(method string, n int) []Call {
	count := func() int {
		k := 0
		for _, c := range w.calls.list {
			if c.Method == method {
				k++
			}
		}
		return k
	}
	w.await(func() bool { return count() >= n }, func() string {
		return fmt.Sprintf("%d calls of %s did not come, only %d", n, method, count())
	})
	return w.Calls(method)
}
