// Package slacksim is a Slack workspace in a process: the Web API over HTTP, Socket Mode over WebSocket,
// and people who type, click, fill in forms and react. It is stateful and as strict as Slack: scopes,
// membership, limits, error codes, rate limits, triggers that expire, redelivered events.
//
// The program under test talks to it over the wire only, with whatever client it uses in production:
//
//	w, err := slacksim.Start(slacksim.Options{Fail: t.Fatalf})
//	app, err := w.Install(manifest)             // app.BotToken, app.AppToken; w.APIURL() for the client
//	ada := w.Person("Ada Lovelace")
//	room := w.Channel("general", ada)
//	ada.Types(room, "/incident checkout is down")
//	ada.Fills(ada.Modal(), "Severity", "SEV1").Submits()
//	w.ChannelNamed("inc-1").Shows("checkout is down")
//
// Tests drive it through people and wait on what they see. Nothing sleeps: every wait ends with the
// change it waits for, or with [Options].Fail after [Options].Wait.
//
// Behaviour follows docs.slack.dev and the captured fixtures of Slack's own SDKs. What no document
// settles is decided for the stricter reading, and the comment says so.
package slacksim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// Options configure a workspace. The zero value is ready to use.
type Options struct {
	Addr string // where to listen; default 127.0.0.1:0, a free loopback port
	// OpenToOthers lets other machines open the page, at the IP address of this one. It asks nobody who they are.
	OpenToOthers bool

	Domain   string           // the team's domain, as in https://<domain>.slack.example; default "acme"
	TeamName string           // default "Acme"
	Clock    func() time.Time // the workspace's time; default time.Now. Moved by SetClock and Advance
	Hub      hub.Options      // Socket Mode timings; AppID is filled in
	Seed     uint64           // of the ids; 0 picks one, so that two runs share no id

	// NoRateLimits switches Slack's tiers off, for benchmarks. SetRateLimit changes a single one.
	NoRateLimits bool
	// FreePlan is a workspace without user groups and with the canvas limits of the free plan.
	FreePlan bool
	// TeamTierWithoutCanvases is a workspace whose tier has no channel canvases.
	TeamTierWithoutCanvases bool
	// CanvasesOff is a workspace whose admins switched canvases off.
	CanvasesOff bool
	// Noise sends the message_changed events that no edit caused: a thread root whose reply count went up.
	Noise bool
	// TriggerLife is how long a trigger_id is good for. Default 3 s, as Slack has it.
	TriggerLife time.Duration

	// Fail is told when a person waits in vain. It must not return: t.Fatalf does, and so does the
	// default, which panics.
	Fail func(format string, args ...any)
	// Wait is how long a person waits before Fail. Default 10 s.
	Wait time.Duration
}

// Workspace is one simulated team. Its methods are safe for concurrent use.
type Workspace struct {
	opts   Options
	base   string // http://host:port
	server *http.Server
	mux    *http.ServeMux
	closed context.Context // done once Close was called
	close  context.CancelFunc

	mu      sync.Mutex    // guards everything below
	changed chan struct{} // closed and replaced at every change
	rng     *rand.Rand
	clock   func() time.Time

	teamID     string
	apps       []*app
	slack      *app // the author of what Slack itself says
	tokens     map[string]*token
	users      map[string]*user
	people     []*user // in the order they came
	groups     []*group
	channels   map[string]*channel
	rooms      []*channel // in the order they were made
	views      map[string]*view
	homes      map[homeKey]*view
	triggers   map[string]*trigger
	replyURLs  map[string]*responseURL
	uploads    map[string]*file // by upload URL key, until completed
	files      map[string]*file
	holdFiles  bool // see [Workspace.HoldFiles]
	ephemerals []*ephemeral
	scheduled  []*scheduled

	events     eventLog
	happenings []*subscription
	calls      callLog
	faults     []*fault
	hooks      []func(Call)
	limits     limiter
	wire       []wireLine // the last envelopes sent, for the page
	player     Player     // of a story; nil for none
}

// Start opens a workspace with one channel, general, and nobody in it.
func Start(o Options) (*Workspace, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Domain == "" {
		o.Domain = "acme"
	}
	if o.TeamName == "" {
		o.TeamName = "Acme"
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.TriggerLife == 0 {
		o.TriggerLife = 3 * time.Second
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	if o.Fail == nil {
		o.Fail = func(format string, args ...any) { panic("slacksim: " + fmt.Sprintf(format, args...)) }
	}
	if o.Seed == 0 {
		o.Seed = rand.Uint64()
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen for the simulated Slack on %s: %w", o.Addr, err)
	}
	w := &Workspace{
		opts:      o,
		base:      "http://" + reachable(listener.Addr()),
		changed:   make(chan struct{}),
		rng:       rand.New(rand.NewPCG(o.Seed, o.Seed^0x9e3779b97f4a7c15)),
		clock:     o.Clock,
		tokens:    map[string]*token{},
		users:     map[string]*user{},
		channels:  map[string]*channel{},
		views:     map[string]*view{},
		homes:     map[homeKey]*view{},
		triggers:  map[string]*trigger{},
		replyURLs: map[string]*responseURL{},
		uploads:   map[string]*file{},
		files:     map[string]*file{},
		limits:    newLimiter(o.NoRateLimits),
	}
	w.closed, w.close = context.WithCancel(context.Background())
	w.teamID = w.id("T")
	w.slack = &app{name: "Slack", bot: w.addSlackbot()}
	w.newChannel("general", public, nil).general = true
	w.mux = w.routes()
	w.server = &http.Server{Handler: w.mux, ReadHeaderTimeout: time.Minute}
	go func() {
		if err := w.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.close()
		}
	}()
	return w, nil
}

// reachable is an address by which this machine gets to where it listens, be that everywhere.
func reachable(listening net.Addr) string {
	if tcp, ok := listening.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return listening.String()
}

// Close ends every socket, every hanging call and every subscription.
func (w *Workspace) Close() {
	w.close()
	w.mu.Lock()
	apps, subs := w.apps, w.happenings
	w.happenings = nil
	w.mu.Unlock()
	for _, a := range apps {
		a.hub.Close()
	}
	for _, s := range subs {
		s.end()
	}
	_ = w.server.Close()
}

// URL is where the workspace listens, without a trailing slash.
func (w *Workspace) URL() string { return w.base }

// APIURL is the base of the Web API. It ends in a slash, since clients append the method's name.
func (w *Workspace) APIURL() string { return w.base + "/api/" }

// Handle serves something more on the workspace's address, a page for the browser for instance.
func (w *Workspace) Handle(pattern string, h http.Handler) { w.mux.Handle(pattern, h) }

// TeamID is the workspace's id (T…).
func (w *Workspace) TeamID() string { return w.teamID }

// Now is the workspace's time.
func (w *Workspace) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock()
}

// SetClock replaces the workspace's clock.
func (w *Workspace) SetClock(clock func() time.Time) {
	w.update(func() {
		w.clock = clock
		w.postDue()
	})
}

// Advance moves the workspace's clock forward by d; it goes on ticking from there.
func (w *Workspace) Advance(d time.Duration) {
	w.update(func() {
		was := w.clock
		w.clock = func() time.Time { return was().Add(d) }
		w.postDue()
	})
}

// update changes the state under the lock and wakes everybody who waits for a change.
func (w *Workspace) update(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	w.wake()
}

// wake tells the waiting that something changed. The lock is held.
func (w *Workspace) wake() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// await returns once cond holds; cond runs under the lock, first at once and then after every change.
// When it does not hold within Options.Wait, Fail is told what was waited for and what is there instead.
func (w *Workspace) await(cond func() bool, missing func() string) {
	w.wait(func() (bool, <-chan struct{}) {
		w.mu.Lock()
		defer w.mu.Unlock()
		return cond(), w.changed
	}, func() string { return w.locked(missing) })
}

// Until waits until cond holds. It is asked now and after every change, and may use everything here.
// what says in a failure what did not come to be.
func (w *Workspace) Until(what string, cond func() bool) {
	w.wait(func() (bool, <-chan struct{}) {
		changed := read(w, func() <-chan struct{} { return w.changed }) // before cond, to miss nothing
		return cond(), changed
	}, func() string { return what })
}

// wait asks until it is told yes; the channel it gets is closed when asking again makes sense.
func (w *Workspace) wait(ask func() (bool, <-chan struct{}), missing func() string) {
	deadline := time.NewTimer(w.opts.Wait)
	defer deadline.Stop()
	for {
		met, changed := ask()
		if met {
			return
		}
		select {
		case <-changed:
		case <-w.closed.Done():
			w.fail("the workspace was closed while waiting: %s", missing())
		case <-deadline.C:
			w.fail("waited %v: %s", w.opts.Wait, missing())
		}
	}
}

func (w *Workspace) locked(text func() string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return text()
}

// fail reports to Options.Fail and does not return.
func (w *Workspace) fail(format string, args ...any) {
	w.opts.Fail(format, args...)
	panic("slacksim: Options.Fail returned: " + fmt.Sprintf(format, args...))
}

// id makes a new id as Slack writes them: a letter for the kind and ten capitals or digits.
func (w *Workspace) id(kind string) string {
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
	b := []byte(kind + "0")
	for range 9 {
		b = append(b, alphabet[w.rng.IntN(len(alphabet))])
	}
	return string(b)
}

// secret makes n characters nobody can guess from the ids.
func (w *Workspace) secret(n int) string {
	const alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[w.rng.IntN(len(alphabet))]
	}
	return string(b)
}
