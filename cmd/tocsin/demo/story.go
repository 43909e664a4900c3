package demo

import (
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// tonight is when the story begins: a Thursday in winter, when London's time is UTC.
var tonight = time.Date(2026, time.January, 15, 2, 47, 0, 0, time.UTC)

// prologue is what the audience must know.
const prologue = `Tidewater sells tea by post. It is 02:47 on a Thursday, and Ada, who joined on Monday, has her first night on call. Grace, who built the payments, is asleep. Mei answers customers' letters in Osaka, where the morning is nearly over.`

// cast are the people of the story.
type cast struct{ ada, grace, mei, watchman *slacksim.Person }

func castOf(w *slacksim.Workspace) cast {
	person := func(first, last, zone, title string) *slacksim.Person {
		return w.Person(first+" "+last, slacksim.PersonOptions{DisplayName: first, TZ: zone, Title: title})
	}
	return cast{
		ada:      person("Ada", "Brandt", "Europe/London", "On call this week"),
		grace:    person("Grace", "Adeyemi", "Europe/London", "Payments"),
		mei:      person("Mei", "Tanaka", "Asia/Tokyo", "Customer care"),
		watchman: w.Person("Watchman", slacksim.PersonOptions{Bot: true}),
	}
}

// story plays the night.
func (t *teller) story(c cast) {
	t.Slack.Channel(stage.Announcements, c.ada, c.grace, c.mei)
	alerts := t.Slack.Channel("alerts", c.watchman, c.ada, c.grace)
	t.reader = c.ada

	t.goes(alerts)
	t.says(c.watchman, "🔥 checkout: 0 of 14 payments went through in the last 10 minutes (usually 13). Paging Ada.")
	t.says(c.ada, "I'm up. Looking.")
	t.opens(c)
	t.takesCommand(c)
	t.looks(c)
	t.finds(c)
	t.mends(c)
	t.ends(c)
}

// opens declares the incident.
func (t *teller) opens(c cast) {
	t.types(c.ada, "/incident checkout is down")
	form := t.fills(c.ada, "Declare",
		"What is happening?", "No payment has gone through since about 02:30. The shop itself is up.")
	form.Shows("is open")
	t.screen.aside("→ the form turns into: " + lastingLine(form.Text()))
	t.pause(time.Second)
	room := t.Slack.ChannelNamed("inc-")
	room.AwaitMember(c.ada)
	t.card = room.Card()
	t.Slack.Channel(stage.Announcements).Shows("checkout is down")
	form.Dismisses()
	t.goes(room)
}

// takesCommand brings the others in and gives the incident a commander.
func (t *teller) takesCommand(c cast) {
	t.at(2, 49)
	t.says(c.ada, "Every payment since 02:30 fails with the same error, and nothing was deployed tonight.")
	c.mei.Joins(t.room)
	t.says(c.mei, "Hello from Osaka. Eleven customers wrote already, all stuck at the last step. I answer them; say when I may tell them more.")
	t.at(2, 51)
	c.grace.Joins(t.room)
	t.says(c.grace, "I'm here. You keep looking, Ada, I do the rest.")
	t.presses(c.grace, "Take command")
	t.shows("is Incident commander", "@Grace")
}

// looks tells people what is known, and finds out that it is worse.
func (t *teller) looks(c cast) {
	t.at(2, 53)
	t.presses(c.grace, "Update")
	t.fills(c.grace, "Post update",
		"What do users see?", "Paying by card fails. Baskets are kept.",
		"What do we do about it?", "We find out why our payment gateway turns us away.")
	t.Slack.Channel(stage.Announcements).Shows("checkout is down").InThread("turns us away")
	t.shows("turns us away", "Baskets are kept")

	t.at(2, 57)
	question := t.says(c.mei, "Is it only cards? Two people say bank transfer fails too.")
	answer := t.replies(c.ada, question, "You are right. Cards, PayPal, transfer: all of it goes through that gateway. Nobody can pay at all.")
	t.pins(c.grace, answer, "puts 📌 on Ada's reply: that message is on the timeline now")
	t.at(2, 58) // after Ada's answer on the timeline too
	t.types(c.grace, "/incident severity SEV1 nobody can pay in any way")
	t.shows("Severity raised", "SEV1")
	t.types(c.grace, "/incident update Nobody can pay, in any way. Baskets are kept.")
	t.shows("today 3:28 AM", "Nobody can pay, in any way.")
}

// finds is the cause.
func (t *teller) finds(c cast) {
	t.at(3, 2)
	cause := t.says(c.ada, "Found it: the gateway says “certificate expired”. Not theirs – ours, the one we sign in with. It ran out at 02:30.")
	t.pins(c.mei, cause, "puts 📌 on it")
	t.at(3, 3)
	t.presses(c.grace, "Status")
	t.fills(c.grace, "Change", "Where do we stand?", "identified",
		"Why?", "Our certificate for the payment gateway ran out at 02:30.")
	t.shows("investigating → identified", "identified")
	t.says(c.grace, "A job should have renewed it in December. Why it did not is for tomorrow. The runbook has a page on that certificate: I read you the steps, you type.")
}

// mends brings the shop back.
func (t *teller) mends(c cast) {
	t.at(3, 7)
	t.types(c.ada, "/incident note asked the gateway for a new certificate")
	t.room.Shows("asked the gateway")
	t.look()
	t.at(3, 10)
	t.says(c.ada, "It is in. Restarting the payment workers, one after the other.")
	t.at(3, 12)
	t.says(c.mei, "An order! Two tins of genmaicha, to Leeds.")
	t.says(c.ada, "14 of the last 14 went through. 🎉")
	t.types(c.grace, "/incident status monitoring payments go through again")
	t.shows("identified → monitoring", "monitoring")
	t.says(c.mei, "Then I write to all thirty-one who asked.")
}

// ends closes the incident.
func (t *teller) ends(c cast) {
	t.at(3, 27)
	t.says(c.ada, "A quarter of an hour, 48 payments, not one error.")
	t.says(c.grace, "Then it is over. Well found, Ada.")
	t.presses(c.grace, "Resolve")
	t.shows("Resolved", "resolved")

	t.at(3, 29)
	timeline := t.types(c.ada, "/incident timeline")
	t.screen.box("only Ada sees this", t.lines(timeline))
	t.pause(3 * time.Second)
	t.says(c.grace, "Left for tomorrow: why the renewal failed and told nobody. It goes into the postmortem. Sleep well, both of you.")
	t.at(3, 31)
	t.presses(c.grace, "Close")
	t.room.Shows("postmortem.md")
	t.card.Shows("Open the draft") // the story does not end before the picture is whole
	t.look()
}

// pins puts 📌 on a message, by which it stands on the timeline.
func (t *teller) pins(who *slacksim.Person, m *slacksim.Message, told string) {
	t.pause(300 * time.Millisecond)
	who.Reacts(m, "pushpin")
	t.does(who, told)
}
