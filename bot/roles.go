package bot

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// mention is somebody as Slack sends what people pick from its list.
var mention = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>`)

// whom is the person named behind a command, and what was typed before them. They are the one who types it if that is
// me, or nobody was named.
func (b *Bot) whom(ctx context.Context, t typed) (before string, who incident.Person, err error) {
	named := mention.FindAllStringSubmatch(t.raw, -1)
	before, after, _ := strings.Cut(t.rest, "@")
	words := strings.Fields(t.rest)
	switch {
	case len(named) > 1:
		return "", who, &incident.Refusal{Reason: "One person at a time, please.", Hint: "Or choose all of them in a form: /incident role"}
	case len(named) == 1:
		who, err = b.whois(ctx, incident.PersonID(named[0][1]))
		return strings.TrimSpace(before), who, err
	case after != "":
		return "", who, &incident.Refusal{
			Reason: fmt.Sprintf("I do not know who “@%s” is.", after),
			Hint:   "Pick them from the list that Slack shows while you type @, or choose them in a form: /incident role",
		}
	case len(words) > 0 && strings.EqualFold(words[len(words)-1], "me"):
		words = words[:len(words)-1]
	}
	return strings.Join(words, " "), incident.Person{ID: t.act.By}, nil
}

// whois is what is known of somebody; Slack is asked where it is nothing yet. If it does not answer, they are taken as
// they were named.
func (b *Bot) whois(ctx context.Context, id incident.PersonID) (incident.Person, error) {
	people, err := b.Store.People(ctx, []incident.PersonID{id})
	if err != nil {
		return incident.Person{}, err
	}
	if known, ok := people[id]; ok && known.Name != "" {
		return known, nil
	}
	ctx, cancel := context.WithTimeout(ctx, rightsWithin)
	defer cancel()
	person, err := b.ask(ctx, id)
	switch {
	case err == nil:
		return person, nil
	case unknownToSlack(err):
		return incident.Person{}, &incident.Refusal{Reason: "Slack does not know that person.", Hint: "Pick them from the list that Slack shows while you type @."}
	}
	return incident.Person{ID: id, Name: string(id)}, nil
}

// typedLead gives command to somebody, or takes it, from whoever has it: who types it means it.
func (b *Bot) typedLead(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	_, who, err := b.whom(ctx, t)
	if err != nil {
		return nil, err
	}
	role, err := b.rules().Role(string(incident.Commander))
	if err != nil {
		return nil, err
	}
	return b.giveRole(ctx, t, inc, role, who)
}

// typedRole gives a role to somebody, or takes it; without words it asks in a form.
func (b *Bot) typedRole(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest == "" {
		return nil, b.openForm(ctx, t.in(), inc, view.RolesForm(inc, b.rules()))
	}
	named, who, err := b.whom(ctx, t)
	if err != nil {
		return nil, err
	}
	role, err := b.rules().NamedRole(named)
	if err != nil {
		return nil, err
	}
	return b.giveRole(ctx, t, inc, role, who)
}

func (b *Bot) giveRole(ctx context.Context, t typed, inc incident.Incident, role incident.Role, who incident.Person) (answer, error) {
	if inc.Has(role.Name, who.ID) {
		refusal := &incident.Refusal{Reason: fmt.Sprintf("%s is %s already.", who.Name, role.Title), Hint: incident.Next(&inc)}
		switch {
		case who.ID == t.act.By && role.Name == incident.Commander:
			refusal.Reason = "You are in command already."
		case who.ID == t.act.By:
			refusal.Reason = fmt.Sprintf("You are %s already.", role.Title)
		}
		return nil, refusal
	}
	expected := incident.PersonID("")
	if holders := inc.Roles[role.Name]; len(holders) > 0 {
		expected = holders[0]
	}
	var err error
	if who.ID == t.act.By {
		inc, err = b.Service.TakeRole(ctx, t.act, inc.Number, role.Name, expected)
	} else {
		inc, err = b.Service.GiveRole(ctx, t.act, inc.Number, role.Name, who, expected)
	}
	return b.trouble(ctx, inc, err)
}

// typedLeave gives a role up, or all that one has.
func (b *Bot) typedLeave(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	var role incident.Role
	if t.rest != "" {
		if role, err = b.rules().NamedRole(t.rest); err != nil {
			return nil, err
		}
	}
	inc, err = b.Service.LeaveRole(ctx, t.act, inc.Number, role.Name)
	return b.trouble(ctx, inc, err)
}

// submitRoles makes the changes that somebody chose.
func (b *Bot) submitRoles(ctx context.Context, v slack.View, act incident.Act, n incident.Number) error {
	changes := view.ReadRoles(v)
	people := map[incident.PersonID]incident.Person{}
	for _, c := range changes {
		for _, id := range c.Are {
			who, err := b.whois(ctx, id)
			if err != nil {
				return err
			}
			people[id] = who
		}
	}
	_, err := b.Service.SetRoles(ctx, act, n, changes, people)
	return err
}

// brief tells somebody how things stand, as they do when it is told.
func (d *noticeDrawing) brief(ctx context.Context) error {
	var body incident.RoleBrief
	if err := d.read(&body); err != nil {
		return err
	}
	inc, err := d.Service.Incident(ctx, body.Number)
	if err != nil {
		return err
	}
	entries, _, err := d.Service.Timeline(ctx, body.Number, briefEntries)
	if err != nil {
		return err
	}
	seen := view.RoleSeen{Tasks: d.briefTasks(ctx, body.Number)}
	for _, e := range entries {
		if e.Kind == incident.KindUpdate {
			seen.Update = e
		}
	}
	return d.tell(ctx, view.Brief(body, d.pic.Notice.Person, inc, d.rules(), seen))
}

// briefEntries is how far back the last update is looked for.
const briefEntries = 100

// relieved tells somebody who has their role now.
func (d *noticeDrawing) relieved(ctx context.Context) error {
	var body incident.RoleBrief
	if err := d.read(&body); err != nil {
		return err
	}
	inc, err := d.Service.Incident(ctx, body.Number)
	if err != nil {
		return err
	}
	return d.tell(ctx, view.Relieved(body, inc, d.rules()))
}

// briefTasks are the tasks that are left to do, in words. A brief does not wait for them.
func (b *Bot) briefTasks(ctx context.Context, n incident.Number) []string {
	open, err := b.openTasks(ctx, n)
	if err != nil {
		b.Log.Warn("a brief goes without tasks", slog.String("incident", n.String()), slog.Any("error", err))
	}
	var titles []string
	for _, t := range open {
		titles = append(titles, t.Title)
	}
	return titles
}
