-- +goose Up

alter table nudge
    drop constraint nudge_kind_known,
    add constraint nudge_kind_known check (kind in ('triage', 'lead', 'update', 'quiet', 'close', 'silent'));

-- The last two columns are new.
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
         where follow_up.incident = incident.number and state in ('open', 'done')) as follow_ups,
       impact_started_at, detected_at
  from incident
 where counts;
comment on column reporting.incidents.impact_started_at is 'When users began to be hurt; null while nobody has found out.';
comment on column reporting.incidents.detected_at is 'When it was first noticed; null while nobody has found out.';

-- Rows are added and deleted, and never changed: whoever merges need not wait for a week that is just being measured, and
-- what is merged meanwhile stays here until the next time.
create table load_stale (
    id   bigint generated always as identity,
    week date   not null,
    constraint load_stale_pkey primary key (id)
);
create index load_stale_week_idx on load_stale (week);
comment on table load_stale is
    'Weeks to be measured anew, once or more each, because what people did in them counts for another incident now, or not at '
    'all, or again: an incident was merged, declined or reopened.';

-- +goose Down
drop table load_stale;
drop view reporting.incidents;
create view reporting.incidents as
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
comment on column reporting.incidents.number is 'Null for private ones.';
comment on column reporting.incidents.name is 'Such as INC-42; null for private ones.';
comment on column reporting.incidents.title is 'Null for private ones.';
comment on column reporting.incidents.private is 'Whether only the members of its channel may know of it.';
comment on column reporting.incidents.severity is 'As it is now, such as SEV1.';
comment on column reporting.incidents.type is 'Such as service; "private" for private ones.';
comment on column reporting.incidents.service is 'What is broken; null when nobody said, and for private ones.';
comment on column reporting.incidents.cause is 'The kind of cause; null when nobody said, and for private ones.';
comment on column reporting.incidents.status is 'triage, investigating, identified, monitoring, resolved or closed.';
comment on column reporting.incidents.channel_id is 'The chat''s identifier of its channel; null for private ones.';
comment on column reporting.incidents.channel_name is 'Null for private ones.';
comment on column reporting.incidents.declared_by is 'Person id; null for private ones.';
comment on column reporting.incidents.first_commander is 'Person id of who was the first to take command; null when nobody did, and for private ones.';
comment on column reporting.incidents.declared_at is 'This and the other instants are as people corrected them.';
comment on column reporting.incidents.lead_assigned_at is 'When somebody first took command; null while nobody ever did.';
comment on column reporting.incidents.mitigated_at is 'When users were well again; null while they are not.';
comment on column reporting.incidents.resolved_at is 'When it was over; null while it is open.';
comment on column reporting.incidents.closed_at is 'When the record was finished; null until then.';
comment on column reporting.incidents.time_to_acknowledge is 'From declared_at to lead_assigned_at.';
comment on column reporting.incidents.time_to_mitigate is 'From declared_at to mitigated_at.';
comment on column reporting.incidents.time_to_resolve is 'From declared_at to resolved_at.';
comment on column reporting.incidents.responders is 'How many people did something about it, in the weeks that were measured.';
comment on column reporting.incidents.hours is 'That people gave to it, in the weeks that were measured.';
comment on column reporting.incidents.follow_ups is 'How many follow-ups it has, open and done.';
-- +goose StatementBegin
do $$
begin
    grant select on reporting.incidents to tocsin_reader;
exception
    when undefined_object then null;
end
$$;
-- +goose StatementEnd
delete from nudge where kind = 'triage';
alter table nudge
    drop constraint nudge_kind_known,
    add constraint nudge_kind_known check (kind in ('lead', 'update', 'quiet', 'close', 'silent'));
