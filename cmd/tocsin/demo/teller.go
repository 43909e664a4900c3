package demo

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// botName is what the bot goes by on the screen.
const botName = "Tocsin"

// teller has people act on the stage, and shows what comes of it. What is shown is what can be read in
// Slack, never what the story expects.
type teller struct {
	*stage.Stage
	screen *screen
	player *player
	reader *slacksim.Person // whose eyes we look through

	room    *slacksim.Room    // the channel on the screen
	card    *slacksim.Message // the card; nil before there is one
	cardWas []string
	seen    map[string]bool // messages shown, by channel and ts
}

// pause lets the audience read.
func (t *teller) pause(d time.Duration) {
	if !t.player.pause(d) {
		t.Stuck("interrupted")
	}
}

// blink lets the audience see how something is written.
func (t *teller) blink(d time.Duration) {
	if !t.player.blink(d) {
		t.Stuck("interrupted")
	}
}

// tells says on the page what happens, in a line.
func (t *teller) tells(what string) {
	const line = 160
	t.player.happens(ansi.Truncate(ansi.Strip(strings.ReplaceAll(what, "\n", " ")), line, "…"))
}

// reading is how long the audience gets for a text: enough to take it in, not to study it. What is long
// is skimmed.
func reading(text string) time.Duration {
	const skimmed = 4 * time.Second
	return min(400*time.Millisecond+time.Duration(len([]rune(text)))*10*time.Millisecond, skimmed)
}

// at moves the clock to a minute of the night, and begins a new scene.
func (t *teller) at(hour, minute int) {
	t.screen.line("")
	day := t.Clock.Now()
	t.Clock.Set(time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location()))
}

// ticks lets a second pass, so that what is done later is later.
func (t *teller) ticks() { t.Clock.Set(t.Clock.Now().Add(time.Second)) }

// goes changes the channel on the screen.
func (t *teller) goes(room *slacksim.Room) {
	t.room = room
	t.player.goes(room.ID())
	t.screen.heading("#" + room.Name())
	t.look()
}

// does shows what somebody does.
func (t *teller) does(who *slacksim.Person, what string) {
	t.screen.direction(t.screen.name(tidewater.Called(who)) + " " + what)
	t.tells(tidewater.Called(who) + " " + what)
	t.pause(500 * time.Millisecond)
}

// says has somebody say something in the channel on the screen.
func (t *teller) says(who *slacksim.Person, text string) *slacksim.Message {
	t.pause(400 * time.Millisecond)
	t.ticks()
	m := who.Says(t.room, text)
	t.look()
	return m
}

// stored waits until the bot has a message in its database, so that it can suggest what rests on it: it
// acks what it hears before it has read it.
func (t *teller) stored(m *slacksim.Message) {
	const within, again = 20 * time.Second, 20 * time.Millisecond
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	id := incident.MessageID(m.TS())
	for {
		found, err := t.Bot.Store.Conversation(ctx, incident.ChannelID(t.room.ID()), id, id)
		if err == nil && len(found) > 0 {
			return
		}
		select {
		case <-time.After(again):
		case <-t.player.stop:
			t.Stuck("interrupted")
		case <-ctx.Done():
			t.Stuck("waited %v: %q is not stored (%v)", within, m.Text(), err)
		}
	}
}

// replies has somebody answer in a thread.
func (t *teller) replies(who *slacksim.Person, to *slacksim.Message, text string) *slacksim.Message {
	t.pause(400 * time.Millisecond)
	t.ticks()
	m := who.Replies(to, text)
	t.look()
	return m
}

// types has somebody type a command, and shows it letter by letter.
func (t *teller) types(who *slacksim.Person, command string) *slacksim.Message {
	t.tells(tidewater.Called(who) + " types " + command)
	t.screen.typing(tidewater.Called(who), command, func() { t.blink(22 * time.Millisecond) })
	t.pause(300 * time.Millisecond)
	t.ticks()
	return who.Types(t.room, command)
}

// presses has somebody click a button of the card.
func (t *teller) presses(who *slacksim.Person, button string) {
	t.does(who, "presses "+t.screen.strong.Render("["+button+"]"))
	t.ticks()
	who.Clicks(t.card, button)
}

// fills has somebody fill in the form before them and send it.
func (t *teller) fills(who *slacksim.Person, submit string, fields ...any) *slacksim.Modal {
	form := who.Modal()
	who.Fills(form, fields...)
	t.screen.box(form.Title(), filled(form, submit, fields))
	t.tells(tidewater.Called(who) + " fills in a form: " + form.Title())
	t.pause(reading(form.Text()) / 2)
	t.does(who, "presses "+t.screen.strong.Render("["+submit+"]"))
	t.ticks()
	switch out := form.Submits(); out.Kind {
	case slacksim.Closed, slacksim.Updated:
	default:
		t.Stuck("%s's form was not taken: %s %s %v", who.Name, out.Notice, out.Reason, out.Errors)
	}
	return form
}

// shows waits until the channel and then the card show something. The edits of the card are a second and
// more apart, so a fast teller does not wait for them.
func (t *teller) shows(posted, onCard string) {
	t.room.Shows(posted)
	t.look()
	if !t.player.fast {
		t.card.Shows(onCard)
		t.look()
	}
}

// whispered waits for what only one person sees in the channel, and shows it.
func (t *teller) whispered(who *slacksim.Person, text string) *slacksim.Message {
	m := who.Sees(text)
	lines := t.lines(m)
	t.screen.box("only "+tidewater.Called(who)+" sees this", lines)
	t.tells("Only " + tidewater.Called(who) + " sees: " + lines[0])
	t.pause(reading(strings.Join(lines, " ")))
	return m
}

// look shows what is new in the channel, on its card and among the announcements.
func (t *teller) look() {
	for _, m := range t.fresh(t.room) {
		t.message(m)
	}
	t.lookAtCard()
	for _, m := range t.fresh(t.Slack.Channel(stage.Announcements)) {
		lines := t.lines(m)
		t.screen.aside("→ #" + stage.Announcements + ": " + strings.Join(lines[:min(3, len(lines))], " · "))
		t.tells("#" + stage.Announcements + " is told: " + lines[0])
		t.pause(250 * time.Millisecond)
	}
}

// fresh are the messages of a channel that were not shown yet.
func (t *teller) fresh(room *slacksim.Room) []*slacksim.Message {
	var list []*slacksim.Message
	for _, m := range room.Messages() {
		key := room.ID() + " " + m.TS()
		if !t.seen[key] {
			t.seen[key] = true
			list = append(list, m)
		}
	}
	return list
}

// longest is how many lines a message may have to be shown as talk; a longer one gets a frame.
const longest = 6

// message shows one message. What Slack says of topics and pins is left out, the card has its own place.
func (t *teller) message(m *slacksim.Message) {
	if t.card != nil && m.TS() == t.card.TS() || m.Author() == strings.ToLower(botName) {
		return
	}
	text := strings.Join(t.lines(m), "\n")
	for _, file := range m.Files() {
		text += "\n📎 " + file
	}
	if strings.HasSuffix(text, " has joined the channel") {
		t.screen.direction(t.screen.name(m.Author()) + " joins")
		t.tells(m.Author() + " joins")
		t.pause(400 * time.Millisecond)
		return
	}
	isReply := slices.ContainsFunc(t.room.Messages(), func(root *slacksim.Message) bool {
		return slices.ContainsFunc(root.Thread(), func(r *slacksim.Message) bool { return r.TS() == m.TS() })
	})
	if lines := strings.Split(text, "\n"); len(lines) > longest {
		t.screen.box(lines[0], lines[1:])
	} else {
		t.screen.said(t.Clock.Now().Format("15:04"), m.Author(), text, isReply)
	}
	t.tells(m.Author() + ": " + text)
	t.pause(reading(text))
}

// lines is what the reader reads in a message.
func (t *teller) lines(m *slacksim.Message) []string {
	return strings.Split(night(m.TextFor(t.reader)), "\n")
}

// lookAtCard shows the card whole the first time, and then what changed on it.
func (t *teller) lookAtCard() {
	if t.card == nil {
		return
	}
	lines := t.lines(t.card)
	was := t.cardWas
	t.cardWas = lines
	if was == nil {
		t.screen.box("the card, pinned", lines)
		t.tells("The card is pinned: " + lines[0])
		t.pause(2 * reading(strings.Join(lines[len(lines)-2:], "")))
		return
	}
	if facts, next := newOn(lines, was); facts != "" || next != "" {
		t.screen.changed(facts, next)
		t.tells("The card changes: " + cmp.Or(facts, next))
		t.pause(reading(facts+next) * 2 / 3)
	}
}

// newOn is what stands on the card now and did not before: facts in short, and what to do next.
func newOn(card, was []string) (facts, next string) {
	var short []string
	for _, line := range card {
		switch {
		case slices.Contains(was, line), strings.HasPrefix(line, "["):
		case strings.HasPrefix(line, "Next: "):
			next = line
		default:
			fact, _, _ := strings.Cut(line, " – ") // what a severity or a status means was read before
			short = append(short, fact)
		}
	}
	return strings.Join(short, " · "), next
}
