package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// Who is asked again is brought in again: they may have left.
const sqlInvite = `
insert into invited (incident, who, name, is_group, by, at)
select ` + numberOrDeclaring + `, asked.*, @by, @at
  from unnest(@who::text[], @names::text[], @groups::boolean[]) as asked
on conflict on constraint invited_once do update
   set name = excluded.name, by = excluded.by, at = excluded.at, state = 'asked', problem = ''`

func queueInvited(batch *pgx.Batch, n incident.Number, act incident.Act, who []incident.Invitee) {
	if len(who) == 0 {
		return
	}
	batch.Queue(sqlInvite, pgx.NamedArgs{
		"incident": n, "by": act.By, "at": act.At,
		"who":    column(who, func(i incident.Invitee) string { return clean(i.ID()) }),
		"names":  column(who, func(i incident.Invitee) string { return clean(i.Name) }),
		"groups": column(who, func(i incident.Invitee) bool { return i.Group != "" }),
	})
}

const sqlInvited = `
select id, who, name, is_group, by, state, problem
  from invited
 where incident = @incident and state in ('asked', 'failed')
 order by id`

func queueReadInvited(batch *pgx.Batch, n incident.Number, invited *[]incident.Invited) {
	batch.Queue(sqlInvited, pgx.NamedArgs{"incident": n}).Query(func(rows pgx.Rows) (err error) {
		*invited, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (i incident.Invited, err error) {
			var who string
			var group bool
			err = row.Scan(&i.ID, &who, &i.Name, &group, &i.By, &i.State, &i.Problem)
			if group {
				i.Group = who
			} else {
				i.Person = incident.PersonID(who)
			}
			return i, err
		})
		return err
	})
}

const sqlKeepInvited = `
update invited
   set state = kept.state, problem = kept.problem
  from unnest(@ids::bigint[], @states::text[], @problems::text[]) as kept (id, state, problem)
 where invited.id = kept.id and invited.incident = @incident`

// KeepInvited notes what became of invitations, each by its ID.
func (s *Store) KeepInvited(ctx context.Context, n incident.Number, invited []incident.Invited) error {
	if len(invited) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, sqlKeepInvited, pgx.NamedArgs{
		"incident": n,
		"ids":      column(invited, func(i incident.Invited) int64 { return i.ID }),
		"states":   column(invited, func(i incident.Invited) string { return string(i.State) }),
		"problems": column(invited, func(i incident.Invited) string { return i.Problem }),
	})
	return about("keep who was invited to", n, err)
}
