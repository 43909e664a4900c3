package view_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// severalScribes are rules in which the scribe may be several people.
func severalScribes() incident.Rules {
	rules := words()
	rules.Roles[1].Several = true
	return rules
}

func roleMessages() map[string]view.Message {
	rules := words()
	role := func(by, to, from incident.PersonID, what string) view.Message {
		e := entry(incident.KindRole, 5)
		e.Role, e.By, e.Person, e.Previous, e.What = "scribe", by, to, from, what
		return view.Post(e, led(), rules)
	}
	warning := func(what string, who incident.PersonID) view.Message {
		e := entry(incident.KindWarning, 5)
		e.By, e.What, e.Person = "", what, who
		return view.Post(e, secret(), rules)
	}
	update := entry(incident.KindUpdate, 10)
	update.UsersSee, update.WeDo = "Nobody can pay.", "We roll back."
	brief := incident.RoleBrief{Number: 42, Role: incident.Commander, By: "U0CAM", From: "U0ADA"}
	mine := brief
	mine.By = "U0BEN"
	first := incident.RoleBrief{Number: 42, Role: "scribe", By: "U0CAM"}
	var tasks []string
	for range 12 {
		tasks = append(tasks, hostile)
	}
	hurt := update
	hurt.UsersSee, hurt.WeDo = hostile, hostile
	crowd := told()
	crowd.Roles["scribe"] = []incident.PersonID{"U0CAM", "U0DAN", "U0ADA"}
	return map[string]view.Message{
		"role_assigned":           role("U0ADA", "U0CAM", "", ""),
		"role_assigned_to_next":   role("U0ADA", "U0CAM", "U0BEN", ""),
		"role_left":               role("U0CAM", "", "U0CAM", ""),
		"role_taken_away":         role("U0ADA", "", "U0CAM", ""),
		"role_left_the_workspace": role("U0CAM", "", "U0CAM", incident.RoleGone),
		"card_several_scribes":    view.Card(crowd, severalScribes(), view.Around{}),
		"brief_handed_over":       view.Brief(brief, "U0BEN", told(), rules, view.RoleSeen{Update: update, Tasks: []string{"Call the bank", "Check staging"}}),
		"brief_taken_over":        view.Brief(mine, "U0BEN", led(), rules, view.RoleSeen{}),
		"brief_assigned":          view.Brief(first, "U0BEN", led(), rules, view.RoleSeen{}),
		"brief_hostile":           view.Brief(brief, "U0BEN", attacked(), rules, view.RoleSeen{Update: hurt, Tasks: tasks}),
		"relieved":                view.Relieved(incident.RoleBrief{Number: 42, Role: "scribe", By: "U0BEN", To: "U0BEN"}, led(), rules),
		"relieved_for_another":    view.Relieved(incident.RoleBrief{Number: 42, Role: "scribe", By: "U0ADA", To: "U0BEN"}, led(), rules),
		"relieved_for_nobody":     view.Relieved(incident.RoleBrief{Number: 42, Role: "scribe", By: "U0ADA"}, led(), rules),
		"warning_guest":           warning(incident.WarnGuest, "U0GUS"),
		"warning_public":          warning(incident.WarnPublic, ""),
		"warning_shared":          warning(incident.WarnShared, ""),
	}
}

func roleViews() map[string]slack.ModalViewRequest {
	crowd := told()
	crowd.Roles["scribe"] = []incident.PersonID{"U0CAM", "U0DAN"}
	return map[string]slack.ModalViewRequest{
		"roles_free":    view.RolesForm(justDeclared(), words()),
		"roles_held":    view.RolesForm(told(), words()),
		"roles_several": view.RolesForm(crowd, severalScribes()),
	}
}

func TestReadRoles_reads_only_what_was_changed(t *testing.T) {
	t.Parallel()
	var v slack.View
	state := `{"state":{"values":{
		"role/commander":{"was|U1":{"type":"users_select","selected_user":"U1"}},
		"role/scribe":{"was|U2|U3":{"type":"multi_users_select","selected_users":["U3","U4"]}},
		"role/operations":{"was|U5":{"type":"users_select","selected_user":null}},
		"reason":{"reason":{"type":"plain_text_input","value":"why"}}}}}`
	if err := json.Unmarshal([]byte(state), &v); err != nil {
		t.Fatal(err)
	}
	want := []incident.RoleChange{
		{Role: "operations", Were: []incident.PersonID{"U5"}},
		{Role: "scribe", Were: []incident.PersonID{"U2", "U3"}, Are: []incident.PersonID{"U3", "U4"}},
	}
	if diff := cmp.Diff(want, view.ReadRoles(v)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := view.ReadRoles(slack.View{}); got != nil {
		t.Errorf("read from nothing: %v", got)
	}
}
