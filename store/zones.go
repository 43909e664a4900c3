package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// A zone is kept from when it is heard, and only when it is another than the last one. Whoever knows a
// person's zone no more is taken to live where they lived.
const keepZones = `
insert into person_zone (person, from_at, zone)
select kept.id, now(), kept.zone
  from kept
  left join lateral (
    select zone from person_zone where person = kept.id order by from_at desc limit 1
  ) as last on true
 where kept.zone <> '' and kept.zone is distinct from last.zone
on conflict on constraint person_zone_pkey do update
   set zone = excluded.zone`

const sqlZones = `select person, from_at, zone from person_zone order by person, from_at`

// Zones returns the time zones in which people live and lived, oldest first, for [load.Who]. Names that
// are no time zone here are left out.
func (s *Store) Zones(ctx context.Context) (map[incident.PersonID][]load.ZoneSince, error) {
	zones := map[incident.PersonID][]load.ZoneSince{}
	known := map[string]*time.Location{}   // nil for what is no zone
	rows, _ := s.pool.Query(ctx, sqlZones) // its error comes from ForEachRow
	var person incident.PersonID
	var from time.Time
	var name string
	_, err := pgx.ForEachRow(rows, []any{&person, scanInstant(&from), &name}, func() error {
		zone, asked := known[name]
		if !asked {
			if loaded, err := time.LoadLocation(name); err == nil {
				zone = loaded
			}
			known[name] = zone
		}
		if zone != nil {
			zones[person] = append(zones[person], load.ZoneSince{From: from, Zone: zone})
		}
		return nil
	})
	return zones, wrap("read time zones", err)
}
