-- +goose Up

create table inbox (
    id          bigint      generated always as identity,
    delivery    text        not null,
    body        bytea       not null,
    received_at timestamptz not null default now(),
    handled_at  timestamptz,
    parked_at   timestamptz,
    problem     text        not null default '',
    constraint inbox_pkey primary key (id),
    constraint inbox_delivery_key unique (delivery),
    constraint inbox_handled_or_parked check (handled_at is null or parked_at is null)
);
create index inbox_waiting_idx on inbox (id) where handled_at is null and parked_at is null;
create index inbox_parked_idx on inbox (id) where parked_at is not null;
create index inbox_handled_idx on inbox (handled_at) where handled_at is not null;

comment on table inbox is
    'Events as the chat delivered them, written before they are acknowledged and handled from here. Handled rows stay '
    'a day without their body, so that a repeated delivery is recognised.';
comment on column inbox.delivery is 'The chat''s identifier of the event, the same when it is delivered again.';
comment on column inbox.body is 'JSON as it came, kept as bytes because nothing about it is certain yet; empty once handled.';
comment on column inbox.parked_at is 'When it was put aside because it could not be handled; problem says why.';

-- +goose Down
drop table inbox;
