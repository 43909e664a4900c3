package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Learn asks Slack who somebody is and keeps it. A person Slack does not know is kept by their id, so
// that they are not asked for again.
func (b *Bot) Learn(ctx context.Context, id incident.PersonID) error {
	person := incident.Person{ID: id, Name: string(id)}
	if strings.HasPrefix(string(id), "B") { // a bot that posts without a user
		bot, err := b.Slack.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: string(id)})
		if what, _, _ := judge(err); what != done && what != hopeless {
			return fmt.Errorf("ask who %s is: %w", id, patient(err))
		}
		person.Bot = true
		if err == nil && bot.Name != "" {
			person.Name = incident.CleanLine(bot.Name)
		}
		return b.Store.KeepPeople(ctx, []incident.Person{person})
	}
	user, err := b.Slack.GetUserInfoContext(ctx, string(id))
	if what, _, _ := judge(err); what != done && what != hopeless {
		return fmt.Errorf("ask who %s is: %w", id, patient(err))
	}
	if err == nil {
		p := profile{ID: user.ID, Name: user.Name, RealName: user.RealName, TZ: user.TZ, IsBot: user.IsBot}
		p.Profile.DisplayName, p.Profile.RealName = user.Profile.DisplayName, user.Profile.RealName
		person = p.person()
	}
	return b.Store.KeepPeople(ctx, []incident.Person{person})
}

// LearnAll asks for everybody in an incident whose name is not known yet.
func (b *Bot) LearnAll(ctx context.Context, n incident.Number) error {
	unknown, err := b.Store.UnknownPeople(ctx, n)
	if err != nil {
		return err
	}
	for _, id := range unknown {
		if err := b.Learn(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
