-- +goose Up

alter table incident
    add column fields            jsonb not null default '{}',
    add column impact_started_at timestamptz,
    add column detected_at       timestamptz;
comment on column incident.fields is 'What was answered to the questions that the configuration adds: {name: answer}.';
comment on column incident.impact_started_at is 'When users began to be hurt, as far as somebody has found out; null while nobody has.';
comment on column incident.detected_at is 'When it was first noticed, as far as somebody has found out; null while nobody has.';

alter table timeline_entry
    add column what text not null default '',
    drop constraint timeline_entry_kind_known,
    add constraint timeline_entry_kind_known check (kind in (
        'declared', 'role', 'severity', 'status', 'update', 'note', 'followup', 'service', 'cause',
        'task', 'correction', 'title', 'link', 'people', 'merge', 'channel', 'inject', 'warning'));
comment on column timeline_entry.what is 'What it is about where the kind leaves that open: the instant corrected, the link''s address, what became of a task.';

-- +goose Down
alter table timeline_entry drop constraint timeline_entry_kind_known;
delete from timeline_entry where kind in ('task', 'correction', 'title', 'link', 'people', 'merge', 'channel', 'inject', 'warning');
alter table timeline_entry
    drop column what,
    add constraint timeline_entry_kind_known check (kind in (
        'declared', 'role', 'severity', 'status', 'update', 'note', 'followup', 'service', 'cause'));
alter table incident drop column fields, drop column impact_started_at, drop column detected_at;
