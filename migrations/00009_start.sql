-- +goose Up

-- Whom somebody asked to join, one by one or as a group, whose members the chat knows. They are brought in once for each
-- time somebody asks: who leaves again stays away.
create table invited (
    id       bigint      generated always as identity,
    incident bigint      not null,
    who      text        not null,
    name     text        not null default '',
    is_group boolean     not null,
    by       text        not null,
    at       timestamptz not null,
    state    text        not null default 'asked',
    problem  text        not null default '',
    constraint invited_pkey primary key (id),
    constraint invited_incident_fkey foreign key (incident) references incident (number),
    constraint invited_once unique (incident, who),
    constraint invited_who_not_empty check (who <> ''),
    constraint invited_state_known check (state in ('asked', 'came', 'failed', 'told')),
    constraint invited_problem_if_failed check ((problem <> '') = (state in ('failed', 'told')))
);
create index invited_unsettled_idx on invited (incident) where state in ('asked', 'failed');
comment on table invited is 'Whom somebody asked to join an incident.';
comment on column invited.who is 'Id of a person; of a group its id, or its @handle as it was typed.';
comment on column invited.name is 'What a group is called, as far as it was said; empty for people.';
comment on column invited.state is 'asked until the chat was told; came or failed by what it said; told once the channel was told of the failure.';
comment on column invited.problem is 'Why not, in the chat''s own word.';

-- +goose Down
drop table invited;
