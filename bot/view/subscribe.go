package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// The buttons that begin and end that somebody is told of an incident in person.
const (
	ActionSubscribe   = "subscribe"
	ActionUnsubscribe = "unsubscribe"
)

// Subscribed tells somebody what they will be told.
func Subscribed(inc incident.Incident) Message {
	return Message{
		Text: fallback("You are subscribed to", title(inc)+"."),
		Blocks: []slack.Block{
			slack.NewSectionBlock(literal("🔔 You are subscribed to "+title(inc)+".", maxSection), nil,
				slack.NewAccessory(button(inc, ActionUnsubscribe, "Stop"))),
			note("I write to you what users see and what is done, when its severity or status changes, and when it is over. You need not be in " + channel(inc.Channel) + "."),
		},
	}
}

// Unsubscribed tells somebody that they are told no more. It says nothing of the incident.
func Unsubscribed(n incident.Number) Message {
	text := "🔕 You are told no more of " + n.String() + " in person."
	return Message{Text: text, Blocks: []slack.Block{section(text), note("`/incident subscribe " + n.String() + "` takes it up again.")}}
}

// News tells a subscriber about one entry. They may know of the incident, and need not be in its channel.
func News(e incident.Entry, inc incident.Incident, rules incident.Rules) Message {
	told := ofDrill(inc, tell(e, rules))
	of := Ref{Number: inc.Number}
	if into, err := incident.ParseNumber(e.What); e.Kind == incident.KindStatus && err == nil { // they follow it there
		of.Number = into
		told.after = "It goes on there, and you are told of it from now on."
	}
	unsubscribe := slack.NewButtonBlockElement(ActionUnsubscribe, of.String(), literal("Unsubscribe", maxOption))
	blocks := append([]slack.Block{slack.NewContextBlock("", literal(title(inc), maxHeader), marked(channel(inc.Channel)))}, told.blocks()...)
	return Message{
		Text:   told.text(fallback(title(inc)) + ": "),
		Blocks: append(blocks, slack.NewActionBlock("subscription", unsubscribe)),
	}
}

func subscribeButton(inc incident.Incident) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(ActionSubscribe, Ref{Number: inc.Number}.String(), literal("Subscribe", maxOption))
}
