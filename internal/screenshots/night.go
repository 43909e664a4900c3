package main

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// night is the play, and who looks at it.
type night struct {
	*stage.Stage
	tidewater.Cast
	camera *camera
	room   *slacksim.Room // the incident's channel
	card   *slacksim.Message
}

// play plays everything. What is looked at is in the order in which it happens.
func play(ctx context.Context, s *stage.Stage, c *camera) {
	n := &night{Stage: s, Cast: tidewater.CastOf(s.Slack), camera: c}
	s.Slack.Channel(stage.Announcements, n.Ada, n.Grace, n.Bob, n.Mei)
	n.declares()
	n.investigates()
	n.identifies()
	n.monitors()
	n.resolves()
	n.closes()
	n.elsewhere(ctx)
	n.monday(ctx)
}

// at moves the clock to a minute of the night.
func (n *night) at(hour, minute int) {
	n.Clock.Set(time.Date(2026, time.January, 15, hour, minute, 0, 0, time.UTC))
}

// says has somebody say something in the incident's channel, a few seconds after what was before.
func (n *night) says(who *slacksim.Person, text string) *slacksim.Message {
	n.later(20 * time.Second)
	return who.Says(n.room, text)
}

func (n *night) later(d time.Duration) { n.Clock.Set(n.Clock.Now().Add(d)) }

// types has somebody type a command in the incident's channel.
func (n *night) types(who *slacksim.Person, command string) *slacksim.Message {
	n.later(5 * time.Second)
	return who.Types(n.room, command)
}

// sees is somebody's window with the incident's channel in it.
func (n *night) sees(who *slacksim.Person, text string) view {
	return view{who: who, in: n.room.ID(), shows: text}
}

// asks is a picture of a form that somebody has before them, which is put away after it.
func (n *night) asks(name string, who *slacksim.Person) {
	form := who.Modal()
	n.camera.takes("form-"+name, view{who: who, in: n.room.ID(), shows: form.Title()})
	form.Dismisses()
}

// states is a picture of the card, when it shows something.
func (n *night) states(name, shows string) {
	n.card.Shows(shows)
	n.camera.closeUp("card-"+name, n.card, n.sees(n.Grace, shows))
}

func (n *night) declares() {
	alerts := n.Slack.Channel("alerts", n.Watchman, n.Ada, n.Grace)
	n.Watchman.Says(alerts, "🔥 checkout: 0 of 14 payments went through in the last 10 minutes (usually 13). Paging Ada.")
	n.later(20 * time.Second)
	n.Ada.Says(alerts, "I'm up. Looking.")
	n.later(20 * time.Second)
	n.Ada.Types(alerts, "/incident checkout is down")
	form := n.Ada.Modal()
	n.Ada.Fills(form, "What is happening?", "No payment has gone through since about 02:30. The shop itself is up.")
	declaring := view{who: n.Ada, in: alerts.ID(), shows: form.Title()}
	n.camera.takes("form-declare", declaring)
	n.camera.phones("phone-form-declare", declaring)
	n.camera.shows("declare", declaring, true, nil)
	n.Ada.Fills(form, "What is broken?", " ")
	form.Submits()
	n.camera.takes("form-declare-refused", declaring)
	n.Ada.Fills(form, "What is broken?", "checkout is down")
	form.Submits()
	form.Shows("is open")
	n.camera.takes("form-declared", view{who: n.Ada, in: alerts.ID(), shows: "is open"})
	form.Dismisses()
	n.room = n.Slack.ChannelNamed("inc-")
	n.room.AwaitMember(n.Ada)
	n.card = n.room.Card()
}

func (n *night) investigates() {
	n.at(2, 49)
	n.says(n.Ada, "Every payment since 02:30 fails with the same error. It comes from the payment gateway.")
	n.Mei.Joins(n.room)
	n.Grace.Joins(n.room)
	n.says(n.Mei, "Hello from Osaka. Eleven customers wrote already, all stuck at the last step. I answer them; say when I may tell them more.")
	n.camera.closeUp("card-nobody-leads", n.card, n.sees(n.Grace, "Take command"))
	n.at(2, 51)
	n.says(n.Grace, "I'm here. You keep looking, Ada, I do the rest.")
	n.Grace.Clicks(n.card, "Take command")
	n.room.Shows("is Incident commander")
	n.at(2, 53)
	n.Grace.Clicks(n.card, "Update")
	form := n.Grace.Modal()
	n.Grace.Fills(form, "What do users see?", "Paying by card fails. Baskets are kept.", "What do we do about it?", "Ada reads what the payment gateway answers.")
	n.camera.takes("form-update", n.sees(n.Grace, form.Title()))
	n.camera.phones("phone-form-update", n.sees(n.Grace, form.Title()))
	form.Submits()
	update := n.room.Shows("Status update")
	n.camera.closeUp("update", update, n.sees(n.Grace, "Paying by card"))
	n.at(2, 57)
	question := n.says(n.Mei, "It is not only cards: two people say that bank transfer fails too.")
	n.later(15 * time.Second)
	answer := n.Ada.Replies(question, "You are right. Cards, PayPal, transfer: all of it goes through that gateway. Nobody can pay at all.")
	n.Grace.Reacts(answer, "pushpin")
	n.Mei.Reacts(answer, "+1")
	n.types(n.Grace, "/incident severity SEV1 nobody can pay in any way")
	n.room.Shows("Severity raised")
	n.states("investigating", "SEV1")
	n.camera.shows("incident", n.sees(n.Grace, "Severity raised"), false, n.card)
	n.camera.takes("workspace", n.sees(n.Grace, "Severity raised"))
	n.camera.phones("phone-workspace", n.sees(n.Grace, "Severity raised"))
	n.camera.phones("phone-side", n.sees(n.Grace, "Severity raised"), chromedp.Click("[data-side]"))
	n.camera.takes("thread", view{who: n.Mei, in: n.room.ID(), thread: question, shows: "Cards, PayPal"})
	n.camera.phones("phone-thread", view{who: n.Mei, in: n.room.ID(), thread: question, shows: "Cards, PayPal"})
	n.forms()
}

// forms are those that the card and the panel open.
func (n *night) forms() {
	for _, button := range []string{"Severity", "Status", "Roles", "Checklist"} {
		n.Grace.Clicks(n.card, button)
		n.asks(strings.ToLower(button), n.Grace)
	}
	n.types(n.Grace, "/incident task")
	n.asks("task", n.Grace)
	n.types(n.Grace, "/incident correct")
	n.asks("correct", n.Grace)
}

func (n *night) identifies() {
	n.at(3, 2)
	cause := n.says(n.Ada, "Found it: the gateway says “certificate expired”. Not theirs – ours, the one we sign in with. It ran out at 02:30.")
	n.Mei.Reacts(cause, "pushpin")
	n.types(n.Grace, "/incident status identified Our certificate for the payment gateway ran out at 02:30.")
	n.room.Shows("investigating → identified")
	n.states("identified", "identified")
	n.at(3, 7)
	n.types(n.Ada, "/incident note Asked the gateway for a new certificate.")
	n.room.Shows("Asked the gateway")
	n.types(n.Grace, "/incident task Renew the certificate @Bob Kahn 20m")
	n.room.Shows("Renew the certificate")
	n.types(n.Ada, "/incident link https://grafana.example/d/checkout Dashboard of the checkout")
	n.room.Shows("Dashboard of the checkout")
	n.types(n.Ada, "/incident link https://status.gateway.example/ The gateway's own status page")
	n.room.Shows("own status page")
	n.later(time.Minute)
	n.Bob.Joins(n.room)
	n.Bob.Sees("You joined INC-")
	n.camera.takes("joined", n.sees(n.Bob, "You joined INC-"))
	n.Bob.Clicks(n.Bob.Sees("You joined INC-"), "Catch me up")
	n.Bob.Sees("Catching up on")
	n.camera.takes("catch-up", n.sees(n.Bob, "Catching up on"))
}

func (n *night) monitors() {
	n.at(3, 10)
	n.says(n.Bob, "It ran out because the renewal job moved to new machines in December, and its key did not.")
	n.says(n.Ada, "The new certificate is in. Restarting the payment workers, one after the other.")
	n.types(n.Grace, "/incident status monitoring payments go through again")
	n.room.Shows("identified → monitoring")
	n.states("monitoring", "monitoring")
}

func (n *night) resolves() {
	n.at(3, 27)
	n.says(n.Ada, "A quarter of an hour, 48 of 48 payments went through: back to normal.")
	n.Grace.Clicks(n.card, "Resolve")
	n.room.Shows("Resolved")
	n.states("resolved", "resolved")
}

func (n *night) closes() {
	n.at(3, 29)
	n.says(n.Bob, "I'll mend the renewal job by Friday, and have it shout when it fails.")
	n.says(n.Grace, "And we need an alert two weeks before any certificate of ours runs out.")
	n.lists()
	n.later(time.Minute)
	n.Grace.Clicks(n.card, "Close")
	form := n.Grace.Modal()
	n.Grace.Fills(form, "What kind of cause had it?", "certificate")
	n.camera.takes("form-close", n.sees(n.Grace, form.Title()))
	form.Submits()
	summary := n.room.Shows("Draft summary of INC-")
	found := n.room.Shows("Follow-ups found")
	n.room.AwaitCanvas("## Summary")
	n.states("closed", "Open the draft")
	n.camera.closeUp("draft-summary", summary, n.sees(n.Grace, "Draft summary"))
	n.camera.closeUp("draft-followups", found, n.sees(n.Grace, "Follow-ups found"))
	n.camera.takes("closed", n.sees(n.Grace, "Follow-ups found"))
	n.Grace.Clicks(slacksim.Beside(found, "renewal job"), "Edit")
	n.asks("followup", n.Grace)
	n.Bob.Clicks(slacksim.Beside(found, "renewal job"), "Accept")
	found.Shows("accepted by")
	n.camera.closeUp("draft-followups-accepted", found, n.sees(n.Grace, "accepted by"))
	n.camera.reads("postmortem", n.sees(n.Grace, "Follow-ups found"))
	n.camera.phones("phone-closed", n.sees(n.Grace, "Follow-ups found"))
}

// lists are what only who asks is told.
func (n *night) lists() {
	n.answers("timeline", n.Mei, "timeline")
	n.Mei.Clicks(n.Mei.Sees("Edit an entry…"), "Edit an entry…")
	n.asks("timeline", n.Mei)
	n.answers("links", n.Mei, "link")
	n.answers("help", n.Ada, "help")
}

// answers is a picture of what somebody is told who asks.
func (n *night) answers(name string, who *slacksim.Person, question string) {
	told := n.types(who, "/incident "+question)
	if told == nil {
		n.asks(name, who)
		return
	}
	n.camera.takes(name, n.sees(who, ""))
}
