package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// The action_id of each button. ActionOpenDraft is a plain link that needs nothing but an ack.
const (
	ActionTakeCommand = "take_command"
	ActionUpdate      = "update"
	ActionSeverity    = "severity"
	ActionStatus      = "status"
	ActionResolve     = "resolve"
	ActionClose       = "close"
	ActionReopen      = "reopen"
	ActionOpenDraft   = "open_draft"
)

// The callback_id of each form.
const (
	CallbackDeclare  = "declare"
	CallbackUpdate   = "update"
	CallbackSeverity = "severity"
	CallbackStatus   = "status"
)

// Ref is what a button's value or a form's private metadata carries: which incident it is about, and
// what the person who looked at it believed. It comes back as it was sent, but by anyone who can see
// it, so it says what was meant, never who may do it.
type Ref struct {
	Number incident.Number
	Holder incident.PersonID // who held command when it was drawn; empty for nobody
}

// refVersion changes when the fields do: messages with older buttons stay in channels for years.
const refVersion = "1"

// String is the Ref as it travels: "1|42|U123".
func (r Ref) String() string {
	return strings.Join([]string{refVersion, strconv.FormatInt(int64(r.Number), 10), string(r.Holder)}, "|")
}

// ParseRef reads what String wrote.
func ParseRef(s string) (Ref, error) {
	parts := strings.Split(s, "|")
	if len(parts) != 3 || parts[0] != refVersion {
		return Ref{}, fmt.Errorf("parse reference %q: not of version %s", s, refVersion)
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || n < 1 {
		return Ref{}, fmt.Errorf("parse reference %q: %q is no incident's number", s, parts[1])
	}
	return Ref{Number: incident.Number(n), Holder: incident.PersonID(parts[2])}, nil
}

func refTo(inc incident.Incident) Ref { return Ref{Number: inc.Number, Holder: inc.Commander()} }

// EventType is the metadata event type of every message that is a surface.
const EventType = "tocsin_surface"

// Metadata marks a message as a surface, so that it can be found again when the answer to the call
// that posted it was lost. Anyone in the channel can read it.
func Metadata(n incident.Number, key incident.SurfaceKey) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: EventType, EventPayload: map[string]any{
		"incident": n.String(), "surface": string(key),
	}}
}

// SurfaceOf reads what Metadata wrote; ok is false for any other metadata.
func SurfaceOf(m slack.SlackMetadata) (n incident.Number, key incident.SurfaceKey, ok bool) {
	if m.EventType != EventType {
		return 0, "", false
	}
	number, _ := m.EventPayload["incident"].(string)
	surface, _ := m.EventPayload["surface"].(string)
	n, err := incident.ParseNumber(number)
	return n, incident.SurfaceKey(surface), err == nil && surface != ""
}
