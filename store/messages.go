package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// messageColumns are what [messageFields] are read from.
const messageColumns = `channel, id, thread, author, bot, text, at, edited_at, deleted_at, files`

func messageFields(m *incident.Message) []any {
	return []any{
		&m.Channel, &m.ID, &m.Thread, &m.Author, &m.Bot, &m.Text,
		scanInstant(&m.At), scanInstant(&m.EditedAt), scanInstant(&m.DeletedAt), &m.Files,
	}
}

// channelsOf are all channels of an incident: ids of messages sort by time across them.
const channelsOf = `array(select inhabited.channel from incident_channel as inhabited where inhabited.incident = @incident)`

const selectMessages = `
select ` + messageColumns + `
  from message
 where channel = any(` + channelsOf + `)`

const sqlMessages = selectMessages + ` order by id`

// EachMessage calls do with every message of the incident's channel, deleted ones too, in the order of
// time, and stops at its first error. Messages are read as do takes them, so that memory does not grow
// with the channel; do must not wait for another connection of this store.
func (s *Store) EachMessage(ctx context.Context, n incident.Number, do func(incident.Message) error) error {
	return s.eachMessage(ctx, n, do, sqlMessages, pgx.NamedArgs{"incident": n})
}

const sqlMessagesSince = selectMessages + ` and at > @since order by id`

// EachMessageSince is [Store.EachMessage] for what was said after an instant.
func (s *Store) EachMessageSince(ctx context.Context, n incident.Number, since time.Time, do func(incident.Message) error) error {
	return s.eachMessage(ctx, n, do, sqlMessagesSince, pgx.NamedArgs{"incident": n, "since": since})
}

func (s *Store) eachMessage(ctx context.Context, n incident.Number, do func(incident.Message) error, sql string, args pgx.NamedArgs) error {
	rows, err := s.pool.Query(ctx, sql, args)
	if err != nil {
		return about("read messages of", n, err)
	}
	defer rows.Close()
	for rows.Next() {
		var m incident.Message // a new one each time: Files would share their memory
		if err := rows.Scan(messageFields(&m)...); err != nil {
			return about("read messages of", n, err)
		}
		if err := do(m); err != nil {
			return err
		}
	}
	return about("read messages of", n, rows.Err())
}

// selectStored reads what [collectStored] collects.
const selectStored = `
select id, edited_at, deleted_at is not null, replies.standing, replies.latest,
       (select coalesce(jsonb_agg(jsonb_build_object('Message', message, 'By', person, 'Name', name)), '[]')
          from reaction
         where reaction.channel = said.channel and reaction.message = said.id and present)
  from message as said
 cross join lateral (
    select count(*) as standing, coalesce(max(reply.id), '') as latest
      from message as reply
     where reply.channel = said.channel and reply.thread = said.id and reply.thread <> '' and reply.deleted_at is null
 ) as replies`

func collectStored(rows pgx.Rows) ([]incident.StoredMessage, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m incident.StoredMessage, err error) {
		err = row.Scan(&m.ID, scanInstant(&m.EditedAt), &m.Deleted, &m.Replies, &m.LatestReply, &m.Reactions)
		return m, err
	})
}

const sqlConversation = selectStored + `
 where said.channel = @channel and said.thread = '' and said.id >= @from and said.id <= @to
 order by said.id`

// Conversation returns what is stored of the messages outside threads with from <= id <= to, deleted
// ones too, in the order of time.
func (s *Store) Conversation(ctx context.Context, channel incident.ChannelID, from, to incident.MessageID) ([]incident.StoredMessage, error) {
	act := "read what is stored of channel " + string(channel)
	rows, err := s.pool.Query(ctx, sqlConversation, pgx.NamedArgs{"channel": channel, "from": from, "to": to})
	if err != nil {
		return nil, wrap(act, err)
	}
	stored, err := collectStored(rows)
	return stored, wrap(act, err)
}

const sqlThreadReplies = selectStored + `
 where said.channel = @channel and said.thread = @thread and said.thread <> ''
 order by said.id`

// ThreadReplies returns what is stored of a thread without its first message, deleted replies too, in
// the order of time.
func (s *Store) ThreadReplies(ctx context.Context, channel incident.ChannelID, thread incident.MessageID) ([]incident.StoredMessage, error) {
	act := "read what is stored of thread " + string(thread) + " in channel " + string(channel)
	rows, err := s.pool.Query(ctx, sqlThreadReplies, pgx.NamedArgs{"channel": channel, "thread": thread})
	if err != nil {
		return nil, wrap(act, err)
	}
	stored, err := collectStored(rows)
	return stored, wrap(act, err)
}

const sqlMarkDeleted = `
update message
   set deleted_at = @at
 where channel = @channel and deleted_at is null
   and id in (select id from message where channel = @channel and id = any(@ids) order by id for update)`

// MarkDeleted notes that these messages were found to be gone, and sees to it that nothing quotes them any
// more.
// Those known as deleted keep their instant.
func (s *Store) MarkDeleted(ctx context.Context, channel incident.ChannelID, ids []incident.MessageID, at time.Time) error {
	return wrap("mark messages as deleted in channel "+string(channel), s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, sqlMarkDeleted, pgx.NamedArgs{"channel": channel, "ids": ids, "at": at}); err != nil {
			return err
		}
		work, err := dropQuotesTx(ctx, tx, column(ids, func(id incident.MessageID) incident.Message {
			return incident.Message{Channel: channel, ID: id}
		}))
		if err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, work)
	}))
}
