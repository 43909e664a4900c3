-- +goose Up

create table subscription (
    incident    bigint      not null,
    person      text        not null,
    notice      bigint      not null,
    after_entry bigint      not null,
    at          timestamptz not null,
    ended_at    timestamptz,
    constraint subscription_pkey primary key (incident, person),
    constraint subscription_incident_fkey foreign key (incident) references incident (number),
    constraint subscription_notice_fkey foreign key (notice) references notice (id),
    constraint subscription_notice_key unique (notice)
);
create index subscription_person_idx on subscription (person, at) where ended_at is null;

comment on table subscription is
    'Who is told in person what is announced of an incident, without being in its channel. A row stays when it has ended, so that '
    'what was told is not told again to whoever comes back.';
comment on column subscription.notice is 'The conversation: what was told in it are its surfaces.';
comment on column subscription.after_entry is 'Entries of the timeline up to this one are told, or were there before.';
comment on column subscription.at is 'Since when.';
comment on column subscription.ended_at is 'When they unsubscribed, could not be reached any more, or were not allowed to know any more; null while it lasts.';

alter table notice
    drop constraint notice_kind_known,
    add constraint notice_kind_known check (kind in ('report', 'figures', 'follow_ups', 'digest', 'brief', 'relieved', 'subscription'));

-- +goose Down
drop table subscription;
delete from notice_surface where notice in (select id from notice where kind = 'subscription');
delete from notice where kind = 'subscription';
alter table notice
    drop constraint notice_kind_known,
    add constraint notice_kind_known check (kind in ('report', 'figures', 'follow_ups', 'digest', 'brief', 'relieved'));
