package scenarios

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/report"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// A week in which something real happened, something private, and a drill. On Monday the drill is nowhere, the private one is
// counted, and nobody reads what it was about.
func TestReport_leaves_a_drill_out_and_counts_what_is_private_without_a_word(t *testing.T) {
	t.Parallel()
	clock := stage.NewClock(hour("2026-11-11 10:00")) // a Wednesday
	w := workspaceOn(t, slacksim.Options{Clock: clock.Now}, pgtest.New(t, migrate))
	leads := w.Channel("leads", w.ada, w.app.Person())
	bot := w.serve(func(o *serve.Options) {
		o.Config.Report.Channel, o.Config.Report.Zone, o.Config.Report.NamePeople, o.Config.Report.SmallestTeam = "#leads", london, true, 1
		o.Config.Teams = []config.Team{{Name: "Payments", Engineering: true, Members: []string{w.ada.ID, w.grace.ID, w.bob.ID}, Leads: []string{w.ada.ID}}}
	})
	db, err := pgx.Connect(t.Context(), w.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	q := &quarter{world: w, bot: bot, clock: clock, db: db}
	owes := func(n incident.Number, who *slacksim.Person, title string) {
		act := incident.Act{By: incident.PersonID(who.ID), At: w.Now()}
		words := incident.FollowUpWords{Title: title, Owner: incident.PersonID(who.ID), Due: hour("2026-11-12 00:00")}
		if _, err := bot.Service.RecordFollowUp(t.Context(), act, n, words); err != nil {
			t.Fatal(err)
		}
	}

	drill := w.drills(w.grace, "the region is gone")
	w.grace.Types(drill, "/incident lead me")
	drill.Shows("is Incident commander")
	w.grace.Says(drill, "we move everything to another planet")
	owes(1, w.bob, "buy a planet")

	w.ada.Types(w.Channel("general"), "/incident")
	w.ada.Fills(w.ada.Modal(), "What is broken?", "somebody is in the vault", "What kind of incident?", "security").Submits()
	vault := w.ChannelNamed("inc-2")
	vault.AwaitMember(w.ada)
	w.ada.Says(vault, "he took the gold")
	owes(2, w.ada, "count the gold")

	w.bob.Types(w.Channel("general"), "/incident checkout is down")
	w.bob.Modal().Submits()
	shop := w.ChannelNamed("inc-3")
	shop.AwaitMember(w.bob)
	w.bob.Says(shop, "cards are declined")
	owes(3, w.bob, "renew the certificate")
	w.quiet()

	listed := w.bob.Types(w.Channel("general"), "/incident list")
	listed.Shows("DRILL INC-1 the region is gone").Shows("INC-3 checkout is down")
	if strings.Contains(listed.Text(), "vault") || strings.Contains(listed.Text(), "INC-2") {
		t.Errorf("the list tells of what is private:\n%s", listed.Text())
	}

	q.until("2026-11-16 13:00") // Monday: it is morning where each of them lives
	posted := leads.Shows("Incidents")
	w.quiet()
	secrets := []string{"region", "planet", "DRILL", "INC-1", "vault", "gold", "INC-2", drill.ID(), vault.ID()}
	var said strings.Builder
	for _, m := range append([]*slacksim.Message{posted}, posted.Thread()...) {
		said.WriteString(m.Text() + m.Raw() + "\n")
	}
	tellsNone(t, "the report in the channel", said.String(), secrets)
	for _, want := range []string{"INC-3", "checkout is down", "private"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, said.String())
		}
	}

	week, err := bot.Reports.Period("2026-W46", w.Now())
	if err != nil {
		t.Fatal(err)
	}
	made, err := bot.Reports.Report(t.Context(), week, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if made.Incidents.Total != 2 || made.FollowUps.Opened != 2 || len(made.Lines) != 2 {
		t.Errorf("%d incidents, %d follow-ups and %d lines, want two of each", made.Incidents.Total, made.FollowUps.Opened, len(made.Lines))
	}
	for _, p := range made.People {
		if p.Person == incident.PersonID(w.grace.ID) && p.Hours.Total() > 0 {
			t.Errorf("Grace, who only practised, gave %s", p.Hours.Total())
		}
		if p.Person == incident.PersonID(w.ada.ID) && p.Hours.Total() > 0 {
			t.Error("Ada is named, who gave time to nothing but what is private")
		}
	}
	segments, name, err := bot.Reports.Segments(t.Context(), week, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	var text, markdown, data, days bytes.Buffer
	for _, err := range []error{
		report.Text(&text, made, report.Options{Width: 100}), report.Markdown(&markdown, made), report.JSON(&data, made),
		report.CSV(&days, report.Days(segments, name)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for what, written := range map[string]string{"text": text.String(), "Markdown": markdown.String(), "JSON": data.String(), "CSV": days.String()} {
		tellsNone(t, "the report as "+what, written, secrets)
	}

	for _, view := range []string{"incidents", "transitions", "intervals", "follow_ups", "weekly_load_by_person", "weekly_load_by_team"} {
		tellsNone(t, "the view "+view, strings.Join(w.query("select to_jsonb(v)::text from reporting."+view+" as v"), "\n"), secrets)
	}
	if counted := w.query("select count(*)::text from reporting.incidents where private"); counted[0] != "1" {
		t.Errorf("%s private incidents are counted", counted[0])
	}

	// Whoever leads the team hears of what is real, and whoever owns something of a drill is told that it is of one.
	digest := w.ada.Messages(w.app).Shows("renew the certificate")
	tellsNone(t, "what a lead is told is overdue", digest.Text(), secrets)
	w.bob.Messages(w.app).Shows("buy a planet").Shows("DRILL INC-1")
}

func tellsNone(t *testing.T, what, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s tells of %q:\n%s", what, secret, text)
		}
	}
}

func TestDrill_is_one_in_its_drafts_and_leads_nobody_astray(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	room := w.drills(w.grace, "payments fail everywhere")
	w.grace.Says(room, "we should alert earlier, I'll do it by Friday")
	w.app.Saw()

	// Something real begins that is called the same: nobody is led into practice.
	w.bob.Types(w.Channel("general"), "/incident payments fail everywhere")
	w.bob.Modal().Submits()
	w.ChannelNamed("inc-2").Card().Shows("payments fail everywhere")

	w.ada.Joins(room)
	caught := w.ada.Types(room, "/incident catchup")
	caught.Shows("Catching up on DRILL INC-1 payments fail everywhere")
	w.grace.Types(room, "/incident close it is done")
	document := room.AwaitCanvas("## Summary")
	for _, want := range []string{"# DRILL INC-1: payments fail everywhere", "practice; it counts in no figure"} {
		if !strings.Contains(document, want) {
			t.Errorf("the postmortem lacks %q:\n%s", want, document)
		}
	}
	room.Shows("Draft summary of DRILL INC-1")
	w.quiet()
	w.later(bot, time.Minute)
	var exported bytes.Buffer
	if err := bot.Drafts.WriteJSON(t.Context(), 1, &exported); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(exported.String(), `"drill": true`) {
		t.Errorf("the export does not say that it is a drill:\n%s", exported.String())
	}
	exported.Reset()
	if err := bot.Drafts.WriteMarkdown(t.Context(), 1, &exported); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(exported.String(), "# DRILL INC-1") {
		t.Errorf("the exported postmortem does not say that it is a drill:\n%s", exported.String())
	}
}

// drills declares a drill that people play by themselves, and returns its channel.
func (w *world) drills(who *slacksim.Person, title string) *slacksim.Room {
	w.t.Helper()
	who.Types(w.Channel("general"), "/incident")
	who.Fills(who.Modal(), "What is broken?", title, "Is it real?", []string{"It is a drill"}).Submits()
	room := w.ChannelNamed("drill-")
	room.AwaitMember(who)
	room.Card()
	return room
}
