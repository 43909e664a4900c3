package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

var errNoReports = &incident.Refusal{Reason: "There are no reports here.", Hint: "Whoever runs Tocsin can say why."}

// typedReport answers with what a period cost, for the one who asks alone; “me” sends them their own figures.
func (b *Bot) typedReport(ctx context.Context, t typed) (answer, error) {
	period := t.rest
	if word, rest, _ := strings.Cut(t.rest, " "); strings.EqualFold(word, "me") {
		return b.soon(ctx, t.ResponseURL, func(ctx context.Context) (view.Message, error) {
			return b.sendFigures(ctx, t.act, strings.TrimSpace(rest))
		}), nil
	}
	return b.soon(ctx, t.ResponseURL, func(ctx context.Context) (view.Message, error) {
		if b.Report == nil {
			return view.Message{}, errNoReports
		}
		if err := b.mayRead(ctx, t.act.By); err != nil {
			return view.Message{}, err
		}
		r, err := b.Report(ctx, t.act.By, period)
		if err != nil {
			return view.Message{}, err
		}
		return view.OwnReport(r), nil
	}), nil
}

// mayRead refuses guests: what the company's incidents cost is for its members. Their own figures they may have. Slack is
// asked each time: what is known of somebody may be a guess.
func (b *Bot) mayRead(ctx context.Context, reader incident.PersonID) error {
	person, err := b.ask(ctx, reader)
	if err != nil {
		return fmt.Errorf("ask whether %s is a guest: %w", reader, err)
	}
	if person.Guest {
		return &incident.Refusal{Reason: "The report is for members of the workspace.", Hint: "For your own figures type /incident report me."}
	}
	return nil
}

func (b *Bot) clickMyFigures(ctx context.Context, in slack.InteractionCallback, period string, act incident.Act) error {
	return b.answerLater(ctx, in, "Your figures", func(ctx context.Context) (view.Message, error) { return b.sendFigures(ctx, act, period) })
}

// sendFigures has a person's own figures sent to them. Asking the same thing again sends them again; the same request,
// delivered twice, does not.
func (b *Bot) sendFigures(ctx context.Context, act incident.Act, period string) (view.Message, error) {
	if b.Figures == nil {
		return view.Message{}, errNoReports
	}
	f, err := b.Figures(ctx, act.By, period)
	if err != nil {
		return view.Message{}, err
	}
	n, err := FiguresNotice(f, "asked/"+act.Receipt)
	if err != nil {
		return view.Message{}, err
	}
	n.At = act.At
	if _, _, err := b.Store.MakeNotice(ctx, n); err != nil {
		return view.Message{}, err
	}
	return view.FiguresComing(), nil
}

// FiguresNotice is the notice that tells a person their own figures; the reason sets it apart from others with the same
// figures. Its instant is the caller's to set.
func FiguresNotice(f load.Figures, reason string) (incident.Notice, error) {
	body, err := json.Marshal(f)
	if err != nil {
		return incident.Notice{}, fmt.Errorf("figures of %s: %w", f.Person, err)
	}
	return incident.Notice{
		Key: "figures/" + f.Period.Name + "/" + string(f.Person) + "/" + reason, Kind: incident.NoticeFigures, Person: f.Person, Body: body,
	}, nil
}

// drawFigures tells a person their own figures. The button follows what they want.
func (d *noticeDrawing) drawFigures(ctx context.Context) error {
	var f load.Figures
	if err := json.Unmarshal(d.pic.Notice.Body, &f); err != nil {
		return fmt.Errorf("read %s: %w", d.name(), err)
	}
	weekly, err := d.Store.WantsFigures(ctx, d.pic.Notice.Person)
	if err != nil {
		return err
	}
	return d.tell(ctx, view.Figures(f, d.pic.Notice.ID, d.Zone, weekly))
}

// wantsFigures is a click that says whether somebody wants their figures every week.
func wantsFigures(wanted bool) func(*Bot, context.Context, slack.InteractionCallback, string, incident.Act) error {
	return func(b *Bot, ctx context.Context, _ slack.InteractionCallback, value string, act incident.Act) error {
		if err := b.Store.KeepFigures(ctx, act.By, wanted); err != nil {
			return err
		}
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil // an older button: it is kept all the same
		}
		return b.Store.TouchNotice(ctx, incident.NoticeID(id))
	}
}
