package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedMerge ends the incident of this channel in another: /incident merge INC-41 and why. Without a number it asks.
func (b *Bot) typedMerge(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest == "" {
		return nil, b.openMerge(ctx, t.in(), t.act, inc, 0)
	}
	into, reason := named(t.rest)
	if into == 0 {
		word, rest, _ := strings.Cut(t.rest, " ")
		if into, err = incident.ParseNumber(word); err != nil {
			return nil, err
		}
		reason = strings.TrimSpace(rest)
	}
	inc, err = b.merge(ctx, t.act, inc.Number, into, reason)
	return b.trouble(ctx, inc, err)
}

// merge says of an incident that cannot be seen what it would say of one that does not exist.
func (b *Bot) merge(ctx context.Context, act incident.Act, n, into incident.Number, reason string) (incident.Incident, error) {
	inc, err := b.Service.Merge(ctx, act, n, into, reason)
	if errors.Is(err, incident.ErrNotFound) {
		err = &incident.Refusal{
			Field:  incident.FieldInto,
			Reason: "There is no " + into.String() + " that you may see.",
			Hint:   "Open ones are listed by /incident list.",
		}
	}
	return inc, err
}

func (b *Bot) openMerge(ctx context.Context, in slack.InteractionCallback, act incident.Act, inc incident.Incident, into incident.Number) error {
	if err := inc.CheckOpen(); err != nil {
		return err
	}
	open, err := b.Service.Open(ctx, act, "")
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(other incident.Incident) bool { return other.Number == inc.Number })
	if len(open) == 0 {
		return view.NothingToMergeInto()
	}
	return b.open(ctx, in, view.MergeForm(inc, open, into))
}

func (b *Bot) clickMerge(ctx context.Context, c clicked) error {
	return b.openMerge(ctx, c.in, c.act, c.inc, incident.Number(c.ref.ID()))
}

func (b *Bot) submitMerge(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	chosen, reason := view.ReadMerge(v)
	into, err := incident.ParseNumber(chosen)
	if err != nil {
		return nil, &incident.Refusal{Field: incident.FieldInto, Reason: "Which incident is this one part of?", Hint: "Choose one, or write its number like INC-42."}
	}
	_, err = b.merge(ctx, act, ref.Number, into, reason)
	return nil, err
}

func movedKey(e incident.Entry) incident.SurfaceKey {
	return incident.SurfaceKey("invites/entry/" + strconv.FormatInt(e.ID, 10))
}

// bringsPeople reports whether an entry brings people over into this channel.
func bringsPeople(e incident.Entry) bool { return e.Kind == incident.KindMerge }

// movedOver invites the people of what turned out to be part of this incident. Into a private one nobody is brought
// who only knows of a public one.
func (d *drawing) movedOver() []surface {
	var all []surface
	for _, e := range d.pic.Undrawn {
		if !bringsPeople(e) {
			continue
		}
		all = append(all, surface{key: movedKey(e), digest: "invited", draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			people, err := d.peopleOf(ctx, e)
			if err == nil && len(people) > 0 {
				_, err = d.bringIn(ctx, d.pic.Incident.Channel, people) // who cannot come is told by the post where it goes on
			}
			return row, err
		}})
	}
	return all
}

func (d *drawing) peopleOf(ctx context.Context, e incident.Entry) ([]string, error) {
	from, err := incident.ParseNumber(e.What)
	if err != nil {
		return nil, err
	}
	part, err := d.Service.Incident(ctx, from)
	if err != nil || d.pic.Incident.Private && !part.Private {
		return nil, err
	}
	ids, err := d.Store.PeopleIn(ctx, from)
	people := make([]string, len(ids))
	for i, id := range ids {
		people[i] = string(id)
	}
	return people, err
}

// movedIn reports whether those whom an entry brings over are invited.
func (d *drawing) movedIn(e incident.Entry) bool { return !bringsPeople(e) || d.shown(movedKey(e)) }
