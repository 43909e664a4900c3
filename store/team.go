package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

const sqlKeepTeams = `
insert into team (name, position, engineering)
select name, position, engineering
  from unnest(@names::text[], @engineering::boolean[]) with ordinality as kept (name, engineering, position)
 order by name
on conflict on constraint team_pkey do update
   set position = excluded.position, engineering = excluded.engineering`

const sqlKeepMembers = `
insert into team_member (person, team, lead, on_call)
select *
  from unnest(@people::text[], @teams::text[], @leads::boolean[], @on_call::boolean[]) as kept (person, team, lead, on_call)
 order by person
on conflict on constraint team_member_pkey do update
   set team = excluded.team, lead = excluded.lead, on_call = excluded.on_call`

const sqlDropMembers = `delete from team_member where person <> all(@people::text[])`

const sqlDropTeams = `delete from team where name <> all(@names::text[])`

// KeepTeams keeps the teams, in the order given, and who belongs to them, in place of what was kept
// before. Each member belongs to one of the teams, and occurs once.
func (s *Store) KeepTeams(ctx context.Context, teams []load.Team, members []load.Membership) error {
	names := column(teams, func(t load.Team) string { return t.Name })
	people := column(members, func(m load.Membership) string { return string(m.Person) })
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(sqlKeepTeams, pgx.NamedArgs{
			"names": names, "engineering": column(teams, func(t load.Team) bool { return t.Engineering }),
		})
		batch.Queue(sqlKeepMembers, pgx.NamedArgs{
			"people":  people,
			"teams":   column(members, func(m load.Membership) string { return m.Team }),
			"leads":   column(members, func(m load.Membership) bool { return m.Lead }),
			"on_call": column(members, func(m load.Membership) bool { return m.OnCall }),
		})
		batch.Queue(sqlDropMembers, pgx.NamedArgs{"people": people})
		batch.Queue(sqlDropTeams, pgx.NamedArgs{"names": names})
		return runAll(ctx, tx, batch)
	})
	return wrap("keep teams", err)
}

const sqlTeams = `select name, engineering from team order by position, name`

// Teams returns the teams in the order of the configuration.
func (s *Store) Teams(ctx context.Context) ([]load.Team, error) {
	rows, _ := s.pool.Query(ctx, sqlTeams) // its error comes from CollectRows
	teams, err := pgx.CollectRows(rows, pgx.RowToStructByPos[load.Team])
	return teams, wrap("read teams", err)
}

const sqlMemberships = `
select person, team, lead, on_call
  from team_member
  join team on team.name = team_member.team
 order by position, team, person`

// Memberships returns who belongs to which team, team by team.
func (s *Store) Memberships(ctx context.Context) ([]load.Membership, error) {
	rows, _ := s.pool.Query(ctx, sqlMemberships) // its error comes from CollectRows
	members, err := pgx.CollectRows(rows, pgx.RowToStructByPos[load.Membership])
	return members, wrap("read members of teams", err)
}

const sqlPeopleByID = `select id, name, zone, bot, gone, coalesce(guest, false) from person where id = any(@ids) order by id`

// People returns what is known of these people, by their ids; who is not known at all is left out.
func (s *Store) People(ctx context.Context, ids []incident.PersonID) (map[incident.PersonID]incident.Person, error) {
	people := map[incident.PersonID]incident.Person{}
	rows, _ := s.pool.Query(ctx, sqlPeopleByID, pgx.NamedArgs{"ids": ids}) // its error comes from ForEachRow
	var p incident.Person
	_, err := pgx.ForEachRow(rows, []any{&p.ID, &p.Name, &p.Zone, &p.Bot, &p.Gone, &p.Guest}, func() error {
		people[p.ID] = p
		return nil
	})
	return people, wrap("read people", err)
}
