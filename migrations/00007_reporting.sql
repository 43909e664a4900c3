-- +goose Up

create index told_at_idx on told (at);
create index follow_up_at_idx on follow_up (at);
create index follow_up_done_at_idx on follow_up (done_at) where done_at is not null;
create index incident_lead_assigned_at_idx on incident (lead_assigned_at) where lead_assigned_at is not null;
create index incident_mitigated_at_idx on incident (mitigated_at) where mitigated_at is not null;
create index incident_closed_at_idx on incident (closed_at) where closed_at is not null;
create index incident_drill_idx on incident (number) where drill;
create index person_bot_idx on person (id) where bot;

-- What is left out is looked up in the two small indexes above, so that a week of activity is read from the indexes on
-- the instants and nothing is read that grows with the years.
create view activity as
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
comment on column activity.watching is 'Whether they only came, or asked what they had missed.';

-- +goose Down
drop view activity;
drop index told_at_idx, follow_up_at_idx, follow_up_done_at_idx, incident_lead_assigned_at_idx, incident_mitigated_at_idx,
    incident_closed_at_idx, incident_drill_idx, person_bot_idx;
