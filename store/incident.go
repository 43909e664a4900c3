package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
)

// selectIncident reads what [scanIncident] scans.
const selectIncident = `
select number, title, description, impact, severity, type, status, private, declared_by,
       (select coalesce(jsonb_object_agg(role, people), '{}')
          from (select role, jsonb_agg(person order by from_at, id) as people
                  from role_holding where role_holding.incident = incident.number and until_at is null
                 group by role) as held),
       coalesce(channel_id, ''), channel_name,
       declared_at, lead_assigned_at, mitigated_at, resolved_at, closed_at,
       last_update_at, next_update_due_at, archive_at, version, service, cause, drill,
       nullif(fields, '{}'), coalesce(merged_into, 0), impact_started_at, detected_at, coalesce(resolved_said_at, resolved_at),
       coalesce((select whole.private from incident as whole where whole.number = incident.merged_into) and not private, false),
       coalesce((select whole.channel_id from incident as whole where whole.number = incident.merged_into and (not whole.private or incident.private)), ''),
       channel_lost,
       (select jsonb_agg(jsonb_build_object('Channel', past.channel, 'Name', past.name, 'Last', coalesce(past.last, '')) order by past.until)
          from past_channel as past where past.incident = incident.number)
  from incident`

func scanIncident(row pgx.Row) (incident.Incident, error) {
	var inc incident.Incident
	err := row.Scan(&inc.Number, &inc.Title, &inc.Description, &inc.Impact, &inc.Severity, &inc.Type,
		&inc.Status, &inc.Private, &inc.DeclaredBy, &inc.Roles, &inc.Channel, &inc.ChannelName,
		scanInstant(&inc.DeclaredAt), scanInstant(&inc.LeadAssignedAt), scanInstant(&inc.MitigatedAt),
		scanInstant(&inc.ResolvedAt), scanInstant(&inc.ClosedAt), scanInstant(&inc.LastUpdateAt),
		scanInstant(&inc.NextUpdateDueAt), scanInstant(&inc.ArchiveAt), &inc.Version,
		&inc.Service, &inc.Cause, &inc.Drill,
		&inc.Fields, &inc.MergedInto, scanInstant(&inc.ImpactStartedAt), scanInstant(&inc.DetectedAt), scanInstant(&inc.ResolvedSaidAt),
		&inc.MergedHidden, &inc.MergedChannel, &inc.Lost, &inc.Past)
	return inc, err
}

const sqlIncident = selectIncident + ` where number = @incident`

// Incident returns one incident, or [incident.ErrNotFound].
func (s *Store) Incident(ctx context.Context, n incident.Number) (incident.Incident, error) {
	inc, err := scanIncident(s.pool.QueryRow(ctx, sqlIncident, pgx.NamedArgs{"incident": n}))
	return inc, about("read", n, err)
}

const sqlInChannel = selectIncident + ` where channel_id = @channel`

// InChannel returns the incident that lives in a channel, or [incident.ErrNotFound].
func (s *Store) InChannel(ctx context.Context, channel incident.ChannelID) (incident.Incident, error) {
	inc, err := scanIncident(s.pool.QueryRow(ctx, sqlInChannel, pgx.NamedArgs{"channel": channel}))
	if errors.Is(err, pgx.ErrNoRows) {
		return inc, fmt.Errorf("read incident in channel %s: %w", channel, incident.ErrNotFound)
	}
	if err != nil {
		return inc, fmt.Errorf("read incident in channel %s: %w", channel, err)
	}
	return inc, nil
}

const sqlOpenIncidents = selectIncident + ` where status not in ('closed', 'declined', 'merged') order by number`

// OpenIncidents returns every incident that is not closed.
func (s *Store) OpenIncidents(ctx context.Context) ([]incident.Incident, error) {
	rows, err := s.pool.Query(ctx, sqlOpenIncidents)
	if err != nil {
		return nil, fmt.Errorf("read open incidents: %w", err)
	}
	open, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (incident.Incident, error) { return scanIncident(row) })
	if err != nil {
		return nil, fmt.Errorf("read open incidents: %w", err)
	}
	return open, nil
}

const sqlWithOpenChannel = `
select number
  from incident
 where status not in ('closed', 'declined', 'merged') and channel_id is not null
 order by number`

// Enqueue asks for work that no change asks for.
func (s *Store) Enqueue(ctx context.Context, work ...incident.Work) error {
	return wrap("ask for work", s.inTx(ctx, func(tx pgx.Tx) error { return s.enqueueTx(ctx, tx, work) }))
}

// BackfillOpen asks for a backfill of every incident that is not closed and has a channel.
func (s *Store) BackfillOpen(ctx context.Context) error {
	return wrap("backfill open incidents", s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sqlWithOpenChannel)
		if err != nil {
			return err
		}
		open, err := pgx.CollectRows(rows, pgx.RowTo[incident.Number])
		if err != nil {
			return err
		}
		return s.enqueueTx(ctx, tx, each(incident.WorkBackfill, open))
	}))
}
