package view_test

import (
	"time"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// said is a nudge about an incident as it stood when it was said.
func said(kind incident.NudgeKind, minute int, inc incident.Incident) incident.SaidNudge {
	seen := incident.NudgeSeen{
		VacantSince: inc.DeclaredAt, LastWroteAt: at(12), CommanderSeenAt: at(5), Day: func(time.Time) bool { return true },
	}
	rules := incident.NudgeRules{TriageWaiting: 1, LeadAfter: 1, UpdateAfter: 1, QuietAfter: 1, CloseAfter: 1, CommanderSilent: 1}
	for _, n := range incident.Nudges(inc, seen, rules, 0, at(minute)) {
		if n.Kind == kind {
			n.ID = 5
			return incident.SaidNudge{Nudge: n, WroteAt: at(12)}
		}
	}
	panic("nothing to remind of: " + kind)
}

func nudgeMessages() map[string]view.Message {
	lead, update := said(incident.NudgeLead, 3, justDeclared()), said(incident.NudgeUpdate, 41, told())
	quiet, toClose := said(incident.NudgeQuiet, 110, told()), said(incident.NudgeClose, 1600, over())
	snoozed := func(n incident.SaidNudge, until int) incident.SaidNudge {
		n.Snooze = incident.Snooze{Until: at(until), By: "U0CAM"}
		return n
	}
	silent := said(incident.NudgeSilent, 36, told())
	silent.WroteAt = at(5)
	heard := silent
	heard.WroteAt = at(37)
	wrote := quiet
	wrote.WroteAt = at(111)
	updated := told()
	updated.LastUpdateAt, updated.NextUpdateDueAt = at(43), at(73)
	mild := told()
	mild.NextUpdateDueAt = time.Time{}
	unled := justDeclared()
	unled.NextUpdateDueAt = at(60)
	evil := justDeclared()
	evil.Title, evil.DeclaredBy = hostile, hostile
	maybe := justDeclared()
	maybe.Status, maybe.NextUpdateDueAt = incident.Triage, time.Time{}
	triage := said(incident.NudgeTriage, 30, maybe)
	declined, merged := maybe, maybe
	declined.Status, declined.ClosedAt = incident.Declined, at(40)
	merged.Status, merged.ClosedAt = incident.Merged, at(40)
	return map[string]view.Message{
		"nudge_triage":                 view.Nudge(triage, maybe, false),
		"nudge_triage_still_looking":   view.Nudge(snoozed(triage, 60), maybe, false),
		"nudge_triage_accepted":        view.Nudge(triage, led(), false),
		"nudge_triage_declined":        view.Nudge(triage, declined, false),
		"nudge_triage_merged":          view.Nudge(triage, merged, false),
		"nudge_lead":                   view.Nudge(lead, justDeclared(), false),
		"nudge_lead_hostile":           view.Nudge(lead, evil, false),
		"nudge_lead_snoozed":           view.Nudge(snoozed(lead, 19), justDeclared(), false),
		"nudge_lead_snoozed_and_again": view.Nudge(snoozed(lead, 19), justDeclared(), true),
		"nudge_lead_taken":             view.Nudge(snoozed(lead, 19), led(), false),
		"nudge_silent":                 view.Nudge(silent, told(), false),
		"nudge_silent_snoozed":         view.Nudge(snoozed(silent, 51), told(), false),
		"nudge_silent_heard":           view.Nudge(heard, told(), false),
		"nudge_update":                 view.Nudge(update, told(), false),
		"nudge_update_without_leader":  view.Nudge(said(incident.NudgeUpdate, 61, unled), unled, false),
		"nudge_update_snoozed":         view.Nudge(snoozed(update, 56), told(), false),
		"nudge_update_posted":          view.Nudge(update, updated, false),
		"nudge_update_due_no_more":     view.Nudge(update, mild, false),
		"nudge_update_resolved":        view.Nudge(update, over(), false),
		"nudge_quiet":                  view.Nudge(quiet, told(), false),
		"nudge_quiet_still_on_it":      view.Nudge(snoozed(quiet, 170), told(), false),
		"nudge_quiet_wrote":            view.Nudge(wrote, told(), false),
		"nudge_close":                  view.Nudge(toClose, over(), false),
		"nudge_close_snoozed":          view.Nudge(snoozed(toClose, 2560), over(), false),
		"nudge_close_closed":           view.Nudge(toClose, done(), false),
		"nudge_close_reopened":         view.Nudge(toClose, told(), false),
	}
}
