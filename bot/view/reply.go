package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// maxReply keeps an answer far below the 20 KB at which Slack drops an ack.
const maxReply = 600

// Refusal says no, and the way out. The words may quote what was typed, so they are shown literally.
func Refusal(r *incident.Refusal) Message {
	blocks := []slack.Block{slack.NewSectionBlock(literal(incident.CleanText(r.Reason), maxReply), nil, nil)}
	if hint := incident.CleanText(r.Hint); hint != "" {
		blocks = append(blocks, slack.NewContextBlock("", literal(hint, maxReply)))
	}
	return Message{Text: fallback(r.Reason, r.Hint), Blocks: blocks}
}

// Taken says that somebody was quicker to take a role.
func Taken(e *incident.TakenError) Message {
	role := fitEscaped(or(e.Role.Title, string(e.Role.Name)), maxOption)
	if e.Holder == "" {
		text := "The role *" + role + "* has just become free. Press the button again if you still want it."
		return Message{Text: fallback(e.Role.Title, "has just become free."), Blocks: []slack.Block{section(text)}}
	}
	text := person(e.Holder) + " was quicker and is *" + role + "* now. If it should be you, agree with them and press Take over."
	return Message{Text: fallback("Somebody was quicker and is", e.Role.Title, "now."), Blocks: []slack.Block{section(text)}}
}

// Unknown says that a word is none of those known, and which one was probably meant.
func Unknown(what, got, nearest string, known []string) Message {
	reason := fmt.Sprintf("There is no %s “%s”.", what, fit(incident.CleanLine(got), 100))
	if nearest != "" {
		reason += fmt.Sprintf(" Did you mean “%s”?", nearest)
	}
	return Refusal(&incident.Refusal{Reason: reason, Hint: "There is: " + strings.Join(known, ", ") + "."})
}

// NotHere says that the command needs an incident's channel.
func NotHere() Message {
	return Refusal(&incident.Refusal{
		Reason: "This is not an incident's channel.",
		Hint:   "Type that in the incident's own channel, or declare one with /incident.",
	})
}

// Broken says that the fault is ours. ref finds it in the log.
func Broken(ref string) Message {
	return Refusal(&incident.Refusal{
		Reason: "Something broke on our side (ref " + ref + ").",
		Hint:   "Try again in a moment. If it stays broken, tell whoever runs Tocsin the reference: it is in the log.",
	})
}

type command struct{ typed, does string }

// listing can be asked for anywhere.
var listing = command{"/incident list", "what is open now; only you see it"}

// reporting can be asked for anywhere.
var reporting = command{"/incident report …", "what incidents cost `last week`, `this week`, in `2026-W46`, this `month`, or `me`; only you see it"}

var (
	outside = []command{
		{"/incident", "opens the form to declare one; in an incident's channel its panel, which leads you"},
		{"/incident checkout is down", "the same, with the title filled in"},
		{"/incident triage …", "the same, for what may be nothing"},
		listing,
		{"/incident drill", "plays an exercise: it looks real, says DRILL everywhere and counts nowhere; `drill fast` takes a few minutes"},
		reporting,
		{"/incident doctor", "for admins: what is wrong with this installation, and how to mend it; only you see it"},
	}
	inside = []command{
		{"/incident", "the panel: what to do next, one click each"},
		{"/incident update …", "tell people what users see and what we do"},
		{"/incident severity …", "say how bad it is now"},
		{"/incident status …", "say where we stand"},
		{"/incident lead", "take command; with `@somebody` give it to them"},
		{"/incident role …", "who has which role: `scribe`, `scribe @somebody`"},
		{"/incident leave …", "give up your role, or all you have"},
		{"/incident service …", "name what is broken"},
		{"/incident cause …", "name the kind of cause"},
		{"/incident note …", "put a sentence on the timeline"},
		{"/incident timeline", "what happened so far; only you see it, and can edit an entry"},
		{"/incident correct", "when it really began, was noticed and ended, and what the impact was"},
		{"/incident invite …", "bring in people and user groups: `@ada @sre`"},
		{"/incident catchup", "what you missed; only you see it"},
		{"/incident task …", "what is to be done now, by whom (`@ada`) and how soon (`20m`); bare, it lists what is open"},
		{"/incident link …", "keep a link: `https://… what it is`; bare, it lists them"},
		{"/incident followup …", "what is left to do after this, and by whom"},
		{"/incident postmortem", "the postmortem draft as it stands; it can be edited"},
		{"/incident resolve …", "it is over, and it will hold"},
		{"/incident close …", "all is done; the postmortem draft is written"},
		{"/incident decline …", "it is nothing, and why"},
		{"/incident merge …", "it is part of another: `INC-41`, and why"},
		{"/incident rename …", "give it another title"},
		{"/incident reopen …", "it is back"},
		{"/incident subscribe", "be told of it in person, without being in its channel: `INC-42`"},
		{"/incident unsubscribe", "be told no more"},
		listing,
		reporting,
	}
)

// Subcommands are the words that can follow /incident in an incident's channel, as Help lists them.
func Subcommands() []string {
	words := []string{"help"}
	for _, c := range inside {
		if word := c.word(); word != "" {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return words
}

func count(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return thousands(n) + " " + of + "s"
}

// thousands is a number as people read it: 3,412.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
