package blockkit

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// newYork reads as Ada would at her desk at noon on 20 November 2026.
type newYork struct{}

func (newYork) User(id string) string {
	return map[string]string{"U1": "Ada", "U2": "snake_case_*star*"}[id]
}

func (newYork) Channel(id string) string { return map[string]string{"C1": "inc-42-checkout-down"}[id] }
func (newYork) Group(id string) string   { return map[string]string{"S1": "payments-oncall"}[id] }
func (newYork) Now() time.Time           { return time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC) }
func (newYork) Location() *time.Location { return time.FixedZone("EST", -5*60*60) }

func TestMrkdwnText(t *testing.T) {
	t.Parallel()
	for claim, c := range map[string]struct{ in, want string }{
		"names people, channels, groups":          {"<@U1> in <#C1>, ask <!subteam^S1>", "@Ada in #inc-42-checkout-down, ask @payments-oncall"},
		"falls back to the label, then to the id": {"<@U9|grace> <@U9> <#C9|ops>", "@grace @U9 #ops"},
		"shows broadcasts as they read":           {"<!here> <!channel|channel>", "@here @channel"},
		"shows a link by its label":               {"<https://a.example/x|the graph>", "the graph"},
		"shows a bare link by its address":        {"<https://a.example/?a=1&amp;b=2>", "https://a.example/?a=1&b=2"},
		"shows an address to mail":                {"<mailto:a@b.example|write>, <mailto:a@b.example>", "write, a@b.example"},
		"unescapes entities once":                 {"a &lt;b&gt; &amp;lt;", "a <b> &lt;"},
		"takes off marks at word edges":           {"*bold* _it_ ~no~ (*x*) *_both_*", "bold it no (x) both"},
		"takes off neighbouring marks":            {"*a* *b* *c* *d*", "a b c d"},
		"leaves marks inside words":               {"snake_case_name 2*3*4 a * b * c", "snake_case_name 2*3*4 a * b * c"},
		"leaves code alone":                       {"run `*x* _y_ :fire:` now", "run *x* _y_ :fire: now"},
		"takes off marks around code":             {"*run `a_b` now*", "run a_b now"},
		"leaves a code block alone":               {"```\n*x* &lt;-\n```", "*x* <-"},
		"keeps a tick that is never closed":       {"it`s", "it`s"},
		"keeps quotes":                            {"&gt; said", "> said"},
		"does not format names":                   {"<@U2>", "@snake_case_*star*"},
		"keeps a bracket that is never closed":    {"a < b", "a < b"},
		"draws emoji it knows":                    {":pushpin: at 10:30:45 :unheard_of:", "📌 at 10:30:45 :unheard_of:"},
		"an escaped token stays text":             {"&lt;!channel&gt; &lt;https://evil.example|slack.com&gt;", "<!channel> <https://evil.example|slack.com>"},
		"dates in the reader's zone":              {"<!date^1795160820^{date_short_pretty} at {time}|x>", "today at 2:47 AM"},
		"dates with a link":                       {"<!date^1795074420^{date_pretty}^https://a.example|x>", "yesterday"},
		"dates far away in full":                  {"<!date^1392734382^{date_num} {date} {date_long} {date_short} {time_secs}|x>", "2014-02-18 February 18th, 2014 Tuesday, February 18th, 2014 Feb 18, 2014 9:39:42 AM"},
		"dates as spans":                          {"<!date^1795186800^{ago}|x> <!date^1795194060^{ago}|x>", "2 hours ago in 1 minute"},
		"falls back on an unknown date token":     {"<!date^1392734382^{moon}|in February>", "in February"},
		"falls back on a broken date":             {"<!date^soon^{time}|later>", "later"},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			if got := MrkdwnText(c.in, newYork{}); got != c.want {
				t.Errorf("MrkdwnText(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
	t.Run("does without names", func(t *testing.T) {
		t.Parallel()
		if got := MrkdwnText("<@U1> <!date^0^{date_num}|x>", nil); got != "@U1 1970-01-01" {
			t.Errorf("got %q", got)
		}
	})
}

const card = `[
 {"type":"header","text":{"type":"plain_text","text":":rotating_light: INC-42 Checkout is down"}},
 {"type":"section","text":{"type":"mrkdwn","text":"*Next:* take command"},"accessory":{"type":"button","action_id":"help","text":{"type":"plain_text","text":"Help"}}},
 {"type":"section","fields":[{"type":"mrkdwn","text":"*Severity:*\nSEV1"},{"type":"mrkdwn","text":"*Commander*\n<@U1>"},{"type":"mrkdwn","text":"*Impact:* all shops"},{"type":"plain_text","text":"*raw*"}]},
 {"type":"divider"},
 {"type":"actions","block_id":"b","elements":[
  {"type":"button","action_id":"take","text":{"type":"plain_text","text":"Take command"},"style":"primary","value":"inc-42","confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"plain_text","text":"You lead."}}},
  {"type":"static_select","action_id":"sev","placeholder":{"type":"plain_text","text":"Severity"},"options":[{"text":{"type":"plain_text","text":"SEV1"},"value":"1"},{"text":{"type":"plain_text","text":"SEV2"},"value":"2"}],"initial_option":{"text":{"type":"plain_text","text":"SEV2"},"value":"2"}},
  {"type":"users_select","action_id":"who","placeholder":{"type":"plain_text","text":"Hand over"}}]},
 {"type":"context","elements":[{"type":"mrkdwn","text":"declared by <@U1>"},{"type":"image","image_url":"https://a.example/x.png","alt_text":"face"}]},
 {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"see "},{"type":"user","user_id":"U1"},{"type":"text","text":" "},{"type":"link","url":"https://a.example"}]},{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},{"type":"rich_text_section","elements":[{"type":"emoji","name":"fire"}]}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"a\nb"}]}]},
 {"type":"markdown","text":"# Draft\n- **bold** and [a link](https://a.example), snake_case and 2 \\* 3\n` + "```\\n# code\\n```" + `"},
 {"type":"table","rows":[[{"type":"raw_text","text":"Time"},{"type":"raw_text","text":"What"}],[{"type":"raw_text","text":"02:47 AM"},{"type":"raw_text","text":"Declared"}]]}
]`

func TestBlocksText(t *testing.T) {
	t.Parallel()
	t.Run("reads like the message", func(t *testing.T) {
		t.Parallel()
		const want = `🚨 INC-42 Checkout is down
Next: take command  [Help]
Severity: SEV1
Commander: @Ada
Impact: all shops
*raw*
────────
[Take command] [SEV2 ▾] [Hand over ▾]
declared by @Ada · [image: face]
see @Ada https://a.example
1. one
2. 🔥
> a
> b
Draft
• bold and a link, snake_case and 2 * 3
# code
Time      What
02:47 AM  Declared`
		if diff := cmp.Diff(want, BlocksText(json.RawMessage(card), newYork{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("reads a form with its title, hints and buttons", func(t *testing.T) {
		t.Parallel()
		const want = `Declare
Title: [what is wrong]
Severity (optional): ◉ SEV1 ○ SEV2
How bad is it?
[Cancel] [Declare]`
		if diff := cmp.Diff(want, BlocksText(json.RawMessage(form), newYork{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("gives options with a description a line each, and a question no colon", func(t *testing.T) {
		t.Parallel()
		const blocks = `[{"type":"input","label":{"type":"plain_text","text":"How bad?"},"element":{"type":"radio_buttons","options":[{"text":{"type":"plain_text","text":"SEV1"},"value":"1","description":{"type":"plain_text","text":"all are hit"}},{"text":{"type":"plain_text","text":"SEV2"},"value":"2"}]}}]`
		const want = "How bad?\n  ○ SEV1 – all are hit\n  ○ SEV2"
		if diff := cmp.Diff(want, BlocksText(json.RawMessage(blocks), nil)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("the sample is valid", func(t *testing.T) {
		t.Parallel()
		if problems := ValidateMessage(json.RawMessage(card)); problems != nil {
			t.Errorf("%q", problems)
		}
		if problems := ValidateView(json.RawMessage(form)); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

func TestActions(t *testing.T) {
	t.Parallel()
	got := Actions(json.RawMessage(card))
	type brief struct{ Path, Block, Action, Label, Value, Style string }
	var seen []brief
	for _, e := range got {
		seen = append(seen, brief{e.Path, e.BlockID, e.ActionID, e.Label, e.Value, e.Style})
	}
	want := []brief{
		{"/1/accessory", "", "help", "Help", "", ""},
		{"/4/elements/0", "b", "take", "Take command", "inc-42", "primary"},
		{"/4/elements/1", "b", "sev", "Severity", "", ""},
		{"/4/elements/2", "b", "who", "Hand over", "", ""},
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&Confirm{"Sure?", "You lead.", "Yes", "No"}, got[1].Confirm); diff != "" {
		t.Errorf("confirm (-want +got):\n%s", diff)
	}
	t.Run("a button sends its text and value", func(t *testing.T) {
		t.Parallel()
		sameText(t, got[1].Action, nil, `{"action_id":"take","block_id":"b","style":"primary","text":{"text":"Take command","type":"plain_text"},"type":"button","value":"inc-42"}`)
	})
	t.Run("a menu sends the option", func(t *testing.T) {
		t.Parallel()
		sameText(t, got[2].Action, "SEV1", `{"action_id":"sev","block_id":"b","selected_option":{"text":{"text":"SEV1","type":"plain_text"},"value":"1"},"type":"static_select"}`)
	})
	t.Run("a menu of people sends the id", func(t *testing.T) {
		t.Parallel()
		sameText(t, got[3].Action, "U1", `{"action_id":"who","block_id":"b","selected_user":"U1","type":"users_select"}`)
	})
	t.Run("an option that is not there is an error", func(t *testing.T) {
		t.Parallel()
		if _, err := got[2].Action("SEV9"); err == nil || err.Error() != `Severity: there is no option "SEV9"; there is: SEV1, SEV2` {
			t.Errorf("got %v", err)
		}
	})
}

func sameText(t *testing.T, act func(any) (json.RawMessage, error), choice any, want string) {
	t.Helper()
	got, err := act(choice)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	once := Normalize(json.RawMessage(card))
	t.Run("gives every block and element an id of its own", func(t *testing.T) {
		t.Parallel()
		seen := map[string]bool{}
		for _, b := range blocksOf(once) {
			id := stringOf(b["block_id"])
			if id == "" || seen[id] {
				t.Errorf("block_id %q is empty or taken", id)
			}
			seen[id] = true
		}
		for _, a := range Actions(once) {
			if a.ActionID == "" {
				t.Errorf("%s has no action_id", a.Path)
			}
		}
	})
	t.Run("states emoji and verbatim", func(t *testing.T) {
		t.Parallel()
		got := Normalize(json.RawMessage(`[{"type":"section","block_id":"a","text":{"type":"mrkdwn","text":"<x>"},"fields":[{"type":"plain_text","text":"y","emoji":false}]},{"type":"header","block_id":"b","text":{"type":"plain_text","text":"z"}}]`))
		want := `[{"block_id":"a","fields":[{"emoji":false,"text":"y","type":"plain_text"}],"text":{"text":"<x>","type":"mrkdwn","verbatim":false},"type":"section"},{"block_id":"b","text":{"emoji":true,"text":"z","type":"plain_text"},"type":"header"}]`
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("changes nothing the second time", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff(string(once), string(Normalize(once))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("what was valid stays valid", func(t *testing.T) {
		t.Parallel()
		if problems := ValidateMessage(once); problems != nil {
			t.Errorf("%q", problems)
		}
		if problems := ValidateView(Normalize(json.RawMessage(form))); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}
