package blockkit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// q is n characters.
func q(n int) string { return strings.Repeat("é", n) }

func repeat(item string, n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = strings.ReplaceAll(item, "#", fmt.Sprint(i))
	}
	return "[" + strings.Join(items, ",") + "]"
}

const label = `{"type":"plain_text","text":"x"}`

func TestValidateMessage(t *testing.T) {
	t.Parallel()
	options := func(n int) string { return repeat(`{"text":{"type":"plain_text","text":"o#"},"value":"v#"}`, n) }
	for claim, c := range map[string]struct {
		blocks string
		want   []string // without the leading [ERROR]
	}{
		"takes no blocks":       {``, nil},
		"takes null":            {`null`, nil},
		"takes an empty array":  {`[]`, nil},
		"takes 50 blocks":       {repeat(`{"type":"divider"}`, 50), nil},
		"refuses 51 blocks":     {repeat(`{"type":"divider"}`, 51), []string{"no more than 50 items allowed [json-pointer:/blocks]"}},
		"refuses an object":     {`{}`, []string{"must provide an array [json-pointer:/blocks]"}},
		"refuses broken JSON":   {`[{`, []string{"must provide valid JSON [json-pointer:/blocks]"}},
		"refuses a bare string": {`["x"]`, []string{"must provide an object [json-pointer:/blocks/0]"}},
		"refuses a block without a type": {`[{"text":"x"}]`, []string{
			"missing required field: type [json-pointer:/blocks/0]",
		}},
		"refuses an unknown block": {`[{"type":"sections"}]`, []string{
			"unsupported type: sections [json-pointer:/blocks/0/type]",
		}},
		"refuses an unknown field": {`[{"type":"divider","colour":"red"}]`, []string{
			"invalid additional property: colour [json-pointer:/blocks/0]",
		}},
		"refuses two blocks of one id": {`[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, []string{
			"`block_id` \"a\" already exists [json-pointer:/blocks/1/block_id]",
		}},
		"refuses a block_id of 256 characters": {`[{"type":"divider","block_id":"` + q(256) + `"}]`, []string{
			"must be less than 256 characters [json-pointer:/blocks/0/block_id]",
		}},

		"counts characters, not bytes": {`[{"type":"section","text":{"type":"mrkdwn","text":"` + q(3000) + `"}}]`, nil},
		"refuses a section text of 3001 characters": {`[{"type":"section","text":{"type":"mrkdwn","text":"` + q(3001) + `"}}]`, []string{
			"failed to match all allowed schemas [json-pointer:/blocks/0/text]",
			"must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
		}},
		"refuses an empty section text": {`[{"type":"section","text":{"type":"mrkdwn","text":""}}]`, []string{
			"failed to match all allowed schemas [json-pointer:/blocks/0/text]",
			"must be more than 0 characters [json-pointer:/blocks/0/text/text]",
		}},
		"refuses a section that says nothing": {`[{"type":"section"}]`, []string{
			"must define either `text` or `fields` [json-pointer:/blocks/0/type]",
		}},
		"refuses 11 fields": {`[{"type":"section","fields":` + repeat(label, 11) + `}]`, []string{
			"no more than 10 items allowed [json-pointer:/blocks/0/fields]",
		}},
		"refuses a field of 2001 characters": {`[{"type":"section","fields":[{"type":"plain_text","text":"` + q(2001) + `"}]}]`, []string{
			"failed to match all allowed schemas [json-pointer:/blocks/0/fields/0]",
			"must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
		}},
		"refuses emoji on mrkdwn": {`[{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}]`, []string{
			"failed to match all allowed schemas [json-pointer:/blocks/0/text]",
			"invalid additional property: emoji [json-pointer:/blocks/0/text]",
		}},
		"refuses a text input as an accessory": {`[{"type":"section","text":` + label + `,"accessory":{"type":"plain_text_input"}}]`, []string{
			"unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
		}},

		"refuses a header of 151 characters": {`[{"type":"header","text":{"type":"plain_text","text":"` + q(151) + `"}}]`, []string{
			"must be less than 151 characters [json-pointer:/blocks/0/text/text]",
		}},
		"refuses mrkdwn in a header": {`[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, []string{
			"unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
		}},
		"refuses 11 context elements": {`[{"type":"context","elements":` + repeat(label, 11) + `}]`, []string{
			"no more than 10 items allowed [json-pointer:/blocks/0/elements]",
		}},
		"refuses an empty context": {`[{"type":"context","elements":[]}]`, []string{
			"must provide at least 1 items [json-pointer:/blocks/0/elements]",
		}},

		"takes 25 buttons": {`[{"type":"actions","elements":` + repeat(`{"type":"button","action_id":"a#","text":`+label+`}`, 25) + `}]`, nil},
		"refuses 26 buttons": {`[{"type":"actions","elements":` + repeat(`{"type":"button","action_id":"a#","text":`+label+`}`, 26) + `}]`, []string{
			"no more than 25 items allowed [json-pointer:/blocks/0/elements]",
		}},
		"refuses two elements of one action_id in a block": {`[{"type":"actions","elements":` + repeat(`{"type":"button","action_id":"a","text":`+label+`}`, 2) + `}]`, []string{
			"`action_id` \"a\" already exists [json-pointer:/blocks/0/elements/1/action_id]",
		}},
		"takes one action_id in two blocks": {repeat(`{"type":"actions","elements":[{"type":"button","action_id":"a","text":`+label+`}]}`, 2), nil},
		"refuses a button without text": {`[{"type":"actions","elements":[{"type":"button"}]}]`, []string{
			"missing required field: text [json-pointer:/blocks/0/elements/0]",
		}},
		"refuses a button of 76 characters": {`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"` + q(76) + `"}}]}]`, []string{
			"must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
		}},
		"refuses a button value of 2001 characters": {`[{"type":"actions","elements":[{"type":"button","text":` + label + `,"value":"` + q(2001) + `"}]}]`, []string{
			"must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
		}},
		"refuses a style that is null": {`[{"type":"actions","elements":[{"type":"button","text":` + label + `,"style":null}]}]`, []string{
			"must provide a string [json-pointer:/blocks/0/elements/0/style]",
		}},
		"refuses a style that is not offered": {`[{"type":"actions","elements":[{"type":"button","text":` + label + `,"style":"default"}]}]`, []string{
			"must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
		}},
		"refuses a button that opens no URL": {`[{"type":"actions","elements":[{"type":"button","text":` + label + `,"url":"see here"}]}]`, []string{
			"must be a valid URL [json-pointer:/blocks/0/elements/0/url]",
		}},
		"refuses a confirm text of 301 characters": {`[{"type":"actions","elements":[{"type":"button","text":` + label + `,"confirm":{"title":` + label + `,"text":{"type":"mrkdwn","text":"` + q(301) + `"}}}]}]`, []string{
			"failed to match all allowed schemas [json-pointer:/blocks/0/elements/0/confirm/text]",
			"must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
		}},

		"refuses a menu of 101 options": {`[{"type":"actions","elements":[{"type":"static_select","options":` + options(101) + `}]}]`, []string{
			"no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
		}},
		"refuses a menu without options": {`[{"type":"actions","elements":[{"type":"static_select"}]}]`, []string{
			"must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
		}},
		"refuses six overflow options": {`[{"type":"actions","elements":[{"type":"overflow","options":` + options(6) + `}]}]`, []string{
			"no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
		}},
		"refuses 11 checkboxes": {`[{"type":"actions","elements":[{"type":"checkboxes","options":` + options(11) + `}]}]`, []string{
			"no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
		}},
		"refuses a first choice that is not offered": {`[{"type":"actions","elements":[{"type":"static_select","options":` + options(1) + `,"initial_option":{"text":` + label + `,"value":"z"}}]}]`, []string{
			"must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
		}},
		"refuses a first choice that is null": {`[{"type":"actions","elements":[{"type":"static_select","options":` + options(1) + `,"initial_option":null}]}]`, []string{
			"must provide an object [json-pointer:/blocks/0/elements/0/initial_option]",
		}},
		"refuses an option value of 151 characters": {`[{"type":"actions","elements":[{"type":"static_select","options":[{"text":` + label + `,"value":"` + q(151) + `"}]}]}]`, []string{
			"must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
		}},

		"refuses an image without alt_text": {`[{"type":"image","image_url":"https://a.example/x.png"}]`, []string{
			"missing required field: alt_text [json-pointer:/blocks/0]",
		}},
		"refuses an image without a picture": {`[{"type":"image","alt_text":"x"}]`, []string{
			"missing required field: image_url [json-pointer:/blocks/0]",
		}},
		"refuses file_input in a message": {`[{"type":"input","label":` + label + `,"element":{"type":"file_input"}}]`, []string{
			"unsupported type: file_input [json-pointer:/blocks/0/element/type]",
		}},
		"takes an input": {`[{"type":"input","label":` + label + `,"element":{"type":"plain_text_input"}}]`, nil},

		"takes markdown of 12,000 characters": {`[{"type":"markdown","text":"` + q(12000) + `"}]`, nil},
		"refuses markdown of 12,001 characters": {`[{"type":"markdown","text":"` + q(12001) + `"}]`, []string{
			"must be less than 12001 characters [json-pointer:/blocks/0/text]",
		}},
		"counts markdown over all blocks": {repeat(`{"type":"markdown","text":"`+q(6001)+`"}`, 2), []string{
			"must be less than 12001 characters [json-pointer:/blocks/1/text]",
		}},
		"refuses two tables": {repeat(`{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`, 2), []string{
			"only_one_table_allowed [json-pointer:/blocks/1]",
		}},
		"refuses an empty cell": {`[{"type":"table","rows":[[{"type":"raw_text","text":""}]]}]`, []string{
			"must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
		}},
		"refuses 21 columns": {`[{"type":"table","rows":[` + repeat(`{"type":"raw_text","text":"x"}`, 21) + `]}]`, []string{
			"no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
		}},
		"refuses a style on a nested rich text element": {`[{"type":"rich_text","elements":[{"type":"rich_text_section","style":"bullet","elements":[]}]}]`, []string{
			"invalid additional property: style [json-pointer:/blocks/0/elements/0]",
		}},
		"takes feedback and icon buttons": {`[{"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":` + label + `,"value":"1"},"negative_button":{"text":` + label + `,"value":"0"}},{"type":"icon_button","icon":"trash","text":` + label + `}]}]`, nil},
		"takes an alert":                  {`[{"type":"alert","level":"warning","text":` + label + `}]`, nil},
		"reports every problem at once": {`[{"type":"section"},{"type":"header"}]`, []string{
			"must define either `text` or `fields` [json-pointer:/blocks/0/type]",
			"missing required field: text [json-pointer:/blocks/1]",
		}},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			diffLines(t, c.want, ValidateMessage(json.RawMessage(c.blocks)))
		})
	}
}

func TestValidateView(t *testing.T) {
	t.Parallel()
	const schema = "failed to match all allowed schemas [json-pointer:/view]"
	input := `{"type":"input","label":` + label + `,"element":{"type":"plain_text_input"}}`
	for claim, c := range map[string]struct {
		view string
		want []string
	}{
		"takes a modal":              {`{"type":"modal","title":` + label + `,"blocks":[]}`, nil},
		"takes a Home tab":           {`{"type":"home","blocks":[{"type":"divider"}]}`, nil},
		"takes inputs with a submit": {`{"type":"modal","title":` + label + `,"submit":` + label + `,"blocks":[` + input + `]}`, nil},
		"refuses inputs without a submit": {`{"type":"modal","title":` + label + `,"blocks":[{"type":"divider"},` + input + `]}`, []string{
			"must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
		}},
		"takes inputs on a Home tab": {`{"type":"home","blocks":[` + input + `]}`, nil},
		"refuses a modal without a title": {`{"type":"modal","blocks":[]}`, []string{
			schema,
			"missing required field: title [json-pointer:/view]",
		}},
		"refuses a title of 25 characters": {`{"type":"modal","title":{"type":"plain_text","text":"` + q(25) + `"},"blocks":[]}`, []string{
			schema,
			"must be less than 25 characters [json-pointer:/view/title/text]",
		}},
		"refuses private_metadata of 3001 characters": {`{"type":"modal","title":` + label + `,"blocks":[],"private_metadata":"` + q(3001) + `"}`, []string{
			schema,
			"must be less than 3001 characters [json-pointer:/view/private_metadata]",
		}},
		"refuses a callback_id of 256 characters": {`{"type":"modal","title":` + label + `,"blocks":[],"callback_id":"` + q(256) + `"}`, []string{
			schema,
			"must be less than 256 characters [json-pointer:/view/callback_id]",
		}},
		"refuses fields that only Slack sets": {`{"type":"modal","title":` + label + `,"blocks":[],"id":"V1","hash":"x"}`, []string{
			schema,
			"invalid additional property: hash [json-pointer:/view]",
			"invalid additional property: id [json-pointer:/view]",
		}},
		"refuses 101 blocks": {`{"type":"home","blocks":` + repeat(`{"type":"divider"}`, 101) + `}`, []string{
			schema,
			"no more than 100 items allowed [json-pointer:/view/blocks]",
		}},
		"takes 100 blocks":             {`{"type":"home","blocks":` + repeat(`{"type":"divider"}`, 100) + `}`, nil},
		"refuses blocks of messages":   {`{"type":"home","blocks":[{"type":"markdown","text":"x"}]}`, []string{schema, "unsupported type: markdown [json-pointer:/view/blocks/0/type]"}},
		"refuses an unknown view":      {`{"type":"dialog","blocks":[]}`, []string{schema, "unsupported type: dialog [json-pointer:/view/type]"}},
		"takes file_input in a modal":  {`{"type":"modal","title":` + label + `,"submit":` + label + `,"blocks":[{"type":"input","label":` + label + `,"element":{"type":"file_input"}}]}`, nil},
		"refuses more than 250 KB":     {`{"type":"home","blocks":[],"private_metadata":"` + strings.Repeat("x", MaxViewBytes) + `"}`, []string{"must be less than 250001 bytes [json-pointer:/view]"}},
		"refuses a home tab's title":   {`{"type":"home","title":` + label + `,"blocks":[]}`, []string{schema, "invalid additional property: title [json-pointer:/view]"}},
		"refuses two focused elements": {`{"type":"home","blocks":` + repeat(`{"type":"input","block_id":"b#","label":`+label+`,"element":{"type":"plain_text_input","focus_on_load":true}}`, 2) + `}`, []string{"only one element may define `focus_on_load` [json-pointer:/view/blocks/1/element/focus_on_load]"}},
		"refuses an over-long first text": {`{"type":"home","blocks":[{"type":"input","label":` + label + `,"element":{"type":"plain_text_input","max_length":2,"initial_value":"abc"}}]}`, []string{
			schema,
			"must be less than 3 characters [json-pointer:/view/blocks/0/element/initial_value]",
		}},
		"refuses a minimum above the maximum": {`{"type":"home","blocks":[{"type":"input","label":` + label + `,"element":{"type":"plain_text_input","max_length":2,"min_length":3}}]}`, []string{
			schema,
			"must be less than or equal to `max_length` [json-pointer:/view/blocks/0/element/min_length]",
		}},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			diffLines(t, c.want, ValidateView(json.RawMessage(c.view)))
		})
	}
}

func diffLines(t *testing.T, want, got []string) {
	t.Helper()
	for i := range want {
		want[i] = "[ERROR] " + want[i]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages differ (-want +got):\n%s", diff)
	}
}
