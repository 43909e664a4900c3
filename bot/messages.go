package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// clockSkew is how far Slack's clock may be behind ours when we look for what we sent.
const clockSkew = 2 * time.Minute

// message is a surface that is one message: posted once, edited in place ever after.
func (e *easel) message(key incident.SurfaceKey, channel incident.ChannelID, thread incident.MessageID, m view.Message) surface {
	s := e.once(key, channel, thread, m)
	post := s.draw
	s.pace = e.EditPace
	s.draw = func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
		if row.Message == "" {
			return post(ctx, row)
		}
		_, _, _, err := e.Slack.UpdateMessageContext(ctx, string(row.Channel), string(row.Message), content(m)...)
		if errorCode(err) != "message_not_found" {
			return row, err
		}
		// Somebody deleted it, and it is wanted all the same. From now on it is one to be looked for.
		row.Message = ""
		if err := e.of.sending(ctx, row); err != nil {
			return row, err
		}
		return post(ctx, row)
	}
	find := s.find
	s.find = func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
		if row.Message != "" {
			return row, false, nil // an edit may be repeated
		}
		return find(ctx, row)
	}
	return s
}

// once is a surface that is one message, posted and never touched again.
func (e *easel) once(key incident.SurfaceKey, channel incident.ChannelID, thread incident.MessageID, m view.Message) surface {
	return surface{
		key: key, digest: m.Digest(),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			options := append(content(m), slack.MsgOptionMetadata(e.of.mark(key)))
			if thread != "" {
				options = append(options, slack.MsgOptionTS(string(thread)))
			}
			where, ts, err := e.Slack.PostMessageContext(ctx, string(channel), options...)
			if err == nil {
				row.Channel, row.Message = incident.ChannelID(where), incident.MessageID(ts)
			}
			return row, err
		},
		find: func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
			found, err := e.lookFor(ctx, channel, thread, row.AttemptAt, func(m slack.Message) bool { return e.of.marked(m.Metadata, key) })
			if err != nil || found == nil {
				return row, false, err
			}
			row.Channel, row.Message = channel, incident.MessageID(found.Timestamp)
			return row, true, nil
		},
	}
}

// content is what a message shows. Links never unfurl: what people typed must not fetch anything.
func content(m view.Message) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(m.Text, false), // escaped by the view already
		slack.MsgOptionBlocks(m.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
}

// lookFor reads what we have posted since an instant, in a channel or a thread, for the message that
// an unanswered call may have left there. It returns nil when there is none.
func (e *easel) lookFor(ctx context.Context, channel incident.ChannelID, thread incident.MessageID, since time.Time, is func(slack.Message) bool) (*slack.Message, error) {
	history := slack.GetConversationHistoryParameters{
		ChannelID: string(channel), Limit: 200, IncludeAllMetadata: true,
		Oldest: strconv.FormatInt(since.Add(-clockSkew).Unix(), 10) + ".000000",
	}
	for {
		page, next, err := e.readPage(ctx, history, thread)
		if errorCode(err) == "not_in_channel" { // announcing needs no membership, looking does
			if _, _, _, joined := e.Slack.JoinConversationContext(ctx, string(channel)); joined != nil {
				return nil, errors.Join(err, joined)
			}
			page, next, err = e.readPage(ctx, history, thread)
		}
		if err != nil {
			return nil, fmt.Errorf("look for what was sent to %s: %w", channel, err)
		}
		for _, m := range page {
			if e.ours(fromHistory(m)) && is(m) {
				return &m, nil
			}
		}
		if next == "" {
			return nil, nil
		}
		history.Cursor = next
	}
}

func (e *easel) readPage(ctx context.Context, h slack.GetConversationHistoryParameters, thread incident.MessageID) ([]slack.Message, string, error) {
	if thread != "" {
		replies := slack.GetConversationRepliesParameters{
			ChannelID: h.ChannelID, Timestamp: string(thread), Cursor: h.Cursor, Limit: h.Limit,
			Oldest: h.Oldest, IncludeAllMetadata: h.IncludeAllMetadata,
		}
		page, _, next, err := e.Slack.GetConversationRepliesContext(ctx, &replies)
		return page, next, err
	}
	page, err := e.Slack.GetConversationHistoryContext(ctx, &h)
	if err != nil {
		return nil, "", err
	}
	return page.Messages, page.ResponseMetaData.NextCursor, nil
}
