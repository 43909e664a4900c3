package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// editPace is the shortest time between two edits of one message, so that a flurry of changes is two
// edits and not ten. It is above a second because Slack allows about one message a second and channel.
const editPace = 1200 * time.Millisecond

// stuckPace is how often what needs a person's help is tried again, while the incident is open and for
// stuckFor after it is closed: the postmortem draft is only posted then.
const (
	stuckPace = time.Minute
	stuckFor  = 24 * time.Hour
)

// lookAfter is how long Slack is left alone with a call that it has not answered: to look sooner is to
// find nothing yet, and to do it twice.
const lookAfter = time.Second

// Sync makes Slack show an incident as it stands. It may be stopped at any point and run again: what
// was begun is noted before it is done, and looked up before it is repeated. A returned error means
// that some of it is worth trying again soon.
func (b *Bot) Sync(ctx context.Context, n incident.Number) (incident.Synced, error) {
	var synced incident.Synced
	err := b.Store.Exclusively(ctx, n, func(ctx context.Context) error {
		pic, err := b.Store.Picture(ctx, n)
		if err != nil {
			return fmt.Errorf("picture of %s: %w", n, err)
		}
		d := &drawing{Bot: b, pic: pic}
		err = d.drawAll(ctx)
		synced = incident.Synced{Version: pic.Incident.Version, Again: d.again}
		return err
	})
	return synced, err
}

// drawing is one pass over one incident.
type drawing struct {
	*Bot
	pic incident.Picture

	mu    sync.Mutex
	again time.Duration // until the earliest surface that has to wait
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
}

// drawAll draws what differs: the channel and the declarer in it first, since somebody waits for
// that; then everything else at once, but the posts of a channel one after the other, in order.
func (d *drawing) drawAll(ctx context.Context) error {
	if err := d.draw(ctx, d.channel()); err != nil {
		return err
	}
	if d.pic.Incident.Channel == "" { // stuck or waiting: there is nowhere to show the rest
		return d.draw(ctx, append(d.form(), d.announcement()...)...)
	}
	member := d.draw(ctx, d.member()...)
	first, others := d.invites()
	invited := d.draw(ctx, first...)
	card := d.card() // reads what is known of all the others, so it is made before they are drawn
	rest := d.together(
		func() error { return d.draw(ctx, others...) },
		func() error { return d.draw(ctx, d.form()...) },
		func() error { return d.draw(ctx, d.topic(), d.purpose()) },
		func() error {
			return errors.Join(d.draw(ctx, card), d.together(
				func() error { return d.draw(ctx, d.pin()...) },
				func() error { return d.story(ctx) },
			))
		},
		func() error {
			announced := d.draw(ctx, d.announcement()...)
			_, echoed := d.drawInOrder(ctx, d.echoes()...)
			return errors.Join(announced, echoed)
		},
	)
	return errors.Join(member, invited, rest, d.noteDrawn(ctx))
}

// together does several things at the same time and joins their errors. A panic is an error too: nobody
// else could catch it, it would end the process, and the next one that takes up the incident.
func (d *drawing) together(do ...func() error) error {
	errs := make([]error, len(do))
	var all sync.WaitGroup
	for i, one := range do {
		all.Go(func() {
			defer func() {
				if broken := recover(); broken != nil {
					errs[i] = fmt.Errorf("panic: %v\n%s", broken, debug.Stack())
					d.Panicked("sync")
				}
			}()
			errs[i] = one()
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// draw brings surfaces up to date one after the other. It goes on after one that is stuck or has to
// wait, and returns the error of those worth trying again soon.
func (d *drawing) draw(ctx context.Context, surfaces ...surface) error {
	var errs []error
	for _, s := range surfaces {
		if err := d.drawOne(ctx, s); err != nil {
			errs = append(errs, fmt.Errorf("%s of %s: %w", s.key, d.pic.Incident.Number, err))
		}
	}
	return errors.Join(errs...)
}

// orderWithin is how long a post that does not come through holds up those after it.
const orderWithin = time.Minute

// story is what the channel is told in the order in which it happened: the posts, and at the end what was
// drafted of them.
func (d *drawing) story(ctx context.Context) error {
	told, err := d.drawInOrder(ctx, slices.Concat(d.posts(), d.summary(), d.followUps())...)
	if !told {
		return err
	}
	return errors.Join(err, d.drawPostmortem(ctx))
}

// drawInOrder draws posts as far as they can be drawn now: what happened later is told later. It reports
// whether it came to the end.
func (d *drawing) drawInOrder(ctx context.Context, posts ...surface) (bool, error) {
	var errs []error
	for _, s := range posts {
		errs = append(errs, d.draw(ctx, s))
		row := d.known(s.key)
		if (row.State == incident.Waiting || row.State == incident.Sending) && d.now().Sub(row.AttemptAt) < orderWithin {
			return false, errors.Join(errs...)
		}
	}
	return true, errors.Join(errs...)
}

func (d *drawing) drawOne(ctx context.Context, s surface) error {
	known := d.known(s.key)
	same := known.Digest == s.digest
	if same && (known.State == incident.Shown || known.State == incident.Stuck && !d.hopeful()) {
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
		d.comeBack(until.Sub(now))
		return nil
	}
	next := known
	begun := !known.AttemptAt.IsZero() && (known.State == incident.Sending || known.State == incident.Stuck)
	if begun && s.find != nil {
		found, ok, err := s.find(ctx, known)
		if err != nil {
			return d.unseen(ctx, known, err)
		}
		if ok {
			found.Digest = known.Digest // as it was sent; drawn again below when it has changed since
			if err := d.settle(ctx, s, found, nil); err != nil {
				return err
			}
			if s.key == keyChannel { // people may have talked there while nobody knew it was the incident's
				return d.Store.Hear(ctx, incident.Heard{Rejoined: []incident.ChannelID{found.Channel}})
			}
			if found.Digest == s.digest {
				return nil
			}
			next = d.known(s.key)
		}
	}
	next.Key, next.State, next.Digest, next.AttemptAt, next.Problem = s.key, incident.Sending, s.digest, d.now(), ""
	if begun && next.Message == "" {
		next.AttemptAt = known.AttemptAt // keep looking from the first attempt on
	}
	if err := d.Store.Sending(ctx, d.pic.Incident.Number, []incident.Surface{next}); err != nil {
		return err
	}
	drawn, err := s.draw(ctx, next)
	return d.settle(ctx, s, drawn, err)
}

// settle keeps what became of a call.
func (d *drawing) settle(ctx context.Context, s surface, row incident.Surface, err error) error {
	what, code, after := judge(err)
	row.Key = s.key
	if d.known(s.key).State == incident.Stuck && what == done {
		d.comeBack(editPace) // the card says so no more
	}
	switch what {
	case done:
		row.State, row.ShownAt, row.RetryAt, row.Problem = incident.Shown, time.Now().UTC(), time.Time{}, ""
		d.Surfaces("shown")
	case wait:
		row.State, row.RetryAt = incident.Waiting, time.Now().UTC().Add(after)
		d.comeBack(after)
		d.Surfaces("waiting")
	case hopeless:
		row.AttemptAt = time.Time{} // an answer, and it was no: nothing is to be looked for
		d.stick(&row, code)
	case unsure:
		d.Surfaces("unsure")
		row.RetryAt = time.Now().UTC().Add(lookAfter) // the row says sending, and that is the truth
		d.learn(row)
		return errors.Join(err, d.Store.Keep(ctx, d.pic.Incident.Number, []incident.Surface{row}))
	}
	if s.key == keyChannel && what == done {
		name := d.pic.Incident.ChannelName
		if kept := d.Store.ChannelMade(ctx, d.pic.Incident.Number, row, name); kept != nil {
			return kept
		}
	} else if kept := d.Store.Keep(ctx, d.pic.Incident.Number, []incident.Surface{row}); kept != nil {
		return kept
	}
	d.learn(row)
	return nil
}

// stick makes a row stuck, and sees to it that the card says so and that it is tried again: somebody may
// mend it meanwhile.
func (d *drawing) stick(row *incident.Surface, code string) {
	if d.known(row.Key).State != incident.Stuck {
		d.comeBack(editPace)
	}
	row.State, row.Problem, row.RetryAt = incident.Stuck, code, time.Time{}
	if d.hopeful() {
		row.RetryAt = time.Now().UTC().Add(stuckPace)
		d.comeBack(stuckPace)
	}
	d.Log.Warn("surface is stuck", slog.String("incident", d.pic.Incident.Number.String()), slog.String("surface", string(row.Key)), slog.String("problem", code))
	d.Surfaces("stuck")
}

// hopeful reports whether what is stuck is tried again though there is nothing new to show.
func (d *drawing) hopeful() bool {
	inc := &d.pic.Incident
	return inc.Status != incident.Closed || d.now().Sub(inc.ClosedAt) < stuckFor
}

// unseen keeps that we could not even look whether an earlier call worked: the surface stays unsure, and
// is looked for again before anything is sent.
func (d *drawing) unseen(ctx context.Context, row incident.Surface, err error) error {
	what, code, after := judge(err)
	switch what {
	case wait:
		row.RetryAt = time.Now().UTC().Add(after)
		d.comeBack(after)
	case hopeless:
		d.stick(&row, code)
	case unsure, done:
		return err
	}
	d.learn(row)
	return d.Store.Keep(ctx, d.pic.Incident.Number, []incident.Surface{row})
}

// noteDrawn tells the store which entries are told everywhere they should be.
func (d *drawing) noteDrawn(ctx context.Context) error {
	var drawn []int64
	for _, e := range d.pic.Undrawn {
		if d.shown(postKey(e)) && (!d.echoed(e) || d.shown(echoKey(e))) {
			drawn = append(drawn, e.ID)
		}
	}
	if len(drawn) == 0 {
		return nil
	}
	return d.Store.Drawn(ctx, d.pic.Incident.Number, drawn)
}

func (d *drawing) known(key incident.SurfaceKey) incident.Surface {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pic.Surfaces[key]
}

func (d *drawing) shown(key incident.SurfaceKey) bool { return d.known(key).State == incident.Shown }

func (d *drawing) learn(row incident.Surface) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.pic.Surfaces == nil {
		d.pic.Surfaces = map[incident.SurfaceKey]incident.Surface{}
	}
	d.pic.Surfaces[row.Key] = row
}

func (d *drawing) comeBack(after time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.again == 0 || after < d.again {
		d.again = max(after, time.Millisecond)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
