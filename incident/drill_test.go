package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestDueInjects_come_in_order_once_and_only_in_a_drill(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 1, 15, 10, 0, 0, 0, time.UTC)
	inc := incident.Incident{Number: 1, Drill: true, Status: incident.Investigating, DeclaredAt: began, DeclaredBy: "U1"}
	entries := []incident.Entry{{Kind: incident.KindDeclared, What: string(incident.PaceUsual)}}
	if due := incident.DueInjects(inc, entries, incident.Rules{}, began); len(due) != 0 {
		t.Errorf("at once: %v", due)
	}
	for range 2 {
		due := incident.DueInjects(inc, entries, incident.Rules{}, began.Add(5*time.Minute))
		entries = append(entries, due...)
	}
	if len(entries) != 1+2 {
		t.Errorf("after five minutes and two looks: %v", entries)
	}
	inc.Status, inc.ResolvedAt = incident.Resolved, began.Add(6*time.Minute)
	due := incident.DueInjects(inc, entries, incident.Rules{}, began.Add(time.Hour))
	if len(due) != 1 || !strings.Contains(due[0].Text, "Nobody took command.") {
		t.Errorf("after the end: %v", due)
	}
	inc.Drill = false
	if due := incident.DueInjects(inc, entries, incident.Rules{}, began.Add(time.Hour)); len(due) != 0 {
		t.Errorf("of a real incident: %v", due)
	}
}
