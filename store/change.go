package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// The number is taken from a counter whose row stays locked until the commit: a declaration that is
// rolled back, or that a receipt turns out to be a repetition, leaves no gap.
const sqlDeclare = `
with counted as (
    update incident_counter set last = last + 1 returning last
)
insert into incident (
    number, title, description, impact, severity, type, status, private, declared_by, form_handle,
    declared_at, lead_assigned_at, mitigated_at, resolved_at, closed_at,
    last_update_at, next_update_due_at, archive_at, version)
select last, @title, @description, @impact, @severity, @type, @status, @private, @declared_by, @form,
       @declared_at, @lead_assigned_at, @mitigated_at, @resolved_at, @closed_at,
       @last_update_at, @next_update_due_at, @archive_at, 1
  from counted
returning number`

// Declare numbers and keeps a new incident. If act.Receipt is known it keeps nothing and returns the
// incident declared by it; of two declarations with the same receipt at once, one waits for the other.
func (s *Store) Declare(ctx context.Context, act incident.Act, form string, inc *incident.Incident, out *incident.Outcome) (incident.Incident, error) {
	var declared incident.Incident
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		declared = *inc
		declared.Version = 1
		args := incidentArgs(inc)
		args["form"] = form
		batch := &pgx.Batch{}
		batch.Queue(sqlDeclare, args).QueryRow(func(row pgx.Row) error { return row.Scan(&declared.Number) })
		queueRoles(batch, declaring, act, nil, inc.Roles)
		queueOutcome(batch, declaring, act, out)
		if err := runAll(ctx, tx, batch); err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, workOf(declared.Number, out))
	})
	if violated(err) == receiptKey {
		return s.declaredBy(ctx, act.Receipt)
	}
	if err != nil {
		return incident.Incident{}, fmt.Errorf("declare incident: %w", err)
	}
	return declared, nil
}

const sqlDeclaredBy = selectIncident + ` where number = (select incident from receipt where key = @receipt)`

func (s *Store) declaredBy(ctx context.Context, receipt string) (incident.Incident, error) {
	inc, err := scanIncident(s.pool.QueryRow(ctx, sqlDeclaredBy, pgx.NamedArgs{"receipt": receipt}))
	if err != nil {
		return inc, fmt.Errorf("read incident declared by %s: %w", receipt, err)
	}
	return inc, nil
}

// The row is locked by a statement of its own. Each statement sees what was committed when it began,
// so the ones after this one see what the transaction we waited for has left. Less than "for update",
// because hearing messages, which only reference the row, need not wait.
const sqlLock = `select version from incident where number = @incident for no key update`

const sqlReceiptKnown = `select exists (select from receipt where key = @receipt)`

const sqlChange = `
update incident
   set title = @title, description = @description, impact = @impact, severity = @severity, type = @type,
       status = @status, private = @private, declared_by = @declared_by,
       declared_at = @declared_at, lead_assigned_at = @lead_assigned_at, mitigated_at = @mitigated_at,
       resolved_at = @resolved_at, closed_at = @closed_at, last_update_at = @last_update_at,
       next_update_due_at = @next_update_due_at, archive_at = @archive_at, version = @version
 where number = @incident`

// Change locks the incident, lets decide change it, and keeps what came of it together with a sync.
//
// It keeps nothing at all, the receipt neither, if decide returns a nil outcome or an error: a receipt
// stands for an effect, and a delivery without one may be decided again. If act.Receipt is known,
// decide is not asked. decide may be asked again when the transaction has to be repeated. Change
// returns the incident as it stands afterwards, or [incident.ErrNotFound]; decide's errors come back
// as they are.
func (s *Store) Change(ctx context.Context, act incident.Act, n incident.Number, decide func(*incident.Incident) (*incident.Outcome, error)) (incident.Incident, error) {
	var inc incident.Incident
	var refused error
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		refused = nil
		known, before, err := lockForChangeTx(ctx, tx, n, act.Receipt)
		if err != nil {
			return err
		}
		inc = before
		if known {
			return errUnchanged
		}
		inc.Roles = maps.Clone(before.Roles)
		out, err := decide(&inc)
		if err != nil {
			refused = err
			return err
		}
		if out == nil {
			inc = before
			return errUnchanged
		}
		inc.Version = before.Version + 1
		batch := &pgx.Batch{}
		batch.Queue(sqlChange, incidentArgs(&inc))
		queueRoles(batch, n, act, before.Roles, inc.Roles)
		queueOutcome(batch, n, act, out)
		if err := runAll(ctx, tx, batch); err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, workOf(n, out))
	})
	switch {
	case refused != nil:
		return incident.Incident{}, refused
	case violated(err) == receiptKey: // the same receipt, just used on another incident
		return s.Incident(ctx, n)
	case err == nil, errors.Is(err, errUnchanged):
		return inc, nil
	default:
		return incident.Incident{}, about("change", n, err)
	}
}

// errUnchanged ends a transaction that has nothing to keep.
var errUnchanged = errors.New("nothing has changed")

// lockForChangeTx locks the incident and reads it and whether the receipt is known.
func lockForChangeTx(ctx context.Context, tx pgx.Tx, n incident.Number, receipt string) (known bool, inc incident.Incident, err error) {
	batch := &pgx.Batch{}
	batch.Queue(sqlLock, pgx.NamedArgs{"incident": n})
	batch.Queue(sqlIncident, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
		inc, err = scanIncident(row)
		return err
	})
	batch.Queue(sqlReceiptKnown, pgx.NamedArgs{"receipt": receipt}).QueryRow(func(row pgx.Row) error {
		return row.Scan(&known)
	})
	err = runAll(ctx, tx, batch)
	return known, inc, err
}

// declaring stands for the incident that the same transaction declares, before its number is known.
const declaring incident.Number = 0

// While we declare we hold the counter's row: its value is our number.
const numberOrDeclaring = `coalesce(nullif(@incident, 0), (select last from incident_counter))`

const sqlTakeRole = `
insert into role_holding (incident, role, person, from_at)
values (` + numberOrDeclaring + `, @role, @person, @at)`

const sqlLeaveRole = `
update role_holding
   set until_at = greatest(from_at, @at)
 where incident = @incident and role = @role and until_at is null`

// queueRoles ends what people no longer hold and begins what they hold now.
func queueRoles(batch *pgx.Batch, n incident.Number, act incident.Act, before, after map[incident.RoleName]incident.PersonID) {
	for role, person := range before {
		if after[role] != person {
			batch.Queue(sqlLeaveRole, pgx.NamedArgs{"incident": n, "role": role, "at": act.At})
		}
	}
	for role, person := range after {
		if before[role] != person && person != "" {
			batch.Queue(sqlTakeRole, pgx.NamedArgs{"incident": n, "role": role, "person": person, "at": act.At})
		}
	}
}

const sqlAddEntry = `
insert into timeline_entry (
    incident, kind, at, by, text, was, now, role, person, previous, users_see, we_do, next_update_at)
values (` + numberOrDeclaring + `, @kind, @at, @by, @text, @was, @now, @role, @person, @previous,
    @users_see, @we_do, @next_update_at)`

const sqlReceive = `
insert into receipt (key, incident, at)
values (@receipt, ` + numberOrDeclaring + `, @at)`

// queueOutcome adds the entries to the timeline and keeps the receipt, if there is one.
func queueOutcome(batch *pgx.Batch, n incident.Number, act incident.Act, out *incident.Outcome) {
	for _, e := range out.Entries {
		batch.Queue(sqlAddEntry, pgx.NamedArgs{
			"incident": n, "kind": e.Kind, "at": e.At, "by": e.By, "text": e.Text, "was": e.Was, "now": e.Now,
			"role": e.Role, "person": e.Person, "previous": e.Previous,
			"users_see": e.UsersSee, "we_do": e.WeDo, "next_update_at": instant(e.NextUpdateAt),
		})
	}
	if act.Receipt != "" {
		batch.Queue(sqlReceive, pgx.NamedArgs{"receipt": act.Receipt, "incident": n, "at": act.At})
	}
}

// workOf is the sync that every change causes, and what the outcome asks for beside it.
func workOf(n incident.Number, out *incident.Outcome) []incident.Work {
	work := []incident.Work{{Kind: incident.WorkSync, Number: n}}
	for _, w := range out.Work {
		w.Number = n
		work = append(work, w)
	}
	return work
}

func incidentArgs(inc *incident.Incident) pgx.NamedArgs {
	return pgx.NamedArgs{
		"incident": inc.Number, "title": inc.Title, "description": inc.Description, "impact": inc.Impact,
		"severity": inc.Severity, "type": inc.Type, "status": inc.Status, "private": inc.Private,
		"declared_by": inc.DeclaredBy, "declared_at": inc.DeclaredAt,
		"lead_assigned_at": instant(inc.LeadAssignedAt), "mitigated_at": instant(inc.MitigatedAt),
		"resolved_at": instant(inc.ResolvedAt), "closed_at": instant(inc.ClosedAt),
		"last_update_at": instant(inc.LastUpdateAt), "next_update_due_at": instant(inc.NextUpdateDueAt),
		"archive_at": instant(inc.ArchiveAt), "version": inc.Version,
	}
}

const sqlSweepReceipts = `delete from receipt where at < @before`

// SweepReceipts forgets receipts older than that. A repetition after it would have its effect again,
// so let it be days ago.
func (s *Store) SweepReceipts(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, sqlSweepReceipts, pgx.NamedArgs{"before": before})
	return wrap("sweep receipts", err)
}
