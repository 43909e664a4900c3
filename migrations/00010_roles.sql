-- +goose Up

alter table person add column guest boolean;
comment on column person.guest is 'Whether they are a guest of the workspace, or of another one: they may read and talk. Null until the chat was asked.';

-- A role may have several people where the configuration has it so. The commander is always one.
drop index role_holding_one_holder_key;
create unique index role_holding_once_key on role_holding (incident, role, person) where until_at is null;
create unique index role_holding_one_commander_key on role_holding (incident) where until_at is null and role = 'commander';
create index role_holding_held_idx on role_holding (person) where until_at is null;
comment on column role_holding.until_at is 'Null while they hold it. Several people may hold one role at a time, but only one is the commander.';

alter table nudge
    drop constraint nudge_kind_known,
    add constraint nudge_kind_known check (kind in ('lead', 'update', 'quiet', 'close', 'silent'));

alter table notice
    drop constraint notice_kind_known,
    add constraint notice_kind_known check (kind in ('report', 'figures', 'follow_ups', 'digest', 'brief', 'relieved'));

-- +goose Down
delete from notice_surface where notice in (select id from notice where kind in ('brief', 'relieved'));
delete from notice where kind in ('brief', 'relieved');
alter table notice
    drop constraint notice_kind_known,
    add constraint notice_kind_known check (kind in ('report', 'figures', 'follow_ups', 'digest'));
delete from nudge where kind = 'silent';
alter table nudge
    drop constraint nudge_kind_known,
    add constraint nudge_kind_known check (kind in ('lead', 'update', 'quiet', 'close'));
drop index role_holding_held_idx, role_holding_one_commander_key, role_holding_once_key;
update role_holding set until_at = now()
 where until_at is null
   and exists (select from role_holding as other
                where other.incident = role_holding.incident and other.role = role_holding.role
                  and other.until_at is null and other.id < role_holding.id);
create unique index role_holding_one_holder_key on role_holding (incident, role) where until_at is null;
alter table person drop column guest;
