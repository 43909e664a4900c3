package blockkit

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const form = `{"type":"modal","title":{"type":"plain_text","text":"Declare"},"submit":{"type":"plain_text","text":"Declare"},"close":{"type":"plain_text","text":"Cancel"},"blocks":[
 {"type":"input","block_id":"title","label":{"type":"plain_text","text":"Title"},"element":{"type":"plain_text_input","action_id":"v","min_length":3,"max_length":10,"placeholder":{"type":"plain_text","text":"what is wrong"}}},
 {"type":"input","block_id":"sev","optional":true,"label":{"type":"plain_text","text":"Severity"},"hint":{"type":"plain_text","text":"How bad is it?"},"element":{"type":"radio_buttons","action_id":"v","options":[{"text":{"type":"plain_text","text":"SEV1"},"value":"1"},{"text":{"type":"plain_text","text":"SEV2"},"value":"2"}],"initial_option":{"text":{"type":"plain_text","text":"SEV1"},"value":"1"}}}
]}`

// one makes a form of one field called F.
func one(element, flags string) json.RawMessage {
	return json.RawMessage(`{"type":"modal","blocks":[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"F"},"element":` + element + flags + `}]}`)
}

func TestInputs(t *testing.T) {
	t.Parallel()
	got := Inputs(json.RawMessage(form))
	want := []Input{
		{BlockID: "title", ActionID: "v", Label: "Title", Placeholder: "what is wrong", Type: "plain_text_input", MinLength: 3, MaxLength: 10},
		{
			BlockID: "sev", ActionID: "v", Label: "Severity", Hint: "How bad is it?", Type: "radio_buttons", Optional: true,
			Options: []Option{{Text: "SEV1", Value: "1"}, {Text: "SEV2", Value: "2"}}, Initial: Option{Text: "SEV1", Value: "1"},
		},
	}
	raw := cmp.Transformer("withoutRaw", func(o Option) [2]string { return [2]string{o.Text, o.Value} })
	if diff := cmp.Diff(want, got, raw); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	t.Run("takes labels and block_ids, texts and values, and keeps what stands", func(t *testing.T) {
		t.Parallel()
		for _, values := range []map[string]any{
			{"Title": "Checkout"},
			{"title": "Checkout", "sev": "1"},
			{"Title": "Checkout", "Severity": "SEV1"},
			{"Title": "Checkout", "Severity": Option{Text: "SEV1", Value: "1"}},
		} {
			got, errs := State(json.RawMessage(form), values)
			want := `{"values":{"sev":{"v":{"selected_option":{"text":{"text":"SEV1","type":"plain_text"},"value":"1"},"type":"radio_buttons"}},"title":{"v":{"type":"plain_text_input","value":"Checkout"}}}}`
			if diff := cmp.Diff(want, string(got)); diff != "" || errs != nil {
				t.Errorf("%v: %v (-want +got):\n%s", values, errs, diff)
			}
		}
	})
	t.Run("sends null for what is cleared", func(t *testing.T) {
		t.Parallel()
		got, errs := State(json.RawMessage(form), map[string]any{"Title": "Checkout", "Severity": nil})
		want := `{"values":{"sev":{"v":{"selected_option":null,"type":"radio_buttons"}},"title":{"v":{"type":"plain_text_input","value":"Checkout"}}}}`
		if diff := cmp.Diff(want, string(got)); diff != "" || errs != nil {
			t.Errorf("%v (-want +got):\n%s", errs, diff)
		}
	})
	t.Run("names the fields when one is not there", func(t *testing.T) {
		t.Parallel()
		_, errs := State(json.RawMessage(form), map[string]any{"Title": "Checkout", "Sverity": "SEV1"})
		want := []FieldError{{Message: `no field "Sverity" here; there is: Title, Severity`}}
		if diff := cmp.Diff(want, errs); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("covers the elements of messages", func(t *testing.T) {
		t.Parallel()
		got, _ := State(json.RawMessage(card), nil)
		want := `{"values":{"b":{"sev":{"selected_option":{"text":{"text":"SEV2","type":"plain_text"},"value":"2"},"type":"static_select"},"who":{"selected_user":null,"type":"users_select"}}}}`
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestState_field(t *testing.T) {
	t.Parallel()
	const options = `"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"B"},"value":"b"}]`
	const (
		a = `{"text":{"text":"A","type":"plain_text"},"value":"a"}`
		b = `{"text":{"text":"B","type":"plain_text"},"value":"b"}`
	)
	dawn := time.Date(2026, 11, 20, 2, 47, 0, 0, time.UTC)
	for claim, c := range map[string]struct {
		element string
		flags   string
		value   any
		want    string // the entry; "" when an error is expected
		problem string
	}{
		"a blank is something typed":    {`{"type":"plain_text_input","action_id":"v"}`, ``, "  ", `{"type":"plain_text_input","value":"  "}`, ""},
		"an empty text is null":         {`{"type":"plain_text_input","action_id":"v"}`, `,"optional":true`, "", `{"type":"plain_text_input","value":null}`, ""},
		"a required text must be there": {`{"type":"plain_text_input","action_id":"v"}`, ``, "", "", "Please complete this required field."},
		"a text can be too short":       {`{"type":"plain_text_input","action_id":"v","min_length":3}`, ``, "éé", "", "Please enter at least 3 characters."},
		"a text can be too long":        {`{"type":"plain_text_input","action_id":"v","max_length":3}`, ``, "éééé", "", "Please enter at most 3 characters."},
		"3000 characters is the most":   {`{"type":"plain_text_input","action_id":"v"}`, ``, q(3001), "", "Please enter at most 3000 characters."},
		"an e-mail address":             {`{"type":"email_text_input","action_id":"v"}`, ``, "a@b.example", `{"type":"email_text_input","value":"a@b.example"}`, ""},
		"no e-mail address":             {`{"type":"email_text_input","action_id":"v"}`, ``, "ada", "", "Please enter a valid email address."},
		"a URL":                         {`{"type":"url_text_input","action_id":"v"}`, ``, "https://a.example", `{"type":"url_text_input","value":"https://a.example"}`, ""},
		"no URL":                        {`{"type":"url_text_input","action_id":"v"}`, ``, "a.example", "", "Please enter a valid URL."},
		"a number":                      {`{"type":"number_input","action_id":"v","is_decimal_allowed":false}`, ``, 30, `{"type":"number_input","value":"30"}`, ""},
		"no number":                     {`{"type":"number_input","action_id":"v","is_decimal_allowed":false}`, ``, "ten", "", "Please enter a number."},
		"a fraction":                    {`{"type":"number_input","action_id":"v","is_decimal_allowed":false}`, ``, "1.5", "", "Please enter a whole number."},
		"too small a number":            {`{"type":"number_input","action_id":"v","is_decimal_allowed":true,"min_value":"5"}`, ``, "1.5", "", "Please enter 5 or more."},
		"too large a number":            {`{"type":"number_input","action_id":"v","is_decimal_allowed":true,"max_value":"5"}`, ``, "5.1", "", "Please enter 5 or less."},
		"rich text":                     {`{"type":"rich_text_input","action_id":"v"}`, ``, "hi", `{"rich_text_value":{"elements":[{"elements":[{"text":"hi","type":"text"}],"type":"rich_text_section"}],"type":"rich_text"},"type":"rich_text_input"}`, ""},
		"an option":                     {`{"type":"static_select","action_id":"v",` + options + `}`, ``, "B", `{"selected_option":` + b + `,"type":"static_select"}`, ""},
		"an option of a group":          {`{"type":"static_select","action_id":"v","option_groups":[{"label":{"type":"plain_text","text":"G"},` + options + `}]}`, ``, "b", `{"selected_option":` + b + `,"type":"static_select"}`, ""},
		"no such option":                {`{"type":"static_select","action_id":"v",` + options + `}`, ``, "C", "", `there is no option "C"; there is: A, B`},
		"two options where one goes":    {`{"type":"static_select","action_id":"v",` + options + `}`, ``, []string{"A", "B"}, "", "Only one can be chosen."},
		"several options":               {`{"type":"checkboxes","action_id":"v",` + options + `}`, ``, []string{"A", "b"}, `{"selected_options":[` + a + `,` + b + `],"type":"checkboxes"}`, ""},
		"no box ticked":                 {`{"type":"checkboxes","action_id":"v",` + options + `}`, `,"optional":true`, nil, `{"selected_options":[],"type":"checkboxes"}`, ""},
		"more than may be chosen":       {`{"type":"multi_static_select","action_id":"v","max_selected_items":1,` + options + `}`, ``, []string{"A", "B"}, "", "Please choose at most 1."},
		"an option the app answered":    {`{"type":"external_select","action_id":"v"}`, ``, Option{Text: "X", Value: "x"}, `{"selected_option":{"text":{"emoji":true,"text":"X","type":"plain_text"},"value":"x"},"type":"external_select"}`, ""},
		"a user":                        {`{"type":"users_select","action_id":"v"}`, ``, "U1", `{"selected_user":"U1","type":"users_select"}`, ""},
		"users":                         {`{"type":"multi_users_select","action_id":"v"}`, ``, []string{"U1", "U2"}, `{"selected_users":["U1","U2"],"type":"multi_users_select"}`, ""},
		"a channel":                     {`{"type":"channels_select","action_id":"v"}`, ``, "C1", `{"selected_channel":"C1","type":"channels_select"}`, ""},
		"a conversation":                {`{"type":"conversations_select","action_id":"v"}`, ``, "D1", `{"selected_conversation":"D1","type":"conversations_select"}`, ""},
		"nobody":                        {`{"type":"users_select","action_id":"v"}`, ``, nil, "", "Please complete this required field."},
		"a date":                        {`{"type":"datepicker","action_id":"v"}`, ``, "2026-11-20", `{"selected_date":"2026-11-20","type":"datepicker"}`, ""},
		"a date of an instant":          {`{"type":"datepicker","action_id":"v"}`, ``, dawn, `{"selected_date":"2026-11-20","type":"datepicker"}`, ""},
		"no date":                       {`{"type":"datepicker","action_id":"v"}`, ``, "20.11.", "", "20.11. is not of the form YYYY-MM-DD."},
		"a time":                        {`{"type":"timepicker","action_id":"v","timezone":"America/New_York"}`, ``, dawn, `{"selected_time":"02:47","timezone":"America/New_York","type":"timepicker"}`, ""},
		"no time":                       {`{"type":"timepicker","action_id":"v"}`, ``, "2:47", "", "2:47 is not of the form HH:MM."},
		"a moment":                      {`{"type":"datetimepicker","action_id":"v"}`, ``, dawn, `{"selected_date_time":1795142820,"type":"datetimepicker"}`, ""},
		"files":                         {`{"type":"file_input","action_id":"v"}`, ``, []string{"F1"}, `{"files":[{"id":"F1"}],"type":"file_input"}`, ""},
		"too many files":                {`{"type":"file_input","action_id":"v","max_files":1}`, ``, []string{"F1", "F2"}, "", "Please attach at most 1."},
		"a value of the wrong kind":     {`{"type":"plain_text_input","action_id":"v"}`, ``, true, "", "cannot type bool here"},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			got, errs := State(one(c.element, c.flags), map[string]any{"F": c.value})
			if c.problem != "" {
				if diff := cmp.Diff([]FieldError{{"b", "F", c.problem}}, errs); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				return
			}
			if diff := cmp.Diff(`{"values":{"b":{"v":`+c.want+`}}}`, string(got)); diff != "" || errs != nil {
				t.Errorf("%v (-want +got):\n%s", errs, diff)
			}
		})
	}
}
