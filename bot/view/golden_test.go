package view_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// messages are all messages in the states that look different, by what is seen.
func messages() map[string]view.Message {
	rules, around := words(), view.Around{}
	draft := view.Around{Draft: "https://shop.slack.example/files/U0BOT/F0DRAFT/inc-42.md"}
	stuck := view.Around{Stuck: []incident.Surface{
		{Key: "announcement", State: incident.Stuck, Problem: "not_in_channel"},
		{Key: "topic", State: incident.Stuck, Problem: "very_new_error"},
	}}
	link := func(_ incident.ChannelID, message, _ incident.MessageID) string {
		return "https://shop.slack.example/archives/C0INC42/p" + strings.ReplaceAll(string(message), ".", "")
	}
	name := func(id incident.PersonID) string { return map[incident.PersonID]string{"U0BEN": "Ben"}[id] }
	here := told()
	all := map[string]view.Message{
		"card_just_declared":           view.Card(justDeclared(), rules, around),
		"card_led":                     view.Card(led(), rules, around),
		"card_sev1_updated":            view.Card(told(), rules, around),
		"card_monitoring":              view.Card(watched(), rules, around),
		"card_resolved":                view.Card(over(), rules, around),
		"card_closed_with_draft":       view.Card(done(), rules, draft),
		"card_private":                 view.Card(secret(), rules, around),
		"card_with_troubles":           view.Card(led(), rules, stuck),
		"card_hostile":                 view.Card(attacked(), rules, around),
		"announcement_just_declared":   view.Announcement(justDeclared(), rules),
		"announcement_sev1_updated":    view.Announcement(told(), rules),
		"announcement_resolved":        view.Announcement(over(), rules),
		"announcement_closed":          view.Announcement(done(), rules),
		"announcement_private":         view.Announcement(secret(), rules),
		"announcement_hostile":         view.Announcement(attacked(), rules),
		"help_outside":                 view.HelpOutside(),
		"help_inside":                  view.Help(here, incident.Checklist(here, incident.Seen{}, rules, at(20)), rules),
		"timeline":                     view.TimelineReply(over(), timeline(), 0, link, name),
		"timeline_empty":               view.TimelineReply(over(), nil, 0, link, name),
		"refusal":                      view.Refusal(&incident.Refusal{Reason: "INC-42 is closed.", Hint: "If it is back, reopen it with /incident reopen."}),
		"taken_by_somebody_quicker":    view.Taken(&incident.TakenError{Role: rules.Roles[0], Holder: "U0CAM"}),
		"taken_and_freed":              view.Taken(&incident.TakenError{Role: rules.Roles[0]}),
		"unknown_severity":             view.Unknown("severity", "SVE1", "SEV1", []string{"SEV1", "SEV2", "SEV3", "SEV4"}),
		"unknown_subcommand_hostile":   view.Unknown("command", hostile, "", view.Subcommands()),
		"not_here":                     view.NotHere(),
		"broken":                       view.Broken("7f3a"),
		"echo_of_a_private_incident":   view.Echo(entries()["update"], secret(), rules),
		"post_of_a_kind_not_known_yet": view.Post(entry("omen", 3), told(), rules),
	}
	maps.Copy(all, draftMessages())
	maps.Copy(all, nudgeMessages())
	maps.Copy(all, namingMessages())
	maps.Copy(all, reminderMessages())
	maps.Copy(all, roleMessages())
	maps.Copy(all, drillMessages())
	maps.Copy(all, startMessages())
	maps.Copy(all, reportMessages())
	maps.Copy(all, taskMessages())
	maps.Copy(all, correctMessages())
	maps.Copy(all, aroundMessages())
	maps.Copy(all, subscriptionMessages())
	maps.Copy(all, doctorMessages())
	maps.Copy(all, twinMessages())
	maps.Copy(all, linkMessages())
	for name, e := range entries() {
		all["post_"+name] = view.Post(e, told(), rules)
		if e.Announced() {
			all["echo_"+name] = view.Echo(e, told(), rules)
		}
	}
	return all
}

// views are all modals in the states that look different.
func views() map[string]slack.ModalViewRequest {
	rules := words()
	stuck := incident.Surface{Key: "channel", State: incident.Stuck, Problem: "restricted_action"}
	mild := told()
	mild.Severity = "SEV4"
	all := map[string]slack.ModalViewRequest{
		"declare_empty":             view.DeclareForm(incident.Declaration{}, rules),
		"declare_prefilled":         view.DeclareForm(incident.Declaration{Title: "checkout is down", Severity: "SEV1", Private: true}, rules),
		"declare_hostile":           view.DeclareForm(incident.Declaration{Title: hostile, Description: hostile}, rules),
		"opening":                   view.Opening("Checkout is down"),
		"opened":                    view.Opened(justDeclared()),
		"open_failed":               view.OpenFailed(justDeclared(), stuck),
		"update_first":              view.UpdateForm(led(), rules, incident.Update{}),
		"update_again":              view.UpdateForm(told(), rules, incident.Update{}),
		"update_without_cadence":    view.UpdateForm(mild, rules, incident.Update{}),
		"update_after_the_end":      view.UpdateForm(over(), rules, incident.Update{}),
		"severity":                  view.SeverityForm(led(), rules),
		"status_active":             view.StatusForm(led(), rules),
		"status_resolved":           view.StatusForm(over(), rules),
		"status_closed":             view.StatusForm(done(), rules),
		"dialog_around_a_refusal":   view.Dialog("Not now", view.NotHere()),
		"dialog_around_an_accident": view.Dialog("", view.Broken("7f3a")),
	}
	maps.Copy(all, draftViews())
	maps.Copy(all, namingViews())
	maps.Copy(all, reminderViews())
	maps.Copy(all, roleViews())
	maps.Copy(all, startViews())
	maps.Copy(all, panelViews())
	maps.Copy(all, taskViews())
	maps.Copy(all, correctViews())
	maps.Copy(all, linkViews())
	maps.Copy(all, aroundViews())
	return all
}

func TestMessages_look_as_before(t *testing.T) {
	t.Parallel()
	for name, m := range messages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkMessage(t, m)
			golden(t, name, map[string]any{"text": m.Text, "blocks": m.Blocks})
		})
	}
}

func TestViews_look_as_before(t *testing.T) {
	t.Parallel()
	for name, v := range views() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkView(t, v)
			golden(t, "view_"+name, v)
		})
	}
}

// Every golden file belongs to a view: one that is left behind would look as if it were tested.
func TestGoldenFiles_are_all_used(t *testing.T) {
	t.Parallel()
	var used []string
	for name := range messages() {
		used = append(used, name)
	}
	for name := range views() {
		used = append(used, "view_"+name)
	}
	for name := range homes() {
		used = append(used, "home_"+name)
	}
	files, err := filepath.Glob("testdata/*.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".golden.json"); !slices.Contains(used, name) {
			t.Errorf("%s belongs to no view any more", file)
		}
	}
}

type fataler interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// checkMessage demands what Slack would.
func checkMessage(t fataler, m view.Message) {
	t.Helper()
	if m.Text == "" {
		t.Errorf("nothing stands for the blocks in a notification")
	}
	if n := len([]rune(m.Text)); n > 4000 {
		t.Errorf("the text has %d characters; chat.update takes 4000", n)
	}
	if n := blockkit.Length(encode(t, m.Blocks)); n > blockkit.MaxMessageLength {
		t.Errorf("the blocks bring %d characters; Slack takes some %d", n, blockkit.MaxMessageLength)
	}
	for _, problem := range blockkit.ValidateMessage(encode(t, m.Blocks)) {
		t.Errorf("Slack would refuse it: %s", problem)
	}
}

func checkView(t fataler, v slack.ModalViewRequest) {
	t.Helper()
	for _, problem := range blockkit.ValidateView(encode(t, v)) {
		t.Errorf("Slack would refuse it: %s", problem)
	}
}

func encode(t fataler, v any) []byte {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return encoded
}

// golden compares with the file, in a form that is pleasant to read in a review.
func golden(t *testing.T, name string, shown any) {
	t.Helper()
	var plain any
	if err := json.Unmarshal(encode(t, shown), &plain); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(plain); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s has changed (-want +got):\n%s", file, diff)
	}
}
