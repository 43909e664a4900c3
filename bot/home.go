package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// DrawHome shows somebody on their Home tab what is open and what is theirs. It is drawn when they open it and after
// what they do on it, and not when an incident changes (docs/decisions/0008-home.md). Of two drawings at once the later
// one knows at least what the other knew, because they wait for each other.
func (b *Bot) DrawHome(ctx context.Context, who incident.PersonID) error {
	return b.Store.ExclusivelyHome(ctx, who, func(ctx context.Context) error {
		home, err := b.home(ctx, who)
		if err != nil {
			return err
		}
		_, err = b.Slack.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: string(who), View: home})
		if what, code, _ := judge(err); what == hopeless { // they have left, or the app has no Home tab
			b.Log.Warn("Home is not shown", slog.String("person", string(who)), slog.String("problem", code))
			return nil
		}
		if err != nil {
			return fmt.Errorf("show %s their Home: %w", who, patient(err))
		}
		return nil
	})
}

func (b *Bot) home(ctx context.Context, who incident.PersonID) (slack.HomeTabViewRequest, error) {
	act := incident.Act{By: who, At: b.now(), Rights: b.rights(ctx, who)}
	desk, err := b.Service.Desk(ctx, act)
	if err != nil {
		return slack.HomeTabViewRequest{}, err
	}
	today, err := b.Store.DayOf(ctx, who, act.At, b.Zone)
	if err != nil {
		return slack.HomeTabViewRequest{}, err
	}
	at := view.AtHome{Desk: desk, Who: who, Now: act.At, Today: today}
	errors.As(act.May(incident.DeedDeclare), &at.Refused)
	return view.Home(at, b.rules()), nil
}

// homeAgain draws somebody's Home after what they did on it. That it is not drawn, they see.
func (b *Bot) homeAgain(ctx context.Context, who incident.PersonID) {
	b.after.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
		defer cancel()
		if err := b.DrawHome(ctx, who); err != nil {
			_, code, _ := judge(err)
			b.Log.Warn("Home is not drawn again", slog.String("person", string(who)), slog.String("problem", code))
		}
	})
}

// homePrefix begins the external_id of what lies over the Home tab, however many lie between: Slack does not say so of a
// form that is sent.
const homePrefix = "home:"

func overHome(externalID string) bool { return strings.HasPrefix(externalID, homePrefix) }

// inHome reports whether somebody clicked on their Home tab.
func inHome(in slack.InteractionCallback) bool { return in.View.Type == slack.VTHomeTab }

// onHome is the external_id of what is opened by a click, which lies over the Home tab if that is where it was; id is
// what it would be otherwise.
func onHome(in slack.InteractionCallback, id string) string {
	switch {
	case inHome(in) && len(in.ActionCallback.BlockActions) > 0:
		return homePrefix + in.View.ID + ":" + in.ActionCallback.BlockActions[0].ActionTs
	case overHome(in.View.ExternalID):
		return homePrefix + id
	}
	return id
}

// clickDeclare opens the form for those who do not know the command.
func (b *Bot) clickDeclare(ctx context.Context, in slack.InteractionCallback, _ string, act incident.Act) error {
	if err := act.May(incident.DeedDeclare); err != nil {
		return err
	}
	return b.declareAnywhere(ctx, in)
}

// clickRefresh needs nothing done: whatever is clicked on Home draws it again.
func (b *Bot) clickRefresh(context.Context, slack.InteractionCallback, string, incident.Act) error {
	return nil
}

func (b *Bot) clickHelp(ctx context.Context, in slack.InteractionCallback, _ string, _ incident.Act) error {
	return b.open(ctx, in, view.Dialog("Help", view.HelpOutside()))
}
