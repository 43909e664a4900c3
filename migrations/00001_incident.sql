-- +goose Up

create table incident_counter (
    one  boolean not null default true,
    last bigint  not null default 0,
    constraint incident_counter_pkey primary key (one),
    constraint incident_counter_one_row check (one)
);
insert into incident_counter default values;
comment on table incident_counter is
    'The number of the newest incident. A sequence would leave gaps when a declaration is rolled back.';

create table incident (
    number             bigint      not null,
    title              text        not null,
    description        text        not null default '',
    impact             text        not null default '',
    severity           text        not null,
    type               text        not null,
    status             text        not null,
    private            boolean     not null default false,
    declared_by        text        not null,
    channel_id         text,
    channel_name       text        not null default '',
    form_handle        text        not null default '',
    declared_at        timestamptz not null,
    lead_assigned_at   timestamptz,
    mitigated_at       timestamptz,
    resolved_at        timestamptz,
    closed_at          timestamptz,
    last_update_at     timestamptz,
    next_update_due_at timestamptz,
    archive_at         timestamptz,
    version            bigint      not null default 1,
    merged_into        bigint,
    constraint incident_pkey primary key (number),
    constraint incident_number_positive check (number > 0),
    constraint incident_title_not_empty check (title <> ''),
    constraint incident_status_known check (status in (
        'triage', 'investigating', 'identified', 'monitoring', 'resolved', 'closed', 'declined', 'merged')),
    constraint incident_channel_id_key unique (channel_id),
    constraint incident_channel_id_not_empty check (channel_id <> ''),
    constraint incident_merged_into_fkey foreign key (merged_into) references incident (number),
    constraint incident_merged_into_another check (merged_into <> number)
);
create index incident_open_idx on incident (number) where status not in ('closed', 'declined', 'merged');
create index incident_merged_into_idx on incident (merged_into) where merged_into is not null;
create index incident_declared_at_idx on incident (declared_at);

comment on table incident is 'One row for each incident, as it stands now. How it came there is in timeline_entry.';
comment on column incident.number is 'INC-number: counts from 1 without gaps.';
comment on column incident.impact is 'What users see, from the latest status update; empty before the first.';
comment on column incident.severity is 'A name from the configuration, such as SEV1; may have left the configuration since.';
comment on column incident.type is 'A name from the configuration, such as security; may have left the configuration since.';
comment on column incident.status is
    'What may be nothing is looked at first (triage), and declined if it is. One that turns out to be part of another is merged.';
comment on column incident.private is 'Whether only members of the channel may know of it. Reports for others must leave it unnamed.';
comment on column incident.declared_by is 'Person id.';
comment on column incident.channel_id is 'The channel it lives in; null until that was made.';
comment on column incident.form_handle is 'The form it was declared in, so that it can show the way to the channel; empty when there was none.';
comment on column incident.lead_assigned_at is 'When somebody first took command; null while nobody ever did.';
comment on column incident.mitigated_at is 'When users were well again; null while they are not.';
comment on column incident.resolved_at is 'When it was over; null while it is open.';
comment on column incident.closed_at is 'When the record was finished; null until then.';
comment on column incident.next_update_due_at is 'When people expect to hear again; null when nothing is promised.';
comment on column incident.archive_at is 'When the channel may be archived; null for never.';
comment on column incident.version is 'Grows with every change; tells a drawing whether it is still up to date.';
comment on column incident.merged_into is 'The incident it turned out to be part of; null for none.';

create table role_holding (
    id       bigint      generated always as identity,
    incident bigint      not null,
    role     text        not null,
    person   text        not null,
    from_at  timestamptz not null,
    until_at timestamptz,
    constraint role_holding_pkey primary key (id),
    constraint role_holding_incident_fkey foreign key (incident) references incident (number),
    constraint role_holding_until_after_from check (until_at >= from_at)
);
create unique index role_holding_one_holder_key on role_holding (incident, role) where until_at is null;
create index role_holding_incident_idx on role_holding (incident, from_at);
create index role_holding_person_idx on role_holding (person, from_at);

comment on table role_holding is 'Who held which role of an incident, from when to when.';
comment on column role_holding.role is 'A name from the configuration, such as commander.';
comment on column role_holding.until_at is 'Null while they hold it. At most one person holds a role at a time.';

create table timeline_entry (
    id             bigint      generated always as identity,
    incident       bigint      not null,
    kind           text        not null,
    at             timestamptz not null,
    by             text        not null,
    text           text        not null default '',
    was            text        not null default '',
    now            text        not null default '',
    role           text        not null default '',
    person         text        not null default '',
    previous       text        not null default '',
    users_see      text        not null default '',
    we_do          text        not null default '',
    next_update_at timestamptz,
    drawn_at       timestamptz,
    constraint timeline_entry_pkey primary key (id),
    constraint timeline_entry_incident_fkey foreign key (incident) references incident (number),
    constraint timeline_entry_kind_known check (kind in ('declared', 'role', 'severity', 'status', 'update', 'note'))
);
create index timeline_entry_incident_idx on timeline_entry (incident, at, id);
create index timeline_entry_undrawn_idx on timeline_entry (incident, id) where drawn_at is null and kind <> 'declared';

comment on table timeline_entry is
    'What people did to an incident, one row for each act, never changed afterwards. Messages that carry a pushpin '
    'belong to the timeline too and are found by joining message and reaction.';
comment on column timeline_entry.at is 'When it was done.';
comment on column timeline_entry.by is 'The person who did it.';
comment on column timeline_entry.text is 'What was typed: the title, the note, the reason.';
comment on column timeline_entry.was is 'The severity or status before.';
comment on column timeline_entry.now is 'The severity or status after; of a declaration, its severity.';
comment on column timeline_entry.person is 'Who holds the role from now on.';
comment on column timeline_entry.previous is 'Who held the role until now; empty for nobody.';
comment on column timeline_entry.users_see is 'Of an update: what users see.';
comment on column timeline_entry.we_do is 'Of an update: what is being done.';
comment on column timeline_entry.next_update_at is 'Of an update: when the next one was promised; null for no promise.';
comment on column timeline_entry.drawn_at is 'When all that the chat shows of it was there; null before.';

create table receipt (
    key      text        not null,
    incident bigint      not null,
    at       timestamptz not null,
    constraint receipt_pkey primary key (key),
    constraint receipt_incident_fkey foreign key (incident) references incident (number)
);
create index receipt_at_idx on receipt (at);
comment on table receipt is 'Deliveries that have had their effect, so that the same one coming twice has none. Swept after some days.';

create table postmortem_draft (
    incident bigint      not null,
    version  integer     not null,
    markdown text        not null,
    made_by  text        not null,
    made_at  timestamptz not null,
    messages integer     not null default 0,
    constraint postmortem_draft_pkey primary key (incident, version),
    constraint postmortem_draft_incident_fkey foreign key (incident) references incident (number),
    constraint postmortem_draft_version_positive check (version > 0)
);
comment on table postmortem_draft is 'Postmortem drafts as they were written, newest version last.';
comment on column postmortem_draft.made_by is 'What wrote it, such as a model or the timeline alone.';
comment on column postmortem_draft.messages is 'How many messages it was written from.';

-- +goose Down
drop table postmortem_draft, receipt, timeline_entry, role_holding, incident, incident_counter;
