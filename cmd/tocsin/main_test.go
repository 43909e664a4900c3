package main

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
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
			// database [empty|incident|parked|missing] makes a database of the script's own: migrated unless it is
			// empty, with INC-1 or a parked delivery in it if one is wanted. A missing one is "nowhere" on the server.
			"database": func(ts *testscript.TestScript, _ bool, args []string) { newDatabase(t, ts, args) },
			// slack opens a workspace with the app installed, for the script alone.
			"slack": func(ts *testscript.TestScript, _ bool, _ []string) { openSlack(t, ts) },
			// connected waits until the bot has its socket open and answers on it.
			"connected": func(ts *testscript.TestScript, _ bool, _ []string) { connected(ts) },
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func newDatabase(t *testing.T, ts *testscript.TestScript, args []string) {
	schema := migrated
	var fill func(context.Context, *store.Store) error
	switch strings.Join(args, " ") {
	case "empty":
		schema = nil
	case "incident":
		fill = declareOne
	case "parked":
		fill = park
	}
	address := pgtest.New(t, schema)
	if fill != nil {
		ts.Check(filled(address, fill))
	}
	if slices.Equal(args, []string{"missing"}) {
		address = elsewhere(ts, address)
	}
	ts.Setenv("TOCSIN_DATABASE_URL", address)
}

// elsewhere is the address of a database that nobody has made, on the same server.
func elsewhere(ts *testscript.TestScript, address string) string {
	u, err := url.Parse(address)
	ts.Check(err)
	u.Path = "/nowhere"
	return u.String()
}

// connections wait for the scripts' bots, by the script's folder.
var connections sync.Map

func openSlack(t *testing.T, ts *testscript.TestScript) {
	w, err := slacksim.Start(slacksim.Options{Fail: t.Fatalf})
	ts.Check(err)
	ts.Defer(w.Close)
	app, err := w.Install(tocsin.Manifest)
	ts.Check(err)
	ada := w.Person("Ada Lovelace")
	incidents := w.Channel("incidents", ada)
	connections.Store(ts.MkAbs("."), func() {
		app.Connected(1)
		ada.Types(incidents, "/incident help") // an answer means that the bot has read Slack's hello
	})
	ts.Setenv("TOCSIN_SLACK_API_URL", w.APIURL())
	ts.Setenv("TOCSIN_SLACK_BOT_TOKEN", app.BotToken)
	ts.Setenv("TOCSIN_SLACK_APP_TOKEN", app.AppToken)
	ts.Setenv("TOCSIN_HTTP_ADDR", "127.0.0.1:0")
}

func connected(ts *testscript.TestScript) {
	wait, _ := connections.Load(ts.MkAbs("."))
	wait.(func())()
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

// declareOne opens INC-1 and puts a note on its timeline.
func declareOne(ctx context.Context, s *store.Store) error {
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
