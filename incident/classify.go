package incident

import (
	"cmp"
	"context"
	"strings"
)

// None takes a service or a cause back, where it is not the name of one.
const None = "none"

// Service finds a service by name, in any case. It returns *UnknownError, or a *Refusal when none is configured.
func (r Rules) Service(name string) (ServiceName, error) {
	word, err := named(r.Services, "service", FieldService, name)
	return ServiceName(word), err
}

// Cause finds a kind of cause by name, in any case. It returns *UnknownError, or a *Refusal when none is
// configured.
func (r Rules) Cause(name string) (CauseName, error) {
	word, err := named(r.Causes, "cause", FieldCause, name)
	return CauseName(word), err
}

func named(all []Named, what string, field Field, name string) (string, error) {
	if len(all) == 0 {
		return "", &Refusal{
			Field:  field,
			Reason: "No " + what + "s are set up here.",
			Hint:   "Whoever runs Tocsin can list them in its configuration, as incidents." + what + "s.",
		}
	}
	known, err := find(all, what, name, func(n Named) string { return n.Name })
	if err != nil && strings.EqualFold(strings.TrimSpace(name), None) {
		return "", nil
	}
	return known.Name, err
}

// NameService says what is broken; the empty name takes it back. It may be said of a closed incident too:
// reports count by it, and it is often known later.
func (inc *Incident) NameService(act Act, service ServiceName, reason string) (*Outcome, error) {
	reason, err := typedText(reason, FieldReason, "A reason")
	if err != nil || inc.Service == service {
		return nil, err
	}
	was := inc.Service
	inc.Service = service
	return one(Entry{Kind: KindService, At: act.At, By: act.By, Was: string(was), Now: string(service), Text: reason}), nil
}

// NameCause says what kind of cause it had; the empty name takes it back. It may be said of a closed incident
// too: that is when most are known.
func (inc *Incident) NameCause(act Act, cause CauseName, reason string) (*Outcome, error) {
	reason, err := typedText(reason, FieldReason, "A reason")
	if err != nil || inc.Cause == cause {
		return nil, err
	}
	was := inc.Cause
	inc.Cause = cause
	return one(Entry{Kind: KindCause, At: act.At, By: act.By, Was: string(was), Now: string(cause), Text: reason}), nil
}

// NameService says what is broken, and why that is so. It returns *UnknownError for a service that does not
// exist.
func (s *Service) NameService(ctx context.Context, act Act, n Number, service, reason string) (Incident, error) {
	known, err := s.rules.Service(service)
	if err != nil {
		return Incident{}, err
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.NameService(act, known, reason)
	})
}

// NameCause says what kind of cause it had. It returns *UnknownError for one that does not exist.
func (s *Service) NameCause(ctx context.Context, act Act, n Number, cause, reason string) (Incident, error) {
	known, err := s.rules.Cause(cause)
	if err != nil {
		return Incident{}, err
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.NameCause(act, known, reason)
	})
}

// Standing is where an incident stands, and what is known of it there.
type Standing struct {
	Status  Status
	Reason  string
	Service string // empty leaves it as it is
	Cause   string // empty leaves it as it is
}

// Stand says where the incident stands and, where that is given, what is broken and the kind of cause, all at
// once. It returns what ChangeStatus, NameService and NameCause return.
func (s *Service) Stand(ctx context.Context, act Act, n Number, where Standing) (Incident, error) {
	var service ServiceName
	var cause CauseName
	var err error
	if where.Service != "" {
		if service, err = s.rules.Service(where.Service); err != nil {
			return Incident{}, err
		}
	}
	if where.Cause != "" {
		if cause, err = s.rules.Cause(where.Cause); err != nil {
			return Incident{}, err
		}
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.stand(act, where, cmp.Or(service, inc.Service), cmp.Or(cause, inc.Cause), s.rules)
	})
}

// stand gives the reason to whatever changed first: a person who gives one says it once.
func (inc *Incident) stand(act Act, where Standing, service ServiceName, cause CauseName, rules Rules) (*Outcome, error) {
	var all *Outcome
	for _, change := range []func(reason string) (*Outcome, error){
		func(reason string) (*Outcome, error) { return inc.ChangeStatus(act, where.Status, reason, rules) },
		func(reason string) (*Outcome, error) { return inc.NameService(act, service, reason) },
		func(reason string) (*Outcome, error) { return inc.NameCause(act, cause, reason) },
	} {
		reason := where.Reason
		if all != nil {
			reason = ""
		}
		out, err := change(reason)
		switch {
		case err != nil:
			return nil, err
		case all == nil:
			all = out
		case out != nil:
			all.Entries = append(all.Entries, out.Entries...)
			all.Work = append(all.Work, out.Work...)
		}
	}
	return all, nil
}
