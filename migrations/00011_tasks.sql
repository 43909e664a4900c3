-- +goose Up

create table task (
    id          bigint           generated always as identity,
    incident    bigint           not null,
    title       text             not null,
    owner       text             not null default '',
    due_at      timestamptz,
    state       text             not null default 'open',
    followed_up boolean          not null default false,
    message     text collate "C" not null default '',
    by          text             not null,
    at          timestamptz      not null,
    done_by     text             not null default '',
    done_at     timestamptz,
    constraint task_pkey primary key (id),
    constraint task_incident_fkey foreign key (incident) references incident (number),
    constraint task_title_not_empty check (title <> ''),
    constraint task_state_known check (state in ('open', 'done', 'dropped')),
    constraint task_ended check ((state = 'open') = (done_at is null)),
    constraint task_followed_up_is_dropped check (not followed_up or state = 'dropped')
);
create index task_incident_idx on task (incident, id);
create index task_owner_idx on task (owner, id) where state = 'open' and owner <> '';

comment on table task is 'What is to be done while an incident lasts. What is to be done after it is in follow_up.';
comment on column task.owner is 'Person id; empty for nobody yet.';
comment on column task.due_at is 'By when; null when nobody said.';
comment on column task.state is 'open, done, or dropped: not needed any more.';
comment on column task.followed_up is 'Whether it was dropped because it became a follow-up.';
comment on column task.message is 'The message of the channel it was made of; empty when it was typed.';
comment on column task.done_by is 'Who said that it is done, or dropped it; empty while it is open.';
comment on column task.done_at is 'When they did; null while it is open.';

create table pin (
    channel  text collate "C" not null,
    message  text collate "C" not null,
    person   text             not null,
    incident bigint           not null,
    at       timestamptz      not null,
    present  boolean          not null,
    constraint pin_pkey primary key (channel, message),
    constraint pin_incident_fkey foreign key (incident) references incident (number)
);
comment on table pin is
    'The last word on each message that a person pinned. There is no foreign key to message, because a pin may be heard before its message.';
comment on column pin.person is 'Who pinned it, or took the pin away.';
comment on column pin.present is 'False once it was taken away. A present pin puts the message on the timeline, as a pushpin does.';

create table timeline_edit (
    id        bigint      generated always as identity,
    entry     bigint      not null,
    by        text        not null,
    at        timestamptz not null,
    reason    text        not null,
    moved_to  timestamptz not null,
    text      text        not null default '',
    users_see text        not null default '',
    we_do     text        not null default '',
    hidden    boolean     not null default false,
    constraint timeline_edit_pkey primary key (id),
    constraint timeline_edit_entry_fkey foreign key (entry) references timeline_entry (id),
    constraint timeline_edit_reason_not_empty check (reason <> '')
);
create index timeline_edit_entry_idx on timeline_edit (entry, id desc);

comment on table timeline_edit is
    'How entries of the timeline were put otherwise, one row for each edit; the newest of an entry is how it reads. The entry '
    'itself stays as it was written, and counts with its own instant wherever it is asked who did what when.';
comment on column timeline_edit.reason is 'Why, in the words of who did it.';
comment on column timeline_edit.moved_to is 'When it happened, as it reads now.';
comment on column timeline_edit.hidden is 'Whether the entry is left out of the timeline, of drafts and of exports.';

alter table incident add column resolved_said_at timestamptz;
update incident set resolved_said_at = resolved_at where resolved_at is not null;
comment on column incident.resolved_said_at is
    'When somebody said that it is resolved; null while nobody has. It stays when resolved_at is corrected, so that nobody is reminded anew.';

-- +goose Down
alter table incident drop column resolved_said_at;
drop table timeline_edit, pin, task;
