package view_test

import (
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

func followUp(id int64, title string) incident.FollowUp {
	return incident.FollowUp{ID: id, Number: 42, Title: title, Owner: "U0BEN", State: incident.FollowUpOpen, Phase: incident.PhasePrevent, By: "U0BEN", At: at(97)}
}

// desk is Ben's, who leads one incident and has something to do in it.
func desk(title string) incident.Desk {
	led, drill, hidden := told(), justDeclared(), secret()
	led.Title, drill.Title, hidden.Title = title, title, title
	drill.Number, drill.Drill, drill.Channel = 43, true, ""
	hidden.Number = 44
	overdue := followUp(8, title)
	overdue.Due = night.AddDate(0, 0, -3)
	mine := task(title)
	mine.Owner = "U0BEN"
	late := mine
	late.ID, late.DueAt = 6, at(10)
	return incident.Desk{
		Open:  []incident.Incident{led, hidden, drill},
		Tasks: []incident.Task{late, mine}, FollowUps: []incident.FollowUp{overdue, followUp(9, title)},
		Of: map[incident.Number]incident.Incident{42: led},
	}
}

func busyDesk() incident.Desk {
	d := desk(hostile)
	for range 300 {
		inc := attacked()
		inc.Roles[incident.Commander] = []incident.PersonID{"U0BEN"}
		d.Open, d.Tasks, d.FollowUps = append(d.Open, inc), append(d.Tasks, d.Tasks[0]), append(d.FollowUps, d.FollowUps[0])
		d.Tasks[len(d.Tasks)-1].ID = int64(100 + len(d.Tasks))
		d.FollowUps[len(d.FollowUps)-1].ID = int64(100 + len(d.FollowUps))
	}
	return d
}

func home(d incident.Desk) slack.HomeTabViewRequest {
	return view.Home(view.AtHome{Desk: d, Who: "U0BEN", Now: at(20), Today: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)}, words())
}

func homes() map[string]slack.HomeTabViewRequest {
	var guest *incident.Refusal
	if err := (incident.Act{Rights: incident.Rights{Guest: true}}).May(incident.DeedDeclare); err != nil {
		guest, _ = err.(*incident.Refusal) //nolint:errorlint // it is made there
	}
	of := func(d incident.Desk) slack.HomeTabViewRequest {
		return view.Home(view.AtHome{Desk: d, Who: "U0EVE", Refused: guest, Now: at(20)}, words())
	}
	return map[string]slack.HomeTabViewRequest{
		"nothing_open":     home(incident.Desk{}),
		"busy":             home(desk("Checkout is down")),
		"hostile":          home(desk(hostile)),
		"of_very_many":     home(busyDesk()),
		"guest":            of(incident.Desk{}),
		"guest_in_channel": of(incident.Desk{Open: []incident.Incident{told()}}),
	}
}

func checkHome(t fataler, v slack.HomeTabViewRequest) {
	t.Helper()
	for _, problem := range blockkit.ValidateView(encode(t, v)) {
		t.Errorf("Slack would refuse it: %s", problem)
	}
}

func TestHomes_look_as_before(t *testing.T) {
	t.Parallel()
	for name, v := range homes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkHome(t, v)
			golden(t, "home_"+name, v)
		})
	}
}

func TestHome_holds_whatever_is_typed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc := anyIncident(t)
		d := desk(anything(t, "todo"))
		d.Open, d.Of[42] = append(d.Open, inc), inc
		v := home(d)
		checkHome(t, v)
		checkTypedIsLiteral(t, "", v.Blocks.BlockSet)
	})
}
