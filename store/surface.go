package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// What is told once is needed no more when its entry is drawn, and a nudge when it is settled: an incident of a
// thousand entries is drawn as quickly as one of ten.
const sqlSurfaces = `
select key, state, channel, message, handle, digest, echo, attempt_at, shown_at, retry_at, problem
  from surface
 where incident = @incident
   and (key not like 'post/%' and key not like 'echo/%'
        or split_part(key, '/', 2) in (select id::text from timeline_entry where incident = @incident and drawn_at is null))
   and (key not like 'nudge/%'
        or split_part(key, '/', 2) in (select id::text from nudge where incident = @incident and settled_at is null))`

func collectSurfaces(rows pgx.Rows) (map[incident.SurfaceKey]incident.Surface, error) {
	surfaces := map[incident.SurfaceKey]incident.Surface{}
	var f incident.Surface
	_, err := pgx.ForEachRow(rows, surfaceFields(&f), func() error {
		surfaces[f.Key] = f
		return nil
	})
	return surfaces, err
}

// surfaceFields is where the columns key to problem are read to.
func surfaceFields(f *incident.Surface) []any {
	return []any{
		&f.Key, &f.State, &f.Channel, &f.Message, &f.Handle, &f.Digest, &f.Echo,
		scanInstant(&f.AttemptAt), scanInstant(&f.ShownAt), scanInstant(&f.RetryAt), &f.Problem,
	}
}

// The columns of a surface, in the order of [surfaceFields], and their rows and their update from [surfaceColumnArgs].
const (
	surfaceColumns = `key, state, channel, message, handle, digest, echo, attempt_at, shown_at, retry_at, problem`

	surfacesGiven = `unnest(
    @keys::text[], @states::text[], @channels::text[], @messages::text[], @handles::text[], @digests::text[], @echoes::text[],
    @attempts::timestamptz[], @showns::timestamptz[], @retries::timestamptz[], @problems::text[])`

	surfaceAsGiven = `
   set state = excluded.state, channel = excluded.channel, message = excluded.message, handle = excluded.handle,
       digest = excluded.digest, echo = excluded.echo, attempt_at = excluded.attempt_at,
       shown_at = excluded.shown_at, retry_at = excluded.retry_at, problem = excluded.problem`
)

const sqlKeepSurfaces = `
insert into surface (incident, ` + surfaceColumns + `)
select @incident, kept.* from ` + surfacesGiven + ` as kept
on conflict on constraint surface_pkey do update` + surfaceAsGiven

// Sending notes, before the calls to the chat, that they are about to be made: it keeps the surfaces
// in the state [incident.Sending], whatever state they carry.
func (s *Store) Sending(ctx context.Context, n incident.Number, surfaces []incident.Surface) error {
	return s.Keep(ctx, n, asSending(surfaces))
}

func asSending(surfaces []incident.Surface) []incident.Surface {
	return column(surfaces, func(f incident.Surface) incident.Surface {
		f.State = incident.Sending
		return f
	})
}

// Keep notes what became of surfaces, each key at most once. It is one statement.
func (s *Store) Keep(ctx context.Context, n incident.Number, surfaces []incident.Surface) error {
	if len(surfaces) == 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, sqlKeepSurfaces, surfaceArgs(n, surfaces))
	return about("keep surfaces of", n, err)
}

func surfaceArgs(n incident.Number, surfaces []incident.Surface) pgx.NamedArgs {
	args := surfaceColumnArgs(surfaces)
	args["incident"] = n
	return args
}

func surfaceColumnArgs(surfaces []incident.Surface) pgx.NamedArgs {
	return pgx.NamedArgs{
		"keys":     column(surfaces, func(f incident.Surface) string { return string(f.Key) }),
		"states":   column(surfaces, func(f incident.Surface) string { return string(f.State) }),
		"channels": column(surfaces, func(f incident.Surface) string { return string(f.Channel) }),
		"messages": column(surfaces, func(f incident.Surface) string { return string(f.Message) }),
		"handles":  column(surfaces, func(f incident.Surface) string { return f.Handle }),
		"digests":  column(surfaces, func(f incident.Surface) string { return f.Digest }),
		"echoes":   column(surfaces, func(f incident.Surface) string { return f.Echo }),
		"attempts": column(surfaces, func(f incident.Surface) instant { return instant(f.AttemptAt) }),
		"showns":   column(surfaces, func(f incident.Surface) instant { return instant(f.ShownAt) }),
		"retries":  column(surfaces, func(f incident.Surface) instant { return instant(f.RetryAt) }),
		"problems": column(surfaces, func(f incident.Surface) string { return f.Problem }),
	}
}

// column takes one field of each row, to be sent as one array.
func column[Row, Field any](rows []Row, field func(Row) Field) []Field {
	fields := make([]Field, len(rows))
	for i, row := range rows {
		fields[i] = field(row)
	}
	return fields
}

const sqlUnstick = `
update surface
   set state = 'sending', problem = '', retry_at = null
  from incident
 where incident.number = surface.incident and incident.channel_id = any(@channels) and surface.state = 'stuck'`

const sqlTouchChannels = `
update incident
   set version = version + 1
 where number in (select number from incident where number in (` + livingIn + `) order by number for no key update)
returning number`

const sqlFoundAgain = `update incident set channel_lost = '' where channel_id = any(@channels) and channel_lost <> ''`

// Unstick lets the stuck surfaces of the incident in that channel be tried again, as ones whose last
// call may have happened, and causes a sync. It does nothing when the channel is no incident's.
func (s *Store) Unstick(ctx context.Context, channel incident.ChannelID) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		touched, err := s.unstickTx(ctx, tx, []incident.ChannelID{channel})
		if err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, each(incident.WorkSync, touched))
	})
	if err != nil {
		return fmt.Errorf("unstick surfaces in channel %s: %w", channel, err)
	}
	return nil
}

// unstickTx lets stuck surfaces be tried again and returns the incidents of the channels, with a new
// version so that even a sync already under way comes back to them.
func (s *Store) unstickTx(ctx context.Context, tx pgx.Tx, channels []incident.ChannelID) (touched []incident.Number, err error) {
	args := pgx.NamedArgs{"channels": channels}
	batch := &pgx.Batch{}
	batch.Queue(sqlTouchChannels, args).Query(func(rows pgx.Rows) (err error) {
		touched, err = pgx.CollectRows(rows, pgx.RowTo[incident.Number])
		return err
	})
	batch.Queue(sqlFoundAgain, args)
	batch.Queue(sqlUnstick, args)
	return touched, runAll(ctx, tx, batch)
}

// What is closed is archived some day, which throws the bot out, and nobody needs to be told.
const sqlThrownOut = `
with lost as (
    insert into surface (incident, key, state)
    select number, @member, 'sending' from incident where channel_id = any(@channels) and status not in ('closed', 'declined', 'merged')
    on conflict on constraint surface_pkey do update
       set state = 'sending', digest = '', retry_at = null
     where surface.state = 'shown'
    returning incident
)
update incident set version = version + 1 from lost where number = lost.incident returning number`

// thrownOutTx has the next sync look whether the bot is still in these channels; it returns their incidents.
func thrownOutTx(ctx context.Context, tx pgx.Tx, channels []incident.ChannelID) ([]incident.Number, error) {
	rows, err := tx.Query(ctx, sqlThrownOut, pgx.NamedArgs{"channels": channels, "member": incident.KeyMember})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[incident.Number])
}

// each asks for the same work on several incidents.
func each(kind incident.WorkKind, numbers []incident.Number) []incident.Work {
	return column(numbers, func(n incident.Number) incident.Work { return incident.Work{Kind: kind, Number: n} })
}

// StuckSurface is a surface that waits for a person to do something.
type StuckSurface struct {
	Number  incident.Number
	Title   string
	Private bool // the title is for the channel's members only
	incident.Surface
}

const sqlStuck = `
select incident.number, incident.title, incident.private,
       key, state, channel, message, handle, digest, echo, attempt_at, shown_at, retry_at, problem
  from surface
  join incident on incident.number = surface.incident
 where surface.state = 'stuck'
 order by incident.number, key`

// Stuck returns every surface that waits for a person to do something.
func (s *Store) Stuck(ctx context.Context) ([]StuckSurface, error) {
	rows, err := s.pool.Query(ctx, sqlStuck)
	if err != nil {
		return nil, fmt.Errorf("read stuck surfaces: %w", err)
	}
	stuck, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (StuckSurface, error) {
		var f StuckSurface
		err := row.Scan(append([]any{&f.Number, &f.Title, &f.Private}, surfaceFields(&f.Surface)...)...)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("read stuck surfaces: %w", err)
	}
	return stuck, nil
}
