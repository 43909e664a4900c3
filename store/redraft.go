package store

import (
	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// A postmortem is a text: what it quotes of a message that people took back cannot be cut out of it. It
// is drafted anew without the message, in a new round, and what people wrote into it stays.
//
// What a machine wrote last tells by its links which messages it rests on. What only people quote is
// theirs, and drafting anew would not take it out. Of an edited message nobody can tell which of its
// words went into a text, so that any edit counts. Where the workspace's address is not known there are
// no links, and nothing is found.
//
// The round begins even while another one is being written or read by a model: that one may have read
// the message already, and of a round that is not the newest no postmortem is kept. Nobody takes up the
// reading of that one any more, so it waits for none; a worker that is at it still ends it.

// sqlRedraft begins a round of drafting where the newest postmortem links to a message taken back: one
// of those given, or, when none are given, any since the newest round began. The round is for the instant
// at which that happened, so that it finds the same message no second time, even if a link to it is what
// somebody has typed. What models answered about it may quote the message, and is forgotten.
const sqlRedraft = `
with gone as (
    select number, coalesce(round, 0) + 1 as next,
           greatest(max(deleted_at), max(` + editedBy + `), for_at + interval '1 microsecond') as at
      from incident
     cross join lateral (select machine, made_at
                           from postmortem_draft
                          where postmortem_draft.incident = number
                          order by version desc
                          limit 1) as written
      left join lateral (select round, for_at
                           from drafting
                          where drafting.incident = number
                          order by round desc
                          limit 1) as newest on true
     cross join lateral (select said.id, deleted_at, edited_at
                           from incident_channel as inhabited
                           join message as said on said.channel = inhabited.channel
                          where inhabited.incident = number and (@messages::text[] is null or said.id = any(@messages))
                         offset 0) as message -- not every message of the installation
     where (number = @incident or number in (` + livingIn + `))
       and (deleted_at is not null and (message.id = any(@messages) or deleted_at > for_at)
            or ` + editedBy + ` > greatest(for_at, made_at))
       and strpos(machine, '/p' || replace(message.id, '.', '')) > 0
     group by number, round, for_at
), unread as (
    update drafting
       set state = ''
     where incident in (select number from gone) and state in ('waiting', 'reading')
), forgotten as (
    delete from ai_answer
     where incident in (select number from gone)
)
insert into drafting (incident, round, closing, for_at)
select number, next, false, at
  from gone
returning incident`

// queueRedraft has the postmortem of an incident, or of those of channels, drafted anew if it rests on
// what people took back, and adds the incidents to redrafted. Their work is for the caller to enqueue.
func queueRedraft(batch *pgx.Batch, n incident.Number, gone []incident.Message, redrafted *[]incident.Number) {
	var channels []incident.ChannelID
	var messages []incident.MessageID
	for _, m := range gone {
		channels, messages = append(channels, m.Channel), append(messages, m.ID)
	}
	batch.Queue(sqlRedraft, pgx.NamedArgs{"incident": n, "channels": channels, "messages": messages}).Query(func(rows pgx.Rows) error {
		numbers, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
		*redrafted = append(*redrafted, numbers...)
		return err
	})
}
