package bot

import (
	"context"
	"strings"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// commands are the words after /incident. Anything else is the title of a new incident.
var commands map[string]func(*Bot, context.Context, typed) (answer, error)

func init() { // not a literal: the unknown-command answer lists the words, which would be a cycle
	commands = map[string]func(*Bot, context.Context, typed) (answer, error){
		"declare":  (*Bot).typedDeclare,
		"drill":    (*Bot).typedDrill,
		"triage":   (*Bot).typedTriage,
		"decline":  (*Bot).typedDecline,
		"invite":   (*Bot).typedInvite,
		"help":     (*Bot).typedHelp,
		"list":     (*Bot).typedList,
		"note":     (*Bot).typedNote,
		"timeline": (*Bot).typedTimeline,
		"lead":     (*Bot).typedLead,
		"role":     (*Bot).typedRole,
		"leave":    (*Bot).typedLeave,
		"update":   (*Bot).typedUpdate,
		"severity": (*Bot).typedSeverity,
		"status":   (*Bot).typedStatus,
		"service":  (*Bot).typedService,
		"cause":    (*Bot).typedCause,
		"resolve":  moves(incident.Resolved),
		"close":    (*Bot).typedClose,
		"merge":    (*Bot).typedMerge,
		"rename":   (*Bot).typedRename,
		"reopen":   moves(incident.Investigating),

		"correct": (*Bot).typedCorrect,
		"task":    (*Bot).typedTask,

		"catchup":    (*Bot).typedCatchUp,
		"followup":   (*Bot).typedFollowUp,
		"postmortem": (*Bot).typedPostmortem,
		"report":     (*Bot).typedReport,
	}
}

func (b *Bot) typedNote(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	inc, err = b.Service.Note(ctx, t.act, inc.Number, t.rest)
	return b.trouble(ctx, inc, err)
}

func (b *Bot) typedUpdate(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest != "" {
		inc, err = b.Service.Tell(ctx, t.act, inc.Number, incident.Update{UsersSee: t.rest})
		return b.trouble(ctx, inc, err)
	}
	return nil, b.openForm(ctx, t.TriggerID, inc, b.updateForm(ctx, inc))
}

func (b *Bot) typedSeverity(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	severity, reason, _ := strings.Cut(t.rest, " ")
	if severity == "" {
		return nil, b.openForm(ctx, t.TriggerID, inc, view.SeverityForm(inc, b.rules()))
	}
	if strings.EqualFold(severity, string(inc.Severity)) {
		return nil, &incident.Refusal{Reason: inc.Number.String() + " is " + string(inc.Severity) + " already."}
	}
	inc, err = b.Service.ChangeSeverity(ctx, t.act, inc.Number, severity, strings.TrimSpace(reason))
	return b.trouble(ctx, inc, err)
}

func (b *Bot) typedStatus(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	word, reason, _ := strings.Cut(t.rest, " ")
	if word == "" {
		return nil, b.openForm(ctx, t.TriggerID, inc, view.StatusForm(inc, b.rules()))
	}
	to := incident.Status(strings.ToLower(word))
	if to.Meaning() == "" {
		unknown := &incident.UnknownError{What: "status", Got: word}
		for _, s := range incident.Statuses() {
			unknown.Known = append(unknown.Known, string(s))
		}
		return nil, unknown
	}
	return b.move(ctx, t, inc, to, strings.TrimSpace(reason))
}

// moves is a command that changes the status; what follows the word is the reason.
func moves(to incident.Status) func(*Bot, context.Context, typed) (answer, error) {
	return func(b *Bot, ctx context.Context, t typed) (answer, error) {
		inc, err := b.here(ctx, t)
		if err != nil {
			return nil, err
		}
		return b.move(ctx, t, inc, to, t.rest)
	}
}

func (b *Bot) move(ctx context.Context, t typed, inc incident.Incident, to incident.Status, reason string) (answer, error) {
	if inc.Status == to {
		return nil, &incident.Refusal{Reason: inc.Number.String() + " is " + string(to) + " already.", Hint: incident.Next(&inc)}
	}
	inc, err := b.Service.ChangeStatus(ctx, t.act, inc.Number, to, reason)
	return b.trouble(ctx, inc, err)
}

// trouble tells the typist when the change is kept but the channel cannot show it. In good order it
// says nothing: the channel does.
func (b *Bot) trouble(ctx context.Context, inc incident.Incident, err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	pic, err := b.Store.Picture(ctx, inc.Number)
	if err != nil {
		return nil, err
	}
	for _, key := range []incident.SurfaceKey{keyChannel, keyCard} {
		if s := pic.Surfaces[key]; s.State == incident.Stuck {
			said := view.NotShown(s)
			return &said, nil
		}
	}
	return nil, nil
}
