package view

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// ReadDeclaration reads a submitted declaration.
func ReadDeclaration(v slack.View) incident.Declaration {
	return incident.Declaration{
		Title:       typed(v, incident.FieldTitle),
		Description: typed(v, incident.FieldDescription),
		Severity:    chosen(v, incident.FieldSeverity),
		Type:        chosen(v, incident.FieldType),
		Service:     chosen(v, incident.FieldService),
		Private:     ticked(v, fieldPrivate, optionPrivate),
		Invite:      readInvited(v),
		Source:      readState(v).Source,
		Fields:      readAnswers(v),
		Triage:      ticked(v, fieldReal, optionTriage),
		Drill:       ticked(v, fieldReal, optionDrill),
	}
}

// ReadUpdate reads a submitted status update.
func ReadUpdate(v slack.View) incident.Update {
	u := incident.Update{UsersSee: typed(v, incident.FieldUsersSee), WeDo: typed(v, incident.FieldWeDo)}
	switch next := chosen(v, fieldNext); next {
	case nextNone:
		u.Next = incident.NoNext
	default:
		// What is no duration is the cadence, or nothing chosen, which means the same.
		if d, err := time.ParseDuration(next); err == nil && d > 0 {
			u.Next = d
		}
	}
	return u
}

// ReadSeverity reads a submitted change of severity.
func ReadSeverity(v slack.View) (severity, reason string) {
	return chosen(v, incident.FieldSeverity), ReadReason(v)
}

// ReadStatus reads a submitted change of status.
func ReadStatus(v slack.View) incident.Standing {
	return incident.Standing{
		Status: incident.Status(chosen(v, incident.FieldStatus)), Reason: ReadReason(v),
		Service: chosen(v, incident.FieldService), Cause: chosen(v, incident.FieldCause),
	}
}

// ReadService reads a submitted service.
func ReadService(v slack.View) (service, reason string) {
	return chosen(v, incident.FieldService), ReadReason(v)
}

// ReadCause reads a submitted kind of cause.
func ReadCause(v slack.View) (cause, reason string) {
	return chosen(v, incident.FieldCause), ReadReason(v)
}

// ReadReason reads the reason out of any form that asks for one.
func ReadReason(v slack.View) string { return typed(v, incident.FieldReason) }

// FieldErrors puts an error under the field it is about: block_id → sentence. It returns nil when the
// error is about no field of this form.
func FieldErrors(v slack.View, err error) map[string]string {
	var refusal *incident.Refusal
	var unknown *incident.UnknownError
	switch {
	case errors.As(err, &refusal) && asks(v, refusal.Field):
		return map[string]string{string(refusal.Field): refusal.Error()}
	case errors.As(err, &unknown) && asks(v, incident.Field(unknown.What)):
		return map[string]string{unknown.What: "There is no such " + unknown.What + " any more. Choose one of " + strings.Join(unknown.Known, ", ") + "."}
	}
	return nil
}

func asks(v slack.View, field incident.Field) bool {
	for _, b := range v.Blocks.BlockSet {
		if b.ID() == string(field) && field != "" {
			return true
		}
	}
	return false
}

// answer is what was given in one input; the zero value when it was not in the form.
func answer(v slack.View, field incident.Field) slack.BlockAction {
	if v.State == nil {
		return slack.BlockAction{}
	}
	return v.State.Values[string(field)][string(field)]
}

func ticked(v slack.View, field incident.Field, value string) bool {
	return slices.ContainsFunc(answer(v, field).SelectedOptions, func(o slack.OptionBlockObject) bool { return o.Value == value })
}

func typed(v slack.View, field incident.Field) string { return answer(v, field).Value }

func chosen(v slack.View, field incident.Field) string { return answer(v, field).SelectedOption.Value }
