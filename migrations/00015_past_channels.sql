-- +goose Up

create table past_channel (
    channel  text        not null,
    incident bigint      not null,
    name     text        not null default '',
    until    timestamptz not null,
    last     text collate "C",
    constraint past_channel_pkey primary key (channel),
    constraint past_channel_incident_fkey foreign key (incident) references incident (number),
    constraint past_channel_channel_not_empty check (channel <> '')
);
create index past_channel_incident_idx on past_channel (incident, until);

comment on table past_channel is
    'Channels in which an incident lived until they were archived or deleted. What was said there is part of it.';
comment on column past_channel.name is 'What it was called when it was left.';
comment on column past_channel.until is 'When it was left.';
comment on column past_channel.last is
    'Messages with greater ids belong to a later channel, or to none: what is said here afterwards is not of the incident. '
    'Null until the next channel was made.';

alter table incident
    add column channel_lost text not null default '',
    add constraint incident_channel_lost_known check (channel_lost in ('', 'archived', 'deleted', 'missing'));
comment on column incident.channel_lost is 'Why the bot can do nothing in the channel any more; empty while it can.';

-- The bot archived these, and is out of them for good.
update incident
   set channel_lost = 'archived'
 where number in (select incident from surface where key = 'archive' and state = 'shown');

create view incident_channel as
select number as incident, channel_id as channel, null::text collate "C" as last
  from incident
 where channel_id is not null
union all
select incident, channel, last
  from past_channel;
comment on view incident_channel is 'Every channel in which an incident lives or lived.';

alter table notice
    drop constraint notice_kind_known,
    add constraint notice_kind_known
        check (kind in ('report', 'figures', 'follow_ups', 'digest', 'brief', 'relieved', 'subscription', 'channel', 'broadcast'));

-- +goose Down
delete from notice_surface where notice in (select id from notice where kind in ('channel', 'broadcast'));
delete from notice where kind in ('channel', 'broadcast');
alter table notice
    drop constraint notice_kind_known,
    add constraint notice_kind_known check (kind in ('report', 'figures', 'follow_ups', 'digest', 'brief', 'relieved', 'subscription'));
drop view incident_channel;
alter table incident drop column channel_lost;
drop table past_channel;
