-- +goose Up

alter table incident
    add column service text    not null default '',
    add column cause   text    not null default '',
    add column drill   boolean not null default false;
create index incident_resolved_at_idx on incident (resolved_at) where resolved_at is not null;
create index incident_service_idx on incident (service, declared_at) where service <> '';
comment on column incident.service is 'A name from the configuration: what is broken; empty when nobody said. May have left the configuration since.';
comment on column incident.cause is 'A name from the configuration: the kind of cause; empty when nobody said. May have left the configuration since.';
comment on column incident.drill is 'Whether it was practice, which counts nowhere.';

alter table timeline_entry
    drop constraint timeline_entry_kind_known,
    add constraint timeline_entry_kind_known
        check (kind in ('declared', 'role', 'severity', 'status', 'update', 'note', 'followup', 'service', 'cause'));
comment on column timeline_entry.was is 'The severity, status, service, cause or follow-up''s state before.';
comment on column timeline_entry.now is 'The severity, status, service, cause or follow-up''s state after; of a declaration, its severity.';

-- Reports read a week of what people did, whatever the incident.
create index message_at_idx on message (at) where not bot and author <> '';
create index reaction_at_idx on reaction (at);
create index presence_at_idx on presence (at) where joined;
create index timeline_entry_at_idx on timeline_entry (at);
create index role_holding_from_at_idx on role_holding (from_at);
create index postmortem_draft_made_at_idx on postmortem_draft (made_at) where edited_by <> '';

alter table person
    add column gone    boolean not null default false,
    add column figures boolean not null default false;
comment on column person.gone is 'Whether the chat has deactivated them.';
comment on column person.figures is 'Whether they want their own figures every week.';

create table person_zone (
    person  text        not null,
    from_at timestamptz not null,
    zone    text        not null,
    constraint person_zone_pkey primary key (person, from_at)
);
comment on table person_zone is
    'Time zones of people, each from when we learned of it. The first one also holds for the time before it, so that what '
    'somebody did last year falls into the hours in which they lived then.';
comment on column person_zone.zone is 'IANA name.';
insert into person_zone (person, from_at, zone) select id, now(), zone from person where zone <> '';

create table team (
    name        text    not null,
    position    integer not null,
    engineering boolean not null,
    constraint team_pkey primary key (name)
);
comment on table team is 'Teams, as configured when the bot last looked.';
comment on column team.position is 'Its place in the configuration.';
comment on column team.engineering is 'False for support, legal, finance and the like.';

create table team_member (
    person  text    not null,
    team    text    not null,
    lead    boolean not null default false,
    on_call boolean not null default false,
    constraint team_member_pkey primary key (person),
    constraint team_member_team_fkey foreign key (team) references team (name) on delete cascade
);
create index team_member_team_idx on team_member (team);
comment on table team_member is 'Who belongs to which team. A person has one.';

create table person_address (
    address text not null,
    person  text not null,
    constraint person_address_pkey primary key (address)
);
comment on table person_address is 'Whom the e-mail addresses in the configuration belong to, as the chat last said.';
comment on column person_address.address is 'In lower case.';

create table load_week (
    week        date        not null,
    from_at     timestamptz not null,
    until_at    timestamptz not null,
    settings    text        not null,
    measured_at timestamptz not null,
    constraint load_week_pkey primary key (week)
);
comment on table load_week is 'Weeks whose load has been measured. Measuring one again replaces all that was measured of it.';
comment on column load_week.week is 'Its Monday.';
comment on column load_week.settings is 'Digest of the settings it was measured with; with others it is measured anew.';

create table load_segment (
    week       date        not null,
    person     text        not null,
    incident   bigint      not null,
    from_at    timestamptz not null,
    until_at   timestamptz not null,
    kind       text        not null,
    local_from timestamp   not null,
    responding boolean     not null,
    pulled_in  boolean     not null,
    constraint load_segment_pkey primary key (week, person, from_at),
    constraint load_segment_week_fkey foreign key (week) references load_week (week) on delete cascade,
    constraint load_segment_until_after_from check (until_at > from_at),
    constraint load_segment_kind_known check (kind in ('working', 'evening', 'night', 'weekend'))
);
create index load_segment_from_at_idx on load_segment (from_at);
create index load_segment_person_idx on load_segment (person, from_at);
create index load_segment_incident_idx on load_segment (incident, person);
comment on table load_segment is
    'Time that people gave to incidents, cut where their hours change kind, at each full hour of theirs, and where they '
    'turn to another incident. A person''s segments never overlap.';
comment on column load_segment.local_from is 'from_at on the person''s own clock.';
comment on column load_segment.responding is 'False for somebody who only watched.';
comment on column load_segment.pulled_in is 'Whether this is where an incident interrupted them.';

create table load_person (
    week    date     not null,
    person  text     not null,
    team    text     not null,
    working interval not null,
    constraint load_person_pkey primary key (week, person),
    constraint load_person_week_fkey foreign key (week) references load_week (week) on delete cascade
);
comment on table load_person is 'Who was in which team in a week, and how long their working week was: everybody in a team, and everybody who did anything.';
comment on column load_person.team is 'Empty for none.';

create table nudge (
    id         bigint      generated always as identity,
    incident   bigint      not null,
    kind       text        not null,
    cause      text        not null,
    at         timestamptz not null,
    settled_at timestamptz,
    constraint nudge_pkey primary key (id),
    constraint nudge_incident_fkey foreign key (incident) references incident (number),
    constraint nudge_kind_known check (kind in ('lead', 'update', 'quiet', 'close')),
    constraint nudge_once_per_cause unique (incident, kind, cause)
);
create index nudge_unsettled_idx on nudge (incident) where settled_at is null;
comment on table nudge is 'Reminders said in an incident''s channel, each once for its cause.';
comment on column nudge.cause is 'What it reminds of, such as the instant an update was due at.';
comment on column nudge.settled_at is 'When the chat showed what became of it; null while it may still change.';

create table snooze (
    incident bigint      not null,
    kind     text        not null,
    until_at timestamptz not null,
    by       text        not null,
    constraint snooze_pkey primary key (incident, kind),
    constraint snooze_incident_fkey foreign key (incident) references incident (number)
);
comment on table snooze is 'Until when people want no reminder of a kind; then it may come once more.';

create table notice (
    id      bigint      generated always as identity,
    key     text        not null,
    kind    text        not null,
    person  text        not null default '',
    at      timestamptz not null,
    body    jsonb       not null default '{}',
    version bigint      not null default 1,
    constraint notice_pkey primary key (id),
    constraint notice_key_key unique (key),
    constraint notice_kind_known check (kind in ('report', 'figures', 'follow_ups', 'digest'))
);
create index notice_person_idx on notice (person, at) where person <> '';
comment on table notice is 'What the bot says that belongs to no one incident: weekly reports, and messages to single people. Each once.';
comment on column notice.key is 'What it is about, such as report/2026-W46. The same is never said twice.';
comment on column notice.person is 'Whom it is for; empty for the report''s channel.';
comment on column notice.body is 'What it says, as it was when it was made.';
comment on column notice.version is 'Grows with every change; tells a drawing whether it is still up to date.';

create table notice_surface (
    notice     bigint not null,
    key        text   not null,
    state      text   not null,
    channel    text   not null default '',
    message    text   not null default '',
    handle     text   not null default '',
    digest     text   not null default '',
    echo       text   not null default '',
    attempt_at timestamptz,
    shown_at   timestamptz,
    retry_at   timestamptz,
    problem    text   not null default '',
    constraint notice_surface_pkey primary key (notice, key),
    constraint notice_surface_notice_fkey foreign key (notice) references notice (id) on delete cascade,
    constraint notice_surface_state_known check (state in ('sending', 'shown', 'waiting', 'stuck'))
);
create index notice_surface_stuck_idx on notice_surface (notice) where state = 'stuck';
comment on table notice_surface is 'What the chat shows of each notice, as far as we know; the columns are those of surface.';

alter table follow_up
    add column later     date,
    add column handed_at timestamptz,
    add column handed_by text not null default '';
comment on column follow_up.later is 'The day from which its owner wants to be reminded; null when they did not say.';
comment on column follow_up.handed_at is 'When handed_by gave it to its owner; null while it is whose it was at first.';
create table reminded (
    follow_up bigint not null,
    cause     text   not null,
    notice    bigint not null,
    constraint reminded_pkey primary key (follow_up, cause),
    constraint reminded_follow_up_fkey foreign key (follow_up) references follow_up (id) on delete cascade,
    constraint reminded_notice_fkey foreign key (notice) references notice (id) on delete cascade
);
create index reminded_notice_idx on reminded (notice);
comment on table reminded is 'Which notice reminded of which follow-up, once for each cause.';
comment on column reminded.cause is 'Such as due 2026-11-20, overdue 2026-11-20 or later 2026-11-27.';

-- +goose Down
drop table reminded;
alter table follow_up drop column later, drop column handed_at, drop column handed_by;
drop table notice_surface, notice, snooze, nudge, load_person, load_segment, load_week, person_address, team_member, team, person_zone;
alter table person drop column gone, drop column figures;
drop index incident_resolved_at_idx, postmortem_draft_made_at_idx, role_holding_from_at_idx, timeline_entry_at_idx, presence_at_idx, reaction_at_idx, message_at_idx;
delete from timeline_entry where kind in ('service', 'cause');
alter table timeline_entry
    drop constraint timeline_entry_kind_known,
    add constraint timeline_entry_kind_known
        check (kind in ('declared', 'role', 'severity', 'status', 'update', 'note', 'followup'));
alter table incident drop column service, drop column cause, drop column drill;
