package incident

import (
	"context"
	"time"
)

// Correction is what a person found out later about when things happened. A zero instant, and an empty impact, leave
// what was known.
type Correction struct {
	ImpactStartedAt time.Time
	DetectedAt      time.Time
	DeclaredAt      time.Time
	MitigatedAt     time.Time
	ResolvedAt      time.Time
	Impact          string
	Reason          string
}

// What an entry of [KindCorrection] is about: its What, and the field of the form.
const (
	FieldImpactStarted Field = "impact_started"
	FieldDetected      Field = "detected"
	FieldDeclared      Field = "declared"
	FieldMitigated     Field = "mitigated"
	FieldResolved      Field = "resolved"
	FieldImpact        Field = "impact"
)

// Corrected is what a correction is about, in words.
func Corrected(what string) string {
	switch Field(what) {
	case FieldImpactStarted:
		return "start of the impact"
	case FieldDetected:
		return "detection"
	case FieldDeclared:
		return "declaration"
	case FieldMitigated:
		return "end of the impact"
	case FieldResolved:
		return "resolution"
	case FieldImpact:
		return "impact"
	default:
		return what
	}
}

// Correct changes when things happened, and the impact, of an incident in any state. Nobody is reminded of anything
// because of it. It returns a *Refusal, at the field it is about, when the instants cannot have followed each other.
func (s *Service) Correct(ctx context.Context, act Act, n Number, c Correction) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) { return inc.Correct(act, c) })
}

// Correct is [Service.Correct]'s decision.
func (inc *Incident) Correct(act Act, c Correction) (*Outcome, error) {
	reason, err := whyCorrected(c.Reason)
	if err != nil {
		return nil, err
	}
	impact, err := typedText(c.Impact, FieldImpact, "The impact")
	if err != nil {
		return nil, err
	}
	out := &Outcome{}
	tell := func(what Field, was, now string) {
		out.Entries = append(out.Entries, Entry{Kind: KindCorrection, At: act.At, By: act.By, What: string(what), Was: was, Now: now, Text: reason})
	}
	for _, one := range []struct {
		what Field
		at   *time.Time
		now  time.Time
	}{
		{FieldImpactStarted, &inc.ImpactStartedAt, c.ImpactStartedAt},
		{FieldDetected, &inc.DetectedAt, c.DetectedAt},
		{FieldDeclared, &inc.DeclaredAt, c.DeclaredAt},
		{FieldMitigated, &inc.MitigatedAt, c.MitigatedAt},
		{FieldResolved, &inc.ResolvedAt, c.ResolvedAt},
	} {
		switch {
		case one.now.IsZero() || sameMinute(one.now, *one.at): // people choose minutes
			continue
		case minute(one.now).After(act.At):
			return nil, &Refusal{Field: one.what, Reason: "That has not come yet.", Hint: "Choose a time that has passed."}
		case one.at.IsZero() && (one.what == FieldMitigated || one.what == FieldResolved):
			return nil, &Refusal{
				Field: one.what, Reason: "The incident is " + string(inc.Status) + ".",
				Hint: "Say first that it is " + map[Field]string{FieldMitigated: "monitoring", FieldResolved: "resolved"}[one.what] + ", and correct when that was afterwards.",
			}
		}
		tell(one.what, rfc3339(*one.at), rfc3339(one.now))
		*one.at = one.now.UTC()
	}
	if err := inc.inOrder(); err != nil {
		return nil, err
	}
	if impact != "" && impact != inc.ImpactText() {
		tell(FieldImpact, inc.ImpactText(), impact)
		inc.Impact = impact
	}
	if out.Entries == nil {
		return nil, nil
	}
	return out, nil
}

// inOrder returns a *Refusal when one instant comes before another that it must follow. Minutes are compared, because
// people choose those.
func (inc *Incident) inOrder() error {
	for _, rule := range []struct {
		field         Field
		first, second time.Time
		reason        string
	}{
		{FieldDetected, inc.ImpactStartedAt, inc.DetectedAt, "It cannot have been noticed before the impact started."},
		{FieldDeclared, inc.DetectedAt, inc.DeclaredAt, "It cannot have been declared before anybody noticed."},
		{FieldMitigated, inc.ImpactStartedAt, inc.MitigatedAt, "Users cannot have been well again before the impact started."},
		{FieldResolved, inc.ImpactStartedAt, inc.ResolvedAt, "It cannot have been resolved before the impact started."},
		{FieldResolved, inc.MitigatedAt, inc.ResolvedAt, "It cannot have been resolved before users were well again."},
		{FieldResolved, inc.ResolvedAt, inc.ClosedAt, "It cannot have been resolved after it was closed."},
	} {
		if !rule.first.IsZero() && !rule.second.IsZero() && minute(rule.second).Before(minute(rule.first)) {
			return &Refusal{Field: rule.field, Reason: rule.reason, Hint: "Correct one of the two."}
		}
	}
	return nil
}

func whyCorrected(typed string) (string, error) {
	reason, err := typedText(typed, FieldReason, "A reason")
	if err == nil && reason == "" {
		err = &Refusal{Field: FieldReason, Reason: "A correction needs a reason.", Hint: "Say how you know: “the graph shows errors from 02:12”."}
	}
	return reason, err
}

func minute(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }

func sameMinute(a, b time.Time) bool { return minute(a).Equal(minute(b)) }

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
