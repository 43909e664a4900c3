package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// replyLimit is how long an answer on a response URL may take.
const replyLimit = 20 * time.Second

// Handle answers a command or an interaction; what it returns goes on the ack. It never returns an
// error to Slack that a person could read instead.
func (b *Bot) Handle(ctx context.Context, e socket.Envelope) (any, error) {
	switch e.Type {
	case "slash_commands":
		var cmd slack.SlashCommand
		if err := json.Unmarshal(e.Payload, &cmd); err != nil {
			return nil, fmt.Errorf("decode command: %w", err)
		}
		return b.command(ctx, cmd)
	case "interactive":
		var in slack.InteractionCallback
		if err := json.Unmarshal(e.Payload, &in); err != nil {
			return nil, fmt.Errorf("decode interaction: %w", err)
		}
		return b.interaction(ctx, in)
	default:
		return nil, fmt.Errorf("envelope of unknown type %q", e.Type)
	}
}

func (b *Bot) interaction(ctx context.Context, in slack.InteractionCallback) (any, error) {
	switch in.Type {
	case slack.InteractionTypeBlockActions:
		for _, action := range in.ActionCallback.BlockActions {
			b.click(ctx, in, action)
		}
		return nil, nil
	case slack.InteractionTypeShortcut, slack.InteractionTypeMessageAction:
		b.shortcut(ctx, in)
		return nil, nil
	case slack.InteractionTypeViewSubmission:
		return b.submit(ctx, in), nil
	default:
		return nil, nil // closed forms and the like: nothing to do, and Slack wants its ack
	}
}

// act is who does something and when. The receipt makes a second delivery of the same thing a no-op;
// it is hashed because trigger ids are secrets while they live.
func (b *Bot) act(user, receipt string) incident.Act {
	sum := sha256.Sum256([]byte(receipt))
	return incident.Act{By: incident.PersonID(user), At: b.now(), Receipt: hex.EncodeToString(sum[:16])}
}

// acting is act with what the one who acts may, and the channel it comes from; empty for none.
func (b *Bot) acting(ctx context.Context, user, channel, receipt string) incident.Act {
	act := b.act(user, receipt)
	act.Rights, act.In = b.rights(ctx, act.By), incident.ChannelID(channel)
	return act
}

// whisper tells one person something on a response URL. It outlives the ack, which does not wait.
func (b *Bot) whisper(ctx context.Context, url string, m view.Message) {
	if url == "" {
		return
	}
	b.after.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), replyLimit)
		defer cancel()
		_, _, _, err := b.Slack.SendMessageContext(ctx, "", append(content(m),
			slack.MsgOptionResponseURL(url, slack.ResponseTypeEphemeral))...)
		if err != nil {
			_, code, _ := judge(err)
			b.Log.Warn("answer not delivered", slog.String("problem", code)) // never the error itself: it may hold the URL
		}
	})
}

// ephemeral is a message on the ack of a command, for the one who typed it.
func ephemeral(m view.Message) any {
	return map[string]any{"response_type": slack.ResponseTypeEphemeral, "text": m.Text, "blocks": m.Blocks}
}
