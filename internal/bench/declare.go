package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// latency is what every call to Slack takes longer here. Slack's own answer in about that time.
const latency = 150 * time.Millisecond

// declare measures how long somebody waits who declares an incident.
func declare(ctx context.Context, b *bench) error {
	return b.inWorld(ctx, func(w *world) error {
		w.Delay(slacksim.Every, latency)
		m := &declaring{w: w, limit: newBare(w, w.app), trips: &statements{}}
		if err := m.limit.warmUp(ctx); err != nil {
			return err
		}
		// The first one after a start finds no connection open and no statement prepared.
		var first, later waits
		for range b.size(5, 2) {
			if err := w.withBot(ctx, m.trips, func() error { return m.once(ctx, &first) }); err != nil {
				return err
			}
		}
		err := w.withBot(ctx, m.trips, func() error {
			for range b.size(40, 6) {
				if err := m.once(ctx, &later); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if b.timeline {
			later.slowest.timeline().print(b.out)
		}
		table := later.table()
		table.add("form sent → declarer in the channel, first after a start", first.invited, first.bareInvited, first.ownInvited, "< 400 ms")
		table.add("form sent → card and announcement, first after a start", first.shown, first.bareShown, first.ownShown, "< 700 ms")
		table.print(b.out)
		return nil
	})
}

// declaring declares one incident after the other.
type declaring struct {
	w     *world
	limit *bare
	trips *statements
	made  int
}

// once declares an incident and makes the same calls barely.
func (m *declaring) once(ctx context.Context, into *waits) error {
	m.made++
	m.trips.forget()
	d := m.w.declares(fmt.Sprintf("Checkout is down, for the %dth time", m.made))
	d.trips = m.trips.since(d.submitted)
	invited, shown, err := m.limit.declare(ctx, d)
	if err != nil {
		return err
	}
	return into.add(d, m.w.incidents, invited, shown)
}

// waits are the measurements of many declarations, each beside the same calls made barely.
type waits struct {
	acked, invited, shown   durations
	bareInvited, bareShown  durations
	ownInvited, ownShown    durations
	callsInvited, callsCard []int
	trips                   []int // to the database, one after the other, before the invitation is sent
	slowest                 *declaration
}

func (a *waits) add(d *declaration, broadcast *slacksim.Room, bareInvited, bareShown time.Duration) error {
	invite, err := d.invite()
	if err != nil {
		return err
	}
	card, err := d.card()
	if err != nil {
		return err
	}
	announcement, err := d.announcement(broadcast)
	if err != nil {
		return err
	}
	invited, shown := d.since(invite), max(d.since(card), d.since(announcement))
	if a.slowest == nil || shown > slices.Max(a.shown) {
		a.slowest = d
	}
	a.acked = append(a.acked, d.acked)
	a.invited, a.shown = append(a.invited, invited), append(a.shown, shown)
	a.bareInvited, a.bareShown = append(a.bareInvited, bareInvited), append(a.bareShown, bareShown)
	a.ownInvited, a.ownShown = append(a.ownInvited, invited-bareInvited), append(a.ownShown, shown-bareShown)
	a.callsInvited = append(a.callsInvited, d.inSequence(invite))
	a.callsCard = append(a.callsCard, d.inSequence(card))
	before := 0
	for _, t := range d.trips {
		if t.end().Before(invite.At) {
			before++
		}
	}
	a.trips = append(a.trips, before)
	return nil
}

// waitTable has a row for each thing that is waited for.
type waitTable struct{ table }

func (t *waitTable) add(what string, measured, limit, own durations, aim string) {
	t.row(what, ms(measured.at(0.5)), ms(measured.at(0.95)), aim, ms(limit.at(0.5)),
		ratio(measured.at(0.5).Seconds(), limit.at(0.5).Seconds()), ms(own.at(0.5)), ms(own.at(0.95)))
}

func (a *waits) table() *waitTable {
	t := &waitTable{table{
		title:   fmt.Sprintf("Declare: %d incidents, %s injected into every call to Slack", len(a.invited), ms(latency)),
		columns: []string{"figure", "p50", "p95", "aim", "bare calls p50", "ratio", "own p50", "own p95"},
	}}
	t.add("form sent → declarer in the channel", a.invited, a.bareInvited, a.ownInvited, "< 400 ms")
	t.add("form sent → card and announcement shown", a.shown, a.bareShown, a.ownShown, "< 700 ms")
	t.row("form sent → the form says that it opens", ms(a.acked.at(0.5)), ms(a.acked.at(0.95)), "", "no call", "", ms(a.acked.at(0.5)), ms(a.acked.at(0.95)))
	most := func(counts []int) string { return fmt.Sprint(slices.Max(counts)) }
	least := func(counts []int) string { return fmt.Sprint(slices.Min(counts)) }
	t.row("Slack calls in sequence until invited", least(a.callsInvited), most(a.callsInvited), "2")
	t.row("Slack calls in sequence until the card is up", least(a.callsCard), most(a.callsCard), "3")
	t.row("trips to Postgres before the invitation", least(a.trips), most(a.trips), "")
	t.note("Counts are the least and the most of any declaration. Bare calls are the same calls with a bare HTTP client, in turn")
	t.note("with the bot; own is what the bot adds to them. Trips to Postgres are the store's, not those of River's own queue:")
	t.note("is the declarer a guest; what is open already; begin, the incident, its job, word of the job, commit; then, in the job,")
	t.note("the lock, the picture, that the channel is tried, that it is made, that the invitation is tried. Each takes about 1 ms.")
	return t
}

// timeline tells when one declaration did what.
func (d *declaration) timeline() *table {
	type moment struct {
		at, took time.Duration
		what     string
	}
	all := []moment{{at: d.acked, what: "form acked"}}
	for _, c := range d.calls {
		all = append(all, moment{c.At.Sub(d.submitted), c.Took, "slack " + c.Method})
	}
	for _, t := range d.trips {
		all = append(all, moment{t.at.Sub(d.submitted), t.took, "  sql " + strings.Join(strings.Fields(t.sql), " ")})
	}
	slices.SortFunc(all, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	t := &table{title: "The slowest declaration", columns: []string{"after", "took", "what"}}
	for _, m := range all {
		what := []rune(m.what)
		t.row(ms(m.at), ms(m.took), string(what[:min(len(what), 110)]))
	}
	return t
}
