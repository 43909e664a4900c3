package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/incident"
)

// In order of their ids, so that two batches with the same deliveries cannot wait for each other. Which of a
// batch is handled first does not matter.
const sqlKeepDeliveries = `
insert into inbox (delivery, body)
select delivery, body
  from unnest(@deliveries::text[], @bodies::bytea[]) as kept (delivery, body)
 order by delivery
on conflict on constraint inbox_delivery_key do nothing`

// KeepDeliveries keeps what was delivered, in one statement. Once it returns without an error they may
// be acknowledged. Those that are known are kept once.
func (s *Store) KeepDeliveries(ctx context.Context, deliveries []incident.Delivery) error {
	if len(deliveries) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, sqlKeepDeliveries, pgx.NamedArgs{
		"deliveries": column(deliveries, func(d incident.Delivery) string { return clean(d.ID) }),
		"bodies":     column(deliveries, func(d incident.Delivery) []byte { return append([]byte{}, d.Body...) }), // never null
	})
	return wrap(fmt.Sprintf("keep %d deliveries", len(deliveries)), err)
}

// The oldest are found first and read afterwards: in one step the planner may sort all that waits, with
// its bodies, which after an outage is more than fits in memory.
const sqlClaim = `
with oldest as materialized (
    select id
      from inbox
     where handled_at is null and parked_at is null
     order by id
     limit @max
       for update skip locked
)
select id, delivery, body
  from inbox
  join oldest using (id)
 order by id`

const sqlHandled = `update inbox set handled_at = now(), body = '' where id = any(@ids)`

const sqlPark = `
update inbox
   set parked_at = now(), problem = parked.problem
  from unnest(@ids::bigint[], @problems::text[]) as parked (id, problem)
 where inbox.id = parked.id`

// claimed is a row of the inbox that this transaction handles.
type claimed struct {
	row int64
	incident.Delivery
}

// HandleDeliveries takes the oldest deliveries that nobody else is handling, at most max, has handle
// say what they mean, and keeps that, all in one transaction; it returns how many it took. Deliveries
// for which handle returns an error, by their id, are parked with it. Should the database refuse what
// handle made of them, they are handled one by one and those to blame are parked.
//
// handle may be asked again about the same deliveries, and must do nothing but answer. It is not asked
// when there are none.
func (s *Store) HandleDeliveries(ctx context.Context, max int, handle func([]incident.Delivery) (incident.Heard, map[string]error)) (int, error) {
	n, err := s.handleDeliveries(ctx, max, func(tx pgx.Tx, batch []claimed) (map[int64]error, error) {
		return s.handleTx(ctx, tx, batch, handle)
	})
	if badData(err) {
		n, err = s.handleDeliveries(ctx, max, func(tx pgx.Tx, batch []claimed) (map[int64]error, error) {
			return s.handleEachTx(ctx, tx, batch, handle)
		})
	}
	return n, wrap("handle deliveries", err)
}

func (s *Store) handleDeliveries(ctx context.Context, max int, handle func(pgx.Tx, []claimed) (map[int64]error, error)) (n int, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sqlClaim, pgx.NamedArgs{"max": max})
		if err != nil {
			return err
		}
		batch, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c claimed, err error) {
			err = row.Scan(&c.row, &c.ID, &c.Body)
			return c, err
		})
		n = len(batch)
		if err != nil || n == 0 {
			return err
		}
		problems, err := handle(tx, batch)
		if err != nil {
			return err
		}
		return markTx(ctx, tx, batch, problems)
	})
	if err != nil {
		n = 0
	}
	return n, err
}

// handleTx handles a batch as one.
func (s *Store) handleTx(ctx context.Context, tx pgx.Tx, batch []claimed, handle func([]incident.Delivery) (incident.Heard, map[string]error)) (map[int64]error, error) {
	heard, failed := handle(column(batch, func(c claimed) incident.Delivery { return c.Delivery }))
	problems := map[int64]error{}
	for _, c := range batch {
		if err, ok := failed[c.ID]; ok {
			problems[c.row] = err
		}
	}
	return problems, s.hearTx(ctx, tx, heard)
}

// handleEachTx handles the deliveries one after another, each with a savepoint to go back to.
func (s *Store) handleEachTx(ctx context.Context, tx pgx.Tx, batch []claimed, handle func([]incident.Delivery) (incident.Heard, map[string]error)) (map[int64]error, error) {
	problems := map[int64]error{}
	for _, c := range batch {
		err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
			heard, failed := handle([]incident.Delivery{c.Delivery})
			if err, ok := failed[c.ID]; ok {
				problems[c.row] = err
			}
			return s.hearTx(ctx, tx, heard)
		})
		switch {
		case badData(err):
			problems[c.row] = err
		case err != nil:
			return nil, err
		}
	}
	return problems, nil
}

func markTx(ctx context.Context, tx pgx.Tx, batch []claimed, problems map[int64]error) error {
	var handled, parked []int64
	var reasons []string
	for _, c := range batch {
		if problem, ok := problems[c.row]; ok {
			parked, reasons = append(parked, c.row), append(reasons, clean(fmt.Sprint(problem)))
		} else {
			handled = append(handled, c.row)
		}
	}
	marks := &pgx.Batch{}
	marks.Queue(sqlHandled, pgx.NamedArgs{"ids": handled})
	if len(parked) > 0 {
		marks.Queue(sqlPark, pgx.NamedArgs{"ids": parked, "problems": reasons})
	}
	return runAll(ctx, tx, marks)
}

// badData reports whether Postgres refused what it was given, so that giving it again is useless:
// classes 22 (data exception), 23 (integrity) and 54 (limit exceeded).
func badData(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) &&
		(strings.HasPrefix(pg.Code, "22") || strings.HasPrefix(pg.Code, "23") || strings.HasPrefix(pg.Code, "54"))
}

// ParkedDelivery is a delivery that could not be handled.
type ParkedDelivery struct {
	incident.Delivery
	ReceivedAt time.Time
	ParkedAt   time.Time
	Problem    string
}

const sqlParked = `
select delivery, body, received_at, parked_at, problem
  from inbox
 where parked_at is not null
 order by id`

// Parked returns the deliveries that could not be handled, oldest first.
func (s *Store) Parked(ctx context.Context) ([]ParkedDelivery, error) {
	rows, err := s.pool.Query(ctx, sqlParked)
	if err != nil {
		return nil, wrap("read parked deliveries", err)
	}
	parked, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p ParkedDelivery, err error) {
		err = row.Scan(&p.ID, &p.Body, scanInstant(&p.ReceivedAt), scanInstant(&p.ParkedAt), &p.Problem)
		return p, err
	})
	return parked, wrap("read parked deliveries", err)
}

const sqlUnpark = `
update inbox
   set parked_at = null, problem = ''
 where parked_at is not null and delivery = any(@deliveries)`

// Unpark lets deliveries be handled again and returns how many of these ids were parked.
func (s *Store) Unpark(ctx context.Context, ids ...string) (int64, error) {
	tag, err := s.pool.Exec(ctx, sqlUnpark, pgx.NamedArgs{"deliveries": ids})
	return tag.RowsAffected(), wrap("unpark deliveries", err)
}

const sqlSweepDeliveries = `delete from inbox where handled_at < @before`

// SweepDeliveries forgets deliveries handled before that instant. Repetitions of them would be handled
// again, so let it be a day ago at least.
func (s *Store) SweepDeliveries(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, sqlSweepDeliveries, pgx.NamedArgs{"before": before})
	return wrap("sweep deliveries", err)
}
