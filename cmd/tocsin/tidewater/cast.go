// Package tidewater is the company that demo and pictures play in: it sells tea by post, and has a past of incidents.
package tidewater

import (
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/history"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// What the workspace goes by.
const (
	Team   = "Tidewater Tea"
	Domain = "tidewater"
)

// Leads is the channel in which the weekly report comes.
const Leads = "incident-leads"

// Tonight is when the night on call begins: a Thursday in winter, when London's time is UTC.
var Tonight = time.Date(2026, time.January, 15, 2, 47, 0, 0, time.UTC)

// Cast are the people whose night it is.
type Cast struct{ Ada, Grace, Bob, Mei, Watchman *slacksim.Person }

// CastOf are they in a workspace; who is not there yet joins it.
func CastOf(w *slacksim.Workspace) Cast {
	person := func(first, last, zone, title string) *slacksim.Person {
		return w.Person(first+" "+last, slacksim.PersonOptions{DisplayName: first, TZ: zone, Title: title})
	}
	return Cast{
		Ada:      person("Ada", "Brandt", "Europe/London", "On call this week"),
		Grace:    person("Grace", "Adeyemi", "Europe/London", "Payments"),
		Bob:      person("Bob", "Kahn", "Europe/London", "Platform"),
		Mei:      person("Mei", "Tanaka", "Asia/Tokyo", "Customer care"),
		Watchman: w.Person("Watchman", slacksim.PersonOptions{Bot: true}),
	}
}

// Called is the first name of somebody: what they are shown by.
func Called(who *slacksim.Person) string {
	first, _, _ := strings.Cut(who.Name, " ")
	return first
}

// known are the people of the story, as they belong to the company. Ada joined on Monday.
func (c Cast) known() []history.Person {
	person := func(who *slacksim.Person, zone, team string) history.Person {
		return history.Person{ID: incident.PersonID(who.ID), Name: Called(who), Zone: zone, Team: team, OnCall: team != "Support"}
	}
	ada := person(c.Ada, "Europe/London", "Payments")
	ada.Since = Tonight.AddDate(0, 0, -3).Truncate(24 * time.Hour)
	return []history.Person{
		ada, person(c.Grace, "Europe/London", "Payments"), person(c.Bob, "Europe/London", "Platform"), person(c.Mei, "Asia/Tokyo", "Support"),
		{ID: incident.PersonID(c.Watchman.ID), Name: c.Watchman.Name, Bot: true},
	}
}
