package view

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// The inputs of the follow-up form beside its title.
const (
	fieldOwner                = incident.FieldOwner
	fieldDue   incident.Field = "due"
	fieldPhase incident.Field = "phase"
)

// FollowUpForm asks what is to be done, by whom and by when. f fills it in; without an ID it is a new one.
func FollowUpForm(inc incident.Incident, f incident.FollowUp) slack.ModalViewRequest {
	var phases []*slack.OptionBlockObject
	for _, p := range incident.Phases() {
		phases = append(phases, option(string(p), sentenceCase(string(p)), p.Meaning()))
	}
	submit := "Record"
	switch {
	case f.State == incident.FollowUpProposed:
		submit = "Accept"
	case f.ID != 0:
		submit = "Save"
	}
	form := form(CallbackFollowUp, headed("Follow-up", inc), submit,
		lineInput(incident.FieldTitle, "What will be done?", "Alert when the disk is 80 % full", f.Title, incident.MaxFollowUp),
		personInput(fieldOwner, "Who does it?", f.Owner),
		dateInput(fieldDue, "By when?", f.Due),
		choice(fieldPhase, "What for?", phases, or(string(f.Phase), string(incident.PhasePrevent))),
	)
	item := ""
	switch {
	case f.ID != 0:
		item = strconv.FormatInt(f.ID, 10)
	case len(f.Cites) > 0:
		item = messageItem(f.Cites[0].Message, f.Cites[0].Thread)
	}
	form.PrivateMetadata = refToItem(inc, item).String()
	return form
}

// ReadFollowUp reads a submitted follow-up.
func ReadFollowUp(v slack.View) incident.FollowUpWords {
	due, err := time.Parse(time.DateOnly, answer(v, fieldDue).SelectedDate)
	if err != nil {
		due = time.Time{} // nothing chosen: the picker gives nothing else
	}
	ref, _ := ParseRef(v.PrivateMetadata) // whoever submits it has looked at that
	message, thread := itemMessage(ref.Item)
	return incident.FollowUpWords{
		Message: message, Thread: thread,
		Title: typed(v, incident.FieldTitle),
		Owner: incident.PersonID(answer(v, fieldOwner).SelectedUser),
		Due:   due,
		Phase: incident.Phase(chosen(v, fieldPhase)),
	}
}

func personInput(field incident.Field, label string, chosen incident.PersonID) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, string(field))
	if identifier.MatchString(string(chosen)) {
		element.InitialUser = string(chosen)
	}
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element).WithOptional(true)
}

func dateInput(field incident.Field, label string, chosen time.Time) *slack.InputBlock {
	element := slack.NewDatePickerBlockElement(string(field))
	if !chosen.IsZero() {
		element.InitialDate = chosen.UTC().Format(time.DateOnly)
	}
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element).WithOptional(true)
}
