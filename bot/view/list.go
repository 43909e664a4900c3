package view

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// ActionPick is the action_id of the menu of open incidents.
const ActionPick = "pick"

// maxListed keeps the answer below the 20 KB at which Slack drops an ack, whatever the titles are made of.
const maxListed = 15

// List shows what is open, newest first, as many as one answer holds. Whoever asks may know of all of them.
func List(open []incident.Incident, now time.Time, rules incident.Rules) Message {
	if len(open) == 0 {
		return Message{
			Text:   fallback("Nothing is open."),
			Blocks: []slack.Block{section("Nothing is open."), note("To declare an incident, type `/incident` and say in a few words what is broken.")},
		}
	}
	blocks := []slack.Block{section("*" + count(len(open), "incident") + " open*, newest first")}
	for _, inc := range open[:min(len(open), maxListed)] {
		blocks = append(blocks, slack.NewContextBlock("", literal(title(inc), maxHeader), marked(openLine(inc, now, rules))))
	}
	if more := len(open) - maxListed; more > 0 {
		blocks = append(blocks, note("And "+thousands(more)+" more, which are older. Any of them can be named: `/incident timeline INC-42`."))
	}
	return Message{Text: fallback(count(len(open), "incident"), "open, the newest is", title(open[0])), Blocks: blocks}
}

// openLine is mrkdwn: what of an incident somebody needs who looks for one.
func openLine(inc incident.Incident, now time.Time, rules incident.Rules) string {
	where := "no channel yet"
	if inc.Channel != "" {
		where = channel(inc.Channel)
	}
	commander := "nobody in command"
	if inc.Commander() != "" {
		commander = person(inc.Commander())
	}
	line := severitySign(inc.Severity, rules) + " *" + escape(string(inc.Severity)) + "* · " + statusSign(inc.Status) + " " + escape(string(inc.Status)) +
		" · " + commander + " · " + span(now.Sub(inc.DeclaredAt)) + " · " + where
	if inc.Private {
		line = "🔒 " + line
	}
	return line
}

// maxBlockID is what Slack takes for a block's name.
const maxBlockID = 255

// pickPrefix begins the name of the block with the menu; what follows is the command that waits for an incident.
const pickPrefix = "pick "

// Picker asks which incident a command is about, when it was typed where none is. What waits is raw, which is rest in
// Slack's markup. It is nil when that is too long to wait in a message.
func Picker(open []incident.Incident, word, rest, raw string) *Message {
	block := strings.TrimSpace(pickPrefix + word + " " + raw)
	if utf8.RuneCountInString(block) > maxBlockID {
		return nil
	}
	options := openOptions(open)
	pick := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, literal("Which one?", maxOption), ActionPick, options...)
	blocks := []slack.Block{
		slack.NewSectionBlock(literal("This is not an incident's channel. Which one is it about?", maxSection), nil, nil),
		slack.NewSectionBlock(literal(fit("/incident "+strings.TrimSpace(word+" "+rest), maxReply), maxSection), nil, nil),
		slack.NewActionBlock(block, pick),
	}
	if more := len(open) - len(options); more > 0 {
		blocks = append(blocks, note("And "+thousands(more)+" more: name it, `/incident "+escape(word)+" INC-42`."))
	}
	if rest != "" {
		blocks = append(blocks, slack.NewContextBlock("", literal("If it is the title of a new one: /incident declare "+fit(word+" "+rest, maxReply/2), maxReply)))
	}
	return &Message{Text: fallback("This is not an incident's channel. Which one is it about?"), Blocks: blocks}
}

// openOptions are the newest of them, as many as a menu holds.
func openOptions(open []incident.Incident) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, inc := range open[:min(len(open), maxMenu)] {
		options = append(options, option(strconv.FormatInt(int64(inc.Number), 10), title(inc), string(inc.Severity)+", "+string(inc.Status)))
	}
	return options
}

// ForPicked reads from a picker's block which command waits for an incident, with what stood behind it.
func ForPicked(blockID string) (word, raw string, ok bool) {
	said, ok := strings.CutPrefix(blockID, pickPrefix)
	word, raw, _ = strings.Cut(said, " ")
	return word, raw, ok
}

// Picked stands where the picker stood, once something was chosen and its channel shows the rest.
func Picked(inc incident.Incident) Message {
	return Message{
		Text: fallback(title(inc)),
		Blocks: []slack.Block{
			slack.NewContextBlock("", literal(title(inc), maxHeader), marked("→ "+channel(inc.Channel))),
		},
	}
}
