package view

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Finding is what came of one check of the installation.
type Finding struct {
	Check   string // what was looked at
	Ill     bool   // a person has to do something
	Skipped bool   // not looked at
	Says    string
	Mend    string // what to do, of those that are ill
}

// How much of a finding is told: all of them have to fit an ack.
const (
	maxFindingSays = 500
	maxFindingLine = 150
	maxFindings    = 40
)

// Doctor tells what is wrong with the installation, each with how to mend it, and then what is well. What is told may
// quote the configuration and other programs, so it is shown literally.
func Doctor(all []Finding) Message {
	var ill []slack.Block
	var rest []string
	for _, f := range all {
		switch {
		case f.Ill:
			text := "✗ " + f.Check + ": " + fit(incident.CleanText(f.Says), maxFindingSays)
			if f.Mend != "" {
				text += "\n→ " + fit(incident.CleanText(f.Mend), maxFindingSays)
			}
			ill = append(ill, slack.NewSectionBlock(literal(text, maxSection), nil, nil))
		case f.Skipped:
			rest = append(rest, "– "+f.Check+": "+fit(incident.CleanLine(f.Says), maxFindingLine))
		default:
			rest = append(rest, "✓ "+f.Check+": "+fit(incident.CleanLine(f.Says), maxFindingLine))
		}
	}
	says := "Everything is well."
	if len(ill) > 0 {
		says = fmt.Sprintf("%d of %s failed. Mend them from the top, and ask again.", len(ill), count(len(all), "check"))
	}
	blocks := append([]slack.Block{section("🩺 *" + says + "*")}, ill[:min(len(ill), maxFindings)]...)
	if len(rest) > 0 {
		blocks = append(blocks, slack.NewDividerBlock(), slack.NewSectionBlock(literal(strings.Join(rest, "\n"), maxSection), nil, nil))
	}
	return Message{Text: fallback(says), Blocks: append(blocks, note("Only you see this. `tocsin doctor`, where Tocsin runs, looks at the socket as well."))}
}
