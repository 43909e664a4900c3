package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// ourAct is what we find out by ourselves.
func (b *Bot) ourAct() incident.Act {
	return incident.Act{By: incident.PersonID(b.self.UserID), At: b.now()}
}

// leave has an incident leave its channel if somebody asked for another one, and returns the picture to be drawn. It is
// done in a pass of its own, so that no other notes down what it still tried to show in the old one.
func (b *Bot) leave(ctx context.Context, pic incident.Picture) (incident.Picture, error) {
	n := pic.Incident.Number
	if !slices.ContainsFunc(pic.Undrawn, pic.Incident.Leaves) {
		return pic, nil
	}
	if err := b.Store.LeaveChannel(ctx, n, pic.Incident.Channel, b.now()); err != nil {
		return pic, err
	}
	return b.Store.Picture(ctx, n)
}

const keyAlong incident.SurfaceKey = "invites/along"

// broughtAlong invites everybody who was in the channel before, and whoever asked for the new one.
func (d *drawing) broughtAlong() []surface {
	if len(d.pic.Incident.Past) == 0 {
		return nil
	}
	return []surface{{
		key: keyAlong, digest: "invited",
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			ids, err := d.Store.PeopleIn(ctx, d.pic.Incident.Number)
			if err != nil {
				return row, err
			}
			for _, e := range d.pic.Undrawn {
				if e.Kind == incident.KindChannel && e.What == incident.Moved && !slices.Contains(ids, e.By) {
					ids = append(ids, e.By)
				}
			}
			var people []string
			for _, id := range ids {
				if slackPerson.MatchString(string(id)) {
					people = append(people, string(id))
				}
			}
			if len(people) > 0 {
				_, err = d.bringIn(ctx, d.pic.Incident.Channel, people)
			}
			return row, err
		},
	}}
}

// noticeGone notes that Slack refused to show something because the channel is archived or unknown to it: nobody may have
// told us so.
func (d *drawing) noticeGone(ctx context.Context) error {
	inc := &d.pic.Incident
	if inc.Channel == "" || inc.Lost != "" {
		return nil
	}
	gone := d.gone()
	if gone == "" {
		return nil
	}
	_, err := d.Service.FoundGone(ctx, d.ourAct(), inc.Number, inc.Channel, gone)
	return err
}

func (d *drawing) gone() (gone incident.Lost) {
	for _, key := range d.keys("") {
		row := d.known(key)
		if row.State != incident.Stuck || key == keyAnnouncement || strings.HasPrefix(string(key), "echo/") {
			continue
		}
		switch row.Problem {
		case "is_archived", "is_inactive":
			return incident.LostArchived
		case "channel_not_found":
			gone = incident.LostMissing
		}
	}
	return gone
}

// channelGone tells somebody in charge that the channel can be used no more.
func (d *noticeDrawing) channelGone(ctx context.Context) error {
	var body incident.ChannelGone
	if err := d.read(&body); err != nil {
		return err
	}
	inc, err := d.Service.Incident(ctx, body.Number)
	if err != nil {
		return err
	}
	return d.tell(ctx, view.ChannelGone(body, inc))
}

// typedReopen brings an incident back, and has one whose channel is lost go on in another.
func (b *Bot) typedReopen(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if inc.Lost == "" {
		reply, err := b.move(ctx, t, inc, incident.Investigating, t.rest)
		if err == nil && reply == nil && incident.ChannelID(t.ChannelID) != inc.Channel {
			inc.Status = incident.Investigating
			said := view.Back(inc)
			reply = &said
		}
		return reply, err
	}
	if _, err = b.Service.Reopen(ctx, t.act, inc.Number, t.rest); err != nil {
		return nil, err
	}
	said := view.GoesOn(inc)
	return &said, nil
}

func (b *Bot) clickReopen(ctx context.Context, c clicked) error {
	_, err := b.Service.Reopen(ctx, c.act, c.ref.Number, "")
	if err == nil && c.inc.Lost != "" && !inView(c.in) {
		b.whisper(ctx, c.in.ResponseURL, view.GoesOn(c.inc))
	}
	return err
}

// clickNewChannel stays under old messages: somebody else may have pressed it long ago.
func (b *Bot) clickNewChannel(ctx context.Context, c clicked) error {
	switch {
	case c.inc.Status.Over():
		return c.inc.CheckOpen()
	case c.inc.Lost == "":
		return &movedError{inc: c.inc}
	}
	return b.clickReopen(ctx, c)
}

// movedError says that an incident lives in another channel.
type movedError struct{ inc incident.Incident }

func (e *movedError) Error() string { return e.inc.Number.String() + " lives in another channel" }

// movedOn is about a channel that is no incident's any more, to whoever may know of the incident; missing otherwise.
func (b *Bot) movedOn(ctx context.Context, t typed, missing error) error {
	inc, err := b.Service.LivedIn(ctx, incident.ChannelID(t.ChannelID))
	if err == nil {
		var sees bool
		if sees, err = b.Service.Sees(ctx, t.act, inc); err == nil && sees {
			return &movedError{inc: inc}
		}
	}
	if err != nil && !errors.Is(err, incident.ErrNotFound) {
		return err
	}
	return missing
}
