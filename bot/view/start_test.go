package view_test

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// doubted may be nothing.
func doubted() incident.Incident {
	inc := justDeclared()
	inc.Status, inc.NextUpdateDueAt = incident.Triage, time.Time{}
	return inc
}

// nothing was declined.
func nothing() incident.Incident {
	inc := doubted()
	inc.Status, inc.ClosedAt = incident.Declined, at(9)
	return inc
}

// startMessages are what is told of how an incident began.
func startMessages() map[string]view.Message {
	rules, around := words(), view.Around{}
	declined := entry(incident.KindStatus, 9)
	declined.Was, declined.Now, declined.Text = "triage", "declined", "The alert fired on a test machine."
	accepted := entry(incident.KindStatus, 9)
	accepted.Was, accepted.Now = "triage", "investigating"
	asked := entry(incident.KindPeople, 3)
	asked.What, asked.Text = "U0ADA U0CAM @sre", "2 people and @sre"
	many := entry(incident.KindPeople, 3)
	many.What, many.Text = strings.TrimSpace(strings.Repeat("U0ADA ", 300)), "300 people"
	joins := entry(incident.KindPeople, 3)
	joins.Person = joins.By
	rules.Questions = questioned().Questions
	answered := led()
	answered.Fields = map[string]string{"region": "eu", "customers": "1200", "dashboard": "https://grafana.example/d/1", "gone": hostile}
	began := entry(incident.KindNote, 0)
	began.Person, began.What, began.Text = "U0CAM", "https://shop.slack.example/archives/C0GEN/p1736908000000100", "checkout gives 500s\nanyone else?"
	byHand := entry(incident.KindNote, 0)
	byHand.By, byHand.What, byHand.Text = "root on db1", incident.WhatCommandLine, "It was declared on the command line."
	return map[string]view.Message{
		"post_began_with_a_message":         view.Post(began, led(), rules),
		"post_declared_on_the_command_line": view.Post(byHand, led(), rules),
		"card_with_answers":                 view.Card(answered, rules, around),
		"post_people_asked":                 view.Post(asked, led(), rules),
		"post_people_many":                  view.Post(many, led(), rules),
		"post_people_joins":                 view.Post(joins, led(), rules),
		"asked_elsewhere":                   view.Asked(led()),
		"uninvited": view.Uninvited([]incident.Invited{
			{Invitee: incident.Invitee{Person: "U0GUEST"}, Problem: "ura_max_channels"},
			{Invitee: incident.Invitee{Group: "S0SRE", Name: "@sre"}, Problem: "plan_upgrade_required"},
			{Invitee: incident.Invitee{Group: "@nobody<!channel>"}, Problem: "no_such_subteam"},
		}),
		"card_triage":           view.Card(doubted(), rules, around),
		"card_declined":         view.Card(nothing(), rules, around),
		"announcement_triage":   view.Announcement(doubted(), rules),
		"announcement_declined": view.Announcement(nothing(), rules),
		"post_declined":         view.Post(declined, nothing(), rules),
		"echo_declined":         view.Echo(declined, nothing(), rules),
		"post_accepted":         view.Post(accepted, led(), rules),
	}
}

// questioned are rules that ask besides.
func questioned() incident.Rules {
	rules := words()
	rules.Questions = []incident.Question{
		{Name: "region", Label: "Which region?", Kind: incident.AskChoice, Options: []string{"eu", "us"}, Required: true, Help: "Where the users are who notice"},
		{Name: "customers", Label: "How many customers?", Kind: incident.AskNumber},
		{Name: "dashboard", Label: "A dashboard that shows it", Kind: incident.AskLink},
		{Name: "rumour", Label: "What do people say?", Kind: incident.AskText},
	}
	return rules
}

// startViews are the forms that incidents begin with.
func startViews() map[string]slack.ModalViewRequest {
	similar := &incident.Sketch{Number: 41, Title: hostile, Channel: "C0INC41", DeclaredBy: "U0ADA", DeclaredAt: at(-6)}
	declared := incident.Declaration{Title: "Checkout is down"}
	beside := view.Beside{Similar: similar, Home: "https://shop.slack.example/", Now: at(0)}
	soon := beside
	soon.Sudden, soon.Now = true, at(-6).Add(20*time.Second)
	public := declared
	public.Source = &incident.Source{Author: "U0CAM", Text: "checkout gives 500s", Link: "https://shop.slack.example/archives/C0GEN/p1736908000000100"}
	private := declared
	private.Source = &incident.Source{Author: "U0CAM", Text: strings.Repeat("\"a secret\"\n", 300), Private: true}
	return map[string]slack.ModalViewRequest{
		"declare_resembling":           view.DeclareFormBeside(declared, words(), beside),
		"declare_declared_meanwhile":   view.DeclareFormBeside(declared, words(), soon),
		"declare_from_message":         view.DeclareFormBeside(public, words(), view.Beside{Now: at(0)}),
		"declare_from_private_message": view.DeclareFormBeside(private, words(), view.Beside{Now: at(0)}),
		"joining":                      view.Joining(led()),
		"declare_with_questions": view.DeclareForm(incident.Declaration{
			Title: "search is slow", Fields: map[string]string{"region": "us", "customers": "3"},
			Invite: []incident.Invitee{{Person: "U0BEN"}, {Group: "@sre"}},
		}, questioned()),
		"declare_triage":  view.DeclareForm(incident.Declaration{Title: "search may be slow", Triage: true, Drill: true}, words()),
		"decline":         view.DeclineForm(doubted()),
		"status_declined": view.StatusForm(nothing(), words()),
	}
}
