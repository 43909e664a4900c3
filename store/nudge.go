package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// OpenIncident is an incident that is not closed, with what the rules for nudges must know beside it.
type OpenIncident struct {
	incident.Incident
	Seen incident.NudgeSeen // without Day
	// Said is the newest nudge of each kind.
	Said []SaidNudge
	// Who is whose working hours count: the commander, or the declarer while there is none.
	Who        incident.PersonID
	Zone, Team string
}

// SaidNudge is a nudge that was said.
type SaidNudge struct {
	incident.Nudge
	Settled bool // the chat shows what became of it
}

// What a person wrote last is found from the end of the channel: ids sort by time.
const lastWrote = `
       greatest(incident.declared_at,
                (select at from message where channel = incident.channel_id and not bot and author <> '' order by id desc limit 1),
                (select max(at) from timeline_entry where timeline_entry.incident = incident.number))`

// The commander's last sign of life: the role, words, deeds, or their leaving of the channel.
const commanderSeen = `
       (select greatest(held.from_at,
                        (select max(at) from message where channel in (select channel from incident_channel as inhabited where inhabited.incident = incident.number) and author = held.person),
                        (select max(at) from timeline_entry where timeline_entry.incident = incident.number and by = held.person),
                        (select max(at) from presence where presence.incident = incident.number and presence.person = held.person))
          from role_holding as held
         where held.incident = incident.number and role = 'commander' and until_at is null)`

const sqlNudgeSeen = `
select incident.number,
       greatest(coalesce((select at from timeline_entry
                           where timeline_entry.incident = incident.number and kind = 'declared' order by id limit 1),
                         incident.declared_at),
                (select max(until_at) from role_holding where role_holding.incident = incident.number and role = @commander),
                (select max(at)
                   from timeline_entry
                  where timeline_entry.incident = incident.number and kind = 'status'
                    and was in ('triage', 'resolved', 'closed', 'declined', 'merged') and now not in ('resolved', 'closed', 'declined', 'merged'))),` + lastWrote + `,` + commanderSeen + `,
       coalesce((select not joined from presence
                  where presence.incident = incident.number and presence.person = who.id
                  order by at desc, joined limit 1), false),
       (select coalesce(jsonb_object_agg(kind, jsonb_build_object('Until', until_at, 'By', by)), '{}')
          from snooze where snooze.incident = incident.number),
       (select coalesce(jsonb_agg(said), '[]')
          from (select distinct on (kind) id as "ID", incident as "Number", kind as "Kind", cause as "Cause", at as "At",
                       settled_at is not null as "Settled"
                  from nudge
                 where nudge.incident = incident.number
                 order by kind, id desc) as said),
       who.id, coalesce(person.zone, ''), coalesce(team_member.team, '')
  from incident
  cross join lateral (
       select coalesce((select role_holding.person
                          from role_holding
                         where role_holding.incident = incident.number and role = @commander and until_at is null),
                       incident.declared_by) as id) as who
  left join person on person.id = who.id
  left join team_member on team_member.person = who.id
 where status not in ('closed', 'declined', 'merged')`

// OpenForNudging returns every incident that is not closed with what the rules for nudges must know, in one round
// trip whose cost does not grow with what is closed.
func (s *Store) OpenForNudging(ctx context.Context) ([]OpenIncident, error) {
	var open []OpenIncident
	at := map[incident.Number]int{}
	batch := &pgx.Batch{}
	batch.Queue(sqlOpenIncidents).Query(func(rows pgx.Rows) (err error) {
		open, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (one OpenIncident, err error) {
			one.Incident, err = scanIncident(row)
			return one, err
		})
		for i, one := range open {
			at[one.Number] = i
		}
		return err
	})
	batch.Queue(sqlNudgeSeen, pgx.NamedArgs{"commander": incident.Commander}).Query(func(rows pgx.Rows) error {
		var one OpenIncident
		_, err := pgx.ForEachRow(rows, []any{
			&one.Number, scanInstant(&one.Seen.VacantSince), scanInstant(&one.Seen.LastWroteAt), scanInstant(&one.Seen.CommanderSeenAt), &one.Seen.CommanderLeft, &one.Seen.Snoozed, &one.Said,
			&one.Who, &one.Zone, &one.Team,
		}, func() error {
			if i, ok := at[one.Number]; ok { // else it was declared just now
				one.Incident = open[i].Incident
				open[i] = one
			}
			one = OpenIncident{}
			return nil
		})
		return err
	})
	if err := runAll(ctx, s.pool, batch); err != nil {
		return nil, fmt.Errorf("read open incidents to remind of: %w", err)
	}
	return open, nil
}

const sqlKeepNudges = `
insert into nudge (incident, kind, cause, at)
select * from unnest(@incidents::bigint[], @kinds::text[], @causes::text[], @ats::timestamptz[])
on conflict on constraint nudge_once_per_cause do nothing
returning incident`

const sqlTouchNudged = `
update incident
   set version = version + 1
 where number in (select number from incident where number = any(@incidents) order by number for no key update)
returning number`

// KeepNudges keeps nudges, each cause once, and has those incidents drawn that got a new one; those in again too.
func (s *Store) KeepNudges(ctx context.Context, nudges []incident.Nudge, again []incident.Number) error {
	if len(nudges)+len(again) == 0 {
		return nil
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sqlKeepNudges, pgx.NamedArgs{
			"incidents": column(nudges, func(n incident.Nudge) incident.Number { return n.Number }),
			"kinds":     column(nudges, func(n incident.Nudge) string { return string(n.Kind) }),
			"causes":    column(nudges, func(n incident.Nudge) string { return n.Cause }),
			"ats":       column(nudges, func(n incident.Nudge) time.Time { return n.At }),
		})
		if err != nil {
			return err
		}
		fresh, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
		if err != nil {
			return err
		}
		rows, err = tx.Query(ctx, sqlTouchNudged, pgx.NamedArgs{"incidents": append(fresh, again...)})
		if err != nil {
			return err
		}
		touched, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
		if err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, each(incident.WorkSync, touched))
	})
	return wrap(fmt.Sprintf("keep %d nudges", len(nudges)), err)
}

// Settled ones are read no more. An incident has few at a time; should its channel take none of them, the newest
// are enough.
const sqlNudges = `
select nudge.id, nudge.incident, nudge.kind, nudge.cause, nudge.at, until_at, coalesce(snooze.by, ''),
       case nudge.kind when 'quiet' then` + lastWrote + ` when 'silent' then` + commanderSeen + ` end
  from nudge
  join incident on incident.number = nudge.incident
  left join snooze on snooze.incident = nudge.incident and snooze.kind = nudge.kind
 where nudge.incident = @incident and settled_at is null
 order by nudge.id desc
 limit 20`

func queueReadNudges(batch *pgx.Batch, n incident.Number, nudges *[]incident.SaidNudge) {
	batch.Queue(sqlNudges, pgx.NamedArgs{"incident": n}).Query(func(rows pgx.Rows) error {
		var said incident.SaidNudge
		_, err := pgx.ForEachRow(rows, []any{
			&said.ID, &said.Number, &said.Kind, &said.Cause, scanInstant(&said.At),
			scanInstant(&said.Snooze.Until), &said.Snooze.By, scanInstant(&said.WroteAt),
		}, func() error {
			*nudges = append([]incident.SaidNudge{said}, *nudges...) // the oldest first
			return nil
		})
		return err
	})
}

const sqlSettle = `update nudge set settled_at = now() where incident = @incident and id = any(@nudges) and settled_at is null`

// NudgesSettled notes that the chat shows what became of these nudges: they need no more drawing.
func (s *Store) NudgesSettled(ctx context.Context, n incident.Number, nudges []incident.NudgeID) error {
	if len(nudges) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, sqlSettle, pgx.NamedArgs{"incident": n, "nudges": nudges})
	return about("note nudges as settled of", n, err)
}

const sqlNudge = `
select nudge.id, nudge.incident, nudge.kind, nudge.cause, nudge.at, until_at
  from nudge
  left join snooze on snooze.incident = nudge.incident and snooze.kind = nudge.kind
 where nudge.incident = @incident and nudge.id = @nudge`

const sqlSnooze = `
insert into snooze (incident, kind, until_at, by)
values (@incident, @kind, @until, @by)
on conflict on constraint snooze_pkey do update
   set until_at = excluded.until_at, by = excluded.by`

// Snooze locks the incident, lets decide say until when a nudge's kind rests, and keeps that together with a sync;
// see [Store.decided]. It keeps nothing if decide returns the instant that was kept before, or an error. It returns
// [incident.ErrNotFound] when the incident has no such nudge; decide's errors come back as they are.
func (s *Store) Snooze(ctx context.Context, act incident.Act, n incident.Number, nudge incident.NudgeID, decide func(incident.Incident, incident.Nudge, time.Time) (time.Time, error)) error {
	var inc incident.Incident
	var said incident.Nudge
	var before time.Time
	_, err := s.decided(ctx, "snooze a nudge of", act, n,
		func(reads *pgx.Batch) {
			reads.Queue(sqlIncident, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
				inc, err = scanIncident(row)
				return err
			})
			reads.Queue(sqlNudge, pgx.NamedArgs{"incident": n, "nudge": nudge}).QueryRow(func(row pgx.Row) error {
				return row.Scan(&said.ID, &said.Number, &said.Kind, &said.Cause, scanInstant(&said.At), scanInstant(&before))
			})
		},
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			until, err := decide(inc, said, before)
			if err != nil || until.Equal(before) {
				return nil, err
			}
			writes.Queue(sqlSnooze, pgx.NamedArgs{"incident": n, "kind": said.Kind, "until": until, "by": act.By})
			return &incident.Outcome{}, nil
		})
	return err
}
