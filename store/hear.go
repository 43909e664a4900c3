package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// Hear keeps what was heard in incidents' channels, in one transaction. It may be told the same thing
// twice and in any order, see [incident.Heard]; what concerns other channels is dropped.
//
// It enqueues learning about people whose name is not known yet, offering those who came late to be
// brought up to date, and for a channel that the bot came back to a backfill and a sync, with stuck
// surfaces free to be tried again. What people took back is not quoted any more (see quote.go and
// redraft.go).
func (s *Store) Hear(ctx context.Context, h incident.Heard) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error { return s.hearTx(ctx, tx, h) })
	if err != nil {
		return fmt.Errorf("hear %d messages, %d reactions: %w", len(h.Messages), len(h.Reactions), err)
	}
	return nil
}

func (s *Store) hearTx(ctx context.Context, tx pgx.Tx, h incident.Heard) error {
	var nameless []incident.PersonID
	var late []incident.Work
	batch := &pgx.Batch{}
	queueMessages(batch, h.Messages)
	queueReactions(batch, h.Reactions)
	queuePins(batch, h)
	queuePresences(batch, h.Presences, &late)
	for _, r := range h.Renames {
		batch.Queue(sqlRename, pgx.NamedArgs{"channel": r.Channel, "name": clean(r.Name)})
	}
	queueProfiles(batch, h.People)
	queueMet(batch, h, &nameless)
	if batch.Len() > 0 {
		if err := runAll(ctx, tx, batch); err != nil {
			return err
		}
	}

	work := late
	for _, id := range nameless {
		work = append(work, incident.Work{Kind: incident.WorkPerson, Person: id})
	}
	for _, id := range h.Homes {
		work = append(work, incident.Work{Kind: incident.WorkHome, Person: id})
	}
	redraw, err := dropQuotesTx(ctx, tx, takenBackIn(h.Messages))
	if err != nil {
		return err
	}
	work = append(work, redraw...)
	more, err := consequencesTx(ctx, tx, h)
	if err != nil {
		return err
	}
	work = append(work, more...)
	if more, err = s.fateTx(ctx, tx, h); err != nil {
		return err
	}
	work = append(work, more...)
	if len(h.Rejoined) > 0 {
		touched, err := s.unstickTx(ctx, tx, h.Rejoined)
		if err != nil {
			return err
		}
		for _, n := range touched {
			if err := s.touchChannelNoticesTx(ctx, tx, n); err != nil {
				return err
			}
		}
		work = append(work, each(incident.WorkBackfill, touched)...)
		work = append(work, each(incident.WorkSync, touched)...)
	}
	if len(h.ThrownOut) > 0 {
		touched, err := thrownOutTx(ctx, tx, h.ThrownOut)
		if err != nil {
			return err
		}
		work = append(work, each(incident.WorkSync, touched)...)
	}
	return s.enqueueTx(ctx, tx, work)
}

// The newest edit wins. A row that is known only as deleted has no edit, so any text fills it.
const sqlHearMessages = `
insert into message as known (channel, id, incident, thread, author, bot, text, at, edited_at, files)
select heard.channel, heard.id, inhabited.incident, heard.thread, heard.author, heard.bot, heard.text,
       heard.at, heard.edited_at, heard.files
  from unnest(@channels::text[], @ids::text[], @threads::text[], @authors::text[], @bots::boolean[], @texts::text[],
              @ats::timestamptz[], @edits::timestamptz[], @files::jsonb[])
       as heard (channel, id, thread, author, bot, text, at, edited_at, files)
  join lateral (` + inhabitedOf + `heard.channel` + onlyOne + `) as inhabited on inhabited.last is null or heard.id <= inhabited.last
 order by heard.channel, heard.id
on conflict on constraint message_pkey do update
   set thread = coalesce(nullif(excluded.thread, ''), known.thread), author = excluded.author, bot = excluded.bot,
       text = excluded.text, at = excluded.at, edited_at = excluded.edited_at, files = excluded.files
 where coalesce(excluded.edited_at, '-infinity') >= coalesce(known.edited_at, '-infinity')
   and (excluded.thread, excluded.author, excluded.bot, excluded.text, excluded.at, excluded.edited_at, excluded.files)
       is distinct from (known.thread, known.author, known.bot, known.text, known.at, known.edited_at, known.files)`

// A deletion may be all that is ever heard of a message; it stays one when the message comes after it.
const sqlHearDeletions = `
insert into message as known (channel, id, incident, at, deleted_at)
select heard.channel, heard.id, inhabited.incident, coalesce(heard.at, heard.deleted_at), heard.deleted_at
  from unnest(@channels::text[], @ids::text[], @ats::timestamptz[], @deletions::timestamptz[])
       as heard (channel, id, at, deleted_at)
  join lateral (` + inhabitedOf + `heard.channel` + onlyOne + `) as inhabited on inhabited.last is null or heard.id <= inhabited.last
 order by heard.channel, heard.id
on conflict on constraint message_pkey do update
   set deleted_at = excluded.deleted_at
 where known.deleted_at is null or known.deleted_at > excluded.deleted_at`

func queueMessages(batch *pgx.Batch, heard []incident.Message) {
	if written := newestEdits(heard); len(written) > 0 {
		batch.Queue(sqlHearMessages, pgx.NamedArgs{
			"channels": column(written, func(m incident.Message) string { return string(m.Channel) }),
			"ids":      column(written, func(m incident.Message) string { return string(m.ID) }),
			"threads":  column(written, thread),
			"authors":  column(written, func(m incident.Message) string { return string(m.Author) }),
			"bots":     column(written, func(m incident.Message) bool { return m.Bot }),
			"texts":    column(written, func(m incident.Message) string { return clean(m.Text) }),
			"ats":      column(written, func(m incident.Message) instant { return instant(m.At) }),
			"edits":    column(written, func(m incident.Message) instant { return instant(m.EditedAt) }),
			"files":    column(written, filesJSON),
		})
	}
	if deleted := earliestDeletions(heard); len(deleted) > 0 {
		batch.Queue(sqlHearDeletions, pgx.NamedArgs{
			"channels":  column(deleted, func(m incident.Message) string { return string(m.Channel) }),
			"ids":       column(deleted, func(m incident.Message) string { return string(m.ID) }),
			"ats":       column(deleted, func(m incident.Message) instant { return instant(m.At) }),
			"deletions": column(deleted, func(m incident.Message) instant { return instant(m.DeletedAt) }),
		})
	}
}

// thread is the thread a message belongs to; its first message is not in its own thread.
func thread(m incident.Message) string {
	if m.Thread == m.ID {
		return ""
	}
	return string(m.Thread)
}

func filesJSON(m incident.Message) []byte {
	files := make([]incident.File, len(m.Files)) // never null
	for i, f := range m.Files {
		files[i] = incident.File{ID: clean(f.ID), Name: clean(f.Name), Link: clean(f.Link)}
	}
	data, _ := json.Marshal(files) // strings always marshal
	return data
}

// clean takes out what Postgres cannot keep in a text: the character zero, and bytes that are no text.
func clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// The newest word wins.
const sqlHearReactions = `
insert into reaction as known (channel, message, person, name, incident, at, present)
select heard.channel, heard.message, heard.person, heard.name, inhabited.incident, heard.at, heard.present
  from unnest(@channels::text[], @messages::text[], @people::text[], @names::text[], @ats::timestamptz[], @presents::boolean[])
       as heard (channel, message, person, name, at, present)
  join lateral (` + inhabitedOf + `heard.channel` + onlyOne + `) as inhabited on inhabited.last is null or heard.message <= inhabited.last
 order by heard.channel, heard.message, heard.person, heard.name
on conflict on constraint reaction_pkey do update
   set at = excluded.at, present = excluded.present
 where excluded.at >= known.at and (excluded.at, excluded.present) is distinct from (known.at, known.present)`

func queueReactions(batch *pgx.Batch, heard []incident.HeardReaction) {
	last := lastWords(heard)
	if len(last) == 0 {
		return
	}
	batch.Queue(sqlHearReactions, pgx.NamedArgs{
		"channels": column(last, func(r incident.HeardReaction) string { return string(r.Channel) }),
		"messages": column(last, func(r incident.HeardReaction) string { return string(r.Message) }),
		"people":   column(last, func(r incident.HeardReaction) string { return string(r.By) }),
		"names":    column(last, func(r incident.HeardReaction) string { return clean(r.Name) }),
		"ats":      column(last, func(r incident.HeardReaction) time.Time { return r.At }),
		"presents": column(last, func(r incident.HeardReaction) bool { return r.Present }),
	})
}

// Those who came late are told apart only when they are heard the first time.
const sqlHearPresences = `
with heard as (
    insert into presence (incident, person, at, joined)
    select incident.number, heard.person, heard.at, heard.joined
      from unnest(@channels::text[], @people::text[], @ats::timestamptz[], @joined::boolean[])
           as heard (channel, person, at, joined)
      join incident on incident.channel_id = heard.channel
     order by incident.number, heard.person, heard.at
    on conflict on constraint presence_pkey do nothing
    returning incident, person, at, joined
)
select heard.incident, heard.person
  from heard
  join incident on incident.number = heard.incident
 where joined and heard.at >= declared_at + @late::interval and status = any(@active)
   and heard.person not in (select id from person where bot union select bot_user from workspace)
 order by heard.incident, heard.person`

// lateAfter is how long after the declaration people have missed something who come then.
const lateAfter = 10 * time.Minute

// queuePresences adds to late the offer to bring those up to date who came late.
func queuePresences(batch *pgx.Batch, heard []incident.HeardPresence, late *[]incident.Work) {
	if len(heard) == 0 {
		return
	}
	batch.Queue(sqlHearPresences, pgx.NamedArgs{
		"channels": column(heard, func(p incident.HeardPresence) string { return string(p.Channel) }),
		"people":   column(heard, func(p incident.HeardPresence) string { return string(p.Person) }),
		"ats":      column(heard, func(p incident.HeardPresence) time.Time { return p.At }),
		"joined":   column(heard, func(p incident.HeardPresence) bool { return p.Joined }),
		"late":     lateAfter,
		"active":   column(incident.ActiveStatuses(), func(s incident.Status) string { return string(s) }),
	}).Query(func(rows pgx.Rows) error {
		w := incident.Work{Kind: incident.WorkOffer}
		_, err := pgx.ForEachRow(rows, []any{&w.Number, &w.Person}, func() error {
			*late = append(*late, w)
			return nil
		})
		return err
	})
}

const sqlRename = `update incident set channel_name = @name where channel_id = @channel and channel_name <> @name`

// Whoever takes part gets a row; those whose name is still to be learned are returned, this time and
// every time they are heard, until it is known.
const sqlMeet = `
with heard as (
    select distinct seen.id
      from unnest(@channels::text[], @people::text[]) as seen (channel, id)
      join lateral (` + inhabitedOf + `seen.channel` + onlyOne + `) as inhabited on true
     where seen.id <> ''
), met as (
    insert into person (id) select id from heard order by id
    on conflict on constraint person_pkey do nothing
    returning id
)
select id from met
union
select person.id from person join heard using (id) where person.name = '' or person.guest is null
order by id`

// queueMet reads into nameless whose name is to be learned of those heard.
func queueMet(batch *pgx.Batch, h incident.Heard, nameless *[]incident.PersonID) {
	type seen struct {
		channel incident.ChannelID
		person  incident.PersonID
	}
	var all []seen
	for _, m := range h.Messages {
		all = append(all, seen{m.Channel, m.Author})
	}
	for _, r := range h.Reactions {
		all = append(all, seen{r.Channel, r.By})
	}
	for _, p := range h.Presences {
		all = append(all, seen{p.Channel, p.Person})
	}
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b seen) int {
		return strings.Compare(string(a.channel)+"/"+string(a.person), string(b.channel)+"/"+string(b.person))
	})
	all = slices.Compact(all)
	batch.Queue(sqlMeet, pgx.NamedArgs{
		"channels": column(all, func(s seen) string { return string(s.channel) }),
		"people":   column(all, func(s seen) string { return string(s.person) }),
	}).Query(func(rows pgx.Rows) (err error) {
		*nameless, err = pgx.CollectRows(rows, pgx.RowTo[incident.PersonID])
		return err
	})
}
