package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlLastSeen = `
select greatest(
    (select max(message.at)
       from message
      where channel = any(` + channelsOf + `) and author = @person),
    (select at from told where incident = @incident and person = @person))`

// LastSeen returns when a person last wrote in the incident's channel or was last brought up to date,
// whichever is later; zero for never.
func (s *Store) LastSeen(ctx context.Context, n incident.Number, person incident.PersonID) (time.Time, error) {
	var seen time.Time
	args := pgx.NamedArgs{"incident": n, "person": person}
	err := s.pool.QueryRow(ctx, sqlLastSeen, args).Scan(scanInstant(&seen))
	return seen, about("read when "+string(person)+" was last seen in", n, err)
}

const sqlKeepTold = `
insert into told (incident, person, at)
values (@incident, @person, @at)
on conflict on constraint told_pkey do update
   set at = greatest(told.at, excluded.at)`

// KeepTold notes that a person was brought up to date with what was there at that instant. It returns
// [incident.ErrNotFound] when there is no such incident.
func (s *Store) KeepTold(ctx context.Context, n incident.Number, person incident.PersonID, at time.Time) error {
	_, err := s.pool.Exec(ctx, sqlKeepTold, pgx.NamedArgs{"incident": n, "person": person, "at": at})
	return about("note that "+string(person)+" was told of", n, err)
}
