package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlKeepPeople = `
with kept as (
    insert into person (id, name, zone, bot, gone, guest)
    select * from unnest(@ids::text[], @names::text[], @zones::text[], @bots::boolean[], @gone::boolean[], @guests::boolean[])
    on conflict on constraint person_pkey do update
       set name = excluded.name, zone = excluded.zone, bot = excluded.bot, gone = excluded.gone, guest = excluded.guest
    returning id, zone
)` + keepZones

// KeepPeople keeps what is known of people, in place of what was known before; only where they lived
// before stays known as well.
func (s *Store) KeepPeople(ctx context.Context, people []incident.Person) error {
	if len(people) == 0 {
		return nil
	}
	var guests []incident.PersonID
	for _, p := range people {
		if p.Guest {
			guests = append(guests, p.ID)
		}
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlKeepPeople, peopleArgs(people)); err != nil {
			return err
		}
		warned, err := warnOfGuestsTx(ctx, tx, guests) // they may have come before it was known who they are
		if err != nil || len(warned) == 0 {
			return err
		}
		return s.enqueueTx(ctx, tx, each(incident.WorkSync, warned))
	})
	return wrap(fmt.Sprintf("keep %d people", len(people)), err)
}

// Most of a workspace never takes part in an incident: a profile that nobody asked for is dropped.
const sqlKeepProfiles = `
with kept as (
    update person
       set name = heard.name, zone = heard.zone, bot = heard.bot, gone = heard.gone, guest = heard.guest
      from unnest(@ids::text[], @names::text[], @zones::text[], @bots::boolean[], @gone::boolean[], @guests::boolean[])
           as heard (id, name, zone, bot, gone, guest)
     where person.id = heard.id
    returning person.id, person.zone
)` + keepZones

func queueProfiles(batch *pgx.Batch, people []incident.Person) {
	if len(people) > 0 {
		batch.Queue(sqlKeepProfiles, peopleArgs(people))
	}
}

// peopleArgs names each person once, by the last word on them, in the order of their ids.
func peopleArgs(people []incident.Person) pgx.NamedArgs {
	last := map[incident.PersonID]incident.Person{}
	for _, p := range people {
		last[p.ID] = p
	}
	once := make([]incident.Person, 0, len(last))
	for _, p := range last {
		once = append(once, p)
	}
	slices.SortFunc(once, func(a, b incident.Person) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return pgx.NamedArgs{
		"ids":    column(once, func(p incident.Person) string { return string(p.ID) }),
		"names":  column(once, func(p incident.Person) string { return clean(p.Name) }),
		"zones":  column(once, func(p incident.Person) string { return clean(p.Zone) }),
		"bots":   column(once, func(p incident.Person) bool { return p.Bot }),
		"gone":   column(once, func(p incident.Person) bool { return p.Gone }),
		"guests": column(once, func(p incident.Person) bool { return p.Guest }),
	}
}

// involved lists the ids of everyone who took part in the incident in any way.
const involved = `
    select declared_by as id from incident where number = @incident
    union select person from role_holding where incident = @incident
    union select unnest(array[by, person, previous]) from timeline_entry where incident = @incident
    union select author from message where channel = any(` + channelsOf + `)
    union select person from reaction where channel = any(` + channelsOf + `)
    union select person from presence where incident = @incident
    union select timeline_edit.by from timeline_edit join timeline_entry on timeline_entry.id = entry where incident = @incident`

const sqlUnknownPeople = `
select involved.id
  from (` + involved + `) as involved
  left join person on person.id = involved.id
 where involved.id <> '' and (coalesce(person.name, '') = '' or person.guest is null)
 order by involved.id`

// UnknownPeople returns who took part in the incident without our knowing their name.
func (s *Store) UnknownPeople(ctx context.Context, n incident.Number) ([]incident.PersonID, error) {
	rows, err := s.pool.Query(ctx, sqlUnknownPeople, pgx.NamedArgs{"incident": n})
	if err != nil {
		return nil, about("read unknown people of", n, err)
	}
	unknown, err := pgx.CollectRows(rows, pgx.RowTo[incident.PersonID])
	return unknown, about("read unknown people of", n, err)
}

const sqlIsGuest = `select guest from person where id = @person and guest is not null`

// IsGuest reports whether somebody is a guest; known is false when that was not learned yet.
func (s *Store) IsGuest(ctx context.Context, person incident.PersonID) (guest, known bool, err error) {
	err = s.pool.QueryRow(ctx, sqlIsGuest, pgx.NamedArgs{"person": person}).Scan(&guest)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, false, nil
	}
	return guest, err == nil, wrap("read whether "+string(person)+" is a guest", err)
}

const sqlPresent = `
select coalesce((select joined from presence where incident = @incident and person = @person order by at desc, joined limit 1), false)`

// Present reports whether somebody is in an incident's channel, as far as was heard.
func (s *Store) Present(ctx context.Context, n incident.Number, person incident.PersonID) (bool, error) {
	var in bool
	err := s.pool.QueryRow(ctx, sqlPresent, pgx.NamedArgs{"incident": n, "person": person}).Scan(&in)
	return in, about("read whether "+string(person)+" is in", n, err)
}

// Workspace is the chat workspace that this installation serves.
type Workspace struct {
	TeamID  string
	Home    string // web address; links to messages start with it
	BotUser incident.PersonID
}

const sqlWorkspace = `select team_id, home, bot_user from workspace`

// Workspace returns what was last kept, and the zero Workspace before anything was.
func (s *Store) Workspace(ctx context.Context) (Workspace, error) {
	rows, err := s.pool.Query(ctx, sqlWorkspace)
	if err != nil {
		return Workspace{}, fmt.Errorf("read workspace: %w", err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Workspace])
	if err != nil || len(kept) == 0 {
		return Workspace{}, wrap("read workspace", err)
	}
	return kept[0], nil
}

const sqlKeepWorkspace = `
insert into workspace (team_id, home, bot_user)
values (@team, @home, @bot)
on conflict on constraint workspace_pkey do update
   set team_id = excluded.team_id, home = excluded.home, bot_user = excluded.bot_user`

// KeepWorkspace keeps which workspace this is.
func (s *Store) KeepWorkspace(ctx context.Context, w Workspace) error {
	_, err := s.pool.Exec(ctx, sqlKeepWorkspace, pgx.NamedArgs{"team": w.TeamID, "home": w.Home, "bot": w.BotUser})
	return wrap("keep workspace", err)
}
