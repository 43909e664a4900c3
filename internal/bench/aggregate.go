package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// The time that each person gave, reckoned in one statement: what anybody would write who has the rows and a
// database. Responses that follow one another closely enough are one island, which ends some time after the last of
// them; coming to read is a short island of its own; islands that overlap count once. It knows nothing of kinds of
// hours, of incidents or of interruptions.
const sqlHours = `
with act as (
    select person, at, watching from activity where at >= @around_from and at < @around_until
), response as (
    select person, at,
           case when at - lag(at) over (partition by person order by at) < @reach::interval then 0 else 1 end as begins
      from act
     where not watching
), numbered as (
    select person, at, sum(begins) over (partition by person order by at rows unbounded preceding) as island
      from response
), island as (
    select person, min(at) as from_at, max(at) + @counts_for::interval as until_at from numbered group by person, numbered.island
    union all
    select person, at, at + @watching::interval from act where watching
), clipped as (
    select person, greatest(from_at, @from) as from_at, least(until_at, @until) as until_at
      from island
     where from_at < @until and until_at > @from
), ordered as (
    select person, from_at, until_at,
           max(until_at) over (partition by person order by from_at, until_at rows between unbounded preceding and 1 preceding) as covered
      from clipped
)
select person, sum(greatest(until_at - greatest(from_at, coalesce(covered, from_at)), interval '0'))
  from ordered
 group by person`

// hoursBySQL is the time that each person gave in a period.
func hoursBySQL(ctx context.Context, conn *pgx.Conn, p load.Period, s load.Settings) (map[incident.PersonID]time.Duration, error) {
	from, until := s.Around(p)
	rows, err := conn.Query(ctx, sqlHours, pgx.NamedArgs{
		"around_from": from, "around_until": until, "from": p.From, "until": p.Until,
		"reach": s.CountsFor + s.JoinsWithin, "counts_for": s.CountsFor, "watching": s.WatchingCountsFor,
	})
	if err != nil {
		return nil, fmt.Errorf("reckon the hours of %s: %w", p.Name, err)
	}
	hours := map[incident.PersonID]time.Duration{}
	var person incident.PersonID
	var took time.Duration
	_, err = pgx.ForEachRow(rows, []any{&person, &took}, func() error {
		if took > 0 {
			hours[person] = took
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reckon the hours of %s: %w", p.Name, err)
	}
	return hours, nil
}
