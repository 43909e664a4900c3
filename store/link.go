package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlLinks = `
select id, incident, address, title, by, at, removed_by, removed_at
  from link
 where incident = @incident
 order by id`

// queueReadLinks reads all links of an incident in the order they were added, the removed ones too.
func queueReadLinks(batch *pgx.Batch, n incident.Number, all *[]incident.Link) {
	batch.Queue(sqlLinks, pgx.NamedArgs{"incident": n}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (l incident.Link, err error) {
			err = row.Scan(&l.ID, &l.Number, &l.Address, &l.Title, &l.By, scanInstant(&l.At), &l.RemovedBy, scanInstant(&l.RemovedAt))
			return l, err
		})
		return err
	})
}

// Links returns all links of an incident in the order they were added, the removed ones too, or [incident.ErrNotFound].
func (s *Store) Links(ctx context.Context, n incident.Number) ([]incident.Link, error) {
	return listOf(ctx, s, "links", n, queueReadLinks)
}

const sqlAddLink = `
insert into link (incident, address, title, by, at, removed_by, removed_at)
values (@incident, @address, @title, @by, @at, @removed_by, @removed_at)`

const sqlKeepLink = `
update link
   set title = @title, removed_by = @removed_by, removed_at = @removed_at
 where id = @id and incident = @incident`

// ChangeLinks locks the incident, lets decide add or change one of its links (a new one has no ID), and keeps that together
// with the outcome and a sync; see [Store.decided]. It returns all as they stand afterwards, the removed ones too, or
// [incident.ErrNotFound]; decide's errors come back as they are.
func (s *Store) ChangeLinks(ctx context.Context, act incident.Act, n incident.Number, decide func(all []incident.Link) (*incident.Link, *incident.Outcome, error)) ([]incident.Link, error) {
	var before, after []incident.Link
	kept, err := s.decided(ctx, "change links of", act, n,
		func(reads *pgx.Batch) { queueReadLinks(reads, n, &before) },
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			l, out, err := decide(slices.Clone(before))
			if err != nil || out == nil {
				return nil, err
			}
			args := pgx.NamedArgs{
				"incident": n, "title": clean(l.Title), "removed_by": l.RemovedBy, "removed_at": instant(l.RemovedAt),
			}
			if l.ID == 0 {
				args["address"], args["by"], args["at"] = clean(l.Address), l.By, instant(l.At)
				writes.Queue(sqlAddLink, args)
			} else {
				args["id"] = l.ID
				writes.Queue(sqlKeepLink, args)
			}
			queueReadLinks(writes, n, &after)
			return out, nil
		})
	return asTheyStand(before, after, kept, err)
}
