package view

import (
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// maxOwnIncidents is how many incidents a person's own figures list.
const maxOwnIncidents = 20

// Figures are a person's own, for them alone. notice is what they are told with; weekly says whether they get them
// every week.
func Figures(f load.Figures, notice incident.NoticeID, zone *time.Location, weekly bool) Message {
	when := "*" + escape(sentenceCase(f.Period.Words())) + "*, " + escape(f.Period.Days(zone)) + " (" + escape(zone.String()) + ")"
	if f.Team != "" {
		when += " · " + escape(fit(f.Team, maxOption))
	}
	title := "You gave " + load.Worked(f.Hours.Total()) + " to incidents in " + f.Period.Words()
	if f.Hours.Total() == 0 {
		title = "No incident asked for your time in " + f.Period.Words()
	}
	blocks := []slack.Block{slack.NewHeaderBlock(literal(title, maxHeader)), note(when)}
	if f.Hours.Total() > 0 {
		blocks = append(blocks, slack.NewSectionBlock(nil, ownFields(f), nil))
	}
	if f.Over {
		blocks = append(blocks, section("⚠️ That is over the limit for a week. Talk to your lead: this is meant to be shared."))
	}
	if lines := ownLines(f.Incidents); lines != nil {
		blocks = append(blocks, lines)
	}
	value := strconv.FormatInt(int64(notice), 10)
	button := slack.NewButtonBlockElement(ActionEveryMonday, value, literal("Every Monday", maxOption))
	foot := "Only you get this. It comes when you ask for it; with the button, every week."
	if weekly {
		button = slack.NewButtonBlockElement(ActionStopFigures, value, literal("Stop", maxOption))
		foot = "Only you get this, every week, with the report. The button ends that."
	}
	return Message{
		Text:   fallback(title+".", fmt.Sprintf("%s outside working hours.", load.Worked(f.Hours.OffHours()))),
		Blocks: append(blocks, slack.NewActionBlock("figures", button), note(foot)),
	}
}

func ownFields(f load.Figures) []*slack.TextBlockObject {
	share := load.Tax{Incidents: f.Hours.Total(), Working: f.Working}
	fields := []*slack.TextBlockObject{
		figure("In working hours", load.Worked(f.Hours.Working), ""),
		figure("Outside working hours", load.Worked(f.Hours.OffHours()), ""),
		figure("Of your working time", taxOf(share), ""),
		figure("Interruptions", load.Thousands(f.Interruptions), load.Thousands(f.Nights)+" at night"),
	}
	if f.Hours.OffHours() > 0 {
		fields = append(fields, figure("Evening, night, days off",
			load.Worked(f.Hours.Evening)+", "+load.Worked(f.Hours.Night)+", "+load.Worked(f.Hours.Weekend), ""))
	}
	if f.Compared > 0 {
		fields = append(fields, figure("Your team's median", load.Worked(f.TeamMedian), "of "+load.Several(f.Compared, "person")))
	}
	return fields
}

func ownLines(all []load.OwnLine) slack.Block {
	lines := make([]slack.RichTextElement, 0, len(all))
	for _, l := range all {
		said := fmt.Sprintf("%s · %s", l.Severity, load.Worked(l.Hours.Total()))
		if !l.Responded {
			said += " · you only read along"
		}
		if l.Nights > 0 {
			said += " · " + load.Several(l.Nights, "night interruption")
		}
		lines = append(lines, slack.NewRichTextSection(linked(l.Number.String(), l.Link), between(" "), plainly(l.Title, maxLineTitle),
			between(" · "), plainly(said, maxReportLine)))
	}
	return list("What it was for", lines, maxOwnIncidents)
}

// FiguresComing says that a person's own figures are on their way to them.
func FiguresComing() Message {
	text := "Your own figures come to you in a direct message."
	return Message{Text: text, Blocks: []slack.Block{section(text), note("Only you see this, and them.")}}
}
