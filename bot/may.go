package bot

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// rightsWithin is how long it may take to find out who somebody is: Slack waits three seconds for the ack.
const rightsWithin = time.Second

// rights are what is known of somebody. Slack is asked once, when it is not known whether they are a guest. Whoever it
// says nothing of counts as a member: a Slack that fails must not keep anybody from declaring an incident at night. What
// is private does not rest on it.
func (b *Bot) rights(ctx context.Context, who incident.PersonID) incident.Rights {
	r := incident.Rights{Named: b.Named(who), Admin: b.Admin(who)}
	ctx, cancel := context.WithTimeout(ctx, rightsWithin)
	defer cancel()
	guest, known, err := b.Store.IsGuest(ctx, who)
	if err == nil && !known {
		var person incident.Person
		person, err = b.ask(ctx, who)
		guest = person.Guest
	}
	if err != nil {
		_, code, _ := judge(err)
		b.Log.Warn("not known whether somebody is a guest; they count as a member", slog.String("person", string(who)), slog.String("problem", code))
	}
	r.Guest = guest
	return r
}

// ask asks Slack who somebody is, and keeps it.
func (b *Bot) ask(ctx context.Context, who incident.PersonID) (incident.Person, error) {
	user, err := b.Slack.GetUserInfoContext(ctx, string(who))
	if err != nil {
		return incident.Person{}, err
	}
	person := profileOf(user).person(b.self.TeamID)
	return person, b.Store.KeepPeople(ctx, []incident.Person{person})
}

// clickDeeds are those of clicks that do not run the incident, as every other one does: it changes something, or opens a
// form that would. The service refuses that as well, but people should not fill in a form first.
var clickDeeds = map[string]incident.Deed{
	view.ActionCatchUp: incident.DeedRead, view.ActionPanel: incident.DeedRead,
	view.ActionTimeline: incident.DeedRead, view.ActionEarlier: incident.DeedRead, view.ActionLater: incident.DeedRead,
	view.ActionMyFigures: incident.DeedRead, view.ActionEveryMonday: incident.DeedRead, view.ActionStopFigures: incident.DeedRead,
	view.ActionHelp: incident.DeedRead, view.ActionRefresh: incident.DeedRead,
	view.ActionSubscribe: incident.DeedSubscribe, view.ActionUnsubscribe: incident.DeedRead, // to stop anybody may
	view.ActionPick: incident.DeedRead, // which looks at the command that waits
}

// seen is an incident that the one who acts may know of; incident.ErrNotFound stands for any other.
func (b *Bot) seen(ctx context.Context, act incident.Act, n incident.Number) (incident.Incident, error) {
	inc, err := b.Service.Incident(ctx, n)
	if err != nil {
		return incident.Incident{}, err
	}
	sees, err := b.Service.Sees(ctx, act, inc)
	if err == nil && !sees {
		err = incident.ErrNotFound // whoever is not in it does not learn that it exists
	}
	if err != nil {
		return incident.Incident{}, fmt.Errorf("read %s for %s: %w", n, act.By, err)
	}
	return inc, nil
}
