-- +goose Up

-- What may be nothing is looked at first (triage), and declined if it is. One that turns out to be part of another is merged.
alter table incident
    drop constraint incident_status_known,
    add constraint incident_status_known check (status in (
        'triage', 'investigating', 'identified', 'monitoring', 'resolved', 'closed', 'declined', 'merged')),
    add column fields            jsonb not null default '{}',
    add column merged_into       bigint,
    add column impact_started_at timestamptz,
    add column detected_at       timestamptz,
    add constraint incident_merged_into_fkey foreign key (merged_into) references incident (number),
    add constraint incident_merged_into_another check (merged_into <> number);
drop index incident_open_idx;
create index incident_open_idx on incident (number) where status not in ('closed', 'declined', 'merged');
create index incident_merged_into_idx on incident (merged_into) where merged_into is not null;
comment on column incident.fields is 'What was answered to the questions that the configuration adds: {name: answer}.';
comment on column incident.merged_into is 'The incident it turned out to be part of; null for none.';
comment on column incident.impact_started_at is 'When users began to be hurt, as far as somebody has found out; null while nobody has.';
comment on column incident.detected_at is 'When it was first noticed, as far as somebody has found out; null while nobody has.';

alter table timeline_entry
    add column what text not null default '',
    drop constraint timeline_entry_kind_known,
    add constraint timeline_entry_kind_known check (kind in (
        'declared', 'role', 'severity', 'status', 'update', 'note', 'followup', 'service', 'cause',
        'task', 'correction', 'title', 'link', 'people', 'merge', 'channel', 'inject'));
comment on column timeline_entry.what is 'What it is about where the kind leaves that open: the instant corrected, the link''s address, what became of a task.';

-- +goose Down
alter table timeline_entry drop constraint timeline_entry_kind_known;
delete from timeline_entry where kind in ('task', 'correction', 'title', 'link', 'people', 'merge', 'channel', 'inject');
alter table timeline_entry
    drop column what,
    add constraint timeline_entry_kind_known check (kind in (
        'declared', 'role', 'severity', 'status', 'update', 'note', 'followup', 'service', 'cause'));
drop index incident_merged_into_idx, incident_open_idx;
alter table incident drop constraint incident_status_known;
update incident set status = 'investigating' where status = 'triage';
update incident set status = 'closed' where status in ('declined', 'merged');
alter table incident
    drop column fields, drop column merged_into, drop column impact_started_at, drop column detected_at,
    add constraint incident_status_known check (status in ('investigating', 'identified', 'monitoring', 'resolved', 'closed'));
create index incident_open_idx on incident (number) where status <> 'closed';
