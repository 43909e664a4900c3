package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sort"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// pageSize is how many messages are read at once; Slack allows 999.
const pageSize = 999

// readAnyway is how many threads are read although nothing seems to be missing: an edit or a reaction in
// a thread does not show on its first message. Reading all would take an hour in a long incident, since
// Slack allows some 50 a minute.
const readAnyway = 20

// readBeforeArchiving is the same before a channel is archived, when nothing waits and it is the last time.
const readBeforeArchiving = 300

// Backfill compares an incident's channel with what is stored of it and fetches what is missing:
// messages, replies, edits, reactions, and what was deleted. It holds one page in memory at a time.
// A channel the bot cannot read any more is left as it is stored.
func (b *Bot) Backfill(ctx context.Context, n incident.Number) error {
	inc, err := b.Service.Incident(ctx, n)
	if err != nil || inc.Channel == "" {
		return err
	}
	for _, past := range inc.Past { // somebody may have unarchived one and invited us
		err := b.storeWhole(ctx, past.Channel, readAnyway)
		if what, _, _ := judge(err); what == unsure || what == wait {
			return fmt.Errorf("backfill a past channel of %s: %w", n, patient(err))
		}
	}
	err = b.storeWhole(ctx, inc.Channel, readAnyway)
	switch what, code, _ := judge(err); what {
	case done:
		return nil
	case hopeless:
		b.Log.Warn("backfill cannot read the channel", slog.String("incident", n.String()), slog.String("problem", code))
		return b.Store.Hear(ctx, incident.Heard{ThrownOut: []incident.ChannelID{inc.Channel}})
	default:
		return fmt.Errorf("backfill %s: %w", n, patient(err))
	}
}

// storeWhole fetches what is missing of a channel. Its error is Slack's when the channel cannot be read.
func (b *Bot) storeWhole(ctx context.Context, channel incident.ChannelID, anyway int) error {
	f := backfill{Bot: b, channel: channel, begun: b.now(), anyway: anyway}
	if err := f.history(ctx); err != nil {
		return err
	}
	return f.pins(ctx)
}

// pins compares what is pinned. A token that may not ask leaves the pins as they were heard.
func (f *backfill) pins(ctx context.Context) error {
	var items []slack.Item
	err := politely(ctx, func() (err error) {
		items, _, err = f.Slack.ListPinsContext(ctx, string(f.channel))
		return err
	})
	if errorCode(err) == "missing_scope" {
		return nil
	}
	if err != nil {
		return err
	}
	pinned := incident.HeardPinned{Channel: f.channel, At: f.begun, Messages: []incident.MessageID{}}
	for _, item := range items {
		if item.Message != nil { // the card is among them: it is no message of the record
			pinned.Messages = append(pinned.Messages, incident.MessageID(item.Message.Timestamp))
		}
	}
	return f.Store.Hear(ctx, incident.Heard{Pinned: []incident.HeardPinned{pinned}})
}

type backfill struct {
	*Bot
	channel incident.ChannelID
	begun   time.Time
	anyway  int // threads still to be read although they add up
}

// history reads the channel from its newest message back to its first.
func (f *backfill) history(ctx context.Context) error {
	params := slack.GetConversationHistoryParameters{ChannelID: string(f.channel), Limit: pageSize}
	// What comes while we read is heard as an event, and must not look deleted because it is not on the page.
	upTo := incident.MessageID(fmt.Sprintf("%d.000000", f.begun.Add(-clockSkew).Unix()))
	last := incident.MessageID("") // of the page before
	for {
		var page *slack.GetConversationHistoryResponse
		err := politely(ctx, func() (err error) {
			page, err = f.Slack.GetConversationHistoryContext(ctx, &params)
			return err
		})
		if err != nil {
			return err
		}
		if len(page.Messages) == 0 {
			return nil
		}
		// What is older than the oldest message is not deleted: a workspace may show only its newest days.
		from := incident.MessageID(page.Messages[len(page.Messages)-1].Timestamp)
		upTo = max(upTo, incident.MessageID(page.Messages[0].Timestamp))
		stored, err := f.Store.Conversation(ctx, f.channel, from, upTo)
		if err != nil {
			return err
		}
		stored = slices.DeleteFunc(stored, func(m incident.StoredMessage) bool { return m.ID == last }) // compared already
		if err := f.compare(ctx, page.Messages, stored); err != nil {
			return err
		}
		if err := f.threads(ctx, page.Messages, stored); err != nil {
			return err
		}
		if page.ResponseMetaData.NextCursor == "" || !page.HasMore {
			return nil
		}
		params.Cursor, upTo, last = page.ResponseMetaData.NextCursor, from, from
	}
}

// threads reads the replies of those threads whose stored ones do not add up, and of the newest.
func (f *backfill) threads(ctx context.Context, page []slack.Message, stored []incident.StoredMessage) error {
	known := byID(stored)
	for _, parent := range page {
		have := known[incident.MessageID(parent.Timestamp)]
		if parent.ReplyCount == 0 && have.Replies == 0 {
			continue
		}
		if have.Replies == parent.ReplyCount && have.LatestReply == incident.MessageID(parent.LatestReply) {
			if f.anyway == 0 {
				continue
			}
			f.anyway--
		}
		if err := f.replies(ctx, parent.Timestamp); err != nil {
			return err
		}
	}
	return nil
}

func (f *backfill) replies(ctx context.Context, thread string) error {
	stored, err := f.Store.ThreadReplies(ctx, f.channel, incident.MessageID(thread))
	if err != nil {
		return err
	}
	params := slack.GetConversationRepliesParameters{ChannelID: string(f.channel), Timestamp: thread, Limit: pageSize}
	for {
		var page []slack.Message
		var next string
		err := politely(ctx, func() (err error) {
			page, _, next, err = f.Slack.GetConversationRepliesContext(ctx, &params)
			return err
		})
		if errorCode(err) == "thread_not_found" { // deleted while we read
			return nil
		}
		if err != nil {
			return err
		}
		page = slices.DeleteFunc(page, func(m slack.Message) bool { return m.Timestamp == thread }) // every page begins with the parent
		here := stored
		if next != "" { // oldest first: what is stored of later ones is compared with a later page
			last := incident.MessageID("")
			if len(page) > 0 {
				last = incident.MessageID(page[len(page)-1].Timestamp)
			}
			here = stored[:sort.Search(len(stored), func(i int) bool { return stored[i].ID > last })]
		}
		if err := f.compare(ctx, page, here); err != nil || next == "" {
			return err
		}
		stored, params.Cursor = stored[len(here):], next
	}
}

// compare keeps what Slack says of messages, and marks as deleted what it no longer says.
func (f *backfill) compare(ctx context.Context, said []slack.Message, stored []incident.StoredMessage) error {
	var heard incident.Heard
	standing := map[incident.MessageID]slack.Message{}
	for _, m := range said {
		if m.SubType != "tombstone" {
			standing[incident.MessageID(m.Timestamp)] = m
			f.hearSaid(f.channel, fromHistory(m), &heard)
			f.hearReactions(m, &heard)
		}
	}
	var gone []incident.MessageID
	for _, have := range stored {
		m, ok := standing[have.ID]
		if !ok && !have.Deleted {
			gone = append(gone, have.ID)
		}
		for _, r := range have.Reactions {
			if ok && !reacted(m, r) {
				heard.Reactions = append(heard.Reactions, incident.HeardReaction{Channel: f.channel, Reaction: r, At: f.begun})
			}
		}
	}
	if err := f.Store.Hear(ctx, heard); err != nil {
		return err
	}
	if len(gone) == 0 {
		return nil
	}
	return f.Store.MarkDeleted(ctx, f.channel, gone, f.begun)
}

// hearReactions keeps who has reacted. Slack does not say when; a later word on it wins.
func (f *backfill) hearReactions(m slack.Message, heard *incident.Heard) {
	for _, r := range m.Reactions {
		for _, user := range r.Users {
			heard.Reactions = append(heard.Reactions, incident.HeardReaction{
				Channel:  f.channel,
				Reaction: incident.Reaction{Message: incident.MessageID(m.Timestamp), By: incident.PersonID(user), Name: r.Name},
				At:       f.begun, Present: true,
			})
		}
	}
}

func reacted(m slack.Message, by incident.Reaction) bool {
	for _, r := range m.Reactions {
		if r.Name != by.Name {
			continue
		}
		for _, user := range r.Users {
			if user == string(by.By) {
				return true
			}
		}
		return len(r.Users) < r.Count // Slack cuts long lists of users: absence proves nothing
	}
	return false
}

func byID(stored []incident.StoredMessage) map[incident.MessageID]incident.StoredMessage {
	m := make(map[incident.MessageID]incident.StoredMessage, len(stored))
	for _, s := range stored {
		m[s.ID] = s
	}
	return m
}
