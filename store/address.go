package store

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlForgetAddresses = `delete from person_address`

const sqlKeepAddresses = `
insert into person_address (address, person)
select * from unnest(@addresses::text[], @people::text[])`

// KeepAddresses keeps whom the e-mail addresses of the configuration belong to, in place of what was kept before.
func (s *Store) KeepAddresses(ctx context.Context, people map[string]incident.PersonID) error {
	addresses := slices.Sorted(maps.Keys(people))
	return wrap("keep addresses", s.inTx(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(sqlForgetAddresses)
		batch.Queue(sqlKeepAddresses, pgx.NamedArgs{
			"addresses": addresses,
			"people":    column(addresses, func(a string) string { return string(people[a]) }),
		})
		return runAll(ctx, tx, batch)
	}))
}

const sqlAddresses = `select address, person from person_address`

// Addresses returns whom the e-mail addresses of the configuration belong to.
func (s *Store) Addresses(ctx context.Context) (map[string]incident.PersonID, error) {
	people := map[string]incident.PersonID{}
	rows, err := s.pool.Query(ctx, sqlAddresses)
	if err != nil {
		return nil, wrap("read addresses", err)
	}
	var address string
	var person incident.PersonID
	_, err = pgx.ForEachRow(rows, []any{&address, &person}, func() error {
		people[address] = person
		return nil
	})
	return people, wrap("read addresses", err)
}

const sqlUnknownMembers = `
select team_member.person
  from team_member
  left join person on person.id = team_member.person
 where coalesce(person.name, '') = ''
 order by team_member.person`

// UnknownMembers returns those in teams whose names are not known.
func (s *Store) UnknownMembers(ctx context.Context) ([]incident.PersonID, error) {
	rows, _ := s.pool.Query(ctx, sqlUnknownMembers) // its error comes from CollectRows
	unknown, err := pgx.CollectRows(rows, pgx.RowTo[incident.PersonID])
	return unknown, wrap("read unknown members of teams", err)
}
