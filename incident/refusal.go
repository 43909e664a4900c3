package incident

import (
	"errors"
	"fmt"
	"strings"
)

// Refusal is a no that people read: a sentence, and a way out.
type Refusal struct {
	Reason string
	Hint   string
	Field  Field // the form field it is about; empty for the whole
}

func (r *Refusal) Error() string { return strings.TrimSpace(r.Reason + " " + r.Hint) }

// Field names what a person fills in.
type Field string

// The fields a refusal can point at.
const (
	FieldTitle       Field = "title"
	FieldDescription Field = "description"
	FieldSeverity    Field = "severity"
	FieldType        Field = "type"
	FieldStatus      Field = "status"
	FieldService     Field = "service"
	FieldCause       Field = "cause"
	FieldReason      Field = "reason"
	FieldUsersSee    Field = "users_see"
	FieldWeDo        Field = "we_do"
	FieldNote        Field = "note"
	FieldOwner       Field = "owner"
	FieldInto        Field = "into"
	FieldPeople      Field = "people"
	FieldGroups      Field = "groups"
	FieldAddress     Field = "address"
)

// UnknownError says that a word is none of those known.
type UnknownError struct {
	What  string // such as "severity"
	Got   string
	Known []string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("unknown %s %q, known are %s", e.What, e.Got, strings.Join(e.Known, ", "))
}

// ErrNotFound means that there is no such incident.
var ErrNotFound = errors.New("no such incident")
