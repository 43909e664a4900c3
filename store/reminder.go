package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// DueFollowUp is an open follow-up of which its owner may have to be reminded.
type DueFollowUp struct {
	incident.FollowUp // what [incident.FollowUp.Causes] needs, and the ID and Number
	Zone, Team        string
	Said              []string // the causes for which somebody was reminded already
	// Known is whether its owner may know what it is about: it belongs to no private incident, or to one whose
	// channel they are in, in which they had a role, or which they declared; or they wrote it down themselves.
	Known bool
}

// Everything that may be due anywhere on earth and was not said yet; the rules decide by each owner's own clock.
const sqlDueFollowUps = `
select f.id, f.incident, f.owner, f.state, f.due, f.later, f.handed_at,
       coalesce(person.zone, ''), coalesce(team_member.team, ''),
       array(select cause from reminded where follow_up = f.id),
       not incident.private or incident.declared_by = f.owner or f.by = f.owner
       or exists (select from role_holding where role_holding.incident = f.incident and role_holding.person = f.owner)
       or coalesce((select joined
                      from presence
                     where presence.incident = f.incident and presence.person = f.owner
                     order by presence.at desc, joined
                     limit 1), false)
  from follow_up as f
  join incident on incident.number = f.incident
  left join person on person.id = f.owner
  left join team_member on team_member.person = f.owner
 where f.state = 'open' and f.owner <> '' and not coalesce(person.bot or person.gone, false)
   and coalesce(f.later, '-infinity') <= @latest::date
   and (f.due <= @latest::date
        and not exists (select from reminded
                         where follow_up = f.id and cause = 'overdue ' || to_char(f.due, 'YYYY-MM-DD'))
        or not exists (select from reminded
                        where follow_up = f.id and cause = 'later ' || to_char(f.later, 'YYYY-MM-DD')) and f.later is not null
        or f.handed_at is not null
        and not exists (select from reminded
                         where follow_up = f.id
                           and cause = 'handed ' || to_char(f.handed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
 order by f.owner, f.due, f.id`

// farthestEast is how far any clock is before UTC.
const farthestEast = 14 * time.Hour

// FollowUpsToRemind returns the open follow-ups that may be due somewhere and were not said yet, by owner. Bots, and
// people who are gone, own none.
func (s *Store) FollowUpsToRemind(ctx context.Context, now time.Time) ([]DueFollowUp, error) {
	latest, _ := incident.OnClock(now.Add(farthestEast), time.UTC)
	rows, err := s.pool.Query(ctx, sqlDueFollowUps, pgx.NamedArgs{"latest": latest})
	if err != nil {
		return nil, fmt.Errorf("read follow-ups to remind of: %w", err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f DueFollowUp, err error) {
		err = row.Scan(&f.ID, &f.Number, &f.Owner, &f.State, scanDay(&f.Due), scanDay(&f.Later), scanInstant(&f.HandedAt),
			&f.Zone, &f.Team, &f.Said, &f.Known)
		return f, err
	})
	return due, wrap("read follow-ups to remind of", err)
}

const sqlRemind = `
insert into reminded (follow_up, cause, notice)
select follow_up, cause, @notice
  from unnest(@follow_ups::bigint[], @causes::text[]) as due (follow_up, cause)
on conflict on constraint reminded_pkey do nothing`

// MakeReminder keeps a notice that reminds of follow-ups, each for its causes, and asks for it to be drawn. It keeps
// nothing when there is a notice with the same key.
func (s *Store) MakeReminder(ctx context.Context, n incident.Notice, causes map[int64][]string) error {
	var followUps []int64
	var why []string
	for id, of := range causes {
		for _, cause := range of {
			followUps, why = append(followUps, id), append(why, cause)
		}
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		id, made, err := s.makeNoticeTx(ctx, tx, n)
		if err != nil || !made {
			return err
		}
		_, err = tx.Exec(ctx, sqlRemind, pgx.NamedArgs{"notice": id, "follow_ups": followUps, "causes": why})
		return err
	})
	return wrap("make notice "+n.Key, err)
}

// Lead is somebody who leads a team, with the digests of some weeks that they got.
type Lead struct {
	Person     incident.PersonID
	Team, Zone string
	Said       []string // keys of notices
}

// DigestKey is the key of a lead's digest.
func DigestKey(week string, lead incident.PersonID) string {
	return "digest/" + week + "/" + string(lead)
}

const sqlLeads = `
select lead.person, lead.team, coalesce(person.zone, ''),
       array(select key from notice
              where key = any (array(select 'digest/' || week || '/' || lead.person from unnest(@weeks::text[]) as week)))
  from team_member as lead
  left join person on person.id = lead.person
 where lead.lead and not coalesce(person.bot or person.gone, false)
 order by lead.person`

// Leads returns everybody who leads a team, with the digests of these weeks that they got.
func (s *Store) Leads(ctx context.Context, weeks ...string) ([]Lead, error) {
	rows, err := s.pool.Query(ctx, sqlLeads, pgx.NamedArgs{"weeks": weeks})
	if err != nil {
		return nil, fmt.Errorf("read leads: %w", err)
	}
	leads, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Lead])
	return leads, wrap("read leads", err)
}

// OverdueFollowUp is an open follow-up whose day has passed, with where it belongs.
type OverdueFollowUp struct {
	Team    string // of its owner
	Owner   incident.PersonID
	Number  incident.Number
	Channel incident.ChannelID
	Title   string
	Due     time.Time
}

const sqlOverdue = `
select team_member.team, f.owner, f.incident, coalesce(incident.channel_id, ''), f.title, f.due
  from team_member
  join follow_up as f on f.owner = team_member.person and f.state = 'open'
  join incident on incident.number = f.incident and not incident.private and not incident.drill
 where team_member.team = any(@teams) and f.due < @before::date
 order by f.due, f.id`

// Overdue returns what was due before a day of what people of these teams own, the longest overdue first. What
// belongs to private incidents is left out, and what belongs to drills: it is in no figure either.
func (s *Store) Overdue(ctx context.Context, before time.Time, teams ...string) ([]OverdueFollowUp, error) {
	rows, err := s.pool.Query(ctx, sqlOverdue, pgx.NamedArgs{"teams": teams, "before": before})
	if err != nil {
		return nil, fmt.Errorf("read overdue follow-ups: %w", err)
	}
	overdue, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f OverdueFollowUp, err error) {
		err = row.Scan(&f.Team, &f.Owner, &f.Number, &f.Channel, &f.Title, scanDay(&f.Due))
		return f, err
	})
	return overdue, wrap("read overdue follow-ups", err)
}

const sqlZoneOf = `select coalesce((select zone from person where id = @person), '')`

// DayOf is which day an instant is for a person; that of a zone given while theirs is not known.
func (s *Store) DayOf(ctx context.Context, person incident.PersonID, at time.Time, unknown *time.Location) (time.Time, error) {
	var zone string
	if err := s.pool.QueryRow(ctx, sqlZoneOf, pgx.NamedArgs{"person": person}).Scan(&zone); err != nil {
		return time.Time{}, fmt.Errorf("read zone of %s: %w", person, err)
	}
	there, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		there = unknown
	}
	day, _ := incident.OnClock(at, there)
	return day, nil
}
