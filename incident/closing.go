package incident

import (
	"context"
	"fmt"
)

// Missing is what a record lacks when its incident is about to be closed. Nobody is kept from closing by it.
type Missing struct {
	Impact  bool // nobody has said what users saw
	Cause   bool // nobody has named the kind of cause; never where none are configured
	Unowned int  // follow-ups that nobody takes care of
	Tasks   int  // tasks that are not done
}

// Nothing reports whether the record is complete.
func (m Missing) Nothing() bool { return m == Missing{} }

// Lines say what is missing, each in a few words.
func (m Missing) Lines() []string {
	var lines []string
	if m.Impact {
		lines = append(lines, "Nobody has said what users saw.")
	}
	if m.Cause {
		lines = append(lines, "Nobody has named the kind of cause.")
	}
	switch {
	case m.Unowned == 1:
		lines = append(lines, "One follow-up has no owner.")
	case m.Unowned > 1:
		lines = append(lines, fmt.Sprintf("%d follow-ups have no owner.", m.Unowned))
	}
	switch {
	case m.Tasks == 1:
		lines = append(lines, "One task is not done.")
	case m.Tasks > 1:
		lines = append(lines, fmt.Sprintf("%d tasks are not done.", m.Tasks))
	}
	return lines
}

// Missing says what the record of an incident lacks.
func (s *Service) Missing(ctx context.Context, inc Incident) (Missing, error) {
	m := Missing{Impact: inc.ImpactText() == "", Cause: inc.Cause == "" && len(s.rules.Causes) > 0}
	all, err := s.store.FollowUps(ctx, inc.Number)
	for _, f := range all {
		if f.State == FollowUpOpen && f.Owner == "" {
			m.Unowned++
		}
	}
	if err != nil {
		return m, err
	}
	tasks, err := s.store.Tasks(ctx, inc.Number)
	for _, t := range tasks {
		if t.State == TaskOpen {
			m.Tasks++
		}
	}
	return m, err
}

// Ending is what somebody says who closes an incident. What is empty stays as it is.
type Ending struct {
	Reason string
	Impact string
	Cause  string
}

// CloseWith ends the incident, and fills in what was missing, all at once. It returns what Close and NameCause return.
func (s *Service) CloseWith(ctx context.Context, act Act, n Number, e Ending) (Incident, error) {
	var cause CauseName
	if e.Cause != "" {
		var err error
		if cause, err = s.rules.Cause(e.Cause); err != nil {
			return Incident{}, err
		}
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.closeWith(act, e, cause, s.rules)
	})
}

// closeWith tells what was filled in before it tells of the end.
func (inc *Incident) closeWith(act Act, e Ending, cause CauseName, rules Rules) (*Outcome, error) {
	if err := inc.CheckOpen(); err != nil {
		return nil, err
	}
	impact, err := typedText(e.Impact, FieldUsersSee, "What users saw")
	if err != nil {
		return nil, err
	}
	all := &Outcome{}
	if impact != "" && impact != inc.Impact {
		all.Entries = append(all.Entries, Entry{Kind: KindCorrection, At: act.At, By: act.By, What: string(FieldImpact), Was: inc.Impact, Now: impact})
		inc.Impact = impact
	}
	if cause != "" {
		named, err := inc.NameCause(act, cause, "")
		if err != nil {
			return nil, err
		}
		if named != nil {
			all.Entries = append(all.Entries, named.Entries...)
		}
	}
	closed, err := inc.ChangeStatus(act, Closed, e.Reason, rules)
	if err != nil || closed == nil {
		return nil, err
	}
	all.Entries = append(all.Entries, closed.Entries...)
	all.Work = append(all.Work, closed.Work...)
	return all, nil
}
