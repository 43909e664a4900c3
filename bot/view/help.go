package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// HelpOutside says how to begin, where there is no incident.
func HelpOutside() Message {
	text := "To declare an incident, type `/incident` and say in a few words what is broken. " +
		"If in doubt, declare: lowering the severity or closing again is easy, and nobody minds."
	return Message{
		Text: fallback("To declare an incident, type /incident and say what is broken."),
		Blocks: []slack.Block{
			section(text),
			section(commands(outside)),
			note("In an incident's channel `/incident help` says what to do next there. " +
				"Guests may read, write and be caught up there; members declare and run incidents."),
		},
	}
}

// Help is about this moment first: where the incident stands, what to do next, what else is still to be done. Then it
// is about everything that can be typed.
func Help(inc incident.Incident, items []incident.Item, rules incident.Rules) Message {
	blocks := []slack.Block{
		slack.NewSectionBlock(literal(title(inc), maxSection), nil, nil),
		section("It is " + severity(inc.Severity, rules) + ".\nWe are at " + status(inc.Status) + ".\n" +
			roleTitle(incident.Commander, rules) + ": " + person(inc.Commander()) + "."),
		section("*Next:* " + escape(incident.Next(&inc))),
	}
	var open []string
	for _, item := range items {
		if !item.Done {
			open = append(open, "⬜ *"+escape(item.What)+"* – "+escape(item.Why))
		}
	}
	if len(open) > 0 {
		blocks = append(blocks, section("*Still to be done now*, each one click in the panel, `/incident`:\n"+strings.Join(open, "\n")))
	}
	for _, group := range grouped(insideOf(rules)) {
		blocks = append(blocks, section("*"+group.title+"*\n"+commands(group.commands)))
	}
	blocks = append(blocks, note("Put 📌 on a message to have it in the timeline, take it away to have it out. Everything said here is kept for the postmortem."))
	return Message{Text: fallback(title(inc)+".", "Next:", incident.Next(&inc)), Blocks: blocks}
}

type commandGroup struct {
	title    string
	words    string // separated by spaces
	commands []command
}

// groups sort the commands by what somebody wants who looks for one. What is in none is in the last.
var groups = []commandGroup{
	{title: "Tell people", words: "update note severity status"},
	{title: "Who does what", words: "lead role task invite"},
	{title: "See how it stands", words: "timeline catchup subscribe unsubscribe list report"},
	{title: "End it", words: "followup resolve close decline merge postmortem reopen"},
	{title: "Everything else"},
}

func grouped(all []command) []commandGroup {
	var found []commandGroup
	for at, g := range groups {
		for _, c := range all {
			in := slices.IndexFunc(groups, func(g commandGroup) bool { return slices.Contains(strings.Fields(g.words), c.word()) })
			if in == at || in < 0 && at == len(groups)-1 {
				g.commands = append(g.commands, c)
			}
		}
		if len(g.commands) > 0 {
			found = append(found, g)
		}
	}
	return found
}

// word is what stands behind /incident; empty when nothing does.
func (c command) word() string {
	words := strings.Fields(c.typed)
	if len(words) < 2 {
		return ""
	}
	return words[1]
}

// insideOf leaves out the commands that have nothing to choose from.
func insideOf(rules incident.Rules) []command {
	return slices.DeleteFunc(slices.Clone(inside), func(c command) bool {
		return len(rules.Services) == 0 && c.word() == "service" || len(rules.Causes) == 0 && c.word() == "cause"
	})
}

func commands(all []command) string {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, "`%s` – %s\n", c.typed, c.does)
	}
	return strings.TrimRight(b.String(), "\n")
}
