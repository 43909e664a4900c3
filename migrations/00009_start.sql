-- +goose Up

-- Whom somebody asked to join, and how: one by one, or a group, whose members the chat knows.
create table invited (
    id       bigint generated always as identity,
    incident bigint      not null,
    who      text        not null,
    is_group boolean     not null,
    by       text        not null,
    at       timestamptz not null,
    constraint invited_pkey primary key (id),
    constraint invited_incident_fkey foreign key (incident) references incident (number),
    constraint invited_once unique (incident, who),
    constraint invited_who_not_empty check (who <> '')
);
comment on table invited is 'Whom somebody asked to join an incident. They are brought in once; who leaves again stays away.';
comment on column invited.who is 'Id of a person; of a group its id, or its @handle as it was typed.';

-- +goose Down
drop table invited;
