package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// drillSign stands before everything that is said of a drill, wherever it is said: nobody shall take it for real.
const drillSign = "DRILL"

// DrillChannelTemplate names the channels of drills.
const DrillChannelTemplate = "drill-{number}-{slug}"

// ofDrill marks what is told of a drill.
func ofDrill(inc incident.Incident, t telling) telling {
	if inc.Drill {
		t.headline = "*" + drillSign + "* · " + t.headline
	}
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
