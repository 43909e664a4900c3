-- +goose Up

create table surface (
    incident   bigint      not null,
    key        text        not null,
    state      text        not null,
    channel    text        not null default '',
    message    text        not null default '',
    handle     text        not null default '',
    digest     text        not null default '',
    attempt_at timestamptz,
    shown_at   timestamptz,
    retry_at   timestamptz,
    problem    text        not null default '',
    constraint surface_pkey primary key (incident, key),
    constraint surface_incident_fkey foreign key (incident) references incident (number),
    constraint surface_state_known check (state in ('sending', 'shown', 'waiting', 'stuck'))
);
create index surface_stuck_idx on surface (incident) where state = 'stuck';

comment on table surface is 'What the chat shows of each incident, as far as we know.';
comment on column surface.key is 'Names one thing that is shown, such as card or post/17.';
comment on column surface.state is
    'sending: a call was begun and its end is unknown, look before repeating it; shown: the chat shows digest; '
    'waiting: nothing was sent, the chat asked to come back at retry_at; '
    'stuck: trying again is useless until a person has done something.';
comment on column surface.handle is 'The chat''s identifier of what is no message: a file, a form, a bookmark.';
comment on column surface.digest is 'Of what is shown, or was being sent.';
comment on column surface.problem is 'Why it is stuck, in the chat''s word.';

-- +goose Down
drop table surface;
