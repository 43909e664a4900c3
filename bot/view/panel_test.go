package view_test

import (
	"testing"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func panelViews() map[string]slack.ModalViewRequest {
	rules := words()
	rules.Roles = append(rules.Roles, incident.Role{Name: incident.Communications, Title: "Communications lead", Meaning: "Tells everybody outside."})
	rules.Causes = []incident.Named{{Name: "deploy"}, {Name: "load"}}
	rules.Services = []incident.Named{{Name: "checkout"}}
	nobody := incident.Seen{}
	busy := incident.Seen{Marked: 2, FollowUps: []incident.FollowUp{{ID: 7, State: incident.FollowUpOpen, Title: "Alert when a secret is missing"}}}
	finished := incident.Seen{Marked: 2, Draft: &incident.Draft{EditedBy: "U0CAM"}}
	declined, merged, triage := done(), done(), justDeclared()
	declined.Status, merged.Status, merged.MergedInto, triage.Status = incident.Declined, incident.Merged, 41, incident.Triage
	return map[string]slack.ModalViewRequest{
		"panel_just_declared":  view.Panel(justDeclared(), nobody, rules, at(1)),
		"panel_updated":        view.Panel(told(), busy, rules, at(20)),
		"panel_overdue":        view.Panel(told(), nobody, rules, at(45)),
		"panel_monitoring":     view.Panel(watched(), busy, rules, at(30)),
		"panel_resolved":       view.Panel(over(), nobody, rules, at(90)),
		"panel_closed":         view.Panel(done(), busy, rules, at(100)),
		"panel_all_done":       view.Panel(done(), finished, rules, at(100)),
		"panel_triage":         view.Panel(triage, nobody, rules, at(1)),
		"panel_declined":       view.Panel(declined, nobody, rules, at(1)),
		"panel_merged":         view.Panel(merged, nobody, rules, at(1)),
		"panel_private":        view.Panel(secret(), nobody, rules, at(1)),
		"panel_hostile":        view.Panel(attacked(), nobody, rules, at(20)),
		"note":                 view.NoteForm(led()),
		"status_to_identified": view.StatusFormTo(led(), rules, incident.Identified),
		"followups_dialog":     view.FollowUpsDialog(done(), busy.FollowUps),
		"waiting":              view.Waiting(),
	}
}

func drillMessages() map[string]view.Message {
	rules := words()
	drill := told()
	drill.Drill = true
	inject := entry(incident.KindInject, 5)
	inject.Text, inject.What = "Support: forty tickets in ten minutes.", "inject 1"
	debrief := inject
	debrief.Text, debrief.What = "How it went\n• Somebody took command after 2 minutes", "debrief"
	return map[string]view.Message{
		"drill_card":         view.Card(drill, rules, view.Around{}),
		"drill_announcement": view.Announcement(drill, rules),
		"drill_begun":        view.DrillBegun(drill),
		"drill_inject":       view.Post(inject, drill, rules),
		"drill_debrief":      view.Post(debrief, drill, rules),
		"drill_echo":         view.Echo(entries()["update"], drill, rules),
	}
}

// What an item is done with must be there to click, or a person who follows the list stands before nothing.
func TestPanel_has_a_button_for_every_item(t *testing.T) {
	t.Parallel()
	for name, panel := range panelViews() {
		for _, b := range panel.Blocks.BlockSet {
			if item, ok := b.(*slack.SectionBlock); ok && len(item.BlockID) > 3 && item.BlockID[:3] == "do/" && item.Accessory == nil {
				t.Errorf("%s: the item %q has no button", name, item.Text.Text)
			}
		}
	}
}
