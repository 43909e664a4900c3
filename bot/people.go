package bot

import (
	"context"
	"fmt"
	"log/slog"
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
		if err != nil && !unknownToSlack(err) {
			return b.notLearned(id, err)
		}
		person.Bot = true
		if err == nil && bot.Name != "" {
			person.Name = incident.CleanLine(bot.Name)
		}
		return b.Store.KeepPeople(ctx, []incident.Person{person})
	}
	user, err := b.Slack.GetUserInfoContext(ctx, string(id))
	if err != nil && !unknownToSlack(err) {
		return b.notLearned(id, err)
	}
	if err == nil {
		person = profileOf(user).person(b.self.TeamID)
	}
	return b.Store.KeepPeople(ctx, []incident.Person{person})
}

// profileOf is the same profile as slack-go reads it.
func profileOf(user *slack.User) profile {
	p := profile{
		ID: user.ID, Name: user.Name, RealName: user.RealName, TZ: user.TZ, IsBot: user.IsBot, Deleted: user.Deleted,
		TeamID: user.TeamID, Stranger: user.IsStranger, Guest: user.IsRestricted, ChannelGuest: user.IsUltraRestricted,
	}
	p.Enterprise.Teams = user.Enterprise.Teams
	p.Profile.DisplayName, p.Profile.RealName = user.Profile.DisplayName, user.Profile.RealName
	return p
}

func unknownToSlack(err error) bool {
	switch errorCode(err) {
	case "user_not_found", "user_not_visible", "users_not_found", "bot_not_found":
		return true
	}
	return false
}

// notLearned is what comes of a question that Slack did not answer. One that it refuses, for want of a
// permission or a token, is asked again when the person is heard of again; nothing waits for it.
func (b *Bot) notLearned(id incident.PersonID, err error) error {
	if what, code, _ := judge(err); what == hopeless {
		b.Log.Warn("cannot learn who somebody is", slog.String("person", string(id)), slog.String("problem", code))
		return nil
	}
	return fmt.Errorf("ask who %s is: %w", id, patient(err))
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
