package main

import (
	"context"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// elsewhere is what can become of an incident besides.
func (n *night) elsewhere(ctx context.Context) {
	n.at(9, 0)
	general := n.Slack.Channel("general", n.Ada, n.Grace, n.Bob, n.Mei)
	closed := n.room
	n.triage(general)
	n.merges(general)
	n.room = general
	n.answers("list", n.Ada, "list")
	n.answers("doctor", n.Ada, "doctor")
	n.answers("help-outside", n.Bob, "help")
	n.Ada.OpensHome(n.App)
	n.camera.takes("home", view{who: n.Ada, in: n.App.ID, shows: "Declare"})
	n.camera.phones("phone-home", view{who: n.Ada, in: n.App.ID, shows: "Declare"})
	n.Bob.OpensHome(n.App)
	n.camera.takes("home-with-work", view{who: n.Bob, in: n.App.ID, shows: "Declare"})
	n.camera.takes("announcements", view{who: n.Mei, in: n.Slack.Channel(stage.Announcements).ID()})
	n.camera.takes("bar", view{who: n.Mei, in: closed.ID(), bar: true})
	n.drills(ctx, general)
}

// triage is something that may be nothing, and is.
func (n *night) triage(general *slacksim.Room) {
	n.room = general
	n.types(n.Ada, "/incident triage search may be slow")
	n.Ada.Modal().Submits()
	n.Ada.Modal().Shows("is open")
	n.Ada.Modal().Dismisses()
	n.room = n.Slack.ChannelNamed("inc-")
	n.card = n.room.Card()
	n.Grace.Joins(n.room)
	n.says(n.Ada, "Search took four seconds twice. Then it was quick again.")
	n.states("triage", "triage")
	n.camera.takes("triage", n.sees(n.Grace, "triage"))
	n.Grace.Clicks(n.card, "Decline")
	form := n.Grace.Modal()
	n.Grace.Fills(form, "Why is it nothing?", "The alert fired on a test machine.")
	n.camera.takes("form-decline", n.sees(n.Grace, form.Title()))
	form.Submits()
	n.states("declined", "Declined")
}

// merges is two that turn out to be one.
func (n *night) merges(general *slacksim.Room) {
	n.room = general
	first := n.opens(n.Bob, "the warehouse sees no orders")
	announced := n.Slack.Channel(stage.Announcements).Shows("the warehouse sees no orders")
	n.Mei.Clicks(announced, "Subscribe")
	n.Mei.Sees("You are subscribed")
	n.room = general
	n.types(n.Mei, "/incident labels are not printed")
	n.asks("declare-similar", n.Mei)
	second := n.opens(n.Mei, "labels are not printed")
	n.room, n.card = second, second.Card()
	n.Grace.Joins(n.room)
	n.types(n.Mei, "/incident lead me")
	n.room.Shows("is Incident commander")
	n.types(n.Mei, "/incident merge")
	form := n.Mei.Modal()
	n.camera.takes("form-merge", n.sees(n.Mei, form.Title()))
	n.Mei.Fills(form, "Which incident is this one part of?", number(first)+" the warehouse sees no orders")
	form.Submits()
	n.states("merged", "part of INC-")
	n.room = first
	n.types(n.Bob, "/incident lead me")
	n.types(n.Bob, "/incident update Orders are late, none is lost.")
	n.room.Shows("Orders are late")
	said := n.Mei.Messages(n.App)
	said.Shows("Orders are late")
	n.camera.takes("subscribed", view{who: n.Mei, in: said.ID(), shows: "Orders are late"})
}

// opens declares an incident and returns its channel.
func (n *night) opens(who *slacksim.Person, title string) *slacksim.Room {
	n.later(time.Minute)
	who.Types(n.room, "/incident "+title)
	who.Modal().Submits()
	who.Modal().Shows("is open")
	who.Modal().Dismisses()
	return n.Slack.ChannelNamed("inc-")
}

// number is that of the incident whose channel it is.
func number(room *slacksim.Room) string {
	return "INC-" + strings.Split(room.Name(), "-")[1]
}

// drills is an exercise, with what is said of it at its end.
func (n *night) drills(ctx context.Context, general *slacksim.Room) {
	n.Ada.Types(general, "/incident drill fast payments fail")
	n.room = n.Slack.ChannelNamed("drill-")
	n.card = n.room.Card()
	n.Grace.Joins(n.room)
	goesOn := func(d time.Duration) {
		n.later(d)
		n.due(n.Bot.Remind(ctx))
	}
	goesOn(30 * time.Second)
	n.room.Shows("Support: forty tickets")
	n.types(n.Grace, "/incident lead me")
	n.types(n.Grace, "/incident update Nobody can pay.")
	goesOn(5 * time.Minute)
	n.camera.takes("drill", n.sees(n.Grace, "Support: forty tickets"))
	n.types(n.Grace, "/incident resolve")
	n.room.Shows("Resolved by")
	goesOn(time.Second)
	debrief := n.room.Shows("Debrief")
	n.camera.closeUp("drill-debrief", debrief, n.sees(n.Grace, "Debrief"))
}

// due ends the play when what the clock asks for could not be done.
func (n *night) due(err error) {
	if err != nil {
		n.Stuck("what was due was not done: %v", err)
	}
}

// nextMonday is the morning after the weekend that follows, as early as the report comes.
var nextMonday = time.Date(2026, time.January, 19, 9, 0, 0, 0, time.UTC)

// monday is what comes by the clock.
func (n *night) monday(ctx context.Context) {
	n.Clock.Set(nextMonday)
	n.due(n.Bot.Remind(ctx))
	reminder := n.Bob.Messages(n.App).Shows("renewal job")
	n.camera.takes("reminder", view{who: n.Bob, in: reminder.Room().ID(), shows: "renewal job"})
	n.due(n.Bot.Report(ctx))
	room := n.Slack.Channel(tidewater.Leads)
	posted := room.Shows("Week 3,")
	posted.InThread("How this is counted")
	n.camera.closeUp("report", posted, view{who: n.Grace, in: room.ID(), shows: "Week 3,"})
	n.camera.takes("report-thread", view{who: n.Grace, in: room.ID(), thread: posted, shows: "How this is counted"})
	n.camera.phones("phone-report", view{who: n.Grace, in: room.ID(), shows: "Week 3,"})
}
