package store

import (
	"context"
	"hash/fnv"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// here is whether @person is in an incident's channel, as far as was heard.
const here = `coalesce((select joined
                      from presence
                     where presence.incident = incident.number and presence.person = @person
                     order by presence.at desc, joined
                     limit 1), false)`

// isIn is whether @person is in an incident: in its channel, or whoever declared it or has a role in it; see
// [incident.Service.Sees].
const isIn = `(incident.declared_by = @person
        or exists (select from role_holding
                    where role_holding.incident = incident.number and role_holding.person = @person and until_at is null)
        or ` + here + `)`

const sqlHereOpen = `
select number
  from incident
 where status not in ('closed', 'declined', 'merged') and ` + here

const sqlFollowUpsOf = selectFollowUp + `
 where owner = @person and state = 'open'
   and exists (select from incident where incident.number = follow_up.incident and (not incident.private or ` + isIn + `))
 order by due nulls last, id`

const sqlDeskIncidents = selectIncident + `
 where number in (select incident from task where owner = @person and state = 'open'
                  union select incident from follow_up where owner = @person and state = 'open')`

// Desk returns what concerns one person, in one round trip. What they have to do in private incidents that they are not
// in is left out; among the open incidents are the private ones, for the service to choose from.
func (s *Store) Desk(ctx context.Context, person incident.PersonID) (incident.Desk, error) {
	d := incident.Desk{Here: map[incident.Number]bool{}, Of: map[incident.Number]incident.Incident{}}
	args := pgx.NamedArgs{"person": person}
	incidents := func(rows pgx.Rows) ([]incident.Incident, error) {
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Incident, error) { return scanIncident(row) })
	}
	batch := &pgx.Batch{}
	batch.Queue(sqlOpenIncidents).Query(func(rows pgx.Rows) (err error) {
		d.Open, err = incidents(rows)
		return err
	})
	batch.Queue(sqlHereOpen, args).Query(func(rows pgx.Rows) error {
		in, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
		for _, n := range in {
			d.Here[n] = true
		}
		return err
	})
	batch.Queue(sqlTasksOf, args).Query(func(rows pgx.Rows) (err error) {
		d.Tasks, err = pgx.CollectRows(rows, scanTask)
		return err
	})
	batch.Queue(sqlFollowUpsOf, args).Query(func(rows pgx.Rows) (err error) {
		d.FollowUps, err = pgx.CollectRows(rows, scanFollowUp)
		return err
	})
	batch.Queue(sqlDeskIncidents, args).Query(func(rows pgx.Rows) error {
		of, err := incidents(rows)
		for _, inc := range of {
			d.Of[inc.Number] = inc
		}
		return err
	})
	return d, wrap("read what concerns "+string(person), runAll(ctx, s.pool, batch))
}

// ExclusivelyHome is [Store.Exclusively] for somebody's home. Two people share a lock once in billions, and only wait.
func (s *Store) ExclusivelyHome(ctx context.Context, person incident.PersonID, do func(ctx context.Context) error) error {
	h := fnv.New32a()
	_, _ = h.Write([]byte(person))                                                                    // never fails
	return s.exclusively(ctx, homeLockFamily, int64(int32(h.Sum32())), "home of "+string(person), do) //nolint:gosec // any number will do
}
