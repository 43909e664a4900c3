package bot

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedTask gives a task: its words, and at the end whose it is and how long they have, in any order. Bare, it opens
// the form, which lists what is open.
func (b *Bot) typedTask(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	if t.rest == "" {
		open, err := b.openTasks(ctx, inc.Number)
		if err != nil {
			return nil, err
		}
		return nil, b.openForm(ctx, t.in(), inc, view.TaskForm(inc, incident.Task{}, open))
	}
	_, err = b.Service.AddTask(ctx, t.act, inc.Number, typedTaskWords(t.raw, t.act.At))
	return b.trouble(ctx, inc, err)
}

func (b *Bot) openTasks(ctx context.Context, n incident.Number) ([]incident.Task, error) {
	all, err := b.Service.Tasks(ctx, n)
	return incident.OpenTasks(all), err
}

var (
	lastPerson = regexp.MustCompile(`\s*<@([A-Z0-9]+)(?:\|[^>]*)?>$`)
	lastSpan   = regexp.MustCompile(`(?i)(?:^|\s+)(?:in\s+)?((?:[0-9]{1,4}\s?(?:d|h|hours?|m|min|minutes?)\s?)+)$`)
	oneSpan    = regexp.MustCompile(`(?i)([0-9]+)\s?([dhm])`)
)

// typedTaskWords takes whose a task is, and how long they have, off the end of what was typed.
func typedTaskWords(raw string, now time.Time) incident.TaskWords {
	var words incident.TaskWords
	for {
		raw = strings.TrimSpace(raw)
		if found := lastPerson.FindStringSubmatch(raw); found != nil && words.Owner == "" {
			words.Owner, raw = incident.PersonID(found[1]), strings.TrimSuffix(raw, found[0])
			continue
		}
		if found := lastSpan.FindStringSubmatch(raw); found != nil && words.DueAt.IsZero() {
			words.DueAt, raw = now.Add(spanOf(found[1])), strings.TrimSuffix(raw, found[0])
			continue
		}
		words.Title = plain(raw)
		return words
	}
}

func spanOf(typed string) time.Duration {
	var span time.Duration
	for _, part := range oneSpan.FindAllStringSubmatch(typed, -1) {
		n, _ := strconv.Atoi(part[1])
		span += time.Duration(n) * map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}[strings.ToLower(part[2])]
	}
	return span
}

func clicksTask(do func(*incident.Service, context.Context, incident.Act, view.Ref) ([]incident.Task, error)) func(*Bot, context.Context, clicked) error {
	return func(b *Bot, ctx context.Context, c clicked) error {
		_, err := do(b.Service, ctx, c.act, c.ref)
		return err
	}
}

func (b *Bot) clickEditTask(ctx context.Context, c clicked) error {
	all, err := b.Service.Tasks(ctx, c.ref.Number)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(t incident.Task) bool { return t.ID == c.ref.ID() })
	if at < 0 {
		return &incident.Refusal{Reason: "This task is not there any more.", Hint: "See all of them with /incident task."}
	}
	return b.open(ctx, c.in, view.TaskForm(c.inc, all[at], nil))
}

// clickFollowUpTasks makes follow-ups of what is still open, from below the form, which then says so.
func (b *Bot) clickFollowUpTasks(ctx context.Context, c clicked) error {
	if _, err := b.Service.FollowUpTasks(ctx, c.act, c.ref.Number); err != nil || c.in.View.ID == "" {
		return err
	}
	_, err := b.Slack.UpdateViewContext(ctx, view.TaskForm(c.inc, incident.Task{}, nil), "", "", c.in.View.ID)
	return err
}

// submitTask gives a task, or changes the one that the form is about.
func (b *Bot) submitTask(ctx context.Context, v slack.View, act incident.Act) (*slack.ModalViewRequest, error) {
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		return nil, err
	}
	words, err := view.ReadTask(v)
	if err != nil {
		return nil, err
	}
	if ref.ID() == 0 || words.Message != "" {
		_, err = b.Service.AddTask(ctx, act, ref.Number, words)
	} else {
		_, err = b.Service.EditTask(ctx, act, ref.Number, ref.ID(), words)
	}
	return nil, err
}

// shortcutTask and shortcutFollowUp open the form with the words of a message.
func (b *Bot) shortcutTask(ctx context.Context, in slack.InteractionCallback) error {
	inc, err := b.shortcutIn(ctx, in, "A task")
	if err != nil {
		return err
	}
	open, err := b.openTasks(ctx, inc.Number)
	if err != nil {
		return err
	}
	task := incident.Task{Title: incident.TaskTitle(plain(in.Message.Text)), Message: incident.MessageID(in.Message.Timestamp)}
	return b.openForm(ctx, in, inc, view.TaskForm(inc, task, open))
}

func (b *Bot) shortcutFollowUp(ctx context.Context, in slack.InteractionCallback) error {
	inc, err := b.shortcutIn(ctx, in, "A follow-up")
	if err != nil {
		return err
	}
	from := incident.Cite{Message: incident.MessageID(in.Message.Timestamp)}
	if in.Message.ThreadTimestamp != in.Message.Timestamp {
		from.Thread = incident.MessageID(in.Message.ThreadTimestamp)
	}
	f := incident.FollowUp{Title: incident.TaskTitle(plain(in.Message.Text)), Cites: []incident.Cite{from}}
	return b.open(ctx, in, view.FollowUpForm(inc, f))
}

func (b *Bot) shortcutIn(ctx context.Context, in slack.InteractionCallback, what string) (incident.Incident, error) {
	inc, err := b.Service.InChannel(ctx, incident.ChannelID(in.Channel.ID))
	if errors.Is(err, incident.ErrNotFound) {
		err = &incident.Refusal{Reason: what + " belongs to an incident, and this is no incident's channel.", Hint: "Do it in the incident's own channel."}
	}
	return inc, err
}

// tasks are messages in the channel, each edited in place as the task goes on.
func (d *drawing) tasks() []surface {
	var tasks []surface
	for _, t := range d.pic.Tasks {
		tasks = append(tasks, d.message(taskKey(t), d.pic.Incident.Channel, "", view.Task(d.pic.Incident, t, d.link)))
	}
	return tasks
}

func taskKey(t incident.Task) incident.SurfaceKey {
	return incident.SurfaceKey("task/" + strconv.FormatInt(t.ID, 10))
}
