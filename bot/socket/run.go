package socket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// settled is how long a socket must have lived for its end not to count towards a pattern. After one short
// life the next attempt still comes at once, after several in a row it waits.
const settled = 10 * time.Second

// Run keeps a socket open until ctx ends, and then finishes what is in hand, acks it, closes with 1000 and
// returns nil. It returns an *AuthError if Slack refuses the token for good. Call it once.
func (r *Receiver) Run(ctx context.Context) error {
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	reading, stopReading := context.WithCancel(ctx)
	defer stopReading()

	var keepers, links sync.WaitGroup
	for range r.opts.Keepers {
		keepers.Go(func() { r.keep(work) })
	}
	err := r.stayConnected(reading, work, &links)

	stopReading()
	grace := time.AfterFunc(r.opts.StopGrace, abandon)
	defer grace.Stop()
	r.pending.close()
	keepers.Wait()
	r.finishHandlers(work)
	r.closeAll()
	links.Wait()
	return err
}

// finishHandlers waits for the handlers that run, unless work ends first: one that ignores its context must
// not keep the process alive.
func (r *Receiver) finishHandlers(work context.Context) {
	done := make(chan struct{})
	go func() {
		r.pending.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-work.Done():
		r.log.Error("stopped while a handler was still running")
	}
}

// stayConnected opens a socket, and the next one whenever the last is about to end or has ended. It returns
// nil when reading ends, else why it gives up.
func (r *Receiver) stayConnected(reading, work context.Context, links *sync.WaitGroup) error {
	wait := backoff{min: r.opts.MinBackoff, max: r.opts.MaxBackoff}
	short := 0 // sockets in a row that did not live long
	for reading.Err() == nil {
		begin := time.Now()
		l, err := r.connect(reading, work, links)
		if reading.Err() != nil {
			return nil
		}
		if err != nil {
			if fatal := permanent(err); fatal != nil {
				return fatal
			}
			r.observe(OpenFailed, "", 1, time.Since(begin))
			pause(reading, r.retryIn(reading, err, wait.next()))
			continue
		}

		select {
		case <-reading.Done():
			return nil
		case <-l.retiring:
			if l.reason == "link_disabled" {
				pause(reading, r.retryIn(reading, errDisabled, 0))
			} else {
				r.log.Info("Slack is about to end the socket; opening the next", slog.String("reason", l.reason))
			}
		case <-l.ended:
			r.log.Warn("the socket ended; opening the next", slog.Any("error", l.err))
		}
		if time.Since(begin) >= settled {
			short = 0
			wait.reset()
		} else if short++; short > 1 {
			wait.sleep(reading)
		}
	}
	return nil
}

// errDisabled means that Socket Mode is switched off for the app: nothing arrives until an admin acts.
var errDisabled = errors.New("the app has Socket Mode switched off; switch it on under Settings, Socket Mode")

// retryIn logs why there is no socket and returns how long to leave Slack alone: at least atLeast.
func (r *Receiver) retryIn(ctx context.Context, err error, atLeast time.Duration) time.Duration {
	level := slog.LevelWarn
	if retry, ok := errors.AsType[*RetryError](err); ok {
		atLeast = max(atLeast, retry.After)
	}
	if errors.Is(err, errDisabled) {
		level = slog.LevelError
		atLeast = max(atLeast, r.opts.DisabledRetry)
	}
	r.log.Log(ctx, level, "no socket", slog.Any("error", err), slog.Duration("retry_in", atLeast))
	return atLeast
}

// connect opens a socket, starts to read it and waits for Slack's hello.
func (r *Receiver) connect(reading, work context.Context, links *sync.WaitGroup) (*link, error) {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(reading, r.opts.HelloTimeout)
	defer cancel()
	url, err := r.opts.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask Slack for a socket: %w", err)
	}
	l, err := r.dial(ctx, url)
	if err != nil {
		return nil, err
	}
	r.add(l)
	links.Go(func() {
		l.read(reading, work)
		r.remove(l)
	})

	select {
	case <-l.hello:
	case <-l.retiring:
	case <-l.ended:
	case <-ctx.Done():
	}
	if closed(l.hello) { // whatever else has happened by now
		r.ready.Add(1)
		r.observe(Connected, "", 1, time.Since(begin))
		links.Go(func() {
			defer r.ready.Add(-1)
			l.life(begin)
		})
		return l, nil
	}
	defer func() { _ = l.conn.CloseNow() }()
	switch {
	case closed(l.retiring) && l.reason == "link_disabled":
		return nil, errDisabled
	case closed(l.retiring):
		return nil, fmt.Errorf("turned away by Slack: %s", l.reason)
	case closed(l.ended):
		return nil, fmt.Errorf("the socket ended before Slack's hello: %w", l.err)
	default:
		return nil, errors.New("no hello from Slack in time")
	}
}

func (r *Receiver) add(l *link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.links[l] = struct{}{}
}

func (r *Receiver) remove(l *link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.links, l)
}

// closeAll closes every socket that is open, all at the same time.
func (r *Receiver) closeAll() {
	r.mu.Lock()
	open := make([]*link, 0, len(r.links))
	for l := range r.links {
		open = append(open, l)
	}
	r.mu.Unlock()
	var all sync.WaitGroup
	for _, l := range open {
		all.Go(l.close)
	}
	all.Wait()
}
