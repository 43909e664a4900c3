package reports

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/store"
)

// office is an installation whose incidents are told by hand.
type office struct {
	*Reports
	t   *testing.T
	url string // of its database
	n   int    // messages so far
}

func openOffice(t *testing.T, change ...func(*config.Config)) *office {
	t.Helper()
	t.Parallel()
	url := pgtest.New(t, func(ctx context.Context, url string) error { return store.Migrate(ctx, url, nil) })
	s, err := store.Open(t.Context(), store.Options{URL: url, Enqueue: nobody{}, MaxConns: fewestConns})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	c := config.Default()
	c.Report.Channel = "#incident-leads"
	for _, one := range change {
		one(&c)
	}
	return &office{Reports: New(Options{Config: &c, Store: s}), t: t, url: url}
}

// fewestConns is how many connections the configuration must allow.
const fewestConns = 5

// changes changes the database behind everybody's back.
func (o *office) changes(sql string) {
	o.t.Helper()
	conn, err := pgx.Connect(o.t.Context(), o.url)
	if err == nil {
		_, err = conn.Exec(o.t.Context(), sql)
		err = errors.Join(err, conn.Close(o.t.Context()))
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// nobody does the work that is asked for: it is looked at here, and not done.
type nobody struct{}

func (nobody) EnqueueTx(context.Context, pgx.Tx, []incident.Work) error { return nil }

func at(s string) time.Time {
	when, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return when
}

// happens keeps an incident that was declared at an instant, in which people said something at others.
func (o *office) happens(declared time.Time, said map[incident.PersonID][]time.Time) incident.Number {
	o.t.Helper()
	past := incident.Past{Incident: incident.Incident{
		Title: "Checkout is slow", Severity: "SEV2", Type: "service", Status: incident.Closed, DeclaredBy: "UADA",
		Channel: incident.ChannelID(fmt.Sprintf("C%d", declared.Unix())), DeclaredAt: declared, ResolvedAt: declared.Add(time.Hour), ClosedAt: declared.Add(time.Hour), Version: 1,
	}}
	past.Messages = o.messages(past.Incident.Channel, said)
	n, err := o.Store.KeepHistory(o.t.Context(), []incident.Past{past})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func (o *office) messages(channel incident.ChannelID, said map[incident.PersonID][]time.Time) []incident.Message {
	var all []incident.Message
	for who, instants := range said {
		for _, when := range instants {
			o.n++
			all = append(all, incident.Message{Channel: channel, ID: incident.MessageID(fmt.Sprintf("%d.%06d", when.Unix(), o.n)), Author: who, Text: "hm", At: when})
		}
	}
	return all
}

// hears lets more be said in an incident's channel later.
func (o *office) hears(n incident.Number, said map[incident.PersonID][]time.Time) {
	o.t.Helper()
	inc, err := o.Store.Incident(o.t.Context(), n)
	if err == nil {
		err = o.Store.Hear(o.t.Context(), incident.Heard{Messages: o.messages(inc.Channel, said)})
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) report(week string, now time.Time) load.Report {
	o.t.Helper()
	p, err := o.Period(week, now)
	if err != nil {
		o.t.Fatal(err)
	}
	made, err := o.Report(o.t.Context(), p, now)
	if err != nil {
		o.t.Fatal(err)
	}
	return made
}

func (o *office) hours(week string, now time.Time) time.Duration {
	o.t.Helper()
	return o.report(week, now).Hours.Total()
}

func TestReport_measures_what_has_to_be_measured(t *testing.T) {
	tuesday := at("2026-11-10 10:00") // of 2026-W46
	said := func(times ...time.Time) map[incident.PersonID][]time.Time {
		return map[incident.PersonID][]time.Time{"UADA": times}
	}

	t.Run("for many at once, with the fewest connections there may be", func(t *testing.T) {
		o := openOffice(t)
		o.happens(tuesday, said(tuesday))
		p, err := o.Period("2026-W46", tuesday)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // who waits for a connection for ever fails, and does not hang
		defer cancel()
		var readers sync.WaitGroup
		for n := range 4 * fewestConns {
			readers.Go(func() {
				r, err := o.Report(ctx, p, tuesday.Add(time.Hour+time.Duration(n)*time.Millisecond))
				if err != nil || r.Hours.Total() != 10*time.Minute {
					t.Errorf("it took %s, %v", r.Hours.Total(), err)
				}
			})
		}
		readers.Wait()
	})

	t.Run("of a running week anew when a minute has passed", func(t *testing.T) {
		o := openOffice(t)
		n := o.happens(tuesday, said(tuesday))
		now := tuesday.Add(time.Hour)
		if got := o.hours("2026-W46", now); got != 10*time.Minute {
			t.Fatalf("one message took %s", got)
		}
		o.hears(n, said(tuesday.Add(3*time.Hour)))
		if got := o.hours("2026-W46", now.Add(30*time.Second)); got != 10*time.Minute {
			t.Errorf("half a minute later it took %s", got)
		}
		if got := o.hours("2026-W46", now.Add(4*time.Hour)); got != 20*time.Minute {
			t.Errorf("hours later it took %s", got)
		}
	})

	t.Run("of a week that ended, once a day later, and then only at night", func(t *testing.T) {
		o := openOffice(t)
		n := o.happens(tuesday, said(tuesday))
		monday, wednesday := at("2026-11-16 09:00"), at("2026-11-18 09:00")
		o.hours("2026-W46", monday)
		o.hears(n, said(tuesday.Add(3*time.Hour)))
		if got := o.hours("2026-W46", wednesday); got != 20*time.Minute {
			t.Errorf("what came late is not in it: %s", got)
		}
		o.hears(n, said(tuesday.Add(6*time.Hour)))
		if got := o.hours("2026-W46", wednesday.Add(time.Hour)); got != 20*time.Minute {
			t.Errorf("a settled week was measured again: %s", got)
		}
		if err := o.Nightly(t.Context(), wednesday.Add(18*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if got := o.hours("2026-W46", wednesday.Add(24*time.Hour)); got != 30*time.Minute {
			t.Errorf("after the night it is %s", got)
		}
	})

	t.Run("anew when the settings are others", func(t *testing.T) {
		o := openOffice(t)
		o.happens(tuesday, said(tuesday))
		later := at("2026-12-01 09:00")
		o.hours("2026-W46", later)
		c := *o.Config
		c.Report.CountsFor = 15 * time.Minute
		o.Reports = New(Options{Config: &c, Store: o.Store})
		if got := o.hours("2026-W46", later); got != 15*time.Minute {
			t.Errorf("with an activity that counts 15 minutes it is %s", got)
		}
	})

	t.Run("all of history, night by night", func(t *testing.T) {
		o := openOffice(t)
		o.happens(at("2024-01-03 12:00"), said(at("2024-01-03 12:00")))
		now := at("2026-11-18 03:00")
		for range 2 {
			if err := o.Nightly(t.Context(), now); err != nil {
				t.Fatal(err)
			}
		}
		measured, err := o.Store.MeasuredWeeks(t.Context(), at("2024-01-01 00:00"), now)
		if want := len(load.WeeksOf(at("2024-01-03 12:00"), now, time.UTC)); err != nil || len(measured) != want {
			t.Errorf("%d of %d weeks are measured, %v", len(measured), want, err)
		}
	})
}

func TestReport_of_a_month_is_cut_at_its_bounds(t *testing.T) {
	o := openOffice(t)
	midnight := at("2026-11-01 00:00") // a Sunday, in the middle of a week
	o.happens(midnight.Add(-time.Hour), map[incident.PersonID][]time.Time{"UADA": {midnight.Add(-4 * time.Minute)}})
	now := at("2026-12-02 09:00")
	for month, want := range map[string]time.Duration{"2026-10": 4 * time.Minute, "2026-11": 6 * time.Minute} {
		if got := o.hours(month, now); got != want {
			t.Errorf("%s of ten minutes are in %s, want %s", got, month, want)
		}
	}
}

func TestReport_of_a_running_week_weighs_against_what_has_been_worked(t *testing.T) {
	o := openOffice(t, func(c *config.Config) { c.Teams = []config.Team{{Name: "Payments", Engineering: true}} })
	if err := o.Store.KeepTeams(t.Context(), []load.Team{{Name: "Payments", Engineering: true}}, []load.Membership{{Person: "UADA", Team: "Payments"}}); err != nil {
		t.Fatal(err)
	}
	tuesday := at("2026-11-10 10:00")
	o.happens(tuesday, map[incident.PersonID][]time.Time{"UADA": {tuesday}})
	if got := o.report("2026-W46", at("2026-11-10 13:00")).Tax.Working; got != 12*time.Hour { // Monday, and since nine
		t.Errorf("by Tuesday noon %s have been worked", got)
	}
	if got := o.report("2026-W46", at("2026-11-16 09:00")).Tax.Working; got != 40*time.Hour {
		t.Errorf("in the whole week %s have been worked", got)
	}
}
