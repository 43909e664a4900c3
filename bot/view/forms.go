package view

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// fieldNext is the block_id of the update form's question when to speak again; every other input
// goes by the name of its incident.Field.
const fieldNext incident.Field = "next"

// The block_ids of the declaration's check boxes, and the values in them.
const (
	fieldPrivate incident.Field = "private"
	fieldReal    incident.Field = "real"

	optionPrivate = "private"
	optionTriage  = "triage"
	optionDrill   = "drill"
)

// DeclareForm asks what is needed to declare an incident: a title. The rest has an answer already;
// d fills in what was typed behind the command.
func DeclareForm(d incident.Declaration, rules incident.Rules) slack.ModalViewRequest {
	blocks := []slack.Block{
		listens(lineInput(incident.FieldTitle, "What is broken?", "Checkout is down", d.Title, incident.MaxTitle)),
		choice(incident.FieldSeverity, "How bad is it?", severityOptions(rules), or(d.Severity, string(rules.DefaultSeverity))),
		menu(incident.FieldType, "What kind of incident?", typeOptions(rules), or(d.Type, string(rules.DefaultType))),
	}
	blocks = append(blocks, naming(incident.FieldService, "Which service?", rules.Services, d.Service)...)
	blocks = append(blocks, questions(rules.Questions, d.Fields)...)
	blocks = append(blocks,
		linesInput(incident.FieldDescription, "What is happening?", "What you see, since when, who is hit", d.Description).WithOptional(true),
		ticks(fieldPrivate, "Who may know?",
			box{option(optionPrivate, "Private", "Only people invited to the channel know of it; it is announced nowhere"), d.Private}),
		peopleInput(d.Invite),
		groupsInput(d.Invite),
		ticks(fieldReal, "Is it real?",
			box{option(optionTriage, "I am not sure", "Somebody looks first, and accepts or declines it; no updates are promised"), d.Triage},
			box{option(optionDrill, "It is a drill", "Practice: it counts nowhere"), d.Drill}),
	)
	return form(CallbackDeclare, "Declare an incident", "Declare", blocks...)
}

// UpdateForm asks for a status update. suggested is what was said since the last one; where it says
// nothing the form begins with what is known already.
func UpdateForm(inc incident.Incident, rules incident.Rules, suggested incident.Update) slack.ModalViewRequest {
	usersSee := linesInput(incident.FieldUsersSee, "What do users see?", "One sentence; “unchanged” is an update too", or(suggested.UsersSee, inc.ImpactText()))
	weDo := linesInput(incident.FieldWeDo, "What do we do about it?", "Rolling back the 02:30 deploy", suggested.WeDo).WithOptional(true)
	for input, from := range map[*slack.InputBlock]string{usersSee: suggested.UsersSee, weDo: suggested.WeDo} {
		if from != "" {
			input.Hint = literal(suggestedFrom(inc), maxSection)
		}
	}
	blocks := []slack.Block{usersSee, weDo}
	if inc.Status.Active() {
		blocks = append(blocks, menu(fieldNext, "When do we speak again?", nextOptions(inc, rules), nextCadence))
	}
	return formOf(inc, CallbackUpdate, "Update", "Post update", blocks...)
}

// suggestedFrom says where the words in an update's form come from.
func suggestedFrom(inc incident.Incident) string {
	if inc.LastUpdateAt.IsZero() {
		return "Suggested from what was said in the channel. Change it as you like; nothing is sent before you do."
	}
	return "Suggested from what was said since the last update. Change it as you like; nothing is sent before you do."
}

// SeverityForm asks how bad it is now, and why.
func SeverityForm(inc incident.Incident, rules incident.Rules) slack.ModalViewRequest {
	return formOf(inc, CallbackSeverity, "Severity", "Change",
		choice(incident.FieldSeverity, "How bad is it now?", severityOptions(rules), string(inc.Severity)),
		reasonInput(),
	)
}

// StatusForm asks where the incident stands, and what is known of it by then. What cannot follow is not offered.
func StatusForm(inc incident.Incident, rules incident.Rules) slack.ModalViewRequest {
	return StatusFormTo(inc, rules, inc.Status)
}

// StatusFormTo is StatusForm with the answer that was meant.
func StatusFormTo(inc incident.Incident, rules incident.Rules, to incident.Status) slack.ModalViewRequest {
	var offered []incident.Status
	switch inc.Status {
	case incident.Resolved:
		offered = incident.Statuses()
	case incident.Closed:
		offered = []incident.Status{incident.Investigating, incident.Closed}
	case incident.Declined, incident.Merged:
		offered = []incident.Status{incident.Investigating}
	default:
		offered = append(incident.ActiveStatuses(), incident.Resolved)
	}
	var options []*slack.OptionBlockObject
	for _, s := range offered {
		options = append(options, option(string(s), statusSign(s)+" "+string(s), s.Meaning()))
	}
	blocks := []slack.Block{choice(incident.FieldStatus, "Where do we stand?", options, string(to))}
	blocks = append(blocks, naming(incident.FieldService, "Which service?", rules.Services, string(inc.Service))...)
	blocks = append(blocks, naming(incident.FieldCause, "What kind of cause, if it is known?", rules.Causes, string(inc.Cause))...)
	return formOf(inc, CallbackStatus, "Status", "Change", append(blocks, reasonInput())...)
}

// NoteForm asks for a sentence for the timeline.
func NoteForm(inc incident.Incident) slack.ModalViewRequest {
	return formOf(inc, CallbackNote, "Note", "Write it down",
		linesInput(incident.FieldNote, "What happened, was found or decided?", "We rolled back at 03:10", ""))
}

// ReadNote reads a submitted note.
func ReadNote(v slack.View) string { return typed(v, incident.FieldNote) }

// The values of the update form's menu beside durations such as "15m0s".
const (
	nextCadence = "cadence"
	nextNone    = "none"
)

func nextOptions(inc incident.Incident, rules incident.Rules) []*slack.OptionBlockObject {
	usual := "As usual for " + string(inc.Severity) + ": no time promised"
	if known, err := rules.Severity(string(inc.Severity)); err == nil && known.UpdateEvery > 0 {
		usual = "As usual for " + string(inc.Severity) + ": in " + span(known.UpdateEvery)
	}
	options := []*slack.OptionBlockObject{option(nextCadence, usual, "")}
	for _, d := range []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour} {
		options = append(options, option(d.String(), "In "+span(d), ""))
	}
	return append(options, option(nextNone, "No time promised", ""))
}

func severityOptions(rules incident.Rules) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, s := range rules.Severities {
		options = append(options, option(string(s.Name), severitySign(s.Name, rules)+" "+string(s.Name), s.Meaning))
	}
	return options
}

func typeOptions(rules incident.Rules) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, t := range rules.Types {
		meaning := t.Meaning
		if t.Private {
			meaning = "Private. " + meaning
		}
		options = append(options, option(string(t.Name), string(t.Name), meaning))
	}
	return options
}

// form is a modal that sends something.
func form(callback, title, submit string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		CallbackID: callback,
		Title:      literal(title, maxViewTitle),
		Submit:     literal(submit, maxViewTitle),
		Close:      literal("Cancel", maxViewTitle),
		Blocks:     slack.Blocks{BlockSet: blocks},
	}
}

// formOf is a form about one incident.
func formOf(inc incident.Incident, callback, what, submit string, blocks ...slack.Block) slack.ModalViewRequest {
	form := form(callback, headed(what, inc), submit, blocks...)
	form.PrivateMetadata = refTo(inc).String()
	return form
}

func lineInput(field incident.Field, label, placeholder, typed string, limit int) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(literal(placeholder, maxHeader), string(field)).WithMaxLength(limit)
	element.InitialValue = fit(incident.CleanLine(typed), limit)
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element)
}

// listens makes a line tell what is in it whenever the person pauses.
func listens(line *slack.InputBlock) *slack.InputBlock {
	line.Element.(*slack.PlainTextInputBlockElement).WithDispatchActionConfig(&slack.DispatchActionConfig{
		TriggerActionsOn: []string{"on_enter_pressed", "on_character_entered"},
	})
	return line.WithDispatchAction(true)
}

func linesInput(field incident.Field, label, placeholder, typed string) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(literal(placeholder, maxHeader), string(field)).
		WithMultiline(true).WithMaxLength(incident.MaxText)
	element.InitialValue = fit(incident.CleanText(typed), incident.MaxText)
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element)
}

func reasonInput() *slack.InputBlock {
	return linesInput(incident.FieldReason, "Why?", "A sentence for whoever reads this later", "").WithOptional(true)
}

// maxRadio is how many radio buttons Slack takes; beyond, and up to maxMenu, it has to be a menu.
const (
	maxRadio = 10
	maxMenu  = 100
)

// choice shows every option with its meaning at once, as long as Slack lets it.
func choice(field incident.Field, label string, options []*slack.OptionBlockObject, chosen string) *slack.InputBlock {
	if len(options) > maxRadio {
		return menu(field, label, options, chosen)
	}
	element := slack.NewRadioButtonsBlockElement(string(field), options...)
	element.InitialOption = pick(options, chosen)
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element)
}

// menu unfolds its options on a click.
func menu(field incident.Field, label string, options []*slack.OptionBlockObject, chosen string) *slack.InputBlock {
	options = options[:min(len(options), maxMenu)]
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, string(field), options...)
	element.InitialOption = pick(options, chosen)
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element)
}

// box is one check box.
type box struct {
	*slack.OptionBlockObject
	ticked bool
}

func ticks(field incident.Field, label string, boxes ...box) *slack.InputBlock {
	element := slack.NewCheckboxGroupsBlockElement(string(field))
	for _, b := range boxes {
		element.Options = append(element.Options, b.OptionBlockObject)
		if b.ticked {
			element.InitialOptions = append(element.InitialOptions, b.OptionBlockObject)
		}
	}
	return slack.NewInputBlock(string(field), literal(label, maxSection), nil, element).WithOptional(true)
}

func option(value, text, meaning string) *slack.OptionBlockObject {
	var description *slack.TextBlockObject
	if meaning != "" {
		description = literal(meaning, maxOption)
	}
	return slack.NewOptionBlockObject(value, literal(text, maxOption), description)
}

// pick finds the option chosen beforehand; nil when it is not among them (taken out of the
// configuration since), so that the person chooses.
func pick(options []*slack.OptionBlockObject, value string) *slack.OptionBlockObject {
	at := slices.IndexFunc(options, func(o *slack.OptionBlockObject) bool { return o.Value == value })
	if at < 0 {
		return nil
	}
	return options[at]
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
