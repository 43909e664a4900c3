// Package drafts puts the parts together that write about incidents: what is stored, the engine that
// needs no model, and the model that the configuration names.
package drafts

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/tocsin-bot/tocsin/ai"
	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/redact"
	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/store"
)

// Options are what drafts are written with. Store must be set.
type Options struct {
	AI    config.AI
	Store *store.Store
	Rules incident.Rules
	Log   *slog.Logger     // nil for nowhere
	Now   func() time.Time // nil for time.Now
}

// Drafts writes about the incidents of one installation.
type Drafts struct {
	Options
	writer *ai.Writer
	mask   func(string) string
	asked  singleflight.Group // catch-ups being written, by incident and since when
	seats  chan struct{}      // taken by those that are
}

// New returns a Drafts. It returns an error about a template or a model that cannot be used.
func New(o Options) (*Drafts, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	hide, err := redact.New()
	if err != nil {
		return nil, fmt.Errorf("read the rules for secrets: %w", err)
	}
	template, err := o.AI.PostmortemTemplate()
	if err != nil {
		return nil, fmt.Errorf("read ai.template: %w", err)
	}
	client, err := Client(o.AI, o.Log)
	if err != nil {
		return nil, err
	}
	writer, err := ai.New(ai.Options{
		Client: client, Ledger: o.Store, Redactor: hide, Template: template,
		Caps:     llm.Caps{Calls: o.AI.MaxCalls, Tokens: o.AI.MaxTokens, Time: o.AI.MaxTime, Cost: o.AI.MaxCost},
		Parallel: o.AI.Parallel, ChunkTokens: o.AI.ChunkTokens, Now: o.Now, Log: o.Log,
	})
	if err != nil {
		return nil, err
	}
	return &Drafts{Options: o, writer: writer, mask: hide.Mask, seats: make(chan struct{}, atOnce)}, nil
}

// Client is the configured model; nil when there is none, or nothing may be sent to it.
func Client(c config.AI, log *slog.Logger) (*llm.Client, error) {
	if !c.UsesModel() {
		return nil, nil
	}
	return llm.New(llm.Options{
		BaseURL: c.BaseURL, Key: string(c.APIKey), Model: c.Model, Azure: c.AzureAPIVersion != "", APIVersion: c.AzureAPIVersion,
		Timeout: c.Timeout, PriceIn: c.InputPrice, PriceOut: c.OutputPrice, Log: log,
	})
}

// Asks reports whether a model may read this incident.
func (d *Drafts) Asks(inc incident.Incident) bool {
	return d.AI.UsesModel() && (!inc.Private || d.AI.PrivateIncidents)
}

// privateNote says in a draft why no model has read the incident.
const privateNote = "The incident is private, so no model has read it."

// Written returns what can be written of an incident at once, without a model.
func (d *Drafts) Written(ctx context.Context, n incident.Number) (incident.Drafts, error) {
	m, err := d.material(ctx, n, time.Time{})
	if err != nil {
		return incident.Drafts{}, err
	}
	if d.AI.UsesModel() && !d.Asks(m.Record.Incident) {
		m.Note = privateNote
	}
	return d.writer.Extract(ctx, m)
}

// Write writes the drafts of a closed incident, or of one whose postmortem somebody asked for, from what
// is stored. Each round is written once; what a model makes of it replaces it later.
func (d *Drafts) Write(ctx context.Context, inc incident.Incident, prepare func(context.Context) error) error {
	if inc.Status == incident.Closed {
		round, err := d.Store.BeginDrafts(ctx, inc.Number, inc.ClosedAt)
		if err != nil {
			return err
		}
		if err := d.write(ctx, inc, round, prepare); err != nil {
			return err
		}
	}
	newest, err := d.Store.Drafting(ctx, inc.Number)
	if err != nil || newest == nil {
		return err
	}
	return d.write(ctx, inc, *newest, prepare)
}

func (d *Drafts) write(ctx context.Context, inc incident.Incident, round incident.Drafting, prepare func(context.Context) error) error {
	if round.Summary != nil {
		return nil
	}
	if err := prepare(ctx); err != nil {
		return err
	}
	written, err := d.Written(ctx, inc.Number)
	if err != nil {
		return err
	}
	var reading incident.Reading
	if d.Asks(inc) {
		reading = incident.Reading{State: incident.ReadingWaiting, Messages: written.Made.Messages}
	}
	return d.Store.KeepDrafts(ctx, inc.Number, round.Round, written, reading)
}

// Read has the model write the newest round better. That it does not succeed is kept and told, and no
// error: the drafts are there already.
func (d *Drafts) Read(ctx context.Context, n incident.Number) error {
	round, err := d.Store.Drafting(ctx, n)
	if err != nil || round == nil || round.Summary == nil || round.Reading.Over() {
		return err
	}
	m, err := d.material(ctx, n, time.Time{})
	if err != nil {
		return err
	}
	if !d.Asks(m.Record.Incident) { // it may have been made private meanwhile
		return d.Store.KeepReading(ctx, n, round.Round, incident.Reading{State: incident.ReadingNone})
	}
	m.FollowUps = without(m.FollowUps, round.Round)
	before, err := d.Store.Spent(ctx, n)
	if err != nil {
		return err
	}
	written, err := d.writer.Read(ctx, m, round.Round, d.telling(ctx, n, round.Round))
	switch {
	case err == nil:
		return d.Store.KeepDrafts(ctx, n, round.Round, written, incident.Reading{State: incident.ReadingDone, Messages: written.Made.Messages})
	case ctx.Err() != nil, !aboutTheModel(err): // stopping, or the database is away: whoever takes it up goes on where it stopped
		return err
	}
	d.Log.Warn("model has written no draft", slog.String("incident", n.String()), slog.Any("error", err))
	return d.Store.KeepReading(ctx, n, round.Round, incident.Reading{State: incident.ReadingFailed, Problem: sentence(err) + d.inVain(ctx, n, before)})
}

// inVain says what a model has cost that has written nothing; nothing when that is nothing.
func (d *Drafts) inVain(ctx context.Context, n incident.Number, before incident.Spent) string {
	after, err := d.Store.Spent(ctx, n)
	if err != nil || after.Cost <= before.Cost {
		return ""
	}
	return fmt.Sprintf(" Asking it cost $%.2f.", float64(after.Cost-before.Cost)/float64(incident.Dollar))
}

// aboutTheModel reports whether asking the model again would come to the same.
func aboutTheModel(err error) bool {
	_, problem := errors.AsType[*llm.Problem](err)
	return problem || errors.Is(err, llm.ErrOverBudget)
}

// without leaves out what this round itself has proposed: the model may propose it in better words.
func without(all []incident.FollowUp, round int) []incident.FollowUp {
	var rest []incident.FollowUp
	for _, f := range all {
		if f.State != incident.FollowUpProposed || f.Round != round {
			rest = append(rest, f)
		}
	}
	return rest
}

// tellEvery is how often progress is told at most: the message that shows it is not edited more often.
const tellEvery = time.Second

// telling keeps a model's progress for the channel to see. Progress that cannot be kept is no harm.
func (d *Drafts) telling(ctx context.Context, n incident.Number, round int) func(incident.Reading) {
	var last time.Time
	return func(r incident.Reading) {
		if now := time.Now(); now.Sub(last) >= tellEvery {
			last = now
			if err := d.Store.KeepReading(ctx, n, round, r); err != nil {
				d.Log.Debug("progress not kept", slog.Any("error", err))
			}
		}
	}
}

// sentence says to people why a model has written nothing.
func sentence(err error) string {
	if problem, ok := errors.AsType[*llm.Problem](err); ok {
		return problem.Sentence
	}
	if errors.Is(err, llm.ErrOverBudget) {
		return "What the model may cost for one incident is used up."
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "The model took too long."
	}
	return "The model's answers could not be used."
}

// CatchUp tells a person, from what is stored, what they have missed.
//
// Everybody asks at the same time, when an incident is announced: those who have missed the same are told
// the same, and few channels are read at once, for each reading takes a connection that what people say
// needs as well.
func (d *Drafts) CatchUp(ctx context.Context, n incident.Number, reader incident.PersonID) (incident.CatchUp, error) {
	return d.catchUp(ctx, n, reader, d.toldTogether)
}

// atOnce is how many channels are read at a time for people who ask, and forAtMost for how long.
const (
	atOnce    = 2
	forAtMost = 20 * time.Second
)

var errCrowd = &incident.Refusal{
	Reason: "Too many people are being caught up just now.", Hint: "Try again in a minute. /incident timeline shows what is recorded.",
}

func (d *Drafts) toldTogether(ctx context.Context, m *material.Material, since time.Time) (incident.CatchUp, error) {
	key := m.Record.Incident.Number.String() + " " + since.Format(time.RFC3339Nano)
	told := d.asked.DoChan(key, func() (any, error) {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), forAtMost) // others wait for it, too
		defer stop()
		select {
		case d.seats <- struct{}{}:
			defer func() { <-d.seats }()
		case <-ctx.Done():
			return incident.CatchUp{}, errCrowd
		}
		told, err := d.writer.CatchUp(ctx, m, since)
		if errors.Is(err, context.DeadlineExceeded) {
			err = errCrowd
		}
		return told, err
	})
	select {
	case <-ctx.Done():
		return incident.CatchUp{}, errCrowd
	case r := <-told:
		c, _ := r.Val.(incident.CatchUp)
		return c, r.Err
	}
}

// ReadCatchUp has the model tell a person what they have missed. The second result is false when it has
// nothing to tell beyond what [Drafts.CatchUp] said.
func (d *Drafts) ReadCatchUp(ctx context.Context, n incident.Number, reader incident.PersonID) (incident.CatchUp, bool, error) {
	told, err := d.catchUp(ctx, n, reader, func(ctx context.Context, m *material.Material, since time.Time) (incident.CatchUp, error) {
		if !d.Asks(m.Record.Incident) {
			return incident.CatchUp{}, llm.ErrOverBudget
		}
		return d.writer.ReadCatchUp(ctx, m, since)
	})
	if err == nil || ctx.Err() != nil {
		return told, err == nil, err
	}
	d.Log.Warn("model has brought nobody up to date", slog.String("incident", n.String()), slog.Any("error", err))
	return told, false, d.Store.KeepTold(ctx, n, reader, d.Now().UTC()) // what they were told at once has to do
}

func (d *Drafts) catchUp(ctx context.Context, n incident.Number, reader incident.PersonID,
	write func(context.Context, *material.Material, time.Time) (incident.CatchUp, error),
) (incident.CatchUp, error) {
	since, err := d.Store.LastSeen(ctx, n, reader)
	if err != nil {
		return incident.CatchUp{}, err
	}
	m, err := d.material(ctx, n, time.Time{})
	if err != nil {
		return incident.CatchUp{}, err
	}
	return write(ctx, m, since)
}

// SuggestUpdate is what a status update could say now.
func (d *Drafts) SuggestUpdate(ctx context.Context, n incident.Number) (incident.Update, error) {
	inc, err := d.Store.Incident(ctx, n)
	if err != nil {
		return incident.Update{}, err
	}
	since := inc.LastUpdateAt
	if since.IsZero() {
		since = inc.DeclaredAt
	}
	m, err := d.material(ctx, n, since)
	if err != nil {
		return incident.Update{}, err
	}
	return d.writer.SuggestUpdate(ctx, m, since)
}

// Material is what is stored of an incident, its messages to be read as often as needed and never held.
func (d *Drafts) Material(ctx context.Context, n incident.Number) (*material.Material, error) {
	return d.material(ctx, n, time.Time{})
}

func (d *Drafts) material(ctx context.Context, n incident.Number, since time.Time) (*material.Material, error) {
	record, err := d.Store.Outline(ctx, n)
	if err != nil {
		return nil, err
	}
	followUps, err := d.Store.FollowUps(ctx, n)
	if err != nil {
		return nil, err
	}
	return &material.Material{
		Record: record, FollowUps: followUps, Rules: d.Rules, Link: Linker(record.Home), Now: d.Now().UTC(), Mask: d.mask,
		Messages: messages(func(do func(incident.Message) error) error {
			if since.IsZero() {
				return d.Store.EachMessage(ctx, n, do)
			}
			return d.Store.EachMessageSince(ctx, n, since, do)
		}),
	}, nil
}

// errEnough ends a reading whose reader wants no more.
var errEnough = errors.New("enough")

// messages makes a sequence of what calls a function for each message.
func messages(each func(func(incident.Message) error) error) iter.Seq2[incident.Message, error] {
	return func(yield func(incident.Message, error) bool) {
		err := each(func(m incident.Message) error {
			if !yield(m, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(incident.Message{}, err)
		}
	}
}

// Linker gives the addresses of messages in the workspace at home.
func Linker(home string) func(incident.ChannelID, incident.MessageID, incident.MessageID) string {
	return func(channel incident.ChannelID, message, thread incident.MessageID) string {
		return bot.Permalink(home, channel, message, thread)
	}
}
