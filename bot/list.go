package bot

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typedList shows what is open.
func (b *Bot) typedList(ctx context.Context, t typed) (answer, error) {
	open, err := b.Service.Open(ctx, t.act, incident.ChannelID(t.ChannelID))
	if err != nil {
		return nil, err
	}
	list := view.List(open, b.now(), b.rules())
	return &list, nil
}

// maxOnAck is how many incidents, whatever their titles are made of, are offered on an ack of less than 20 KB.
const maxOnAck = 20

// offerOpen asks which incident a command is about that was typed where none is. Where there is nothing to choose from,
// it leaves it at what was said: missing.
func (b *Bot) offerOpen(ctx context.Context, t typed, word string, missing error) (answer, error) {
	open, err := b.Service.Open(ctx, t.act, incident.ChannelID(t.ChannelID))
	switch {
	case err != nil:
		return nil, err
	case len(open) == 0:
		return nil, missing
	}
	if picker := view.Picker(open, word, t.rest, t.raw); picker != nil {
		if len(open) > maxOnAck {
			b.whisper(ctx, t.ResponseURL, *picker)
			return nil, nil
		}
		return picker, nil
	}
	return nil, &incident.Refusal{
		Reason: "This is not an incident's channel.",
		Hint:   "Name the one it is about before the text: /incident " + word + " " + open[0].Number.String() + " … (all open ones: /incident list)",
	}
}

// clickPick does with the chosen incident what waited for one. Whether they may is looked at as if they had named it.
func (b *Bot) clickPick(ctx context.Context, in slack.InteractionCallback, chosen string, act incident.Act) error {
	n, err := incident.ParseNumber(chosen)
	if err != nil {
		return err
	}
	for _, action := range in.ActionCallback.BlockActions {
		word, raw, ok := view.ForPicked(action.BlockID)
		verb, known := verbOf(word)
		if !ok || !known {
			continue
		}
		if err := act.May(verb.deed); err != nil {
			return err
		}
		t := typed{raw: raw, rest: plain(raw), about: n, act: act, SlashCommand: slack.SlashCommand{
			UserID: in.User.ID, ChannelID: in.Channel.ID, TriggerID: in.TriggerID, ResponseURL: in.ResponseURL,
		}}
		inc, err := b.here(ctx, t)
		if err != nil {
			return err
		}
		reply, err := verb.do(b, ctx, t)
		if err != nil {
			return err
		}
		if reply == nil {
			picked := view.Picked(inc)
			reply = &picked
		}
		b.replace(ctx, in.ResponseURL, *reply)
	}
	return nil
}
