package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

const sqlKeepFigures = `
insert into person (id, figures)
values (@person, @figures)
on conflict on constraint person_pkey do update
   set figures = excluded.figures`

// KeepFigures notes whether a person wants their own figures every week. Somebody not heard of before is kept
// without a name, which is then learned.
func (s *Store) KeepFigures(ctx context.Context, person incident.PersonID, wanted bool) error {
	_, err := s.pool.Exec(ctx, sqlKeepFigures, pgx.NamedArgs{"person": person, "figures": wanted})
	return wrap("keep whether "+string(person)+" wants their figures", err)
}

const sqlWantsFigures = `select exists (select from person where id = @person and figures)`

// WantsFigures reports whether a person wants their own figures every week.
func (s *Store) WantsFigures(ctx context.Context, person incident.PersonID) (wants bool, err error) {
	err = s.pool.QueryRow(ctx, sqlWantsFigures, pgx.NamedArgs{"person": person}).Scan(&wants)
	return wants, wrap("read whether "+string(person)+" wants their figures", err)
}

// Subscriber is somebody who wants their own figures every week.
type Subscriber struct {
	Person     incident.PersonID
	Zone, Team string // empty when not known
}

const sqlSubscribers = `
select id, zone, coalesce(team, '')
  from person
  left join team_member on team_member.person = id
 where figures and not gone and not bot
   and not exists (select from notice
                    where kind = 'figures' and notice.person = person.id and notice.person <> '' and at >= @until
                      and starts_with(key, 'figures/' || @period || '/'))
 order by id`

// Subscribers returns who wants their own figures every week, is still there, and was not told those of that
// period since it ended, on whatever occasion.
func (s *Store) Subscribers(ctx context.Context, p load.Period) ([]Subscriber, error) {
	rows, _ := s.pool.Query(ctx, sqlSubscribers, pgx.NamedArgs{"period": p.Name, "until": p.Until}) // its error comes from CollectRows
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Subscriber])
	return all, wrap("read who wants their figures", err)
}
