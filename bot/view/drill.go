package view

import (
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// drillSign stands before everything that is said of a drill, wherever it is said: nobody shall take it for real.
const drillSign = "DRILL"

// DrillChannelTemplate names the channels of drills.
const DrillChannelTemplate = "drill-{number}-{slug}"

// numbered is "INC-42", or "DRILL INC-42".
func numbered(inc incident.Incident) string {
	if inc.Drill {
		return drillSign + " " + inc.Number.String()
	}
	return inc.Number.String()
}

// headed is the title of a form, such as "Update · INC-42". What a drill's form is called gives way to saying that it is
// one: the button says it as well.
func headed(what string, inc incident.Incident) string {
	if title := what + " · " + numbered(inc); !inc.Drill || utf8.RuneCountInString(title) <= maxViewTitle {
		return title
	}
	return numbered(inc)
}

// drillMark is mrkdwn that begins a line about a drill; empty for anything else.
func drillMark(inc incident.Incident) string {
	if inc.Drill {
		return "*" + drillSign + "* · "
	}
	return ""
}

// ofDrill marks what is told of a drill.
func ofDrill(inc incident.Incident, t telling) telling {
	t.headline = drillMark(inc) + t.headline
	return t
}

// DrillBegun tells whoever began an exercise what comes.
func DrillBegun(inc incident.Incident) Message {
	text := "🎓 *" + drillSign + "* " + inc.Number.String() + " begins: you will be in its channel in a moment."
	return Message{
		Text: fallback(drillSign, inc.Number.String(), "begins."),
		Blocks: []slack.Block{
			section(text),
			note("Bring whom you want to practise with. What happens is told there bit by bit; do what you would do. " +
				"When you resolve it, it says what was quick and what was missed. It counts in no figure. `/incident drill fast` plays it in a few minutes."),
		},
	}
}

func tellInject(e incident.Entry) telling {
	headline := "🎭 *The exercise says*"
	if e.What == "debrief" {
		headline = "🎓 *Debrief*"
	}
	return telling{headline: headline, said: []saying{{"", e.Text}}}
}
