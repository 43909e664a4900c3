package incident

import "context"

// Tasks returns all tasks of an incident in the order they were given, or ErrNotFound.
func (s *Service) Tasks(ctx context.Context, n Number) ([]Task, error) { return s.store.Tasks(ctx, n) }

// TasksOf returns a person's open tasks, the ones due first at the front. Those of private incidents whose channel
// they are not in are left out.
func (s *Service) TasksOf(ctx context.Context, person PersonID) ([]Task, error) {
	return s.store.TasksOf(ctx, person)
}

// AddTask gives a task. It returns a *Refusal about what was typed, or when the incident is over.
func (s *Service) AddTask(ctx context.Context, act Act, n Number, words TaskWords) ([]Task, error) {
	return s.store.ChangeTasks(ctx, act, n, func(inc *Incident, _ []Task) (TaskChange, *Outcome, error) {
		t, out, err := addTask(act, inc, words)
		t.call(act, inc, out)
		return TaskChange{Tasks: []Task{t}}, out, err
	})
}

// EditTask changes the words of a task, its owner and when it is due, or drops it.
func (s *Service) EditTask(ctx context.Context, act Act, n Number, id int64, words TaskWords) ([]Task, error) {
	return s.changeTask(ctx, act, n, id, func(t *Task) (*Outcome, error) { return t.edit(act, words) })
}

// TakeTask makes a task the actor's; expected is whose they believed it was. It returns *OwnedError when somebody
// else was quicker.
func (s *Service) TakeTask(ctx context.Context, act Act, n Number, id int64, expected PersonID) ([]Task, error) {
	return s.changeTask(ctx, act, n, id, func(t *Task) (*Outcome, error) { return t.take(act, expected) })
}

// FinishTask says that a task is done.
func (s *Service) FinishTask(ctx context.Context, act Act, n Number, id int64) ([]Task, error) {
	return s.changeTask(ctx, act, n, id, func(t *Task) (*Outcome, error) { return t.finish(act) })
}

// ReopenTask says that a task is still to be done.
func (s *Service) ReopenTask(ctx context.Context, act Act, n Number, id int64) ([]Task, error) {
	return s.changeTask(ctx, act, n, id, func(t *Task) (*Outcome, error) { return t.reopen(act) })
}

// FollowUpTask makes a follow-up of an open task.
func (s *Service) FollowUpTask(ctx context.Context, act Act, n Number, id int64) ([]Task, error) {
	return s.followUpTasks(ctx, act, n, func(t Task) bool { return t.ID == id })
}

// FollowUpTasks makes follow-ups of all open tasks.
func (s *Service) FollowUpTasks(ctx context.Context, act Act, n Number) ([]Task, error) {
	return s.followUpTasks(ctx, act, n, func(Task) bool { return true })
}

func (s *Service) followUpTasks(ctx context.Context, act Act, n Number, wanted func(Task) bool) ([]Task, error) {
	return s.store.ChangeTasks(ctx, act, n, func(_ *Incident, all []Task) (TaskChange, *Outcome, error) {
		var change TaskChange
		out := &Outcome{}
		for _, t := range all {
			if t.State != TaskOpen || !wanted(t) {
				continue
			}
			f, entry := t.follow(act)
			change.Tasks, change.FollowUps = append(change.Tasks, t), append(change.FollowUps, f)
			out.Entries = append(out.Entries, entry)
		}
		if change.Tasks == nil {
			return change, nil, nil
		}
		return change, out, nil
	})
}

func (s *Service) changeTask(ctx context.Context, act Act, n Number, id int64, change func(*Task) (*Outcome, error)) ([]Task, error) {
	return s.store.ChangeTasks(ctx, act, n, func(inc *Incident, all []Task) (TaskChange, *Outcome, error) {
		for _, t := range all {
			if t.ID == id {
				was := t.Owner
				out, err := change(&t)
				if t.Owner != was {
					t.call(act, inc, out)
				}
				return TaskChange{Tasks: []Task{t}}, out, err
			}
		}
		return TaskChange{}, nil, &Refusal{Reason: "This task is not there any more.", Hint: "See all of them with /incident task."}
	})
}
