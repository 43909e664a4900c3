package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// shortcuts are what can be chosen beside the composer and in a message's menu, by callback_id. Those of a message
// have in.Message and in.Channel.
var shortcuts = map[string]func(*Bot, context.Context, slack.InteractionCallback, incident.Act) error{
	"declare_anywhere":     (*Bot).declareAnywhere,
	"declare_from_message": (*Bot).declareFromMessage,

	"message_task":     (*Bot).shortcutTask,
	"message_followup": (*Bot).shortcutFollowUp,
}

// shortcut answers one. Whatever is wrong is said where the person is: below the message, or in a dialog where there
// is none.
func (b *Bot) shortcut(ctx context.Context, in slack.InteractionCallback) {
	do, ok := shortcuts[in.CallbackID]
	if !ok {
		return
	}
	act := b.acting(ctx, in.User.ID, in.Channel.ID, "shortcut:"+in.User.ID+":"+in.CallbackID+":"+in.ActionTs+in.TriggerID)
	deed := incident.DeedRun // all of them change something
	if strings.HasPrefix(in.CallbackID, "declare_") {
		deed = incident.DeedDeclare
	}
	err := act.May(deed)
	if err == nil {
		err = do(b, ctx, in, act)
	}
	switch {
	case err == nil:
	case in.ResponseURL != "":
		b.whisper(ctx, in.ResponseURL, b.present(err))
	default:
		// If the trigger was used or is too old there is no way left to say it; it is in the log.
		_ = b.open(ctx, in.TriggerID, view.Dialog("That did not work", b.present(err)))
	}
}
