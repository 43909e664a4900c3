-- +goose Up

create table link (
    id         bigint      generated always as identity,
    incident   bigint      not null,
    address    text        not null,
    title      text        not null,
    by         text        not null,
    at         timestamptz not null,
    removed_by text        not null default '',
    removed_at timestamptz,
    constraint link_pkey primary key (id),
    constraint link_incident_fkey foreign key (incident) references incident (number),
    constraint link_title_not_empty check (title <> ''),
    constraint link_address_is_http check (address ~ '^https?://')
);
create index link_incident_idx on link (incident, id);
create unique index link_once_key on link (incident, md5(address)) where removed_at is null;

comment on table link is 'Addresses that people keep for an incident; the chat shows them as bookmarks of its channel where it can.';
comment on column link.title is 'What it is called; plain text.';
comment on column link.removed_at is 'When removed_by took it away; null while it stands.';

-- +goose Down
drop table link;
