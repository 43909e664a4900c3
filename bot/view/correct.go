package view

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// CorrectForm asks when things really happened, and what the impact was. What has not come about is not asked for.
func CorrectForm(inc incident.Incident) slack.ModalViewRequest {
	blocks := []slack.Block{
		note("Durations follow, here and in the reports. What is left empty stays as it is."),
		momentInput(incident.FieldImpactStarted, "When did the impact start?", inc.ImpactStartedAt),
		momentInput(incident.FieldDetected, "When did somebody or something notice?", inc.DetectedAt),
		momentInput(incident.FieldDeclared, "When was it declared?", inc.DeclaredAt),
	}
	if !inc.MitigatedAt.IsZero() {
		blocks = append(blocks, momentInput(incident.FieldMitigated, "When were users well again?", inc.MitigatedAt))
	}
	if !inc.ResolvedAt.IsZero() {
		blocks = append(blocks, momentInput(incident.FieldResolved, "When was it resolved?", inc.ResolvedAt))
	}
	blocks = append(blocks,
		linesInput(incident.FieldImpact, "What was the impact?", "Who was hurt, and how", inc.ImpactText()).WithOptional(true),
		whyInput())
	form := form(CallbackCorrect, headed("Correct", inc), "Correct", blocks...)
	form.PrivateMetadata = refToItem(inc, "").String()
	return form
}

// whyInput asks for the reason of a correction, which is not optional.
func whyInput() *slack.InputBlock {
	return linesInput(incident.FieldReason, "How do you know?", "A sentence for whoever reads this later", "")
}

// ReadCorrection reads a submitted correction.
func ReadCorrection(v slack.View) incident.Correction {
	return incident.Correction{
		ImpactStartedAt: moment(v, incident.FieldImpactStarted),
		DetectedAt:      moment(v, incident.FieldDetected),
		DeclaredAt:      moment(v, incident.FieldDeclared),
		MitigatedAt:     moment(v, incident.FieldMitigated),
		ResolvedAt:      moment(v, incident.FieldResolved),
		Impact:          typed(v, incident.FieldImpact),
		Reason:          ReadReason(v),
	}
}

func tellCorrection(e incident.Entry) telling {
	if e.What == string(incident.FieldImpact) {
		return telling{
			headline: "✏️ *Impact corrected* by " + person(e.By),
			said:     []saying{{"Impact", e.Now}, {"Reason", e.Text}},
		}
	}
	return telling{
		headline: "✏️ *" + sentenceCase(escape(incident.Corrected(e.What))) + " corrected* by " + person(e.By) + ": " +
			instantOr(e.Was, "not known") + " → " + instantOr(e.Now, "not known"),
		said: []saying{{"Reason", e.Text}},
	}
}

// correction is mrkdwn: what was corrected, from what to what. The words of an impact are not in it.
func correction(e incident.Entry) string {
	if e.What == string(incident.FieldImpact) {
		return incident.Corrected(e.What)
	}
	return escape(incident.Corrected(e.What)) + " " + instantOr(e.Was, "not known") + " → " + instantOr(e.Now, "not known")
}

func instantOr(written, none string) string {
	t, err := time.Parse(time.RFC3339, written)
	if err != nil {
		return none
	}
	return when(t)
}

// fieldEntry is the block_id of the question which entry is meant.
const fieldEntry incident.Field = "entry"

// fieldHide is the block_id of the entry form's check box.
const fieldHide incident.Field = "hide"

// PickEntryForm asks which entry of the timeline is to be edited: those of the page somebody looks at, the newest
// first, and those that are hidden.
func PickEntryForm(inc incident.Incident, entries []incident.Entry) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for i := len(entries) - 1; i >= 0 && len(options) < maxMenu; i-- {
		options = append(options, option(strconv.FormatInt(entries[i].ID, 10), entryLabel(entries[i]), ""))
	}
	if len(options) == 0 {
		return Dialog("Timeline", Refusal(&incident.Refusal{
			Reason: "There is no entry here that can be edited.",
			Hint:   "A message with 📌 is edited where it stands; take the 📌 or the pin away to have it out.",
		}))
	}
	form := form(CallbackPickEntry, headed("Timeline", inc), "Next",
		menu(fieldEntry, "Which entry?", options, ""),
		note("A message with 📌 is edited where it stands; take the 📌 or the pin away to have it out."))
	form.PrivateMetadata = refToItem(inc, "").String()
	return form
}

func entryLabel(e incident.Entry) string {
	label := e.At.UTC().Format("2 Jan 15:04") + " UTC " + string(e.Kind)
	if e.Hidden {
		label = "(hidden) " + label
	}
	for _, said := range []string{e.Was, e.Now, e.UsersSee, e.WeDo, e.Text} {
		if said != "" && e.Kind != incident.KindCorrection {
			label += " " + said
		}
	}
	if e.Kind == incident.KindCorrection {
		label += " " + incident.Corrected(e.What)
	}
	return incident.CleanLine(label)
}

// EditEntryForm asks how an entry should read, when it happened, and whether it is to be seen.
func EditEntryForm(inc incident.Incident, e incident.Entry) slack.ModalViewRequest {
	blocks := []slack.Block{slack.NewSectionBlock(literal(entryLabel(e), maxSection), nil, nil)}
	if e.Kind == incident.KindUpdate {
		blocks = append(blocks,
			linesInput(incident.FieldUsersSee, "What did users see?", "One sentence", e.UsersSee).WithOptional(true),
			linesInput(incident.FieldWeDo, "What did we do about it?", "One sentence", e.WeDo).WithOptional(true))
	} else {
		blocks = append(blocks, linesInput(incident.FieldText, "How should it read?", "What happened", e.Text).WithOptional(true))
	}
	blocks = append(blocks,
		momentInput(incident.FieldAt, "When did it happen?", e.At),
		ticks(fieldHide, "Should it be seen?", box{option("hide", "Hide it", "Left out of timeline, drafts and exports; kept, with who and why"), e.Hidden}),
		whyInput(),
		note("How it was written is kept, and the timeline says who edited it and why."))
	form := form(CallbackEditEntry, headed("Entry", inc), "Save", blocks...)
	form.PrivateMetadata = refToItem(inc, strconv.FormatInt(e.ID, 10)).String()
	return form
}

// ReadPickedEntry reads which entry is meant; 0 when none was chosen.
func ReadPickedEntry(v slack.View) int64 {
	id, err := strconv.ParseInt(chosen(v, fieldEntry), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// ReadEntryEdit reads a submitted edit.
func ReadEntryEdit(v slack.View) incident.EntryEdit {
	return incident.EntryEdit{
		At: moment(v, incident.FieldAt), Text: typed(v, incident.FieldText),
		UsersSee: typed(v, incident.FieldUsersSee), WeDo: typed(v, incident.FieldWeDo),
		Hidden: len(answer(v, fieldHide).SelectedOptions) > 0, Reason: ReadReason(v),
	}
}
