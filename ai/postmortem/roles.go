package postmortem

import "github.com/tocsin-bot/tocsin/ai/material"

// Roles returns what puts roles in the place of people's names in a text, as a postmortem does where it
// tells of causes. It is safe for concurrent use.
func Roles(m *material.Material) func(text string) string {
	d := &draft{Material: m, rec: &m.Record}
	d.roster = d.readNames()
	return func(text string) string { return d.blameless(text, asRole) }
}
