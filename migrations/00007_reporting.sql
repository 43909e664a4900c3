-- +goose Up

create index told_at_idx on told (at);
create index follow_up_at_idx on follow_up (at);
create index follow_up_done_at_idx on follow_up (done_at) where done_at is not null;
create index incident_lead_assigned_at_idx on incident (lead_assigned_at) where lead_assigned_at is not null;
create index incident_mitigated_at_idx on incident (mitigated_at) where mitigated_at is not null;
create index incident_closed_at_idx on incident (closed_at) where closed_at is not null;
create index incident_drill_idx on incident (number) where drill;
create index incident_private_idx on incident (number) where private;
create index person_bot_idx on person (id) where bot;

-- The one condition for all figures: practice, what was nothing, and what was part of another are no incidents of their own.
alter table incident
    add column counts boolean not null generated always as (not drill and status not in ('declined', 'merged')) stored;
create index incident_uncounted_idx on incident (number) where not counts;
create index incident_merged_idx on incident (number) include (merged_into) where status = 'merged';
comment on column incident.counts is 'Whether it is an incident in figures: no drill, not declined, and not part of another.';

-- What people did about an incident that is part of another, they did about that one. What is left out is looked up in
-- the small indexes above, so that a week of activity is read from the indexes on the instants and nothing is read that
-- grows with the years.
create view activity as
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
    'What people did about incidents, each act once or more. Left out: programs, drills, and what was declined. What was '
    'done about an incident that is part of another was done about that one. A deleted message counts: somebody was there '
    'to write it.';
comment on column activity.watching is 'Whether they only came, or asked what they had missed.';

create schema reporting;
comment on schema reporting is
    'What incidents cost, to be read with SQL. A column, once it is here, keeps its name and its meaning; new ones may come. '
    'Drills are in none of it, and of private incidents only what counts: no number, no words, no people.';

create view reporting.weeks as
select week, to_char(week, 'IYYY-"W"IW') as week_name, from_at, until_at, measured_at
  from load_week;
comment on view reporting.weeks is 'The weeks whose load has been measured; those that measure load know of no others.';
comment on column reporting.weeks.week is 'Its Monday.';
comment on column reporting.weeks.week_name is 'Such as 2026-W46, by ISO 8601.';
comment on column reporting.weeks.from_at is 'When it begins: Monday at midnight in the zone of the reports.';
comment on column reporting.weeks.until_at is 'When the next one begins.';
comment on column reporting.weeks.measured_at is 'When it was measured last. Before until_at, the week was still running.';

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

create view reporting.transitions as
select case when not private then number end as number,
       private, at, kind,
       nullif(was, '') as was,
       now,
       case when not private then by end as person
  from timeline_entry
  join incident on number = incident
 where kind in ('declared', 'status', 'severity') and counts;
comment on view reporting.transitions is 'How incidents came to be what they are: their declaration, and each change of status and severity.';
comment on column reporting.transitions.number is 'Of the incident; null for private ones.';
comment on column reporting.transitions.private is 'Whether the incident is private.';
comment on column reporting.transitions.at is 'When it was done. The instants in incidents may have been corrected since.';
comment on column reporting.transitions.kind is 'declared, status or severity.';
comment on column reporting.transitions.was is 'The status or severity before; null for a declaration.';
comment on column reporting.transitions.now is 'The status or severity after; of a declaration, the severity.';
comment on column reporting.transitions.person is 'Person id of who did it; null for private incidents.';

create view reporting.intervals as
select week,
       case when not private then gave.person end as person,
       coalesce(load_person.team, '') as team,
       case when not private then incident end as number,
       private,
       gave.from_at,
       gave.until_at,
       (extract(epoch from gave.until_at - gave.from_at) / 3600)::float8 as hours,
       kind,
       local_from,
       responding,
       pulled_in
  from (
    select load_segment.*, incident in (select number from incident where private) as private from load_segment
  ) as gave
  left join load_person using (week, person);
comment on view reporting.intervals is
    'Time that people gave to incidents, cut where their hours change kind, at each full hour of their clock, and where '
    'they turn to another incident. What touches belongs together. A person''s intervals never overlap, so that sums are right.';
comment on column reporting.intervals.week is 'The Monday of the week it counts in.';
comment on column reporting.intervals.person is 'Person id; null for private incidents.';
comment on column reporting.intervals.team is 'Their team in that week; empty for none.';
comment on column reporting.intervals.number is 'Of the incident; null for private ones.';
comment on column reporting.intervals.private is 'Whether the incident is private.';
comment on column reporting.intervals.from_at is 'When it begins.';
comment on column reporting.intervals.until_at is 'When it ends.';
comment on column reporting.intervals.hours is 'How long it is.';
comment on column reporting.intervals.kind is 'working, evening, night or weekend (days off and holidays too), by the person''s own clock and calendar.';
comment on column reporting.intervals.local_from is 'from_at on the person''s own clock.';
comment on column reporting.intervals.responding is 'False for somebody who only watched.';
comment on column reporting.intervals.pulled_in is 'Whether this is where an incident interrupted them.';

create view load_person_week as
select load_person.week, load_person.person, load_person.team,
       (extract(epoch from load_person.working) / 3600)::float8 as working_time,
       gave.*
  from load_person
 cross join lateral (
    select coalesce(extract(epoch from sum(until_at - from_at) filter (where kind = 'working')) / 3600, 0)::float8 as working,
           coalesce(extract(epoch from sum(until_at - from_at) filter (where kind = 'evening')) / 3600, 0)::float8 as evening,
           coalesce(extract(epoch from sum(until_at - from_at) filter (where kind = 'night')) / 3600, 0)::float8 as night,
           coalesce(extract(epoch from sum(until_at - from_at) filter (where kind = 'weekend')) / 3600, 0)::float8 as weekend,
           coalesce(extract(epoch from sum(until_at - from_at)) / 3600, 0)::float8 as hours,
           coalesce(extract(epoch from sum(until_at - from_at) filter (where kind <> 'working')) / 3600, 0)::float8 as off_hours,
           count(*) filter (where pulled_in) as interruptions,
           count(*) filter (where pulled_in and kind = 'night') as night_interruptions,
           count(distinct incident) filter (where responding) as incidents,
           coalesce(bool_and(incident in (select number from incident where private)), false) as private
      from load_segment
     where load_segment.week = load_person.week and load_segment.person = load_person.person
  ) as gave;
comment on view load_person_week is 'What each person carried in each week. The sums are made person by person, so that a week costs what is in it.';
comment on column load_person_week.private is 'Whether all they gave time to is private: nobody must learn who they are.';

create view reporting.weekly_load_by_person as
select week,
       to_char(week, 'IYYY-"W"IW') as week_name,
       case when named then load_person_week.person end as person,
       case when named then coalesce(nullif(person.name, ''), load_person_week.person) end as name,
       team,
       case when shown then working else 0 end as working,
       case when shown then evening else 0 end as evening,
       case when shown then night else 0 end as night,
       case when shown then weekend else 0 end as weekend,
       case when shown then hours else 0 end as hours,
       case when shown then off_hours else 0 end as off_hours,
       case when shown then interruptions else 0 end as interruptions,
       case when shown then night_interruptions else 0 end as night_interruptions,
       case when shown then incidents else 0 end as incidents,
       case when named then working_time end as working_time,
       case when named then case when shown then hours else 0 end / nullif(working_time, 0) end as tax
  from load_person_week
  left join person on person.id = load_person_week.person
 cross join lateral (
    select true as named, not private as shown
    union all
    select false, true where private
  ) as seen;
comment on view reporting.weekly_load_by_person is
    'What each person carried in each week that was measured: everybody in a team, and everybody who did anything. Whoever '
    'gave all their time of a week to private incidents is named with nothing, and what they gave stands without a name.';
comment on column reporting.weekly_load_by_person.week is 'Its Monday.';
comment on column reporting.weekly_load_by_person.week_name is 'Such as 2026-W46, by ISO 8601.';
comment on column reporting.weekly_load_by_person.person is 'Person id; null for what must not be known of anybody.';
comment on column reporting.weekly_load_by_person.name is 'As the chat shows it, or the id where that is not known; null as person is.';
comment on column reporting.weekly_load_by_person.team is 'Their team in that week; empty for none.';
comment on column reporting.weekly_load_by_person.working is 'Hours given to incidents within their working hours.';
comment on column reporting.weekly_load_by_person.evening is 'Hours before and after work.';
comment on column reporting.weekly_load_by_person.night is 'Hours in which they would have slept.';
comment on column reporting.weekly_load_by_person.weekend is 'Hours on days off and holidays.';
comment on column reporting.weekly_load_by_person.hours is 'All of them.';
comment on column reporting.weekly_load_by_person.off_hours is 'All but working.';
comment on column reporting.weekly_load_by_person.interruptions is 'How often an incident pulled them in.';
comment on column reporting.weekly_load_by_person.night_interruptions is 'How often at night.';
comment on column reporting.weekly_load_by_person.incidents is 'How many incidents they did something about.';
comment on column reporting.weekly_load_by_person.working_time is 'How many hours their working week had; null without a person.';
comment on column reporting.weekly_load_by_person.tax is 'hours as a share of working_time; null when that is not known.';

create view reporting.weekly_load_by_team as
select week,
       to_char(week, 'IYYY-"W"IW') as week_name,
       team,
       count(*) as members,
       sum(working) as working,
       sum(evening) as evening,
       sum(night) as night,
       sum(weekend) as weekend,
       sum(hours) as hours,
       sum(off_hours) as off_hours,
       sum(interruptions)::bigint as interruptions,
       sum(night_interruptions)::bigint as night_interruptions,
       sum(working_time) as working_time,
       sum(hours) / nullif(sum(working_time), 0) as tax
  from load_person_week
 group by week, team;
comment on view reporting.weekly_load_by_team is 'What each team carried in each week that was measured.';
comment on column reporting.weekly_load_by_team.week is 'Its Monday.';
comment on column reporting.weekly_load_by_team.week_name is 'Such as 2026-W46, by ISO 8601.';
comment on column reporting.weekly_load_by_team.team is 'Empty for people without a team.';
comment on column reporting.weekly_load_by_team.members is 'How many people it had; of people without a team, how many did anything.';
comment on column reporting.weekly_load_by_team.working is 'Hours given to incidents within working hours.';
comment on column reporting.weekly_load_by_team.evening is 'Hours before and after work.';
comment on column reporting.weekly_load_by_team.night is 'Hours in which people would have slept.';
comment on column reporting.weekly_load_by_team.weekend is 'Hours on days off and holidays.';
comment on column reporting.weekly_load_by_team.hours is 'All of them.';
comment on column reporting.weekly_load_by_team.off_hours is 'All but working.';
comment on column reporting.weekly_load_by_team.interruptions is 'How often an incident pulled one of them in.';
comment on column reporting.weekly_load_by_team.night_interruptions is 'How often at night.';
comment on column reporting.weekly_load_by_team.working_time is 'How many hours the working week of all of them had.';
comment on column reporting.weekly_load_by_team.tax is 'The reactive tax: hours as a share of working_time; null when that is not known.';

create view reporting.follow_ups as
select case when not private then follow_up.incident end as number,
       private,
       case when not private then follow_up.title end as title,
       case when not private then nullif(owner, '') end as owner,
       coalesce(team_member.team, '') as team,
       phase, state, due,
       coalesce(decided_at, at) as opened_at,
       done_at,
       coalesce(state = 'open' and due < current_date, false) as overdue
  from follow_up
  join incident on incident.number = follow_up.incident
  left join team_member on team_member.person = owner
 where state in ('open', 'done') and not drill;
comment on view reporting.follow_ups is 'What is to be done after incidents, and what was done. Proposals that nobody accepted are left out.';
comment on column reporting.follow_ups.number is 'Of the incident; null for private ones.';
comment on column reporting.follow_ups.private is 'Whether the incident is private.';
comment on column reporting.follow_ups.title is 'Null for private incidents.';
comment on column reporting.follow_ups.owner is 'Person id; null for nobody, and for private incidents.';
comment on column reporting.follow_ups.team is 'The owner''s team as it is now; empty for none.';
comment on column reporting.follow_ups.phase is 'resolve, prevent or discover.';
comment on column reporting.follow_ups.state is 'open or done.';
comment on column reporting.follow_ups.due is 'Null for no day.';
comment on column reporting.follow_ups.opened_at is 'When somebody recorded it, or accepted it.';
comment on column reporting.follow_ups.done_at is 'Null until it is done.';
comment on column reporting.follow_ups.overdue is 'Whether it is open and its day is over.';

-- The role belongs to the whole server, where another database of ours may be making it at this moment.
-- +goose StatementBegin
do $$
begin
    begin
        create role tocsin_reader nologin;
    exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
            if not exists (select from pg_roles where rolname = 'tocsin_reader') then
                raise warning 'nobody can be given read access to the reports yet: % may not make roles; docs/reporting.md says what to do', current_user;
                return;
            end if;
    end;
    grant usage on schema reporting to tocsin_reader;
    grant select on all tables in schema reporting to tocsin_reader;
end
$$;
-- +goose StatementEnd

-- The role stays when this is undone: other databases may use it, and people's logins belong to it.
-- +goose Down
drop schema reporting cascade;
drop view load_person_week, activity;
alter table incident drop column counts;
drop index told_at_idx, follow_up_at_idx, follow_up_done_at_idx, incident_lead_assigned_at_idx, incident_mitigated_at_idx,
    incident_closed_at_idx, incident_merged_idx, incident_drill_idx, incident_private_idx, person_bot_idx;
