package ai_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

func TestWriter_Read_writes_what_is_proved(t *testing.T) {
	t.Parallel()
	d := sit(t)
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		switch purpose(r) {
		case "part_of_an_incident":
			return openaisim.JSON(object{
				"claims": list{
					claimed("impact", "Checkout failed for all customers.", "m1", "checkout fails for all customers"),
					claimed("cause", "U2's deploy 812 lost PAYMENT_KEY at 02:30.", "m2", "lost PAYMENT_KEY"),
					claimed("action", "U3 rolled back deploy 812.", "m3", "rolling back deploy 812"),
				},
				"follow_ups": list{object{
					"title": "Add an alert for missing keys", "owner": "U2", "due": "2026-01-20", "phase": "prevent", "already_ticketed": false,
					"cites": list{object{"msg": "m5", "quote": "add an alert for missing keys"}},
				}},
			})
		case "what_can_be_learned":
			return openaisim.JSON(object{
				"contributing": list{object{"text": "Deploy 812 of U2 lost PAYMENT_KEY.", "claims": list{"c2"}}},
				"went_well":    list{object{"text": "The rollback of deploy 812.", "claims": list{"c3"}}},
				"went_badly":   list{object{"text": "Nobody noticed for 3 hours.", "claims": list{"c1"}}},
			})
		}
		t.Error("claims of one part need no choosing")
		return answer(r, nil)
	})
	var told []incident.Reading
	drafts, err := d.Read(t.Context(), shop(), 3, func(r incident.Reading) { told = append(told, r) })
	if err != nil {
		t.Fatal(err)
	}
	want := []incident.Claim{
		{Section: "impact", At: at(0).Add(70e9), Text: "Checkout failed for all customers.", Cites: []incident.Cite{{Message: said(70, "", "").ID, Quote: "checkout fails for all customers"}}},
		{Section: "cause", At: at(0).Add(130e9), Text: "A responder's deploy 812 lost PAYMENT_KEY at 02:30.", Cites: []incident.Cite{{Message: said(130, "", "").ID, Quote: "lost PAYMENT_KEY"}}},
		{Section: "action", At: at(0).Add(185e9), Text: "Ben Lund rolled back deploy 812.", Cites: []incident.Cite{{Message: said(185, "", "").ID, Quote: "rolling back deploy 812"}}},
	}
	if diff := cmp.Diff(want, drafts.Summary.Claims); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	followUp := incident.FollowUp{
		Number: 42, Round: 3, State: incident.FollowUpProposed, Title: "Add an alert for missing keys", Proposed: "Add an alert for missing keys",
		Owner: "U0CAM", Due: night.AddDate(0, 0, 5).Truncate(24 * 3600e9), Phase: "prevent", ProposedBy: "fake-1",
		Cites: []incident.Cite{{Message: said(3020, "", "").ID, Quote: "add an alert for missing keys"}},
	}
	if diff := cmp.Diff([]incident.FollowUp{followUp}, drafts.FollowUps); diff != "" {
		t.Errorf("follow-ups (-want +got):\n%s", diff)
	}
	made := drafts.Made
	if made.Cost <= 0 || made != drafts.Summary.Made {
		t.Errorf("made: %+v", made)
	}
	made.Cost = 0
	if diff := cmp.Diff(incident.Made{By: "fake-1", Model: true, At: at(600), Messages: 6, Dropped: 1}, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	for _, line := range []string{"Deploy 812 of a responder lost PAYMENT_KEY", "The rollback of deploy 812"} {
		if !strings.Contains(drafts.Postmortem, strings.ReplaceAll(line, "_", `\_`)) && !strings.Contains(drafts.Postmortem, line) {
			t.Errorf("the postmortem does not say %q:\n%s", line, drafts.Postmortem)
		}
	}
	if strings.Contains(drafts.Postmortem, "3 hours") {
		t.Error("the postmortem says what was not proved")
	}
	if diff := cmp.Diff([]incident.Reading{{State: "reading", Messages: 6, Parts: 1}, {State: "reading", Messages: 6, Part: 1, Parts: 1}}, told); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
	if got := d.ledger.purposes(); got != "map postmortem" {
		t.Errorf("calls: %s", got)
	}
	for _, c := range d.ledger.calls {
		if c.Number != 42 || c.Round != 3 || c.Kept == 0 || c.Prompt == "" || c.Purpose == "postmortem" && c.Dropped != 1 {
			t.Errorf("%+v", c)
		}
	}
}
