package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// entryColumns are what [scanEntry] scans, of a row that is a stored entry, as it was written.
const entryColumns = `
       id, incident, kind, at, by, text, was, now, role, person, previous, users_see, we_do,
       next_update_at, what, '' as message, '' as thread, '[]'::jsonb as files,
       '' as edited_by, null::timestamptz as edited_at, '' as edit_reason, false as hidden`

func scanEntry(row pgx.Row, more ...any) (incident.Entry, error) {
	var e incident.Entry
	err := row.Scan(append([]any{
		&e.ID, &e.Number, &e.Kind, scanInstant(&e.At), &e.By, &e.Text, &e.Was, &e.Now, &e.Role, &e.Person,
		&e.Previous, &e.UsersSee, &e.WeDo, scanInstant(&e.NextUpdateAt), &e.What, &e.Message, &e.Thread, &e.Files,
		&e.EditedBy, scanInstant(&e.EditedAt), &e.EditReason, &e.Hidden,
	}, more...)...)
	if len(e.Files) == 0 {
		e.Files = nil
	}
	return e, err
}

// selectEdited reads what [scanEntry] scans, of stored entries as they read now: as the newest edit has it.
const selectEdited = `
select entry.id, entry.incident, entry.kind, coalesce(edit.moved_to, entry.at) as at, entry.by,
       coalesce(edit.text, entry.text) as text, entry.was, entry.now, entry.role, entry.person, entry.previous,
       coalesce(edit.users_see, entry.users_see) as users_see, coalesce(edit.we_do, entry.we_do) as we_do,
       entry.next_update_at, entry.what, '' as message, '' as thread, '[]'::jsonb as files,
       coalesce(edit.by, '') as edited_by, edit.at as edited_at, coalesce(edit.reason, '') as edit_reason,
       coalesce(edit.hidden, false) as hidden
  from timeline_entry as entry
  left join lateral (
    select * from timeline_edit where timeline_edit.entry = entry.id order by timeline_edit.id desc limit 1
  ) as edit on true
 where entry.incident = @incident`

// Messages that carry a 📌 or are pinned are joined in, never copied: taking it away, editing the message or
// deleting it is at once true of the timeline too.
const sqlTimeline = `
with line as (` + selectEdited + ` and edit.hidden is not true
    union all
    select 0, message.incident, 'message', message.at, message.author, message.text, '', '', '', '', '', '', '',
           null, '', message.id, message.thread, message.files, '', null, '', false
      from message
     where message.channel = any(` + channelsOf + `) and message.deleted_at is null
       and (exists (select from reaction
                     where reaction.channel = message.channel and reaction.message = message.id
                       and reaction.name = 'pushpin' and reaction.present)
            or exists (select from pin
                        where pin.channel = message.channel and pin.message = message.id and pin.present))
)
select line.*, count(*) over ()
  from line
 order by at desc, id desc, message desc
 limit nullif(@newest, 0)`

// Timeline returns the newest entries with the messages that carry a 📌, in the order of time, and how
// many older ones were left out. Zero asks for all of them. It is empty for an incident that does not
// exist.
func (s *Store) Timeline(ctx context.Context, n incident.Number, newest int) (entries []incident.Entry, older int, err error) {
	rows, err := s.pool.Query(ctx, sqlTimeline, pgx.NamedArgs{"incident": n, "newest": newest})
	if err != nil {
		return nil, 0, about("read timeline of", n, err)
	}
	entries, total, err := collectTimeline(rows)
	return entries, total - len(entries), about("read timeline of", n, err)
}

// collectTimeline reads the rows of sqlTimeline, newest first, and returns them oldest first.
func collectTimeline(rows pgx.Rows) (entries []incident.Entry, total int, err error) {
	entries, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Entry, error) {
		return scanEntry(row, &total)
	})
	slices.Reverse(entries)
	return entries, total, err
}
