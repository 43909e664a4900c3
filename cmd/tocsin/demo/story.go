package demo

import (
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// title is what the story goes by.
const title = "A night on call"

// prologue is what the audience must know.
const prologue = `Tidewater sells tea by post. It is 02:47 on a Thursday, and Ada, who joined on Monday, has her first night on call. Grace, who built the payments, and Bob, who runs the machines, are asleep. Mei answers customers' letters in Osaka, where the morning is nearly over.`

// alerts is the channel in which the night begins.
const alerts = "alerts"

// enters has everybody come in, Ada first: whoever opens the page is her, where the story begins.
func (t *teller) enters(c tidewater.Cast) {
	t.Slack.Channel(stage.Announcements, c.Ada, c.Grace, c.Bob, c.Mei)
	t.player.goes(t.Slack.Channel(alerts, c.Watchman, c.Ada, c.Grace).ID())
	t.reader = c.Ada
}

// story plays the night.
func (t *teller) story(c tidewater.Cast) {
	t.goes(t.Slack.Channel(alerts))
	t.says(c.Watchman, "🔥 checkout: 0 of 14 payments went through in the last 10 minutes (usually 13). Paging Ada.")
	t.says(c.Ada, "I'm up. Looking.")
	t.opens(c)
	t.takesCommand(c)
	t.looks(c)
	t.finds(c)
	t.comesLate(c)
	t.mends(c)
	t.ends(c)
	t.drafts(c)
}

// opens declares the incident.
func (t *teller) opens(c tidewater.Cast) {
	t.types(c.Ada, "/incident checkout is down")
	form := t.fills(c.Ada, "Declare",
		"What is happening?", "No payment has gone through since about 02:30. The shop itself is up.")
	form.Shows("is open")
	t.screen.aside("→ the form turns into: " + lastingLine(form.Text()))
	t.tells("The form turns into: " + lastingLine(form.Text()))
	t.pause(time.Second)
	room := t.Slack.ChannelNamed("inc-")
	room.AwaitMember(c.Ada)
	t.card = room.Card()
	t.Slack.Channel(stage.Announcements).Shows("checkout is down")
	form.Dismisses()
	t.goes(room)
}

// takesCommand brings the others in and gives the incident a commander.
func (t *teller) takesCommand(c tidewater.Cast) {
	t.at(2, 49)
	t.says(c.Ada, "Every payment since 02:30 fails with the same error. It comes from the payment gateway.")
	c.Mei.Joins(t.room)
	t.says(c.Mei, "Hello from Osaka. Eleven customers wrote already, all stuck at the last step. I answer them; say when I may tell them more.")
	t.at(2, 51)
	c.Grace.Joins(t.room)
	t.says(c.Grace, "I'm here. You keep looking, Ada, I do the rest.")
	t.presses(c.Grace, "Take command")
	t.shows("is Incident commander", "@Grace")
}

// looks tells people what is known, and finds out that it is worse.
func (t *teller) looks(c tidewater.Cast) {
	t.at(2, 53)
	t.types(c.Grace, "/incident update Paying by card fails. Baskets are kept.")
	t.Slack.Channel(stage.Announcements).Shows("checkout is down").InThread("Paying by card")
	t.shows("Paying by card", "Baskets are kept")

	t.at(2, 57)
	question := t.says(c.Mei, "It is not only cards: two people say that bank transfer fails too.")
	answer := t.replies(c.Ada, question, "You are right. Cards, PayPal, transfer: all of it goes through that gateway. Nobody can pay at all.")
	t.pins(c.Grace, answer, "puts 📌 on Ada's reply: that message is on the timeline now")
	t.at(2, 58) // after Ada's answer on the timeline too
	t.types(c.Grace, "/incident severity SEV1 nobody can pay in any way")
	t.shows("Severity raised", "SEV1")
	t.types(c.Grace, "/incident update Nobody can pay, in any way. Baskets are kept.")
	t.shows("today 3:28 AM", "Nobody can pay, in any way.")
}

// finds is the cause.
func (t *teller) finds(c tidewater.Cast) {
	t.at(3, 2)
	cause := t.says(c.Ada, "Found it: the gateway says “certificate expired”. Not theirs – ours, the one we sign in with. It ran out at 02:30.")
	t.pins(c.Mei, cause, "puts 📌 on it")
	t.at(3, 3)
	t.presses(c.Grace, "Status")
	t.fills(c.Grace, "Change", "Where do we stand?", "identified",
		"Why?", "Our certificate for the payment gateway ran out at 02:30.")
	t.shows("investigating → identified", "identified")
	t.says(c.Grace, "That is on Bob's machines: I wake him. The runbook has a page on it, I read you the steps.")
	t.at(3, 7)
	t.types(c.Ada, "/incident note Asked the gateway for a new certificate.")
	t.room.Shows("Asked the gateway")
	t.look()
}

// comesLate brings in somebody who knows nothing of all this, and lets them know it.
func (t *teller) comesLate(c tidewater.Cast) {
	t.at(3, 9)
	c.Bob.Joins(t.room)
	t.look()
	offer := t.whispered(c.Bob, "You joined INC-")
	t.does(c.Bob, "presses "+t.screen.strong.Render("[Catch me up]"))
	c.Bob.Clicks(offer, "Catch me up")
	t.whispered(c.Bob, "Catching up on")
	t.says(c.Bob, "Read it, thanks. It ran out because the renewal job moved to new machines in December, and its key did not.")
}

// mends brings the shop back.
func (t *teller) mends(c tidewater.Cast) {
	t.at(3, 10)
	t.stored(t.says(c.Ada, "The new certificate is in. Restarting the payment workers, one after the other."))
	t.presses(c.Grace, "Update")
	t.fills(c.Grace, "Post update") // as it is suggested
	t.shows("today 3:40 AM", "today 3:40 AM")
	t.at(3, 12)
	t.says(c.Mei, "An order! Two tins of genmaicha, to Leeds.")
	t.says(c.Ada, "14 of the last 14 went through. 🎉")
	t.types(c.Grace, "/incident status monitoring payments go through again")
	t.shows("identified → monitoring", "monitoring")
	t.says(c.Mei, "Then I write to all thirty-one who asked.")
}

// ends closes the incident.
func (t *teller) ends(c tidewater.Cast) {
	t.at(3, 27)
	t.says(c.Ada, "A quarter of an hour, 48 of 48 payments went through: back to normal.")
	t.says(c.Grace, "Then it is over. Well found, Ada.")
	t.presses(c.Grace, "Resolve")
	t.shows("Resolved", "resolved")

	t.at(3, 29)
	t.says(c.Bob, "I'll mend the renewal job by Friday, and have it shout when it fails.")
	t.says(c.Grace, "And we need an alert two weeks before any certificate of ours runs out.")
	t.says(c.Grace, "Sleep well, all of you.")
	t.at(3, 31)
	t.presses(c.Grace, "Close")
	t.fills(c.Grace, "Close", "What kind of cause had it?", "certificate") // the form asks for what nobody has said
}

// drafts is what is written of it: the summary, what is left to be done, and the postmortem.
func (t *teller) drafts(c tidewater.Cast) {
	t.room.Shows("Draft summary of INC-")
	found := t.room.Shows("Follow-ups found")
	t.room.Shows("in this channel's canvas")
	t.card.Shows("Open the draft") // the story does not end before the picture is whole
	t.look()
	t.does(c.Bob, "presses "+t.screen.strong.Render("[Accept]")+" on the first")
	c.Bob.Clicks(slacksim.Beside(found, "renewal job"), "Accept")
	t.follows(found, "accepted by @Bob")
	t.types(c.Grace, "/incident postmortem")
	answer := t.whispered(c.Grace, "Postmortem draft of INC-")
	t.does(c.Grace, "presses "+t.screen.strong.Render("[Draft again]")+", so that it says what Bob took on")
	c.Grace.Clicks(answer, "Draft again")
	t.room.AwaitCanvas("- [ ] I'll mend the renewal job")
}

// follows waits until a message shows something new, and shows the line it stands in.
func (t *teller) follows(m *slacksim.Message, text string) {
	m.Shows(text)
	for _, line := range t.lines(m) {
		if strings.Contains(line, text) {
			t.screen.hang(strings.Repeat(" ", margin+timeColumn)+t.screen.faint.Render("now  │ "), line)
			t.tells(line)
			t.pause(reading(line))
		}
	}
}

// pins puts 📌 on a message, by which it stands on the timeline.
func (t *teller) pins(who *slacksim.Person, m *slacksim.Message, told string) {
	t.pause(300 * time.Millisecond)
	who.Reacts(m, "pushpin")
	t.does(who, told)
}
