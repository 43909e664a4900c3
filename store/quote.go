package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// What people take back is not quoted any more: when a message is deleted, or edited so that the words
// are gone from it, drafts lose the citations of it, and what was said in its words goes with them. A claim
// that rests on other messages as well stays if its words are found in one of those: otherwise nobody can
// tell which of them were the ones taken back. A follow-up that somebody has decided about stays, without
// the quote. The postmortem is drafted anew, see redraft.go.
//
// Whoever keeps drafts holds the incident's lock while they look for messages taken back, and whoever
// hears of such messages takes it before they look for drafts: one of the two sees the other's work.

// editedBy is by when a message was edited. A whole second is all that the chat tells of it, so that what was written within
// that second may have been written before.
const editedBy = `(edited_at + case when edited_at = date_trunc('second', edited_at) then interval '1 second' else interval '0' end)`

// takenBack tells that a cited message, read by written_at, does not say the quoted words any more. It
// is null for a message that is not known.
const takenBack = `(message.deleted_at is not null or ` + editedBy + ` > written_at
                    and strpos(regexp_replace(message.text, '\s+', ' ', 'g'),
                               regexp_replace(cite ->> 'quote', '\s+', ' ', 'g')) = 0)`

// Around a text, with case and white space folded.
const (
	folded   = `lower(regexp_replace(`
	asFolded = `, '\s+', ' ', 'g'))`
)

// livingIn are the incidents that live or lived in channels.
const livingIn = `select inhabited.incident from incident_channel as inhabited where inhabited.channel = any(@channels)`

// messageOf is the message that a citation names, in whichever channel of its incident it was said. It is looked for
// one by one: Postgres would rather read every message of the installation.
const messageOf = `
        select said.deleted_at, said.edited_at, said.text
          from incident_channel as inhabited
          join message as said on said.channel = inhabited.channel and said.id = cite ->> 'message'
         where inhabited.incident = number
        offset 0`

// sqlDropClaims takes out of summaries what rests on messages taken back.
const sqlDropClaims = `
with cited as (
    select summary.incident, round, claim, place, cite, nth, ` + takenBack + ` as taken_back
      from (select incident, round, claims, made_at as written_at from summary) as summary
      join incident on number = summary.incident
     cross join jsonb_array_elements(claims) with ordinality as claimed (claim, place)
     cross join jsonb_array_elements(claim -> 'cites') with ordinality as quoted (cite, nth)
      left join lateral (` + messageOf + `) as message on true
     where number = @incident or number in (` + livingIn + `)
), kept as (
    select incident, round, place,
           claim || jsonb_build_object('cites', jsonb_agg(cite order by nth) filter (where taken_back is not true)) as claim
      from cited
     group by incident, round, place, claim
    having bool_or(taken_back) is not true
        or bool_or(taken_back is not true and strpos(` + folded + `cite ->> 'quote'` + asFolded + `,
                                                     ` + folded + `claim ->> 'text'` + asFolded + `) > 0)
)
update summary
   set claims = (select coalesce(jsonb_agg(claim order by place), '[]')
                   from kept
                  where kept.incident = summary.incident and kept.round = summary.round)
 where (incident, round) in (select incident, round from cited where taken_back)
returning incident`

// sqlDropCites takes messages taken back out of follow-ups.
const sqlDropCites = `
with cited as (
    select follow_up.id, follow_up.title, cite, nth, ` + takenBack + ` as taken_back
      from (select id, incident, title, cites, at as written_at from follow_up) as follow_up
      join incident on number = follow_up.incident
     cross join jsonb_array_elements(cites) with ordinality as quoted (cite, nth)
      left join lateral (` + messageOf + `) as message on true
     where number = @incident or number in (` + livingIn + `)
), standing as (
    select id, jsonb_agg(cite order by nth) filter (where taken_back is not true) as cites,
           bool_or(taken_back is not true and strpos(` + folded + `cite ->> 'quote'` + asFolded + `,
                                                     ` + folded + `title` + asFolded + `) > 0) as said
      from cited
     group by id
    having bool_or(taken_back)
), dropped as (
    delete from follow_up
     using standing
     where follow_up.id = standing.id and state = 'proposed' and not said
    returning incident
), kept as (
    update follow_up
       set cites = coalesce(standing.cites, '[]')
      from standing
     where follow_up.id = standing.id and (state <> 'proposed' or said)
    returning incident
)
select incident from dropped
union
select incident from kept`

// queueDropQuotes takes what people took back out of the drafts of an incident, or of those of channels,
// and adds the incidents that had any to touched, which may be nil.
func queueDropQuotes(batch *pgx.Batch, n incident.Number, channels []incident.ChannelID, touched *[]incident.Number) {
	for _, sql := range []string{sqlDropClaims, sqlDropCites} {
		batch.Queue(sql, pgx.NamedArgs{"incident": n, "channels": channels}).Query(func(rows pgx.Rows) error {
			numbers, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
			if touched != nil {
				*touched = append(*touched, numbers...)
			}
			return err
		})
	}
}

// Only incidents with drafts, or drafts under way, can quote anything; the others need not wait.
const sqlLockDrafted = `
select number
  from incident
 where number in (` + livingIn + `)
   and (exists (select from drafting where drafting.incident = number)
        or exists (select from postmortem_draft where postmortem_draft.incident = number))
 order by number
   for no key update`

const sqlTouchAll = `update incident set version = version + 1 where number = any(@incidents)`

// dropQuotesTx takes what these messages do not say any more out of the drafts, and asks for the work to
// draw the incidents that had any, and to draft anew the postmortems that had.
func dropQuotesTx(ctx context.Context, tx pgx.Tx, gone []incident.Message) ([]incident.Work, error) {
	if len(gone) == 0 {
		return nil, nil
	}
	channels := column(gone, func(m incident.Message) incident.ChannelID { return m.Channel })
	var touched, redrafted []incident.Number
	batch := &pgx.Batch{}
	batch.Queue(sqlLockDrafted, pgx.NamedArgs{"channels": channels})
	queueDropQuotes(batch, 0, channels, &touched)
	queueRedraft(batch, 0, gone, &redrafted)
	if err := runAll(ctx, tx, batch); err != nil {
		return nil, err
	}
	touched = append(touched, redrafted...)
	if len(touched) == 0 {
		return nil, nil
	}
	_, err := tx.Exec(ctx, sqlTouchAll, pgx.NamedArgs{"incidents": touched})
	return append(each(incident.WorkSync, touched), each(incident.WorkDraft, redrafted)...), err
}

// takenBackIn are the messages that were deleted or edited.
func takenBackIn(heard []incident.Message) []incident.Message {
	var gone []incident.Message
	for _, m := range heard {
		if !m.DeletedAt.IsZero() || !m.EditedAt.IsZero() {
			gone = append(gone, m)
		}
	}
	return gone
}
