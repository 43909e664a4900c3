package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// A week that has ended is measured for good once it was measured settleAfter its end: what people did is heard within
// minutes, or after a long outage of Slack's within a day. One that is still running is measured again when the last
// time is freshFor ago.
const (
	settleAfter = 24 * time.Hour
	freshFor    = time.Minute
)

// unmeasured are those of the weeks whose figures may be old.
func (r *Reports) unmeasured(ctx context.Context, weeks []load.Period, now time.Time) ([]load.Period, error) {
	if len(weeks) == 0 {
		return nil, nil
	}
	measured, err := r.Store.MeasuredWeeks(ctx, weeks[0].From, weeks[len(weeks)-1].Until)
	if err != nil {
		return nil, err
	}
	settled := map[string]bool{}
	digest := r.digest()
	for _, m := range measured {
		ended := !m.MeasuredAt.Before(m.Week.Until.Add(settleAfter))
		fresh := now.Sub(m.MeasuredAt).Abs() < freshFor // somebody who asked a moment later may have been quicker
		settled[m.Week.Name] = m.Settings == digest && !m.Stale && (ended || fresh)
	}
	return slices.DeleteFunc(slices.Clone(weeks), func(w load.Period) bool { return settled[w.Name] }), nil
}

// isUnmeasured reports whether a week's figures may be old.
func (r *Reports) isUnmeasured(ctx context.Context, week load.Period, now time.Time) (bool, error) {
	open, err := r.unmeasured(ctx, []load.Period{week}, now)
	return len(open) > 0, err
}

// always has a week measured whatever is known of it.
func always(context.Context, load.Period, time.Time) (bool, error) { return true, nil }

// measureAll measures weeks one after the other, those that still need it when their turn comes.
//
// One week is measured at a time. Measuring takes two connections, one that reads and one that writes: whoever began
// with as many others as there are connections would wait for its second one for ever. And what ten people want to know
// at once is measured once.
func (r *Reports) measureAll(ctx context.Context, weeks []load.Period, c *calendars, now time.Time, needed func(context.Context, load.Period, time.Time) (bool, error)) error {
	for i, w := range weeks {
		err := r.inTurn(ctx, func() error {
			if measure, err := needed(ctx, w, now); err != nil || !measure {
				return err
			}
			return r.measure(ctx, w, c, now)
		})
		if err != nil {
			return err
		}
		r.Progress(i+1, len(weeks))
	}
	return nil
}

func (r *Reports) inTurn(ctx context.Context, do func() error) error {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-r.turn }()
	return do()
}

// measure measures a week and keeps what comes of it.
func (r *Reports) measure(ctx context.Context, week load.Period, c *calendars, now time.Time) error {
	active := map[incident.PersonID]bool{}
	from, until := r.settings.Around(week)
	segments := func(emit func(load.Segment) error) error {
		return load.Measure(week, r.activities(ctx, from, until), c.who, r.settings, func(s load.Segment) error {
			active[s.Person] = true
			return emit(s)
		})
	}
	members := func() []load.Member { return c.members(week, slices.Collect(maps.Keys(active))) }
	if err := r.Store.KeepWeek(ctx, week, r.digest(), now, segments, members); err != nil {
		return fmt.Errorf("measure %s: %w", week.Name, err)
	}
	return nil
}

// activities makes a sequence of what calls a function for each activity.
func (r *Reports) activities(ctx context.Context, from, until time.Time) iter.Seq2[load.Activity, error] {
	return func(yield func(load.Activity, error) bool) {
		err := r.Store.Activities(ctx, from, until, func(a load.Activity) error {
			if !yield(a, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(load.Activity{}, err)
		}
	}
}

// errEnough ends a reading whose reader wants no more.
var errEnough = errors.New("enough")

// digest changes with whatever in the configuration changes what is measured.
func (r *Reports) digest() string {
	c := r.Config
	rest, err := json.Marshal([]any{r.settings.Digest(), c.Calendars, c.DefaultCalendar, c.Teams, c.People})
	if err != nil {
		panic("reports: a configuration that cannot be encoded: " + err.Error()) // words and durations always can
	}
	sum := sha256.Sum256(rest)
	return hex.EncodeToString(sum[:8])
}
