-- +goose Up

-- The one condition for all figures: practice, what was nothing, and what was part of another are no incidents of their own.
alter table incident
    add column counts boolean not null generated always as (not drill and status not in ('declined', 'merged')) stored;
create index incident_uncounted_idx on incident (number) where not counts;
create index incident_merged_idx on incident (number) include (merged_into) where status = 'merged';
comment on column incident.counts is 'Whether it is an incident in figures: no drill, not declined, and not part of another.';

-- What people did about an incident that is part of another, they did about that one.
create or replace view activity as
select act.person, coalesce(merged.merged_into, act.incident) as incident, act.at, act.watching
  from (
    select author as person, incident, at, false as watching from message where not bot and author <> ''
    union all
    select person, incident, at, false from reaction
    union all
    select by, incident, at, false from timeline_entry
    union all
    select person, incident, from_at, false from role_holding
    union all
    select by, incident, at, false from follow_up where proposed = ''
    union all
    select by, incident, decided_at, false from follow_up where proposed <> ''
    union all
    select edited_by, incident, made_at, false from postmortem_draft where edited_by <> ''
    union all
    select person, incident, at, true from presence where joined
    union all
    select person, incident, at, true from told
  ) as act
 left join incident as merged on merged.number = act.incident and merged.status = 'merged'
 where act.person <> ''
   and coalesce(merged.merged_into, act.incident) not in (select number from incident where not counts)
   and not exists (select from person where person.id = act.person and person.bot)
   and act.person not in (select bot_user from workspace);
comment on view activity is
    'What people did about incidents, each act once or more. Left out: programs, drills, and what was declined. What was done about an incident that is part of another was done about that one. A deleted message counts: somebody was there to write it.';

create or replace view reporting.incidents as
select case when not private then number end as number,
       case when not private then 'INC-' || number end as name,
       case when not private then title end as title,
       private,
       severity,
       case when private then 'private' else type end as type,
       case when not private then nullif(service, '') end as service,
       case when not private then nullif(cause, '') end as cause,
       status,
       case when not private then channel_id end as channel_id,
       case when not private then nullif(channel_name, '') end as channel_name,
       case when not private then declared_by end as declared_by,
       case when not private then (
           select person from role_holding
            where role_holding.incident = incident.number and role = 'commander'
            order by from_at, id limit 1) end as first_commander,
       declared_at, lead_assigned_at, mitigated_at, resolved_at, closed_at,
       case when lead_assigned_at is not null then greatest(lead_assigned_at - declared_at, interval '0') end as time_to_acknowledge,
       case when mitigated_at is not null then greatest(mitigated_at - declared_at, interval '0') end as time_to_mitigate,
       case when resolved_at is not null then greatest(resolved_at - declared_at, interval '0') end as time_to_resolve,
       (select count(distinct person) from load_segment
         where load_segment.incident = incident.number and responding) as responders,
       (select coalesce(extract(epoch from sum(until_at - from_at)) / 3600, 0)::float8 from load_segment
         where load_segment.incident = incident.number) as hours,
       (select count(*) from follow_up
         where follow_up.incident = incident.number and state in ('open', 'done')) as follow_ups
  from incident
 where counts;
comment on view reporting.incidents is
    'Incidents, one row each; what was declined, or is part of another, is none. Of private ones only what counts.';
comment on column reporting.incidents.status is 'triage, investigating, identified, monitoring, resolved or closed.';

create or replace view reporting.transitions as
select case when not private then number end as number,
       private, at, kind,
       nullif(was, '') as was,
       now,
       case when not private then by end as person
  from timeline_entry
  join incident on number = incident
 where kind in ('declared', 'status', 'severity') and counts;

create table subscription (
    incident bigint      not null,
    person   text        not null,
    since    timestamptz not null,
    constraint subscription_pkey primary key (incident, person),
    constraint subscription_incident_fkey foreign key (incident) references incident (number)
);
comment on table subscription is 'Who wants to be told of an incident in person, without being in its channel.';
comment on column subscription.since is 'What happened before they were not told.';

create table past_channel (
    channel  text        not null,
    incident bigint      not null,
    name     text        not null default '',
    until_at timestamptz not null,
    constraint past_channel_pkey primary key (channel),
    constraint past_channel_incident_fkey foreign key (incident) references incident (number)
);
create index past_channel_incident_idx on past_channel (incident);
comment on table past_channel is 'Channels that incidents lived in before. What was said there stays part of their record.';
comment on column past_channel.until_at is 'When the incident moved to another.';

create table link (
    id       bigint      generated always as identity,
    incident bigint      not null,
    address  text        not null,
    title    text        not null default '',
    by       text        not null,
    at       timestamptz not null,
    constraint link_pkey primary key (id),
    constraint link_once_key unique (incident, address),
    constraint link_incident_fkey foreign key (incident) references incident (number)
);
comment on table link is 'Addresses that people want to have at hand in an incident''s channel.';
comment on column link.title is 'What they call it; empty for the address itself.';

-- +goose Down
drop table link, past_channel, subscription;
create or replace view reporting.transitions as
select case when not private then number end as number,
       private, at, kind,
       nullif(was, '') as was,
       now,
       case when not private then by end as person
  from timeline_entry
  join incident on number = incident
 where kind in ('declared', 'status', 'severity') and not drill;

create or replace view reporting.incidents as
select case when not private then number end as number,
       case when not private then 'INC-' || number end as name,
       case when not private then title end as title,
       private,
       severity,
       case when private then 'private' else type end as type,
       case when not private then nullif(service, '') end as service,
       case when not private then nullif(cause, '') end as cause,
       status,
       case when not private then channel_id end as channel_id,
       case when not private then nullif(channel_name, '') end as channel_name,
       case when not private then declared_by end as declared_by,
       case when not private then (
           select person from role_holding
            where role_holding.incident = incident.number and role = 'commander'
            order by from_at, id limit 1) end as first_commander,
       declared_at, lead_assigned_at, mitigated_at, resolved_at, closed_at,
       case when lead_assigned_at is not null then greatest(lead_assigned_at - declared_at, interval '0') end as time_to_acknowledge,
       case when mitigated_at is not null then greatest(mitigated_at - declared_at, interval '0') end as time_to_mitigate,
       case when resolved_at is not null then greatest(resolved_at - declared_at, interval '0') end as time_to_resolve,
       (select count(distinct person) from load_segment
         where load_segment.incident = incident.number and responding) as responders,
       (select coalesce(extract(epoch from sum(until_at - from_at)) / 3600, 0)::float8 from load_segment
         where load_segment.incident = incident.number) as hours,
       (select count(*) from follow_up
         where follow_up.incident = incident.number and state in ('open', 'done')) as follow_ups
  from incident
 where not drill;
comment on view reporting.incidents is 'Incidents, one row each. Of private ones only what counts.';
comment on column reporting.incidents.status is 'investigating, identified, monitoring, resolved or closed.';

create or replace view activity as
select act.person, act.incident, act.at, act.watching
  from (
    select author as person, incident, at, false as watching from message where not bot and author <> ''
    union all
    select person, incident, at, false from reaction
    union all
    select by, incident, at, false from timeline_entry
    union all
    select person, incident, from_at, false from role_holding
    union all
    select by, incident, at, false from follow_up where proposed = ''
    union all
    select by, incident, decided_at, false from follow_up where proposed <> ''
    union all
    select edited_by, incident, made_at, false from postmortem_draft where edited_by <> ''
    union all
    select person, incident, at, true from presence where joined
    union all
    select person, incident, at, true from told
  ) as act
 where act.person <> ''
   and not exists (select from incident where incident.number = act.incident and incident.drill)
   and not exists (select from person where person.id = act.person and person.bot)
   and act.person not in (select bot_user from workspace);
comment on view activity is
    'What people did about incidents, each act once or more. Left out: programs, and drills. A deleted message counts: somebody was there to write it.';
drop index incident_merged_idx, incident_uncounted_idx;
alter table incident drop column counts;
