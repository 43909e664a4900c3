package view_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// submitted is what Slack sends when somebody fills in a form, answers by label.
func submitted(t *testing.T, form slack.ModalViewRequest, answers map[string]any) slack.View {
	t.Helper()
	state, problems := blockkit.State(encode(t, form), answers)
	for _, p := range problems {
		t.Fatalf("Slack's client would not send it: %v", p)
	}
	var v slack.View
	if err := json.Unmarshal(encode(t, form), &v); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(state, &v.State); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadDeclaration_needs_only_a_title(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.DeclareForm(incident.Declaration{}, words()), map[string]any{"What is broken?": "checkout is down"})
	want := incident.Declaration{Title: "checkout is down", Severity: "SEV2", Type: "service"}
	if diff := cmp.Diff(want, view.ReadDeclaration(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadDeclaration_reads_every_answer(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.DeclareForm(incident.Declaration{Title: "prefilled"}, words()), map[string]any{
		"How bad is it?": "🔴 SEV1", "What kind of incident?": "security", "What is happening?": "two\nlines",
		"Who may know?": []string{"Private"},
	})
	want := incident.Declaration{Title: "prefilled", Description: "two\nlines", Severity: "SEV1", Type: "security", Private: true}
	if diff := cmp.Diff(want, view.ReadDeclaration(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadUpdate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answers map[string]any
		want    incident.Update
	}{
		"offers the last impact and the usual time": {nil, incident.Update{UsersSee: "Nobody can pay; the cart itself works."}},
		"takes another time":                        {map[string]any{"When do we speak again?": "In 15 min"}, incident.Update{UsersSee: "Nobody can pay; the cart itself works.", Next: 15 * time.Minute}},
		"takes hours":                               {map[string]any{"When do we speak again?": "In 2 h"}, incident.Update{UsersSee: "Nobody can pay; the cart itself works.", Next: 2 * time.Hour}},
		"takes no promise": {
			map[string]any{"What do users see?": "All well", "What do we do about it?": "Sleep", "When do we speak again?": "No time promised"},
			incident.Update{UsersSee: "All well", WeDo: "Sleep", Next: incident.NoNext},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := submitted(t, view.UpdateForm(told(), words(), incident.Update{}), test.answers)
			if diff := cmp.Diff(test.want, view.ReadUpdate(v)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadSeverity_and_ReadStatus(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.SeverityForm(led(), words()), map[string]any{"How bad is it now?": "🔴 SEV1", "Why?": "worse"})
	if severity, reason := view.ReadSeverity(v); severity != "SEV1" || reason != "worse" {
		t.Errorf("ReadSeverity = %q, %q", severity, reason)
	}
	v = submitted(t, view.StatusForm(led(), words()), map[string]any{"Where do we stand?": "🎯 identified"})
	if got, want := view.ReadStatus(v), (incident.Standing{Status: incident.Identified}); got != want {
		t.Errorf("ReadStatus = %+v", got)
	}
	ref, err := view.ParseRef(v.PrivateMetadata)
	if want := (view.Ref{Number: 42, Holder: "U0BEN"}); err != nil || ref != want {
		t.Errorf("the form is about %v, %v; want %v", ref, err, want)
	}
}

func TestReads_of_a_view_without_state_are_empty(t *testing.T) {
	t.Parallel()
	if d := view.ReadDeclaration(slack.View{}); !reflect.DeepEqual(d, incident.Declaration{}) {
		t.Errorf("ReadDeclaration = %v", d)
	}
	if reason := view.ReadReason(slack.View{State: &slack.ViewState{}}); reason != "" {
		t.Errorf("ReadReason = %q", reason)
	}
}

func TestFieldErrors(t *testing.T) {
	t.Parallel()
	declare := submitted(t, view.DeclareForm(incident.Declaration{Title: "x"}, words()), nil)
	tests := map[string]struct {
		err  error
		want map[string]string
	}{
		"stand under the field":               {&incident.Refusal{Field: incident.FieldTitle, Reason: "No title.", Hint: "Type one."}, map[string]string{"title": "No title. Type one."}},
		"find a severity that is gone":        {&incident.UnknownError{What: "severity", Got: "SEV9", Known: []string{"SEV1", "SEV2"}}, map[string]string{"severity": "There is no such severity any more. Choose one of SEV1, SEV2."}},
		"leave what is about no field":        {&incident.Refusal{Reason: "INC-42 is closed."}, nil},
		"leave what is about another's field": {&incident.Refusal{Field: incident.FieldNote, Reason: "A note needs words."}, nil},
		"leave what is no refusal":            {errors.New("connection refused"), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, view.FieldErrors(declare, test.err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
