package bot

import (
	"context"
	"strings"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// verb is a word after /incident.
type verb struct {
	do    func(*Bot, context.Context, typed) (answer, error)
	deed  incident.Deed // what it takes to type it: people should not fill in a form that the service refuses then
	other bool          // a number behind it names another incident than the one that the command is about
}

var verbs = map[string]verb{
	"declare": {do: (*Bot).typedDeclare, deed: incident.DeedDeclare},
	"drill":   {do: (*Bot).typedDrill, deed: incident.DeedDeclare},
	"triage":  {do: (*Bot).typedTriage, deed: incident.DeedDeclare},

	"help":     {do: (*Bot).typedHelp, deed: incident.DeedRead},
	"list":     {do: (*Bot).typedList, deed: incident.DeedRead},
	"timeline": {do: (*Bot).typedTimeline, deed: incident.DeedRead},
	"catchup":  {do: (*Bot).typedCatchUp, deed: incident.DeedRead},
	"report":   {do: (*Bot).typedReport, deed: incident.DeedRead},

	"link":        {do: (*Bot).typedLink, deed: incident.DeedRead}, // the service says who may add one
	"subscribe":   {do: (*Bot).typedSubscribe, deed: incident.DeedSubscribe},
	"unsubscribe": {do: (*Bot).typedUnsubscribe, deed: incident.DeedRead},
	"doctor":      {do: (*Bot).typedDoctor, deed: incident.DeedAdministrate},

	"decline":    {do: (*Bot).typedDecline, deed: incident.DeedRun},
	"invite":     {do: (*Bot).typedInvite, deed: incident.DeedRun},
	"note":       {do: (*Bot).typedNote, deed: incident.DeedRun},
	"lead":       {do: (*Bot).typedLead, deed: incident.DeedRun},
	"role":       {do: (*Bot).typedRole, deed: incident.DeedRun},
	"leave":      {do: (*Bot).typedLeave, deed: incident.DeedRun},
	"update":     {do: (*Bot).typedUpdate, deed: incident.DeedRun},
	"severity":   {do: (*Bot).typedSeverity, deed: incident.DeedRun},
	"status":     {do: (*Bot).typedStatus, deed: incident.DeedRun},
	"service":    {do: (*Bot).typedService, deed: incident.DeedRun},
	"cause":      {do: (*Bot).typedCause, deed: incident.DeedRun},
	"correct":    {do: (*Bot).typedCorrect, deed: incident.DeedRun},
	"task":       {do: (*Bot).typedTask, deed: incident.DeedRun},
	"followup":   {do: (*Bot).typedFollowUp, deed: incident.DeedRun},
	"postmortem": {do: (*Bot).typedPostmortem, deed: incident.DeedRun},
	"merge":      {do: (*Bot).typedMerge, deed: incident.DeedRun, other: true},
	"rename":     {do: (*Bot).typedRename, deed: incident.DeedRun},
	"resolve":    {do: moves(incident.Resolved), deed: incident.DeedRun},
	"close":      {do: (*Bot).typedClose, deed: incident.DeedRun},
	"reopen":     {do: (*Bot).typedReopen, deed: incident.DeedRun},
}

// verbOf is what a word means. One that is none begins the title of a new incident.
func verbOf(word string) (_ verb, known bool) {
	v, known := verbs[strings.ToLower(word)]
	if !known {
		v.deed = incident.DeedDeclare
	}
	return v, known
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
	return nil, b.openForm(ctx, t.in(), inc, b.updateForm(ctx, inc))
}

func (b *Bot) typedSeverity(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	severity, reason, _ := strings.Cut(t.rest, " ")
	if severity == "" {
		return nil, b.openForm(ctx, t.in(), inc, view.SeverityForm(inc, b.rules()))
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
		return nil, b.openForm(ctx, t.in(), inc, view.StatusForm(inc, b.rules()))
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
	if inc = pic.Incident; inc.Lost != "" && !inc.Status.Over() {
		said := view.KeptAside(inc)
		return &said, nil
	}
	for _, key := range []incident.SurfaceKey{keyChannel, keyCard} {
		if s := pic.Surfaces[key]; s.State == incident.Stuck {
			said := view.NotShown(s)
			return &said, nil
		}
	}
	return nil, nil
}
