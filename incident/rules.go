package incident

import (
	"slices"
	"strings"
	"time"
)

// SeverityName names a severity as people say it, such as "SEV1".
type SeverityName string

// TypeName names a kind of incident, such as "security".
type TypeName string

// ServiceName names something we run, such as "checkout".
type ServiceName string

// CauseName names a kind of cause, such as "deploy".
type CauseName string

// RoleName names a role, such as "commander".
type RoleName string

// Commander is the role every installation has: the person who coordinates.
const Commander RoleName = "commander"

// Severity says how bad it is, and how often people outside are told.
type Severity struct {
	Name        SeverityName
	Meaning     string        // one line a newcomer understands
	UpdateEvery time.Duration // how often a status update is due; zero for never
}

// Type is a kind of incident.
type Type struct {
	Name    TypeName
	Meaning string
	Private bool // opened in a private channel, announced nowhere
}

// Role is something people take on in an incident.
type Role struct {
	Name    RoleName
	Title   string // as shown, such as "Incident commander"
	Meaning string
	Several bool // whether several people may have it at a time; never of the commander
}

// Named is a word of the configuration that incidents are sorted by: a service or a kind of cause.
type Named struct {
	Name    string
	Meaning string // one line; may be empty
}

// Rules are the words of one installation. Worst severity first.
type Rules struct {
	Severities      []Severity
	DefaultSeverity SeverityName
	Types           []Type
	DefaultType     TypeName
	Roles           []Role
	Services        []Named       // what may be broken; may be empty
	Causes          []Named       // kinds of causes; may be empty
	Questions       []Question    // what the form asks besides; may be empty
	Nudges          NudgeRules    // what people are reminded of
	CallURL         string        // where people talk, with [CallPlaceholder]; empty for nowhere
	ArchiveAfter    time.Duration // from close to the archiving of the channel; zero for never
}

// Severity finds a severity by name, in any case. It returns *UnknownError.
func (r Rules) Severity(name string) (Severity, error) {
	return find(r.Severities, "severity", name, func(s Severity) string { return string(s.Name) })
}

// Type finds a type by name, in any case. It returns *UnknownError.
func (r Rules) Type(name string) (Type, error) {
	return find(r.Types, "type", name, func(t Type) string { return string(t.Name) })
}

// Role finds a role by name, in any case. It returns *UnknownError.
func (r Rules) Role(name string) (Role, error) {
	return find(r.Roles, "role", name, func(role Role) string { return string(role.Name) })
}

// Worse reports whether severity a is worse than b. Names it does not know are never worse.
func (r Rules) Worse(a, b SeverityName) bool {
	at := slices.IndexFunc(r.Severities, func(s Severity) bool { return s.Name == a })
	bt := slices.IndexFunc(r.Severities, func(s Severity) bool { return s.Name == b })
	return at >= 0 && bt >= 0 && at < bt
}

func find[T any](all []T, what, name string, nameOf func(T) string) (T, error) {
	known := make([]string, 0, len(all))
	for _, one := range all {
		if strings.EqualFold(nameOf(one), strings.TrimSpace(name)) {
			return one, nil
		}
		known = append(known, nameOf(one))
	}
	var none T
	return none, &UnknownError{What: what, Got: name, Known: known}
}
