package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

const sqlMakeNotice = `
insert into notice (key, kind, person, at, body)
values (@key, @kind, @person, @at, @body)
on conflict on constraint notice_key_key do nothing
returning id`

const sqlNoticeID = `select id from notice where key = @key`

// MakeNotice keeps what is to be said and asks for it to be drawn. What has the same key is never said
// twice: then it keeps nothing, and returns the one there is, with made false.
func (s *Store) MakeNotice(ctx context.Context, n incident.Notice) (id incident.NoticeID, made bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) (err error) {
		id, made, err = s.makeNoticeTx(ctx, tx, n)
		return err
	})
	return id, made, wrap("make notice "+n.Key, err)
}

// makeNoticeTx is MakeNotice as part of a transaction. Of two at once with the same key, one waits for the other.
func (s *Store) makeNoticeTx(ctx context.Context, tx pgx.Tx, n incident.Notice) (id incident.NoticeID, made bool, err error) {
	if len(n.Body) == 0 {
		n.Body = []byte("{}")
	}
	args := pgx.NamedArgs{"key": n.Key, "kind": n.Kind, "person": n.Person, "at": n.At, "body": n.Body}
	err = tx.QueryRow(ctx, sqlMakeNotice, args).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return id, false, tx.QueryRow(ctx, sqlNoticeID, pgx.NamedArgs{"key": n.Key}).Scan(&id)
	}
	if err != nil {
		return 0, false, err
	}
	return id, true, s.enqueueTx(ctx, tx, eachNotice([]incident.NoticeID{id}))
}

// eachNotice asks for notices to be drawn.
func eachNotice(ids []incident.NoticeID) []incident.Work {
	return column(ids, func(id incident.NoticeID) incident.Work { return incident.Work{Kind: incident.WorkNotice, Notice: id} })
}

const selectNotice = `select id, key, kind, person, at, body, version from notice`

func scanNotice(row pgx.Row) (incident.Notice, error) {
	var n incident.Notice
	err := row.Scan(&n.ID, &n.Key, &n.Kind, &n.Person, scanInstant(&n.At), &n.Body, &n.Version)
	return n, err
}

const sqlNotice = selectNotice + ` where id = @notice`

const sqlNoticeByKey = selectNotice + ` where key = @key`

// NoticeByKey returns what was said about something, or [incident.ErrNotFound].
func (s *Store) NoticeByKey(ctx context.Context, key string) (incident.Notice, error) {
	n, err := scanNotice(s.pool.QueryRow(ctx, sqlNoticeByKey, pgx.NamedArgs{"key": key}))
	if errors.Is(err, pgx.ErrNoRows) {
		err = incident.ErrNotFound
	}
	return n, wrap("read notice "+key, err)
}

const sqlNoticeSurfaces = `select ` + surfaceColumns + ` from notice_surface where notice = @notice`

const sqlNoticeFollowUps = selectFollowUp + `
 where id in (select follow_up from reminded where notice = @notice)
 order by due, id`

const sqlNoticeIncidents = selectIncident + `
 where number in (select incident from follow_up join reminded on follow_up = id where notice = @notice)`

// NoticePicture returns all that is needed to draw a notice, in one round trip, or [incident.ErrNotFound].
//
// The notice is read first. What changes between its reading and that of the rest has a newer version and
// is drawn again.
func (s *Store) NoticePicture(ctx context.Context, id incident.NoticeID) (incident.NoticePicture, error) {
	p := incident.NoticePicture{Incidents: map[incident.Number]incident.Incident{}}
	args := pgx.NamedArgs{"notice": id}
	batch := &pgx.Batch{}
	batch.Queue(sqlNotice, args).QueryRow(func(row pgx.Row) (err error) {
		p.Notice, err = scanNotice(row)
		return err
	})
	batch.Queue(sqlNoticeSurfaces, args).Query(func(rows pgx.Rows) (err error) {
		p.Surfaces, err = collectSurfaces(rows)
		return err
	})
	batch.Queue(sqlNoticeFollowUps, args).Query(func(rows pgx.Rows) (err error) {
		p.FollowUps, err = pgx.CollectRows(rows, scanFollowUp)
		return err
	})
	batch.Queue(sqlNoticeIncidents, args).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Incident, error) { return scanIncident(row) })
		for _, inc := range all {
			p.Incidents[inc.Number] = inc
		}
		return err
	})
	return p, aboutNotice("read picture of", id, runAll(ctx, s.pool, batch))
}

const sqlKeepNotice = `
insert into notice_surface (notice, ` + surfaceColumns + `)
select @notice, kept.* from ` + surfacesGiven + ` as kept
on conflict on constraint notice_surface_pkey do update` + surfaceAsGiven

// SendingNotice notes, before the calls to the chat, that they are about to be made; see [Store.Sending].
func (s *Store) SendingNotice(ctx context.Context, id incident.NoticeID, surfaces []incident.Surface) error {
	return s.KeepNotice(ctx, id, asSending(surfaces))
}

// KeepNotice notes what became of a notice's surfaces, each key at most once.
func (s *Store) KeepNotice(ctx context.Context, id incident.NoticeID, surfaces []incident.Surface) error {
	if len(surfaces) == 0 {
		return nil
	}
	args := surfaceColumnArgs(surfaces)
	args["notice"] = id
	_, err := s.pool.Exec(ctx, sqlKeepNotice, args)
	return aboutNotice("keep surfaces of", id, err)
}

// ExclusivelyNotice is [Store.Exclusively] for a notice.
func (s *Store) ExclusivelyNotice(ctx context.Context, id incident.NoticeID, do func(ctx context.Context) error) error {
	return s.exclusively(ctx, noticeLockFamily, int64(id), fmt.Sprintf("notice %d", id), do)
}

const sqlLockNotice = `select version from notice where id = @notice for no key update`

// IfNoticeUnchanged is [Store.IfUnchanged] for a notice.
func (s *Store) IfNoticeUnchanged(ctx context.Context, id incident.NoticeID, version int64, do func(tx pgx.Tx) error) (bool, error) {
	unchanged := false
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var now int64
		if err := tx.QueryRow(ctx, sqlLockNotice, pgx.NamedArgs{"notice": id}).Scan(&now); err != nil {
			return err
		}
		if unchanged = now == version; !unchanged {
			return nil
		}
		return do(tx)
	})
	return unchanged && err == nil, aboutNotice(fmt.Sprintf("finish version %d of", version), id, err)
}

const sqlTouchNotices = `
update notice
   set version = version + 1
 where id in (select id from notice where id = any(@notices) order by id for no key update)
returning id`

// touchNoticesTx gives notices a new version and has them drawn again.
func (s *Store) touchNoticesTx(ctx context.Context, tx pgx.Tx, ids ...incident.NoticeID) error {
	return s.redrawNoticesTx(ctx, tx, sqlTouchNotices, pgx.NamedArgs{"notices": ids})
}

const sqlTouchReminded = `
update notice
   set version = version + 1
 where id in (
    select id from notice
     where id in (select notice from reminded where follow_up = any(@followups))
     order by id for no key update)
returning id`

func (s *Store) redrawNoticesTx(ctx context.Context, tx pgx.Tx, sql string, args pgx.NamedArgs) error {
	rows, err := tx.Query(ctx, sql, args)
	if err != nil {
		return err
	}
	touched, err := pgx.CollectRows(rows, pgx.RowTo[incident.NoticeID])
	if err != nil {
		return err
	}
	return s.enqueueTx(ctx, tx, eachNotice(touched))
}

// TouchNotice has a notice drawn again.
func (s *Store) TouchNotice(ctx context.Context, id incident.NoticeID) error {
	return aboutNotice("touch", id, s.inTx(ctx, func(tx pgx.Tx) error { return s.touchNoticesTx(ctx, tx, id) }))
}

const sqlTouchAbout = `
update notice
   set version = version + 1
 where id in (select id from notice where starts_with(key, @about) order by id for no key update)
returning id`

// touchChannelNoticesTx has those drawn again that tell that an incident's channel was lost.
func (s *Store) touchChannelNoticesTx(ctx context.Context, tx pgx.Tx, n incident.Number) error {
	return s.redrawNoticesTx(ctx, tx, sqlTouchAbout, pgx.NamedArgs{"about": n.ChannelNotices()})
}

// StuckNotice is a surface of a notice that waits for a person to do something.
type StuckNotice struct {
	Key    string
	Kind   incident.NoticeKind
	Person incident.PersonID
	incident.Surface
}

const sqlStuckNotices = `
select notice.key, notice.kind, notice.person,
       surface.key, state, channel, message, handle, digest, echo, attempt_at, shown_at, retry_at, problem
  from notice_surface as surface
  join notice on notice.id = surface.notice
 where state = 'stuck' and notice.at >= @since
 order by notice.id, surface.key`

// StuckNotices returns every surface of a notice made since an instant that waits for a person to do something.
func (s *Store) StuckNotices(ctx context.Context, since time.Time) ([]StuckNotice, error) {
	rows, err := s.pool.Query(ctx, sqlStuckNotices, pgx.NamedArgs{"since": since})
	if err != nil {
		return nil, fmt.Errorf("read stuck notices: %w", err)
	}
	stuck, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (StuckNotice, error) {
		var f StuckNotice
		err := row.Scan(append([]any{&f.Key, &f.Kind, &f.Person}, surfaceFields(&f.Surface)...)...)
		return f, err
	})
	return stuck, wrap("read stuck notices", err)
}

// aboutNotice is [about] for a notice.
func aboutNotice(act string, id incident.NoticeID, err error) error {
	if errors.Is(err, pgx.ErrNoRows) || violated(err) == "notice_surface_notice_fkey" {
		err = incident.ErrNotFound
	}
	return wrap(fmt.Sprintf("%s notice %d", act, id), err)
}
