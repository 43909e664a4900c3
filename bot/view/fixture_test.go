package view_test

import (
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// night is 2:47 on a winter's night, when all of this happens.
var night = time.Date(2026, 1, 15, 2, 47, 0, 0, time.UTC)

func at(minutes int) time.Time { return night.Add(time.Duration(minutes) * time.Minute) }

func words() incident.Rules {
	return incident.Rules{
		Severities: []incident.Severity{
			{Name: "SEV1", Meaning: "everybody is hit, or money or data is being lost", UpdateEvery: 30 * time.Minute},
			{Name: "SEV2", Meaning: "an important part is broken for many", UpdateEvery: time.Hour},
			{Name: "SEV3", Meaning: "something is broken for a few", UpdateEvery: 4 * time.Hour},
			{Name: "SEV4", Meaning: "a nuisance"},
		},
		DefaultSeverity: "SEV2",
		Types: []incident.Type{
			{Name: "service", Meaning: "something users use is down or slow"},
			{Name: "security", Meaning: "somebody may have got in", Private: true},
		},
		DefaultType: "service",
		Roles: []incident.Role{
			{Name: incident.Commander, Title: "Incident commander", Meaning: "Coordinates and speaks; need not know the fix."},
			{Name: "scribe", Title: "Scribe", Meaning: "Writes down what is decided."},
		},
		ArchiveAfter: 30 * 24 * time.Hour,
	}
}

// justDeclared is an incident a second old; the others are what became of it.
func justDeclared() incident.Incident {
	return incident.Incident{
		Number: 42, Title: "Checkout is down", Description: "The pay button does nothing since about 02:30.",
		Severity: "SEV2", Type: "service", Status: incident.Investigating,
		DeclaredBy: "U0ADA", Roles: map[incident.RoleName][]incident.PersonID{},
		Channel: "C0INC42", ChannelName: "inc-42-checkout-down",
		DeclaredAt: night, NextUpdateDueAt: at(60),
	}
}

func led() incident.Incident {
	inc := justDeclared()
	inc.Roles[incident.Commander] = []incident.PersonID{"U0BEN"}
	inc.LeadAssignedAt = at(2)
	return inc
}

func told() incident.Incident {
	inc := led()
	inc.Severity = "SEV1"
	inc.Impact = "Nobody can pay; the cart itself works."
	inc.LastUpdateAt, inc.NextUpdateDueAt = at(10), at(40)
	inc.Roles["scribe"] = []incident.PersonID{"U0CAM"}
	return inc
}

func watched() incident.Incident {
	inc := told()
	inc.Status, inc.MitigatedAt = incident.Monitoring, at(50)
	return inc
}

func over() incident.Incident {
	inc := watched()
	inc.Status, inc.ResolvedAt, inc.NextUpdateDueAt = incident.Resolved, at(83), time.Time{}
	return inc
}

func done() incident.Incident {
	inc := over()
	inc.Status, inc.ClosedAt = incident.Closed, at(95)
	return inc
}

func secret() incident.Incident {
	inc := justDeclared()
	inc.Type, inc.Private, inc.Description = "security", true, ""
	return inc
}

// hostile is what somebody types who wants to ring everybody or to pass a link off as another.
const hostile = "<!channel> @here <https://evil.example|slack.com> `rm -rf` *b* <@U0EVE> \u202egnp.exe & #general :fire:"

func attacked() incident.Incident {
	inc := told()
	inc.Title, inc.Description, inc.Impact = hostile, hostile, hostile
	return inc
}

func entry(kind incident.Kind, minute int) incident.Entry {
	return incident.Entry{ID: 7, Number: 42, Kind: kind, At: at(minute), By: "U0BEN"}
}

func entries() map[string]incident.Entry {
	all := map[string]incident.Entry{}
	add := func(name string, e incident.Entry, change func(*incident.Entry)) {
		change(&e)
		all[name] = e
	}
	add("role_taken", entry(incident.KindRole, 2), func(e *incident.Entry) {
		e.Role, e.Person = incident.Commander, "U0BEN"
	})
	add("role_handed_over", entry(incident.KindRole, 20), func(e *incident.Entry) {
		e.Role, e.Person, e.Previous = incident.Commander, "U0CAM", "U0BEN"
	})
	add("severity_raised", entry(incident.KindSeverity, 5), func(e *incident.Entry) {
		e.Was, e.Now, e.Text = "SEV2", "SEV1", "No payment has gone through for ten minutes."
	})
	add("severity_lowered_without_reason", entry(incident.KindSeverity, 60), func(e *incident.Entry) {
		e.Was, e.Now = "SEV1", "SEV3"
	})
	add("status_identified", entry(incident.KindStatus, 30), func(e *incident.Entry) {
		e.Was, e.Now, e.Text = "investigating", "identified", "The 02:30 deploy lost the payment key."
	})
	add("status_resolved", entry(incident.KindStatus, 83), func(e *incident.Entry) {
		e.Was, e.Now = "monitoring", "resolved"
	})
	add("status_closed", entry(incident.KindStatus, 95), func(e *incident.Entry) {
		e.Was, e.Now = "resolved", "closed"
	})
	add("status_reopened", entry(incident.KindStatus, 120), func(e *incident.Entry) {
		e.Was, e.Now, e.Text = "closed", "investigating", "It is back."
	})
	add("update", entry(incident.KindUpdate, 10), func(e *incident.Entry) {
		e.UsersSee, e.WeDo, e.NextUpdateAt = "Nobody can pay; the cart itself works.", "Rolling back the 02:30 deploy.", at(40)
	})
	add("update_without_promise", entry(incident.KindUpdate, 84), func(e *incident.Entry) {
		e.UsersSee = "All is well again."
	})
	add("note", entry(incident.KindNote, 33), func(e *incident.Entry) { e.Text = "Rolled back at 03:10.\nLogs are kept." })
	add("followup_recorded", entry(incident.KindFollowUp, 97), func(e *incident.Entry) {
		e.Text, e.Now, e.Person = "Alert when a secret is missing", "open", "U0CAM"
	})
	add("followup_done", entry(incident.KindFollowUp, 500), func(e *incident.Entry) {
		e.Text, e.Was, e.Now = "Alert when a secret is missing", "open", "done"
	})
	add("followup_handed_over", entry(incident.KindFollowUp, 400), func(e *incident.Entry) {
		e.Text, e.Was, e.Now, e.Person, e.Previous = "Alert when a secret is missing", "open", "open", "U0ADA", "U0BEN"
	})
	add("task_handed", entry(incident.KindTask, 21), func(e *incident.Entry) {
		e.Text, e.What, e.Person = "Roll back 41", incident.TaskWasHanded, "U0CAM"
	})
	add("note_hostile", entry(incident.KindNote, 34), func(e *incident.Entry) { e.Text = hostile })
	return all
}

func timeline() []incident.Entry {
	declared := entry(incident.KindDeclared, 0)
	declared.By, declared.Text, declared.Now = "U0ADA", "Checkout is down", "SEV2"
	pinned := entry(incident.KindMessage, 15)
	pinned.By, pinned.Message = "U0CAM", "1768446120.000100"
	pinned.Text = "<@U0BEN> the key is gone, see <https://git.shop.example/deploy/812|deploy 812>: `PAYMENT_KEY=`"
	all := entries()
	return []incident.Entry{
		declared, all["role_taken"], all["severity_raised"], all["update"], pinned, all["status_identified"],
		all["note"], all["status_resolved"],
	}
}
