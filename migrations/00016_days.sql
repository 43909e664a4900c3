-- +goose Up

alter table nudge
    drop constraint nudge_kind_known,
    add constraint nudge_kind_known check (kind in ('triage', 'lead', 'update', 'quiet', 'close', 'silent'));

-- +goose Down
delete from nudge where kind = 'triage';
alter table nudge
    drop constraint nudge_kind_known,
    add constraint nudge_kind_known check (kind in ('lead', 'update', 'quiet', 'close', 'silent'));
