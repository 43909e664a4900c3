package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// selectTask reads what [scanTask] scans.
const selectTask = `
select task.id, task.incident, task.title, owner, due_at, state, followed_up, task.message,
       coalesce((select thread from message where message.id = task.message and message.channel in (select channel from incident_channel as inhabited where inhabited.incident = task.incident)), ''),
       by, at, done_by, done_at
  from task
  join incident on incident.number = task.incident`

func scanTask(row pgx.CollectableRow) (t incident.Task, err error) {
	err = row.Scan(&t.ID, &t.Number, &t.Title, &t.Owner, scanInstant(&t.DueAt), &t.State, &t.FollowedUp, &t.Message, &t.Thread,
		&t.By, scanInstant(&t.At), &t.DoneBy, scanInstant(&t.DoneAt))
	return t, err
}

const sqlTasks = selectTask + ` where task.incident = @incident order by task.id`

// queueReadTasks reads all tasks of an incident in the order they were given.
func queueReadTasks(batch *pgx.Batch, n incident.Number, all *[]incident.Task) {
	batch.Queue(sqlTasks, pgx.NamedArgs{"incident": n}).Query(func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, scanTask)
		return err
	})
}

// Tasks returns all tasks of an incident in the order they were given, or [incident.ErrNotFound].
func (s *Store) Tasks(ctx context.Context, n incident.Number) ([]incident.Task, error) {
	return listOf(ctx, s, "tasks", n, queueReadTasks)
}

// Whoever is told about themselves elsewhere learns of a private incident only while they are in it.
const sqlTasksOf = selectTask + `
 where task.owner = @person and task.state = 'open' and (not incident.private or ` + isIn + `)
 order by due_at nulls last, task.id`

// TasksOf returns a person's open tasks, the ones due first at the front. Those of private incidents that they are not
// in are left out.
func (s *Store) TasksOf(ctx context.Context, person incident.PersonID) ([]incident.Task, error) {
	rows, err := s.pool.Query(ctx, sqlTasksOf, pgx.NamedArgs{"person": person})
	if err != nil {
		return nil, wrap("read tasks of "+string(person), err)
	}
	tasks, err := pgx.CollectRows(rows, scanTask)
	return tasks, wrap("read tasks of "+string(person), err)
}

// ChangeTasks locks the incident, lets decide change its tasks, and keeps those it returns (new ones have no ID), and
// the follow-ups that tasks became, together with the outcome and a sync; see [Store.decided]. It returns all tasks as
// they stand afterwards, or [incident.ErrNotFound]; decide's errors come back as they are.
func (s *Store) ChangeTasks(ctx context.Context, act incident.Act, n incident.Number, decide func(inc *incident.Incident, all []incident.Task) (incident.TaskChange, *incident.Outcome, error)) ([]incident.Task, error) {
	var inc incident.Incident
	var before, after []incident.Task
	kept, err := s.decided(ctx, "change tasks of", act, n,
		func(reads *pgx.Batch) {
			reads.Queue(sqlIncident, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
				inc, err = scanIncident(row)
				return err
			})
			queueReadTasks(reads, n, &before)
		},
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			change, out, err := decide(&inc, slices.Clone(before))
			if err != nil || out == nil {
				return nil, err
			}
			queueTasks(writes, n, change.Tasks)
			queueFollowUps(writes, n, change.FollowUps)
			queueReadTasks(writes, n, &after)
			queueRemindedOf(writes, change.FollowUps, out)
			return out, nil
		})
	return asTheyStand(before, after, kept, err)
}

const sqlAddTask = `
insert into task (incident, title, owner, due_at, state, followed_up, message, by, at, done_by, done_at)
values (@incident, @title, @owner, @due_at, @state, @followed_up, @message, @by, @at, @done_by, @done_at)`

const sqlKeepTask = `
update task
   set title = @title, owner = @owner, due_at = @due_at, state = @state, followed_up = @followed_up,
       done_by = @done_by, done_at = @done_at
 where id = @id and incident = @incident`

func queueTasks(batch *pgx.Batch, n incident.Number, all []incident.Task) {
	for _, t := range all {
		args := pgx.NamedArgs{
			"incident": n, "title": clean(t.Title), "owner": t.Owner, "due_at": instant(t.DueAt), "state": t.State,
			"followed_up": t.FollowedUp, "done_by": t.DoneBy, "done_at": instant(t.DoneAt),
		}
		if t.ID == 0 {
			args["message"], args["by"], args["at"] = t.Message, t.By, instant(t.At)
			batch.Queue(sqlAddTask, args)
			continue
		}
		args["id"] = t.ID
		batch.Queue(sqlKeepTask, args)
	}
}
