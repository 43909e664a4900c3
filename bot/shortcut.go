package bot

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// shortcuts are what can be chosen beside the composer and in a message's menu, by callback_id. Those of a message
// have in.Message and in.Channel.
var shortcuts = map[string]struct {
	do   func(*Bot, context.Context, slack.InteractionCallback) error
	deed incident.Deed
}{
	"declare_anywhere":     {(*Bot).declareAnywhere, incident.DeedDeclare},
	"declare_from_message": {(*Bot).declareFromMessage, incident.DeedDeclare},

	"message_task":     {(*Bot).shortcutTask, incident.DeedRun},
	"message_followup": {(*Bot).shortcutFollowUp, incident.DeedRun},
}

// shortcut answers one. Whatever is wrong is said where the person is: below the message, or in a dialog where there
// is none.
func (b *Bot) shortcut(ctx context.Context, in slack.InteractionCallback) {
	chosen, ok := shortcuts[in.CallbackID]
	if !ok {
		return
	}
	act := incident.Act{By: incident.PersonID(in.User.ID)}
	act.Rights = b.rights(ctx, act.By)
	err := act.May(chosen.deed)
	if err == nil {
		err = chosen.do(b, ctx, in)
	}
	switch {
	case err == nil:
	case in.ResponseURL != "":
		b.whisper(ctx, in.ResponseURL, b.present(err))
	default:
		// If the trigger was used or is too old there is no way left to say it; it is in the log.
		_ = b.open(ctx, in, view.Dialog("That did not work", b.present(err)))
	}
}
