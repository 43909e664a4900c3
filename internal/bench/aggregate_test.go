package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/store"
)

func migrated(ctx context.Context, url string) error { return store.Migrate(ctx, url, nil) }

// Two ways to reckon the same hours that have nothing in common but the rows.
func TestHours_are_the_same_by_SQL_and_as_measured(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), pgtest.New(t, migrated)
	st, err := store.Open(ctx, store.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	h, err := company(150, 8, 0, 20, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := keepCompany(ctx, st, h); err != nil {
		t.Fatal(err)
	}
	if n, err := keepPast(ctx, st, h); err != nil || n < 80 {
		t.Fatalf("%d incidents, %v", n, err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(ctx)) })
	zones, err := st.Zones(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, week := range append(newestWeek.Before(7, time.UTC), newestWeek) {
		for claim, s := range map[string]load.Settings{
			"as by default":              load.DefaultSettings(),
			"where watching counts long": {CountsFor: time.Minute, JoinsWithin: 3 * time.Minute, WatchingCountsFor: 17 * time.Minute, Apart: time.Hour, Zone: time.UTC},
		} {
			measured := map[incident.PersonID]time.Duration{}
			from, until := s.Around(week)
			activities := func(yield func(load.Activity, error) bool) {
				if err := st.Activities(ctx, from, until, func(a load.Activity) error {
					if !yield(a, nil) {
						return fmt.Errorf("stopped")
					}
					return nil
				}); err != nil {
					yield(load.Activity{}, err)
				}
			}
			who := func(p incident.PersonID) load.Who {
				return load.Who{Zones: zones[p], Calendar: load.DefaultCalendar()}
			}
			if err := load.Measure(week, activities, who, s, func(seg load.Segment) error {
				measured[seg.Person] += seg.Took()
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			reckoned, err := hoursBySQL(ctx, conn, week, s)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(reckoned, measured); diff != "" || len(measured) < 10 {
				t.Errorf("%s, %s: %d people (-by SQL +measured):\n%s", week.Name, claim, len(measured), diff)
			}
		}
	}
}
