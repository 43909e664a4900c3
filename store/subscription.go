package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlSubscribed = `
select max(at) from subscription where incident = @incident and person = @person and ended_at is null`

// ChangeSubscription locks the incident and lets decide say whether the actor is told of it in person from now on. It keeps
// nothing if decide returns an error, or if act.Receipt is known. It reports whether they are told afterwards, or returns
// [incident.ErrNotFound]; decide's errors come back as they are.
//
// The incident is locked, so that nothing happens to it while it is noted after which entry somebody is told; it gets no new
// version, because none of what it shows has changed.
func (s *Store) ChangeSubscription(ctx context.Context, act incident.Act, n incident.Number, decide func(inc incident.Incident, since time.Time) (bool, error)) (bool, error) {
	var refused error
	var was, is bool
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		refused = nil
		var known bool
		var inc incident.Incident
		var since time.Time
		reads := lockFirst(n)
		reads.Queue(sqlReceiptKnown, pgx.NamedArgs{"receipt": act.Receipt}).QueryRow(func(row pgx.Row) error { return row.Scan(&known) })
		reads.Queue(sqlSubscribed, pgx.NamedArgs{"incident": n, "person": act.By}).QueryRow(func(row pgx.Row) error { return row.Scan(scanInstant(&since)) })
		reads.Queue(sqlIncident, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
			inc, err = scanIncident(row)
			return err
		})
		if err := runAll(ctx, tx, reads); err != nil {
			return err
		}
		was = !since.IsZero()
		is = was
		if known {
			return errUnchanged
		}
		wanted, err := decide(inc, since)
		if err != nil {
			refused = err
			return err
		}
		if wanted == was {
			return errUnchanged
		}
		writes := &pgx.Batch{}
		if wanted {
			queueSubscribe(writes, n, act, act.By, 0)
		} else {
			writes.Queue(sqlEndSubscription, pgx.NamedArgs{"incident": n, "person": act.By})
		}
		queueOutcome(writes, n, act, &incident.Outcome{}) // the receipt
		is = wanted
		return runAll(ctx, tx, writes)
	})
	switch {
	case refused != nil:
		return was, refused
	case violated(err) == receiptKey:
		return was, nil
	case errors.Is(err, errUnchanged):
		return is, nil
	default:
		return is, about("change a subscription to", n, err)
	}
}

// All that a subscription tells is one notice, so that it is told in order.
const sqlMakeConversations = `
insert into notice (key, kind, person, at)
select 'subscription/' || @incident::bigint || '/' || person, 'subscription', person, @at
  from (select @person::text as person where @person::text <> ''
        union
        select person from subscription where incident = @from and ended_at is null) as subscriber
on conflict on constraint notice_key_key do nothing`

// Who comes back is told what happens from now on, and not what happened meanwhile.
const sqlSubscribe = `
insert into subscription (incident, person, notice, after_entry, at)
select @incident, subscriber.person, notice.id,
       (select coalesce(max(id), 0) from timeline_entry where incident = @incident), @at
  from (select @person::text as person where @person::text <> ''
        union
        select person from subscription where incident = @from and ended_at is null) as subscriber
  join notice on notice.key = 'subscription/' || @incident::bigint || '/' || subscriber.person
on conflict on constraint subscription_pkey do update
   set after_entry = excluded.after_entry, at = excluded.at, ended_at = null
 where subscription.ended_at is not null`

// queueSubscribe has a person, and the subscribers of another incident, told of this one; empty and 0 for none.
func queueSubscribe(batch *pgx.Batch, n incident.Number, act incident.Act, person incident.PersonID, from incident.Number) {
	args := pgx.NamedArgs{"incident": n, "person": person, "from": from, "at": act.At}
	batch.Queue(sqlMakeConversations, args)
	batch.Queue(sqlSubscribe, args)
}

const sqlEndSubscription = `
update subscription
   set ended_at = now()
 where incident = @incident and person = @person and ended_at is null`

// EndSubscription ends that somebody is told of an incident; it does nothing when they are not.
func (s *Store) EndSubscription(ctx context.Context, n incident.Number, person incident.PersonID) error {
	_, err := s.pool.Exec(ctx, sqlEndSubscription, pgx.NamedArgs{"incident": n, "person": person})
	return about("end a subscription to", n, err)
}

const sqlTouchSubscribers = `
update notice
   set version = version + 1
 where id in (
    select notice.id
      from notice
      join subscription on subscription.notice = notice.id
     where subscription.incident = @incident and subscription.ended_at is null
     order by notice.id for no key update of notice)
returning id`

// queueNews adds to out that subscribers are told, if anything in it is for them.
func queueNews(batch *pgx.Batch, n incident.Number, out *incident.Outcome) {
	for _, e := range out.Entries {
		if !e.Announced() {
			continue
		}
		batch.Queue(sqlTouchSubscribers, pgx.NamedArgs{"incident": n}).Query(func(rows pgx.Rows) error {
			touched, err := pgx.CollectRows(rows, pgx.RowTo[incident.NoticeID])
			out.Work = append(out.Work, eachNotice(touched)...)
			return err
		})
		return
	}
}

const sqlSubscription = `select incident, ended_at is not null from subscription where notice = @notice`

// Entries that somebody took back before they were told are not told.
const sqlNews = `
select` + entryColumns + `
  from timeline_entry
 where incident = (select incident from subscription where notice = @notice)
   and id > (select after_entry from subscription where notice = @notice)
   and kind = any(@kinds)
   and not coalesce((select hidden from timeline_edit where entry = timeline_entry.id order by timeline_edit.id desc limit 1), false)
 order by id`

// News returns what is not told yet of a subscription, by its notice, or [incident.ErrNotFound].
func (s *Store) News(ctx context.Context, notice incident.NoticeID) (incident.News, error) {
	var news incident.News
	args := pgx.NamedArgs{"notice": notice, "kinds": incident.AnnouncedKinds()}
	batch := &pgx.Batch{}
	batch.Queue(sqlSubscription, args).QueryRow(func(row pgx.Row) error { return row.Scan(&news.Number, &news.Ended) })
	batch.Queue(sqlNews, args).Query(func(rows pgx.Rows) (err error) {
		news.Entries, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Entry, error) { return scanEntry(row) })
		return err
	})
	return news, aboutNotice("read news of", notice, runAll(ctx, s.pool, batch))
}

const sqlNewsTold = `
update subscription
   set after_entry = @entry
 where notice = @notice and after_entry < @entry`

// NewsTold notes up to which entry a subscriber needs to be told nothing more.
func (s *Store) NewsTold(ctx context.Context, notice incident.NoticeID, entry int64) error {
	_, err := s.pool.Exec(ctx, sqlNewsTold, pgx.NamedArgs{"notice": notice, "entry": entry})
	return aboutNotice(fmt.Sprintf("note entry %d as told by", entry), notice, err)
}

const sqlCountSubscriptions = `select count(*) from subscription where incident = @incident and ended_at is null`

// Subscriptions is how many people are told of an incident in person.
func (s *Store) Subscriptions(ctx context.Context, n incident.Number) (int, error) {
	var subscribed int
	err := s.pool.QueryRow(ctx, sqlCountSubscriptions, pgx.NamedArgs{"incident": n}).Scan(&subscribed)
	return subscribed, about("count subscribers of", n, err)
}
