package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlHoldings = `
select role, person, from_at, until_at
  from role_holding
 where incident = @incident
 order by from_at, id`

const sqlReactions = `
select message, person, name
  from reaction
 where channel = any(` + channelsOf + `) and present
 order by at, message, person, name`

const sqlPresences = `select person, at, joined from presence where incident = @incident order by at, person, joined`

const sqlPeople = `
select id, name, zone, bot, gone, coalesce(guest, false)
  from person
 where id in (` + involved + `)`

// Record returns all that is stored of one incident, as it was at one instant, or
// [incident.ErrNotFound]. Reactions that were taken away are left out. It holds every message in
// memory; [Store.Outline] with [Store.EachMessage] does not.
func (s *Store) Record(ctx context.Context, n incident.Number) (incident.Record, error) {
	return s.record(ctx, n, true)
}

// Outline returns the record of an incident without its messages, or [incident.ErrNotFound].
func (s *Store) Outline(ctx context.Context, n incident.Number) (incident.Record, error) {
	return s.record(ctx, n, false)
}

func (s *Store) record(ctx context.Context, n incident.Number, messages bool) (incident.Record, error) {
	r := incident.Record{People: map[incident.PersonID]incident.Person{}}
	args := pgx.NamedArgs{"incident": n, "newest": 0}
	batch := &pgx.Batch{}
	batch.Queue(sqlIncident, args).QueryRow(func(row pgx.Row) (err error) {
		r.Incident, err = scanIncident(row)
		return err
	})
	batch.Queue(sqlHoldings, args).Query(func(rows pgx.Rows) (err error) {
		r.Holdings, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (h incident.Holding, err error) {
			err = row.Scan(&h.Role, &h.Person, scanInstant(&h.From), scanInstant(&h.Until))
			return h, err
		})
		return err
	})
	batch.Queue(sqlTimeline, args).Query(func(rows pgx.Rows) (err error) {
		r.Timeline, _, err = collectTimeline(rows)
		return err
	})
	if messages {
		batch.Queue(sqlMessages, args).Query(func(rows pgx.Rows) (err error) {
			r.Messages, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (m incident.Message, err error) {
				err = row.Scan(messageFields(&m)...)
				return m, err
			})
			return err
		})
	}
	batch.Queue(sqlReactions, args).Query(func(rows pgx.Rows) (err error) {
		r.Reactions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[incident.Reaction])
		return err
	})
	batch.Queue(sqlPresences, args).Query(func(rows pgx.Rows) (err error) {
		r.Presences, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p incident.Presence, err error) {
			err = row.Scan(&p.Person, scanInstant(&p.At), &p.Joined)
			return p, err
		})
		return err
	})
	batch.Queue(sqlPeople, args).Query(func(rows pgx.Rows) error {
		var p incident.Person
		_, err := pgx.ForEachRow(rows, []any{&p.ID, &p.Name, &p.Zone, &p.Bot, &p.Gone, &p.Guest}, func() error {
			r.People[p.ID] = p
			return nil
		})
		return err
	})
	batch.Queue(sqlWorkspace).Query(func(rows pgx.Rows) error {
		var w Workspace // the zero one if there is no row
		_, err := pgx.ForEachRow(rows, []any{&w.TeamID, &w.Home, &w.BotUser}, func() error { return nil })
		r.Home = w.Home
		return err
	})
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, s.pool, snapshot, func(tx pgx.Tx) error { return runAll(ctx, tx, batch) })
	return r, about("read record of", n, err)
}
