package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

const nudgePrefix = "nudge/"

func nudgeKey(n incident.SaidNudge) incident.SurfaceKey {
	return incident.SurfaceKey(nudgePrefix + strconv.FormatInt(n.ID, 10))
}

// nudge draws what the channel is reminded of, and notes which of it needs no more drawing. What was settled before
// anybody saw it is not said at all.
func (d *drawing) nudge(ctx context.Context) error {
	var errs []error
	var settled []incident.NudgeID
	for i, n := range d.pic.Nudges {
		again := slices.ContainsFunc(d.pic.Nudges[i+1:], func(newer incident.SaidNudge) bool { return newer.Kind == n.Kind })
		over := again || n.Over(d.pic.Incident, n.WroteAt)
		if over && d.known(nudgeKey(n)).Key == "" {
			settled = append(settled, n.ID)
			continue
		}
		s := d.message(nudgeKey(n), d.pic.Incident.Channel, "", view.Nudge(n, d.pic.Incident, again))
		errs = append(errs, d.draw(ctx, s))
		if row := d.known(s.key); over && row.State == incident.Shown && row.Digest == s.digest {
			settled = append(settled, n.ID)
		}
	}
	if len(settled) > 0 {
		errs = append(errs, d.Store.NudgesSettled(ctx, d.pic.Incident.Number, settled))
	}
	return errors.Join(errs...)
}

// clickSnooze keeps a nudge away for a while. The nudge itself says who wanted that.
func (b *Bot) clickSnooze(ctx context.Context, c clicked) error {
	return b.Service.Snooze(ctx, c.act, c.ref.Number, c.ref.ID())
}
