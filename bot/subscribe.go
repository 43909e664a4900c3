package bot

import (
	"context"
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedSubscribe has the typist told of an incident in person.
func (b *Bot) typedSubscribe(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := b.Service.Subscribe(ctx, t.act, inc.Number); err != nil {
		return nil, err
	}
	said := view.Subscribed(inc)
	return &said, nil
}

// typedUnsubscribe ends it. Of an incident that is named it is not looked whether it exists: the answer is the same.
func (b *Bot) typedUnsubscribe(ctx context.Context, t typed) (answer, error) {
	n := t.about
	if n == 0 {
		inc, err := b.here(ctx, t)
		if err != nil {
			return nil, err
		}
		n = inc.Number
	}
	if err := b.Service.Unsubscribe(ctx, n, t.act.By); err != nil {
		return nil, err
	}
	said := view.Unsubscribed(n)
	return &said, nil
}

// clickSubscribe is the button below the announcement, which all see: it subscribes whoever is not, and ends it for whoever
// is. Only they read which.
func (b *Bot) clickSubscribe(ctx context.Context, c clicked) error {
	subscribed, err := b.Service.ToggleSubscription(ctx, c.act, c.inc.Number)
	if err != nil {
		return err
	}
	said := view.Unsubscribed(c.inc.Number)
	if subscribed {
		said = view.Subscribed(c.inc)
	}
	b.say(ctx, c.in, "Subscription", said)
	return nil
}

// clickUnsubscribe ends it, also for who may not know of the incident any more.
func (b *Bot) clickUnsubscribe(ctx context.Context, in slack.InteractionCallback, value string, act incident.Act) error {
	ref, err := view.ParseRef(value)
	if err != nil {
		return err
	}
	if err := b.Service.Unsubscribe(ctx, ref.Number, act.By); err != nil {
		return err
	}
	said := view.Unsubscribed(ref.Number)
	if in.Container.IsEphemeral { // the answer that they are subscribed
		b.replace(ctx, in.ResponseURL, said)
		return nil
	}
	b.say(ctx, in, "Subscription", said)
	return nil
}

// news tells a subscriber what they were not told yet, one message each, in order. Who may not know of the incident any more,
// or cannot be reached, is subscribed no more, and nobody is told so.
func (d *noticeDrawing) news(ctx context.Context) error {
	news, err := d.Service.News(ctx, d.pic.Notice.ID)
	if err != nil || news.Ended {
		return err
	}
	fresh := d.fresh(news.Entries)
	if len(fresh) == 0 {
		return d.newsTold(ctx, news.Entries)
	}
	inc, err := d.Service.Incident(ctx, news.Number)
	if err != nil {
		return fmt.Errorf("read %s for a subscriber: %w", news.Number, err)
	}
	if may, err := d.mayFollow(ctx, inc); err != nil || !may {
		return d.endUnless(ctx, err, news.Number)
	}
	if err := d.draw(ctx, d.directChannel()); err != nil {
		return err
	}
	where := d.known(keyWhere)
	if where.Channel == "" {
		if where.State == incident.Stuck && unreachable(where.Problem) {
			return d.endUnless(ctx, nil, news.Number)
		}
		return nil // stuck or waiting
	}
	var messages []surface
	for _, e := range fresh {
		messages = append(messages, d.once(newsKey(e), where.Channel, "", view.News(e, inc, d.rules())))
	}
	if _, err := d.drawInOrder(ctx, messages...); err != nil {
		return err
	}
	told := len(news.Entries) - len(fresh)
	for _, e := range fresh {
		row := d.known(newsKey(e))
		if row.State == incident.Stuck && unreachable(row.Problem) {
			return d.endUnless(ctx, nil, news.Number)
		}
		if row.State != incident.Shown {
			break
		}
		told++
	}
	return d.newsTold(ctx, news.Entries[:told])
}

func newsKey(e incident.Entry) incident.SurfaceKey {
	return incident.SurfaceKey("news/" + strconv.FormatInt(e.ID, 10))
}

// fresh leaves out what is too old to be told, and what comes before it.
func (d *noticeDrawing) fresh(entries []incident.Entry) []incident.Entry {
	for i := len(entries) - 1; i >= 0; i-- {
		if d.now().Sub(entries[i].At) > directHopes {
			return entries[i+1:]
		}
	}
	return entries
}

func (d *noticeDrawing) newsTold(ctx context.Context, told []incident.Entry) error {
	if len(told) == 0 {
		return nil
	}
	return d.Store.NewsTold(ctx, d.pic.Notice.ID, told[len(told)-1].ID)
}

// mayFollow reports whether the subscriber could subscribe today.
func (d *noticeDrawing) mayFollow(ctx context.Context, inc incident.Incident) (bool, error) {
	who := d.pic.Notice.Person
	people, err := d.Store.People(ctx, []incident.PersonID{who})
	if err != nil || people[who].Gone {
		return false, err
	}
	act := incident.Act{By: who, Rights: d.rights(ctx, who)}
	if act.May(incident.DeedSubscribe) != nil {
		return false, nil
	}
	return d.Service.Sees(ctx, act, inc)
}

func (d *noticeDrawing) endUnless(ctx context.Context, err error, n incident.Number) error {
	if err != nil {
		return err
	}
	return d.Service.Unsubscribe(ctx, n, d.pic.Notice.Person)
}

// unreachable reports whether Slack's word means that somebody cannot be written to, so that a subscription of theirs ends.
func unreachable(problem string) bool {
	switch problem {
	case "restricted_action", "messages_tab_disabled", "is_archived", "channel_not_found", "cannot_dm_user":
		return true
	}
	return forGood(problem)
}
