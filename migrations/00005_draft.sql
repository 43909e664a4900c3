-- +goose Up

create table follow_up (
    id          bigint      generated always as identity,
    incident    bigint      not null,
    title       text        not null,
    owner       text        not null default '',
    due         date,
    phase       text        not null,
    state       text        not null,
    ticketed    boolean     not null default false,
    round       integer     not null default 0,
    cites       jsonb       not null default '[]',
    proposed    text        not null default '',
    proposed_by text        not null default '',
    by          text        not null default '',
    at          timestamptz not null,
    decided_at  timestamptz,
    done_at     timestamptz,
    constraint follow_up_pkey primary key (id),
    constraint follow_up_incident_fkey foreign key (incident) references incident (number),
    constraint follow_up_title_not_empty check (title <> ''),
    constraint follow_up_phase_known check (phase in ('resolve', 'prevent', 'discover')),
    constraint follow_up_state_known check (state in ('proposed', 'open', 'done', 'dismissed'))
);
create index follow_up_incident_idx on follow_up (incident, id);
create index follow_up_open_idx on follow_up (owner, due) where state = 'open';
create index follow_up_due_idx on follow_up (due) where state = 'open';
create index follow_up_decided_at_idx on follow_up (decided_at) where proposed <> '';

comment on table follow_up is 'What is to be done after incidents: what people recorded, and what was proposed to them.';
comment on column follow_up.owner is 'Person id; empty for nobody yet.';
comment on column follow_up.due is 'Null for no day.';
comment on column follow_up.phase is
    'resolve: finish what the incident began; prevent: make it not happen again; discover: find out what is not understood.';
comment on column follow_up.state is 'proposed: found by a machine, nobody has looked at it. Only open and done ones count.';
comment on column follow_up.ticketed is 'Whether the channel says that a ticket exists already.';
comment on column follow_up.round is 'Of the drafting that found it; 0 when a person wrote it.';
comment on column follow_up.cites is 'List of {message, thread, quote} it was found in; empty when a person wrote it.';
comment on column follow_up.proposed is 'Its title as it was proposed, to compare with what people made of it; empty when a person wrote it.';
comment on column follow_up.proposed_by is 'What found it, such as a model; empty when a person wrote it.';
comment on column follow_up.by is 'Who recorded, accepted or dismissed it; empty while it is only proposed.';
comment on column follow_up.at is 'When it was recorded or proposed.';
comment on column follow_up.decided_at is 'When somebody accepted or dismissed the proposal; null otherwise.';
comment on column follow_up.done_at is 'Null until it is done.';

create table drafting (
    incident bigint      not null,
    round    integer     not null,
    closing  boolean     not null,
    for_at   timestamptz not null,
    state    text        not null default '',
    messages integer     not null default 0,
    part     integer     not null default 0,
    parts    integer     not null default 0,
    problem  text        not null default '',
    constraint drafting_pkey primary key (incident, round),
    constraint drafting_incident_fkey foreign key (incident) references incident (number),
    constraint drafting_for_key unique (incident, for_at),
    constraint drafting_round_positive check (round > 0),
    constraint drafting_state_known check (state in ('', 'waiting', 'reading', 'done', 'failed'))
);
comment on table drafting is 'Rounds of writing drafts: one for each close, and for each time somebody asked. The highest round is the newest.';
comment on column drafting.closing is 'Whether it is for a close: the channel is shown the summary and the follow-ups found as well.';
comment on column drafting.for_at is 'When the incident was closed, or the drafts were asked for.';
comment on column drafting.state is 'How far a model has come with reading the channel; empty while none is asked.';
comment on column drafting.messages is 'How many messages the model reads.';
comment on column drafting.part is 'How many parts it has read.';
comment on column drafting.parts is 'How many parts there are; 0 before they are counted.';
comment on column drafting.problem is 'Why the model''s reading failed, as a sentence for people.';

create table summary (
    incident bigint      not null,
    round    integer     not null,
    claims   jsonb       not null,
    made_by  text        not null,
    model    boolean     not null,
    made_at  timestamptz not null,
    messages integer     not null,
    dropped  integer     not null,
    cost     bigint      not null,
    note     text        not null,
    constraint summary_pkey primary key (incident, round),
    constraint summary_drafting_fkey foreign key (incident, round) references drafting (incident, round)
);
comment on table summary is 'The summary of each round of drafting, as it was last written.';
comment on column summary.claims is
    'List of {section, at, text, cites}. What quotes a message that was deleted since is taken out.';
comment on column summary.made_by is 'What wrote it, such as a model or the timeline alone.';
comment on column summary.model is 'Whether a language model wrote it.';
comment on column summary.messages is 'How many messages it was written from.';
comment on column summary.dropped is 'How many claims were left out for want of evidence.';
comment on column summary.cost is 'Millionths of a US dollar.';
comment on column summary.note is 'What went wrong or was cut short, as a sentence; empty when nothing.';

alter table postmortem_draft
    add column machine   text    not null default '',
    add column edited_by text    not null default '',
    add column differs   text    not null default '',
    add column model     boolean not null default false,
    add column dropped   integer not null default 0,
    add column cost      bigint  not null default 0,
    add column note      text    not null default '',
    add column words     integer not null default 0,
    add column kept      integer not null default 0;
update postmortem_draft set machine = markdown;
comment on table postmortem_draft is 'The postmortem as it was drafted and edited, newest version last.';
comment on column postmortem_draft.machine is 'What a machine wrote last, of which markdown is the edited form.';
comment on column postmortem_draft.made_by is 'What wrote the text in machine, such as a model or the timeline alone.';
comment on column postmortem_draft.edited_by is 'The person whose edit made this version; empty when a machine did.';
comment on column postmortem_draft.differs is 'What the machine would say otherwise where people''s words stayed, in Markdown; empty when nothing.';
comment on column postmortem_draft.model is 'Whether a language model wrote it.';
comment on column postmortem_draft.dropped is 'How many claims were left out for want of evidence.';
comment on column postmortem_draft.cost is 'Millionths of a US dollar.';
comment on column postmortem_draft.note is 'What went wrong or was cut short, as a sentence; empty when nothing.';
comment on column postmortem_draft.words is 'How many words machine has; 0 in versions from before they were counted.';
comment on column postmortem_draft.kept is 'How many of those words still stand in markdown, in their order.';

create table ai_run (
    id         bigint      generated always as identity,
    incident   bigint      not null,
    round      integer     not null default 0,
    purpose    text        not null,
    prompt     text        not null,
    model      text        not null,
    tokens_in  integer     not null,
    tokens_out integer     not null,
    cost       bigint      not null,
    took       interval    not null,
    outcome    text        not null,
    kept       integer     not null,
    dropped    integer     not null,
    at         timestamptz not null,
    constraint ai_run_pkey primary key (id),
    constraint ai_run_incident_fkey foreign key (incident) references incident (number),
    constraint ai_run_outcome_known check (outcome in ('ok', 'invalid', 'refused', 'cut', 'limited', 'failed'))
);
create index ai_run_incident_idx on ai_run (incident) include (tokens_in, tokens_out, cost);
create index ai_run_at_idx on ai_run (at);
comment on table ai_run is 'Calls of language models, one row each.';
comment on column ai_run.round is 'Of the drafting it was made for; 0 for none.';
comment on column ai_run.purpose is 'Such as map, reduce, postmortem or catchup.';
comment on column ai_run.prompt is 'The prompt and its version, such as map@1.';
comment on column ai_run.model is 'As the endpoint names it.';
comment on column ai_run.tokens_in is 'As the endpoint counted them, or as we did when it did not.';
comment on column ai_run.cost is 'Millionths of a US dollar.';
comment on column ai_run.took is 'Until the last byte, with every retry.';
comment on column ai_run.kept is 'How many claims of the answer passed the check.';
comment on column ai_run.dropped is 'How many did not.';
comment on column ai_run.at is 'When it was begun.';

create table ai_answer (
    incident bigint      not null,
    hash     text        not null,
    answer   bytea       not null,
    at       timestamptz not null,
    constraint ai_answer_pkey primary key (incident, hash),
    constraint ai_answer_incident_fkey foreign key (incident) references incident (number)
);
create index ai_answer_at_idx on ai_answer (at);
comment on table ai_answer is 'What models answered, so that no question is paid for twice. Swept after some weeks.';
comment on column ai_answer.hash is 'Of the question, with all that the answer depends on.';

create table told (
    incident bigint      not null,
    person   text        not null,
    at       timestamptz not null,
    constraint told_pkey primary key (incident, person),
    constraint told_incident_fkey foreign key (incident) references incident (number)
);
comment on table told is 'When people were last brought up to date about an incident.';

alter table surface add column echo text not null default '';
comment on column surface.echo is
    'Digest of what the chat gives back for what is shown, where people can edit it there; empty elsewhere.';

alter table timeline_entry
    drop constraint timeline_entry_kind_known,
    add constraint timeline_entry_kind_known
        check (kind in ('declared', 'role', 'severity', 'status', 'update', 'note', 'followup'));
comment on column timeline_entry.text is 'What was typed: the title, the note, the reason, the follow-up.';
comment on column timeline_entry.was is 'The severity, status or follow-up''s state before.';
comment on column timeline_entry.now is 'The severity, status or follow-up''s state after; of a declaration, its severity.';
comment on column timeline_entry.person is 'Who holds the role, or owns the follow-up, from now on.';

-- +goose Down
delete from timeline_entry where kind = 'followup';
alter table timeline_entry
    drop constraint timeline_entry_kind_known,
    add constraint timeline_entry_kind_known
        check (kind in ('declared', 'role', 'severity', 'status', 'update', 'note'));
alter table surface drop column echo;
alter table postmortem_draft
    drop column machine, drop column edited_by, drop column differs, drop column model, drop column dropped,
    drop column cost, drop column note, drop column words, drop column kept;
drop table told, ai_answer, ai_run, summary, drafting, follow_up;
