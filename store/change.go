package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
    last_update_at, next_update_due_at, archive_at, version, service, cause, drill,
    fields, merged_into, impact_started_at, detected_at, resolved_said_at)
select last, @title, @description, @impact, @severity, @type, @status, @private, @declared_by, @form,
       @declared_at, @lead_assigned_at, @mitigated_at, @resolved_at, @closed_at,
       @last_update_at, @next_update_due_at, @archive_at, 1, @service, @cause, @drill,
       @fields, nullif(@merged_into, 0), @impact_started_at, @detected_at, @resolved_said_at
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

const sqlChange = `
update incident
   set title = @title, description = @description, impact = @impact, severity = @severity, type = @type,
       status = @status, private = @private, declared_by = @declared_by,
       declared_at = @declared_at, lead_assigned_at = @lead_assigned_at, mitigated_at = @mitigated_at,
       resolved_at = @resolved_at, closed_at = @closed_at, last_update_at = @last_update_at,
       next_update_due_at = @next_update_due_at, archive_at = @archive_at,
       service = @service, cause = @cause, drill = @drill,
       fields = @fields, merged_into = nullif(@merged_into, 0), impact_started_at = @impact_started_at, detected_at = @detected_at,
       resolved_said_at = @resolved_said_at, channel_lost = @channel_lost
 where number = @incident`

// Change locks the incident, lets decide change it, and keeps what came of it together with a sync; see
// [Store.decided]. It returns the incident as it stands afterwards, or [incident.ErrNotFound]; decide's
// errors come back as they are.
func (s *Store) Change(ctx context.Context, act incident.Act, n incident.Number, decide func(*incident.Incident) (*incident.Outcome, error)) (incident.Incident, error) {
	var before, after incident.Incident
	kept, err := s.decided(ctx, "change", act, n,
		func(reads *pgx.Batch) {
			reads.Queue(sqlIncident, pgx.NamedArgs{"incident": n}).QueryRow(func(row pgx.Row) (err error) {
				before, err = scanIncident(row)
				return err
			})
		},
		func(writes *pgx.Batch) (*incident.Outcome, error) {
			after = before
			after.Roles = maps.Clone(before.Roles)
			out, err := decide(&after)
			if err != nil || out == nil {
				return nil, err
			}
			after.Version = before.Version + 1
			writes.Queue(sqlChange, incidentArgs(&after))
			queueMakeStale(writes, act, &before, &after)
			queueRoles(writes, n, act, before.Roles, after.Roles)
			return out, nil
		})
	switch {
	case err != nil:
		return incident.Incident{}, err
	case kept:
		return after, nil
	default:
		return before, nil
	}
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
 where incident = @incident and role = @role and person = @person and until_at is null`

// queueRoles ends what people no longer hold and begins what they hold now.
func queueRoles(batch *pgx.Batch, n incident.Number, act incident.Act, before, after map[incident.RoleName][]incident.PersonID) {
	queue := func(sql string, role incident.RoleName, people, but []incident.PersonID) {
		for _, person := range people {
			if person != "" && !slices.Contains(but, person) {
				batch.Queue(sql, pgx.NamedArgs{"incident": n, "role": role, "person": person, "at": act.At})
			}
		}
	}
	for role, people := range before {
		queue(sqlLeaveRole, role, people, after[role])
	}
	for role, people := range after {
		queue(sqlTakeRole, role, people, before[role])
	}
}

const sqlAddEntry = `
insert into timeline_entry (
    incident, kind, at, by, text, was, now, role, person, previous, users_see, we_do, next_update_at, what)
values (` + numberOrDeclaring + `, @kind, @at, @by, @text, @was, @now, @role, @person, @previous,
    @users_see, @we_do, @next_update_at, @what)`

const sqlReceive = `
insert into receipt (key, incident, at)
values (@receipt, ` + numberOrDeclaring + `, @at)`

// queueOutcome adds the entries to the timeline and keeps the receipt, if there is one.
func queueOutcome(batch *pgx.Batch, n incident.Number, act incident.Act, out *incident.Outcome) {
	for _, e := range out.Entries {
		batch.Queue(sqlAddEntry, pgx.NamedArgs{
			"incident": n, "kind": e.Kind, "at": e.At, "by": e.By, "text": e.Text, "was": e.Was, "now": e.Now,
			"role": e.Role, "person": e.Person, "previous": e.Previous,
			"users_see": e.UsersSee, "we_do": e.WeDo, "next_update_at": instant(e.NextUpdateAt), "what": e.What,
		})
	}
	queueInvited(batch, n, act, out.Invited)
	queueNews(batch, n, out)
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
		"archive_at": instant(inc.ArchiveAt),
		"service":    inc.Service, "cause": inc.Cause, "drill": inc.Drill,
		"fields": fieldsJSON(inc.Fields), "merged_into": inc.MergedInto,
		"impact_started_at": instant(inc.ImpactStartedAt), "detected_at": instant(inc.DetectedAt),
		"resolved_said_at": instant(inc.ResolvedSaidAt), "channel_lost": inc.Lost,
	}
}

func fieldsJSON(fields map[string]string) []byte {
	if fields == nil {
		return []byte("{}") // never null
	}
	data, _ := json.Marshal(fields) // strings always marshal
	return data
}

const sqlSweepReceipts = `delete from receipt where at < @before`

// SweepReceipts forgets receipts older than that. A repetition after it would have its effect again,
// so let it be days ago.
func (s *Store) SweepReceipts(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, sqlSweepReceipts, pgx.NamedArgs{"before": before})
	return wrap("sweep receipts", err)
}
