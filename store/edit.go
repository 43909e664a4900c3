package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlEntries = selectEdited + ` order by at, id`

// Entries returns all entries of an incident that can be edited, the hidden ones too, in the order of time. It is
// empty for an incident that does not exist.
func (s *Store) Entries(ctx context.Context, n incident.Number) ([]incident.Entry, error) {
	rows, err := s.pool.Query(ctx, sqlEntries, pgx.NamedArgs{"incident": n})
	if err != nil {
		return nil, about("read entries of", n, err)
	}
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Entry, error) { return scanEntry(row) })
	return entries, about("read entries of", n, err)
}

const sqlEntry = selectEdited + ` and entry.id = @entry`

const sqlEditEntry = `
insert into timeline_edit (entry, by, at, reason, moved_to, text, users_see, we_do, hidden)
values (@entry, @by, @at, @reason, @moved_to, @text, @users_see, @we_do, @hidden)`

// EditEntry locks the incident, lets decide say how one of its entries is put otherwise, and keeps that beside the
// entry; see [Store.decided]. decide's errors come back as they are.
func (s *Store) EditEntry(ctx context.Context, act incident.Act, n incident.Number, id int64, decide func(incident.Entry) (*incident.EntryEdit, error)) error {
	var found []incident.Entry
	_, err := s.decided(ctx, "edit an entry of", act, n,
		func(reads *pgx.Batch) {
			reads.Queue(sqlEntry, pgx.NamedArgs{"incident": n, "entry": id}).Query(func(rows pgx.Rows) (err error) {
				found, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Entry, error) { return scanEntry(row) })
				return err
			})
		},
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			if len(found) == 0 {
				return nil, &incident.Refusal{Reason: "This entry is not there.", Hint: "See all of them with /incident timeline."}
			}
			edit, err := decide(found[0])
			if err != nil || edit == nil {
				return nil, err
			}
			writes.Queue(sqlEditEntry, pgx.NamedArgs{
				"entry": id, "by": act.By, "at": act.At, "reason": clean(edit.Reason), "moved_to": edit.At, "text": clean(edit.Text),
				"users_see": clean(edit.UsersSee), "we_do": clean(edit.WeDo), "hidden": edit.Hidden,
			})
			return &incident.Outcome{}, nil
		})
	return err
}

// The newest word wins.
const sqlHearPins = `
insert into pin as known (channel, message, person, incident, at, present)
select distinct on (heard.channel, heard.message) heard.channel, heard.message, heard.person, inhabited.incident, heard.at, heard.present
  from unnest(@channels::text[], @messages::text[], @people::text[], @ats::timestamptz[], @presents::boolean[])
       as heard (channel, message, person, at, present)
  join lateral (` + inhabitedOf + `heard.channel` + onlyOne + `) as inhabited on inhabited.last is null or heard.message <= inhabited.last
 order by heard.channel, heard.message, heard.at desc
on conflict on constraint pin_pkey do update
   set person = excluded.person, at = excluded.at, present = excluded.present
 where excluded.at >= known.at`

// A pin of which all that is known is that it is there stays as it was heard.
const sqlHearPinned = `
insert into pin as known (channel, message, person, incident, at, present)
select @channel, pinned.message, '', inhabited.incident, @at, true
  from unnest(@messages::text[]) as pinned (message)
  join lateral (` + inhabitedOf + `@channel` + onlyOne + `) as inhabited on inhabited.last is null or pinned.message <= inhabited.last
 order by pinned.message
on conflict on constraint pin_pkey do update
   set present = true, at = excluded.at
 where not known.present and excluded.at >= known.at`

const sqlUnpin = `
update pin set present = false, at = @at where channel = @channel and present and at <= @at and message <> all(@messages::text[])`

func queuePins(batch *pgx.Batch, h incident.Heard) {
	if len(h.Pins) > 0 {
		batch.Queue(sqlHearPins, pgx.NamedArgs{
			"channels": column(h.Pins, func(p incident.HeardPin) string { return string(p.Channel) }),
			"messages": column(h.Pins, func(p incident.HeardPin) string { return string(p.Message) }),
			"people":   column(h.Pins, func(p incident.HeardPin) string { return string(p.By) }),
			"ats":      column(h.Pins, func(p incident.HeardPin) time.Time { return p.At }),
			"presents": column(h.Pins, func(p incident.HeardPin) bool { return p.Present }),
		})
	}
	for _, all := range h.Pinned {
		args := pgx.NamedArgs{
			"channel": all.Channel, "at": all.At,
			"messages": column(all.Messages, func(m incident.MessageID) string { return string(m) }),
		}
		batch.Queue(sqlHearPinned, args)
		batch.Queue(sqlUnpin, args)
	}
}
