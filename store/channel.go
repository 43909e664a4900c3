package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// Around the channel of which the incident is looked for. Each is looked up by itself: Postgres cannot tell that few of
// all channels are asked for.
const (
	inhabitedOf = `select incident, last from incident_channel where incident_channel.channel = `
	onlyOne     = ` limit 1`
)

const sqlSetChannel = `update incident set channel_id = @channel, channel_name = @name, channel_lost = '' where number = @incident`

// A message's id begins with the second in which it was written. What was heard may be of the same one.
const sqlEndPast = `
update past_channel as past
   set last = greatest(@made collate "C", (select max(id) from message where message.channel = past.channel))
 where incident = @incident and last is null`

// ChannelMade keeps the surface of the channel together with where the incident lives from now on. The version stays:
// nobody has changed the incident.
func (s *Store) ChannelMade(ctx context.Context, n incident.Number, channel incident.Surface, name string) error {
	// One batch is one transaction: the declarer waits for this.
	return about("keep channel "+string(channel.Channel)+" of", n, runAll(ctx, s.pool, channelMade(n, channel, name)))
}

func channelMade(n incident.Number, channel incident.Surface, name string) *pgx.Batch {
	batch := &pgx.Batch{}
	batch.Queue(sqlSetChannel, pgx.NamedArgs{"incident": n, "channel": channel.Channel, "name": name})
	batch.Queue(sqlKeepSurfaces, surfaceArgs(n, []incident.Surface{channel}))
	return batch
}

// NextChannelMade is [Store.ChannelMade] for an incident that lived in another channel before; made is when the chat made
// this one. Who was told that the other was lost is shown the way.
func (s *Store) NextChannelMade(ctx context.Context, n incident.Number, channel incident.Surface, name string, made time.Time) error {
	return about("keep channel "+string(channel.Channel)+" of", n, s.inTx(ctx, func(tx pgx.Tx) error {
		batch := channelMade(n, channel, name)
		batch.Queue(sqlEndPast, pgx.NamedArgs{"incident": n, "made": strconv.FormatInt(made.Unix(), 10) + ".000000"})
		if err := runAll(ctx, tx, batch); err != nil {
			return err
		}
		return s.touchChannelNoticesTx(ctx, tx, n)
	}))
}

const sqlKeepPast = `
insert into past_channel (channel, incident, name, until)
select channel_id, number, channel_name, @at from incident where number = @incident and channel_id = @channel`

const sqlLeave = `
update incident
   set channel_id = null, channel_name = '', channel_lost = '', version = version + 1
 where number = @incident and channel_id = @channel`

// What is shown elsewhere stays: the announcement, what is told under it or to one person, the form.
const sqlForgetSurfaces = `
delete from surface
 where incident = @incident and channel in ('', @channel) and key not in ('form', 'announcement') and key not like 'echo/%'`

// LeaveChannel has the incident live nowhere until its next channel is made, in which everything is to be shown anew.
// What was said in the one that it leaves stays part of it. It does nothing when the incident lives elsewhere by now.
func (s *Store) LeaveChannel(ctx context.Context, n incident.Number, channel incident.ChannelID, at time.Time) error {
	args := pgx.NamedArgs{"incident": n, "channel": channel, "at": at}
	return about("leave channel "+string(channel)+" of", n, s.inTx(ctx, func(tx pgx.Tx) error {
		batch := lockFirst(n)
		batch.Queue(sqlKeepPast, args)
		batch.Queue(sqlLeave, args)
		batch.Queue(sqlForgetSurfaces, args)
		return runAll(ctx, tx, batch)
	}))
}

const sqlLockIn = selectIncident + ` where channel_id = @channel for no key update`

// decidedInTx is [Store.decided] for what was heard of a channel, as part of a transaction; it returns the work that is to
// be enqueued.
func (s *Store) decidedInTx(ctx context.Context, tx pgx.Tx, channel incident.ChannelID, act incident.Act, decide func(*incident.Incident) *incident.Outcome) ([]incident.Work, error) {
	inc, err := scanIncident(tx.QueryRow(ctx, sqlLockIn, pgx.NamedArgs{"channel": channel}))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil // no incident's
	}
	if err != nil {
		return nil, err
	}
	out := decide(&inc)
	if out == nil {
		return nil, nil
	}
	writes := &pgx.Batch{}
	writes.Queue(sqlChange, incidentArgs(&inc))
	return s.cameOfTx(ctx, tx, act, inc.Number, writes, out)
}

// fateTx is what follows from channels being archived, deleted and made private.
func (s *Store) fateTx(ctx context.Context, tx pgx.Tx, h incident.Heard) ([]incident.Work, error) {
	var work []incident.Work
	for _, l := range h.Lost {
		more, err := s.decidedInTx(ctx, tx, l.Channel, incident.Act{By: l.By, At: l.At}, func(inc *incident.Incident) *incident.Outcome { return inc.LoseChannel(l) })
		if err != nil {
			return nil, err
		}
		work = append(work, more...)
	}
	for _, c := range h.Closings {
		more, err := s.decidedInTx(ctx, tx, c.Channel, incident.Act{By: c.By, At: c.At}, func(inc *incident.Incident) *incident.Outcome { return inc.Hide(c) })
		if err != nil {
			return nil, err
		}
		work = append(work, more...)
	}
	return work, nil
}

const sqlLivedIn = selectIncident + ` where number = (select incident from past_channel where channel = @channel)`

// LivedIn returns the incident that lived in a channel before it went on in another, or [incident.ErrNotFound].
func (s *Store) LivedIn(ctx context.Context, channel incident.ChannelID) (incident.Incident, error) {
	inc, err := scanIncident(s.pool.QueryRow(ctx, sqlLivedIn, pgx.NamedArgs{"channel": channel}))
	if errors.Is(err, pgx.ErrNoRows) {
		err = incident.ErrNotFound
	}
	if err != nil {
		return inc, fmt.Errorf("read incident that lived in channel %s: %w", channel, err)
	}
	return inc, nil
}
