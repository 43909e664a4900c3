package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// declareAnywhere opens the empty form.
func (b *Bot) declareAnywhere(ctx context.Context, in slack.InteractionCallback) error {
	return b.open(ctx, in, b.declareForm(ctx, incident.Declaration{}))
}

// declareFromMessage opens the form with a message as what it began with. The first line of it is the title, unless it was
// written in private: titles are announced.
func (b *Bot) declareFromMessage(ctx context.Context, in slack.InteractionCallback) error {
	m := fromHistory(in.Message)
	source := &incident.Source{
		Author: m.in(incident.ChannelID(in.Channel.ID)).Author, Text: view.PlainText(m.Text), Private: privately(in.Channel),
		Link: Permalink(b.self.Home, incident.ChannelID(in.Channel.ID), incident.MessageID(m.TS), incident.MessageID(m.ThreadTS)),
	}
	var d incident.Declaration
	if !source.Private {
		first, _, _ := strings.Cut(incident.CleanText(source.Text), "\n")
		d = titled(first)
		d.Description = "" // the whole message is quoted anyway
	}
	d.Source = source
	return b.open(ctx, in, b.declareForm(ctx, d))
}

// privately reports whether not everybody can read a channel. In what is done there Slack does not name such channels.
func privately(c slack.Channel) bool {
	return c.Name == "privategroup" || c.Name == "directmessage" || strings.HasPrefix(c.Name, "mpdm-") || strings.HasPrefix(c.ID, "D") ||
		strings.HasPrefix(c.ID, "G") || c.IsPrivate
}
