package nudges

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/store"
)

// owners tells everybody in their morning, in one message, what of theirs is due.
func (t *tick) owners(ctx context.Context) error {
	if !t.Rules.Nudges.FollowUps {
		return nil
	}
	due, err := t.Store.FollowUpsToRemind(ctx, t.now)
	if err != nil {
		return err
	}
	var errs []error
	for len(due) > 0 { // they come by owner
		owner := due[0].Owner
		n := slices.IndexFunc(due, func(f store.DueFollowUp) bool { return f.Owner != owner })
		if n < 0 {
			n = len(due)
		}
		errs = append(errs, t.remind(ctx, due[:n]))
		due = due[n:]
	}
	return errors.Join(errs...)
}

// remind tells one owner what is due, if it is their morning.
func (t *tick) remind(ctx context.Context, due []store.DueFollowUp) error {
	owner := due[0].Owner
	working, err := t.works(owner, due[0].Team)
	if err != nil {
		return err
	}
	day, morning := working.Morning(t.now, t.zone(due[0].Zone))
	if !morning {
		return nil
	}
	body := incident.Reminder{Day: day}
	causes := map[int64][]string{}
	for _, f := range due {
		fresh := slices.DeleteFunc(f.Causes(day), func(cause string) bool { return slices.Contains(f.Said, cause) })
		if len(fresh) == 0 {
			continue
		}
		causes[f.ID] = fresh
		if !f.Known {
			body.Unnamed = append(body.Unnamed, f.ID)
		}
	}
	if len(causes) == 0 {
		return nil
	}
	n, err := notice(incident.NoticeFollowUps, "follow_ups/"+string(owner)+"/"+day.Format(time.DateOnly), owner, t.now, body)
	if err != nil {
		return err
	}
	return t.Store.MakeReminder(ctx, n, causes)
}

// leads tells those who lead a team, in the first morning of their week, what is overdue in it. A first morning that
// was missed is made up later in the week, with what was overdue then and still is.
func (t *tick) leads(ctx context.Context) error {
	if !t.Rules.Nudges.Digest {
		return nil
	}
	leads, err := t.Store.Leads(ctx, week(t.now.Add(-farthest)), week(t.now.Add(farthest)))
	if err != nil {
		return err
	}
	type wanted struct {
		lead  store.Lead
		week  string
		first time.Time // the first working day of their week
	}
	var due []wanted
	var teams []string
	var until time.Time
	for _, lead := range leads {
		working, err := t.works(lead.Person, lead.Team)
		if err != nil {
			return err
		}
		day, morning := working.Morning(t.now, t.zone(lead.Zone))
		first, _ := working.FirstOfWeek(day)
		if !morning || slices.Contains(lead.Said, store.DigestKey(week(day), lead.Person)) {
			continue
		}
		due, teams = append(due, wanted{lead, week(day), first}), append(teams, lead.Team)
		if first.After(until) {
			until = first
		}
	}
	if len(due) == 0 {
		return nil
	}
	overdue, err := t.Store.Overdue(ctx, until, teams...)
	if err != nil {
		return err
	}
	var errs []error
	for _, w := range due {
		body := digest(w.lead.Team, w.week, w.first, overdue)
		if len(body.Owners) == 0 {
			continue
		}
		n, err := notice(incident.NoticeDigest, store.DigestKey(w.week, w.lead.Person), w.lead.Person, t.now, body)
		if err == nil {
			_, _, err = t.Store.MakeNotice(ctx, n)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// farthest is how far any clock on earth is from UTC.
const farthest = 14 * time.Hour

// week is the week of an instant, such as 2026-W46.
func week(at time.Time) string {
	year, n := at.UTC().ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, n)
}

// digest is what was overdue in a team on a day, by owner: who has most comes first.
func digest(team, week string, day time.Time, overdue []store.OverdueFollowUp) incident.Digest {
	d := incident.Digest{Week: week, Team: team}
	for _, f := range overdue {
		if f.Team != team || !f.Due.Before(day) {
			continue
		}
		at := slices.IndexFunc(d.Owners, func(o incident.DigestOwner) bool { return o.Person == f.Owner })
		if at < 0 {
			at = len(d.Owners)
			d.Owners = append(d.Owners, incident.DigestOwner{Person: f.Owner})
		}
		d.Owners[at].FollowUps = append(d.Owners[at].FollowUps, incident.DigestItem{Number: f.Number, Channel: f.Channel, Title: f.Title, Due: f.Due})
	}
	slices.SortStableFunc(d.Owners, func(a, b incident.DigestOwner) int {
		return cmp.Compare(len(b.FollowUps), len(a.FollowUps))
	})
	return d
}

// notice is something to be said to one person.
func notice(kind incident.NoticeKind, key string, person incident.PersonID, at time.Time, body any) (incident.Notice, error) {
	said, err := json.Marshal(body)
	if err != nil {
		return incident.Notice{}, fmt.Errorf("encode %s: %w", key, err)
	}
	return incident.Notice{Key: key, Kind: kind, Person: person, At: at, Body: said}, nil
}
