package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

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
		if pic, err = b.leave(ctx, pic); err != nil {
			return err
		}
		d := b.drawing(pic)
		err = errors.Join(d.drawAll(ctx), d.noticeGone(ctx), d.noticeUnannounced(ctx))
		synced = incident.Synced{Version: pic.Incident.Version, Again: d.again}
		return err
	})
	return synced, err
}

// stuckFor is how long what is stuck is tried again after the incident is closed: the postmortem draft is
// only posted then.
const stuckFor = 24 * time.Hour

// drawing is one pass over one incident.
type drawing struct {
	easel
	pic  incident.Picture
	made time.Time // when Slack made the channel, if that was in this pass
}

func (b *Bot) drawing(pic incident.Picture) *drawing {
	if pic.Surfaces == nil {
		pic.Surfaces = map[incident.SurfaceKey]incident.Surface{}
	}
	d := &drawing{easel: easel{Bot: b, surfaces: pic.Surfaces}, pic: pic}
	d.of = d
	return d
}

func (d *drawing) name() string { return d.pic.Incident.Number.String() }

func (d *drawing) inLog() slog.Attr { return slog.String("incident", d.name()) }

func (d *drawing) sending(ctx context.Context, surfaces ...incident.Surface) error {
	return d.Store.Sending(ctx, d.pic.Incident.Number, surfaces)
}

func (d *drawing) keep(ctx context.Context, surfaces ...incident.Surface) error {
	return d.Store.Keep(ctx, d.pic.Incident.Number, surfaces)
}

func (d *drawing) mark(key incident.SurfaceKey) slack.SlackMetadata {
	return view.Metadata(d.pic.Incident.Number, key)
}

func (d *drawing) marked(m slack.SlackMetadata, key incident.SurfaceKey) bool {
	n, k, ok := view.SurfaceOf(m)
	return ok && n == d.pic.Incident.Number && k == key
}

// hopeful implements subject: somebody may mend it while the incident is open, and a day after.
func (d *drawing) hopeful(incident.Surface) bool {
	inc := &d.pic.Incident
	return !inc.Status.Over() || d.now().Sub(inc.ClosedAt) < stuckFor
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
	card, marks := d.card(), d.bookmarks() // read what is known of the others, so they are made before those are drawn
	rest := d.together(
		func() error { return d.draw(ctx, slices.Concat(others, d.movedOver(), d.broughtAlong())...) },
		func() error { return errors.Join(d.draw(ctx, d.invited()...), d.uninvited(ctx)) },
		func() error { return d.draw(ctx, d.form()...) },
		func() error { return d.draw(ctx, d.topic(), d.purpose()) },
		func() error {
			return errors.Join(d.draw(ctx, card), d.together(
				func() error { return d.draw(ctx, d.pin()...) },
				func() error { return d.story(ctx) },
				func() error { return d.nudge(ctx) },
				func() error { return d.draw(ctx, d.twin()...) },
				func() error { return d.draw(ctx, d.archiveSoon()...) },
				func() error { return d.drawBookmarks(ctx, marks) },
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

// story is what the channel is told in the order in which it happened: the posts, and at the end what was
// drafted of them.
func (d *drawing) story(ctx context.Context) error {
	told, err := d.drawInOrder(ctx, d.posts()...)
	// Tasks are edited at their own pace: nothing waits for them, and one that cannot be shown keeps no other back.
	err = errors.Join(err, d.draw(ctx, d.tasks()...))
	if !told {
		return err
	}
	told, drafted := d.drawInOrder(ctx, slices.Concat(d.summary(), d.followUps())...)
	if err = errors.Join(err, drafted); !told {
		return err
	}
	return errors.Join(err, d.drawPostmortem(ctx))
}

// noteDrawn tells the store which entries are told everywhere they should be.
func (d *drawing) noteDrawn(ctx context.Context) error {
	var drawn []int64
	for _, e := range d.pic.Undrawn {
		if !e.Shown() || d.shown(postKey(e)) && d.movedIn(e) && (!d.echoed(e) || d.shown(echoKey(e))) {
			drawn = append(drawn, e.ID)
		}
	}
	if len(drawn) == 0 {
		return nil
	}
	return d.Store.Drawn(ctx, d.pic.Incident.Number, drawn)
}
