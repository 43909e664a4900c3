-- +goose Up

create table message (
    channel    text collate "C" not null,
    id         text collate "C" not null,
    incident   bigint           not null,
    thread     text collate "C" not null default '',
    author     text             not null default '',
    bot        boolean          not null default false,
    text       text             not null default '',
    at         timestamptz      not null,
    edited_at  timestamptz,
    deleted_at timestamptz,
    files      jsonb            not null default '[]',
    constraint message_pkey primary key (channel, id),
    constraint message_incident_fkey foreign key (incident) references incident (number)
);
create index message_thread_idx on message (channel, thread, id) where thread <> '';
create index message_author_idx on message (author, at);

comment on table message is 'Every message of incidents'' channels, as it reads now.';
comment on column message.id is 'The chat''s identifier within the channel. Compared byte by byte, it sorts by time.';
comment on column message.thread is 'The first message of the thread it belongs to; empty outside threads.';
comment on column message.author is 'Person id; empty when all we heard of a message is that it was deleted.';
comment on column message.bot is 'Whether a program wrote it.';
comment on column message.text is 'The chat''s own markup; of a deleted message, the last that was heard.';
comment on column message.edited_at is 'When it was last edited; null for never.';
comment on column message.deleted_at is 'Null while it stands.';
comment on column message.files is 'List of {id, name, link}. A link asks for a login of the chat.';

create table reaction (
    channel  text collate "C" not null,
    message  text collate "C" not null,
    person   text             not null,
    name     text             not null,
    incident bigint           not null,
    at       timestamptz      not null,
    present  boolean          not null,
    constraint reaction_pkey primary key (channel, message, person, name),
    constraint reaction_incident_fkey foreign key (incident) references incident (number)
);
create index reaction_pinned_idx on reaction (channel, message) where name = 'pushpin' and present;

comment on table reaction is
    'The last word on each reaction. There is no foreign key to message, because a reaction may be heard before its message.';
comment on column reaction.at is 'When it was put on or taken away.';
comment on column reaction.present is 'False once it was taken away. A present pushpin puts the message on the timeline.';

create table presence (
    incident bigint      not null,
    person   text        not null,
    at       timestamptz not null,
    joined   boolean     not null,
    constraint presence_pkey primary key (incident, person, at, joined),
    constraint presence_incident_fkey foreign key (incident) references incident (number)
);
comment on table presence is 'Who came into an incident''s channel or left it, and when.';
comment on column presence.joined is 'True when they came, false when they left.';

create table person (
    id   text    not null,
    name text    not null default '',
    zone text    not null default '',
    bot  boolean not null default false,
    constraint person_pkey primary key (id),
    constraint person_id_not_empty check (id <> '')
);
create index person_nameless_idx on person (id) where name = '';

comment on table person is 'What is known of the people and programs that took part in incidents.';
comment on column person.name is 'As shown; empty until learned.';
comment on column person.zone is 'IANA name of the time zone; empty when unknown.';

create table workspace (
    one      boolean not null default true,
    team_id  text    not null,
    home     text    not null,
    bot_user text    not null,
    constraint workspace_pkey primary key (one),
    constraint workspace_one_row check (one)
);
comment on table workspace is 'The chat workspace this installation serves.';
comment on column workspace.home is 'Its web address; links to messages start with it.';
comment on column workspace.bot_user is 'The person id of the bot itself.';

-- +goose Down
drop table workspace, person, presence, reaction, message;
