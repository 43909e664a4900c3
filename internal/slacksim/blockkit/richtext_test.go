package blockkit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rich is a message of one rich_text block.
func rich(parts ...string) json.RawMessage {
	return json.RawMessage(`[{"type":"rich_text","elements":[` + strings.Join(parts, ",") + `]}]`)
}

func richPart(kind, more string, elements ...string) string {
	return `{"type":"rich_text_` + kind + `"` + more + `,"elements":[` + strings.Join(elements, ",") + `]}`
}

const (
	richWord  = `{"type":"text","text":"word"}`
	richClaim = `{"type":"text","text":"Errors stopped ","style":{"bold":true}}`
	richLink  = `{"type":"link","url":"https://acme.slack.example/archives/C1/p1795160820000000","text":"[3]"}`
)

func TestValidateMessage_RichText(t *testing.T) {
	t.Parallel()
	const at = " [json-pointer:/blocks/0/elements/0"
	for claim, c := range map[string]struct {
		part string
		want []string
	}{
		"takes every element of a line": {richPart("section", "",
			richClaim, richLink, `{"type":"user","user_id":"U1"}`, `{"type":"channel","channel_id":"C1","style":{"bold":true}}`,
			`{"type":"usergroup","usergroup_id":"S1"}`, `{"type":"emoji","name":"fire","skin_tone":2}`,
			`{"type":"broadcast","range":"here"}`, `{"type":"color","value":"#1264a3"}`,
			`{"type":"date","timestamp":1795160820,"format":"{date_short} at {time}","fallback":"then","url":"https://a.example"}`), nil},
		"takes a list in a list, with a border": {richPart("list", `,"style":"ordered","indent":1,"offset":4,"border":1`, richPart("section", "", richWord)), nil},
		"takes code with a link":                {richPart("preformatted", `,"border":0`, richWord, richLink), nil},
		"takes a quote":                         {richPart("quote", `,"border":1`, richWord, `{"type":"user","user_id":"U1"}`), nil},
		"refuses an unknown part":               {richPart("table", "", richWord), []string{"unsupported type: rich_text_table" + at + "/type]"}},
		"refuses an unknown element":            {richPart("section", "", `{"type":"mrkdwn","text":"*x*"}`), []string{"unsupported type: mrkdwn" + at + "/elements/0/type]"}},
		"refuses an empty text":                 {richPart("section", "", `{"type":"text","text":""}`), []string{"must be more than 0 characters" + at + "/elements/0/text]"}},
		"refuses an unknown style":              {richPart("section", "", `{"type":"text","text":"x","style":{"huge":true}}`), []string{"invalid additional property: huge" + at + "/elements/0/style]"}},
		"refuses a style by its name":           {richPart("section", "", `{"type":"text","text":"x","style":"bold"}`), []string{"must provide an object" + at + "/elements/0/style]"}},
		"refuses a link that leads nowhere":     {richPart("section", "", `{"type":"link","url":"see here"}`), []string{"must be a valid URL" + at + "/elements/0/url]"}},
		"refuses a link of 3001 characters":     {richPart("section", "", `{"type":"link","url":"https://a.example/`+q(2983)+`"}`), []string{"must be less than 3001 characters" + at + "/elements/0/url]"}},
		"refuses a user by name":                {richPart("section", "", `{"type":"user","name":"ada"}`), []string{"missing required field: user_id" + at + "/elements/0]", "invalid additional property: name" + at + "/elements/0]"}},
		"refuses a broadcast to some":           {richPart("section", "", `{"type":"broadcast","range":"some"}`), []string{"must be a valid enum value" + at + "/elements/0/range]"}},
		"refuses a colour by name":              {richPart("section", "", `{"type":"color","value":"red"}`), []string{"must be a valid color" + at + "/elements/0/value]"}},
		"refuses a date in words":               {richPart("section", "", `{"type":"date","timestamp":"today","format":"{date}"}`), []string{"must provide an integer" + at + "/elements/0/timestamp]"}},
		"refuses a list without a style":        {richPart("list", "", richPart("section", "", richWord)), []string{"missing required field: style" + at + "]"}},
		"refuses a list of bare texts":          {richPart("list", `,"style":"bullet"`, richWord), []string{"unsupported type: text" + at + "/elements/0/type]"}},
		"refuses an indent of nine":             {richPart("list", `,"style":"bullet","indent":9`, richPart("section", "", richWord)), []string{"must be less than or equal to 8" + at + "/indent]"}},
		"refuses a border of two":               {richPart("quote", `,"border":2`, richWord), []string{"must be less than or equal to 1" + at + "/border]"}},
		"refuses a mention in code":             {richPart("preformatted", "", `{"type":"user","user_id":"U1"}`), []string{"unsupported type: user" + at + "/elements/0/type]"}},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			diffLines(t, c.want, ValidateMessage(rich(c.part)))
		})
	}
}

func TestBlocksText_RichText(t *testing.T) {
	t.Parallel()
	blocks := rich(
		richPart("section", "", `{"type":"text","text":"Summary","style":{"bold":true}}`, `{"type":"text","text":"\n"}`),
		richPart("list", `,"style":"bullet"`, item(richClaim, richLink), item(`{"type":"user","user_id":"U1"}`, `{"type":"text","text":" rolled back in "}`, `{"type":"channel","channel_id":"C1"}`)),
		richPart("list", `,"style":"ordered","indent":1,"offset":2`, item(`{"type":"emoji","name":"fire"}`), item(`{"type":"date","timestamp":1795160820,"format":"{time}","fallback":"then"}`)),
		richPart("preformatted", "", `{"type":"text","text":"kubectl rollout undo\n  deploy/tide"}`),
		richPart("quote", "", `{"type":"text","text":"*not bold* <@U1>\n& still quoted"}`),
		richPart("section", "", `{"type":"broadcast","range":"here"}`, `{"type":"text","text":" "}`, `{"type":"usergroup","usergroup_id":"S1"}`, `{"type":"text","text":" "}`, `{"type":"color","value":"#1264a3"}`, `{"type":"text","text":" "}`, `{"type":"link","url":"https://a.example"}`),
	)
	const want = `Summary
• Errors stopped [3]
• @Ada rolled back in #inc-42-checkout-down
  3. 🔥
  4. 2:47 AM
kubectl rollout undo
  deploy/tide
> *not bold* <@U1>
> & still quoted
@here @payments-oncall #1264a3 https://a.example`
	if diff := cmp.Diff(want, BlocksText(blocks, newYork{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLength_CountsWhatIsReadAndWhereItLeads(t *testing.T) {
	t.Parallel()
	link := `{"type":"link","url":"https://a.example","text":"ab"}`
	for blocks, want := range map[string]int{
		`[]`:                     0,
		`nonsense`:               0,
		`[{"type":"divider"}]`:   0,
		string(rich(item(link))): 19,
		`[{"type":"section","text":{"type":"mrkdwn","text":"äöü"}},{"type":"markdown","text":"abc"}]`:                                         6,
		fmt.Sprintf(`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"},"value":%q}]}]`, "not counted"): 2,
	} {
		if got := Length(json.RawMessage(blocks)); got != want {
			t.Errorf("Length(%s) = %d, want %d", blocks, got, want)
		}
	}
}

func item(elements ...string) string { return richPart("section", "", elements...) }
