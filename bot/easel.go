package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// editPace is the shortest time between two edits of one message, so that a flurry of changes is two
// edits and not ten. It is above a second because Slack allows about one message a second and channel.
// [Options.EditPace] says otherwise.
const editPace = 1200 * time.Millisecond

// stuckPace is how often what needs a person's help is tried again.
const stuckPace = time.Minute

// lookAfter is how long Slack is left alone with a call that it has not answered: to look sooner is to
// find nothing yet, and to do it twice.
const lookAfter = time.Second

// subject is what the surfaces of a pass belong to: an incident, or a notice.
type subject interface {
	name() string     // such as INC-42
	inLog() slog.Attr // the same for the log
	// sending notes that calls for these surfaces are about to be made.
	sending(ctx context.Context, surfaces ...incident.Surface) error
	// keep notes what became of surfaces.
	keep(ctx context.Context, surfaces ...incident.Surface) error
	// hopeful reports whether a stuck surface is tried again though there is nothing new to show.
	hopeful(stuck incident.Surface) bool
	// mark is what a surface's message carries; marked recognises it.
	mark(key incident.SurfaceKey) slack.SlackMetadata
	marked(m slack.SlackMetadata, key incident.SurfaceKey) bool
}

// easel is where one pass over one subject draws its surfaces: what was begun is noted before it is done, and
// looked up before it is repeated.
type easel struct {
	*Bot
	of subject

	mu       sync.Mutex
	surfaces map[incident.SurfaceKey]incident.Surface // as they are known by now
	again    time.Duration                            // until the earliest surface that has to wait
}

// surface is one thing Slack should show.
type surface struct {
	key    incident.SurfaceKey
	digest string
	pace   time.Duration // the shortest time between two drawings
	// draw makes Slack show it and returns what is to be remembered, of a failed attempt too.
	draw func(ctx context.Context, known incident.Surface) (incident.Surface, error)
	// find looks whether an earlier attempt worked after all; nil when drawing twice does no harm.
	find func(ctx context.Context, known incident.Surface) (incident.Surface, bool, error)
	// keep notes that it is shown; nil for the subject's own way.
	keep func(ctx context.Context, row incident.Surface) error
	// found is done when an earlier attempt turns out to have worked; may be nil.
	found func(ctx context.Context, row incident.Surface) error
}

// draw brings surfaces up to date one after the other. It goes on after one that is stuck or has to
// wait, and returns the error of those worth trying again soon.
func (e *easel) draw(ctx context.Context, surfaces ...surface) error {
	var errs []error
	for _, s := range surfaces {
		if err := e.drawOne(ctx, s); err != nil {
			errs = append(errs, fmt.Errorf("%s of %s: %w", s.key, e.of.name(), err))
		}
	}
	return errors.Join(errs...)
}

// orderWithin is how long a post that does not come through holds up those after it.
const orderWithin = time.Minute

// drawInOrder draws posts as far as they can be drawn now: what happened later is told later. It reports
// whether it came to the end.
func (e *easel) drawInOrder(ctx context.Context, posts ...surface) (bool, error) {
	var errs []error
	for _, s := range posts {
		errs = append(errs, e.draw(ctx, s))
		row := e.known(s.key)
		if (row.State == incident.Waiting || row.State == incident.Sending) && e.now().Sub(row.AttemptAt) < orderWithin {
			return false, errors.Join(errs...)
		}
	}
	return true, errors.Join(errs...)
}

func (e *easel) drawOne(ctx context.Context, s surface) error {
	known := e.known(s.key)
	same := known.Digest == s.digest
	if same && (known.State == incident.Shown || known.State == incident.Stuck && !e.of.hopeful(known)) {
		return nil
	}
	now := time.Now() // pacing is about calls, so it keeps real time even when the incident replays another year
	until := known.ShownAt.Add(s.pace)
	if known.ShownAt.After(now) { // by the clock of another machine
		until = now.Add(s.pace)
	}
	if same || known.State != incident.Stuck { // what is stuck is tried at once when it has something new to show
		until = later(until, known.RetryAt)
	}
	if now.Before(until) {
		e.comeBack(until.Sub(now))
		return nil
	}
	next := known
	begun := !known.AttemptAt.IsZero() && (known.State == incident.Sending || known.State == incident.Stuck)
	if begun && s.find != nil {
		found, ok, err := s.find(ctx, known)
		if err != nil {
			return e.unseen(ctx, known, err)
		}
		if ok {
			found.Digest = known.Digest // as it was sent; drawn again below when it has changed since
			if err := e.settle(ctx, s, found, nil); err != nil {
				return err
			}
			if s.found != nil {
				return s.found(ctx, found)
			}
			if found.Digest == s.digest {
				return nil
			}
			next = e.known(s.key)
		}
	}
	next.Key, next.State, next.Digest, next.AttemptAt, next.Problem = s.key, incident.Sending, s.digest, e.now(), ""
	if begun && next.Message == "" {
		next.AttemptAt = known.AttemptAt // keep looking from the first attempt on
	}
	if err := e.of.sending(ctx, next); err != nil {
		return err
	}
	drawn, err := s.draw(ctx, next)
	return e.settle(ctx, s, drawn, err)
}

// settle keeps what became of a call.
func (e *easel) settle(ctx context.Context, s surface, row incident.Surface, err error) error {
	what, code, after := judge(err)
	row.Key = s.key
	if e.known(s.key).State == incident.Stuck && what == done {
		e.comeBack(e.EditPace) // the card says so no more
	}
	switch what {
	case done:
		row.State, row.ShownAt, row.RetryAt, row.Problem = incident.Shown, time.Now().UTC(), time.Time{}, ""
		e.Surfaces("shown")
	case wait:
		row.State, row.RetryAt = incident.Waiting, time.Now().UTC().Add(after)
		e.comeBack(after)
		e.Surfaces("waiting")
	case hopeless:
		row.AttemptAt = time.Time{} // an answer, and it was no: nothing is to be looked for
		e.stick(&row, code)
	case unsure:
		e.Surfaces("unsure")
		row.RetryAt = time.Now().UTC().Add(lookAfter) // the row says sending, and that is the truth
		e.learn(row)
		return errors.Join(err, e.of.keep(ctx, row))
	}
	keep := s.keep
	if keep == nil || what != done {
		keep = func(ctx context.Context, row incident.Surface) error { return e.of.keep(ctx, row) }
	}
	if err := keep(ctx, row); err != nil {
		return err
	}
	e.learn(row)
	return nil
}

// stick makes a row stuck, and sees to it that the card says so and that it is tried again: somebody may
// mend it meanwhile.
func (e *easel) stick(row *incident.Surface, code string) {
	if e.known(row.Key).State != incident.Stuck {
		e.comeBack(e.EditPace)
	}
	row.State, row.Problem, row.RetryAt = incident.Stuck, code, time.Time{}
	if e.of.hopeful(*row) {
		row.RetryAt = time.Now().UTC().Add(stuckPace)
		e.comeBack(stuckPace)
	}
	e.Log.Warn("surface is stuck", e.of.inLog(), slog.String("surface", string(row.Key)), slog.String("problem", code))
	e.Surfaces("stuck")
}

// unseen keeps that we could not even look whether an earlier call worked: the surface stays unsure, and
// is looked for again before anything is sent.
func (e *easel) unseen(ctx context.Context, row incident.Surface, err error) error {
	what, code, after := judge(err)
	switch what {
	case wait:
		row.RetryAt = time.Now().UTC().Add(after)
		e.comeBack(after)
	case hopeless:
		e.stick(&row, code)
	case unsure, done:
		return err
	}
	e.learn(row)
	return e.of.keep(ctx, row)
}

func (e *easel) known(key incident.SurfaceKey) incident.Surface {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.surfaces[key]
}

// keys are those of the surfaces known so far that begin so, in order. Others may be learned of while they are gone through.
func (e *easel) keys(prefix string) []incident.SurfaceKey {
	e.mu.Lock()
	defer e.mu.Unlock()
	var keys []incident.SurfaceKey
	for key := range e.surfaces {
		if strings.HasPrefix(string(key), prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func (e *easel) shown(key incident.SurfaceKey) bool { return e.known(key).State == incident.Shown }

func (e *easel) learn(row incident.Surface) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.surfaces == nil {
		e.surfaces = map[incident.SurfaceKey]incident.Surface{}
	}
	e.surfaces[row.Key] = row
}

func (e *easel) comeBack(after time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.again == 0 || after < e.again {
		e.again = max(after, time.Millisecond)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// together does several things at the same time and joins their errors. A panic is an error too: nobody
// else could catch it, it would end the process, and the next one that takes up the incident.
func (e *easel) together(do ...func() error) error {
	errs := make([]error, len(do))
	var all sync.WaitGroup
	for i, one := range do {
		all.Go(func() {
			defer func() {
				if broken := recover(); broken != nil {
					errs[i] = fmt.Errorf("panic: %v\n%s", broken, debug.Stack())
					e.Panicked("sync")
				}
			}()
			errs[i] = one()
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
