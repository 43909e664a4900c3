package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/store"
)

// TestMain lets the transcripts run this very program as `tocsin`.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tocsin": main})
}

// TestTranscripts runs testdata/script, where each file is what a person types and reads.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// database [empty|incident|parked] makes a database of the script's own: migrated unless it is
			// empty, with INC-1 or a parked delivery in it if one is wanted.
			"database": func(ts *testscript.TestScript, _ bool, args []string) { database(t, ts, args) },
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func database(t *testing.T, ts *testscript.TestScript, args []string) {
	schema := migrated
	var fill func(context.Context, *store.Store) error
	switch strings.Join(args, " ") {
	case "empty":
		schema = nil
	case "incident":
		fill = declare
	case "parked":
		fill = park
	}
	address := pgtest.New(t, schema)
	if fill != nil {
		ts.Check(filled(address, fill))
	}
	ts.Setenv("TOCSIN_DATABASE_URL", address)
}

func migrated(ctx context.Context, address string) error { return store.Migrate(ctx, address, nil) }

func filled(address string, fill func(context.Context, *store.Store) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := store.Open(ctx, store.Options{URL: address, Enqueue: idle{}})
	if err != nil {
		return err
	}
	defer s.Close()
	return fill(ctx, s)
}

// declare opens INC-1 and puts a note on its timeline.
func declare(ctx context.Context, s *store.Store) error {
	c := config.Default()
	service, err := incident.NewService(s, c.Rules())
	if err != nil {
		return err
	}
	act := incident.Act{By: "U1", At: time.Date(2026, 11, 20, 2, 47, 0, 0, time.UTC)}
	inc, err := service.Declare(ctx, act, incident.Declaration{Title: "Checkout is down"})
	if err != nil {
		return err
	}
	_, err = service.Note(ctx, act, inc.Number, "rolled back at 03:10")
	return err
}

// park leaves one delivery that could not be handled.
func park(ctx context.Context, s *store.Store) error {
	if err := s.KeepDeliveries(ctx, []incident.Delivery{{ID: "Ev1", Body: []byte("{}")}}); err != nil {
		return err
	}
	_, err := s.HandleDeliveries(ctx, 1, func([]incident.Delivery) (incident.Heard, map[string]error) {
		return incident.Heard{}, map[string]error{"Ev1": errors.New("no such shape")}
	})
	return err
}

// idle is a queue that takes work and does none.
type idle struct{}

func (idle) EnqueueTx(context.Context, pgx.Tx, []incident.Work) error { return nil }
