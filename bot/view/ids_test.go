package view_test

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
)

func TestRef_comes_back_as_it_was_sent(t *testing.T) {
	t.Parallel()
	for _, ref := range []view.Ref{{Number: 42}, {Number: 1, Holder: "U123"}, {Number: 1, Item: "17"}, {Number: 7, Holder: "U1", Item: "0af3.99"}} {
		got, err := view.ParseRef(ref.String())
		if err != nil || got != ref {
			t.Errorf("ParseRef(%q) = %v, %v", ref.String(), got, err)
		}
	}
}

func TestParseRef_refuses_what_is_none(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "1", "1|42", "2|42|U1", "1|0|U1", "1|-3|", "1|x|U1", "1|42|U1|more", "1|42|U1|", "1|42|U1|1|2", "INC-42"} {
		if ref, err := view.ParseRef(s); err == nil {
			t.Errorf("ParseRef(%q) = %v", s, ref)
		}
	}
}

// Slack hands metadata back as JSON, within history.
func TestMetadata_is_found_again(t *testing.T) {
	t.Parallel()
	sent, err := json.Marshal(view.Metadata(42, "post/17"))
	if err != nil {
		t.Fatal(err)
	}
	var back slack.SlackMetadata
	if err := json.Unmarshal(sent, &back); err != nil {
		t.Fatal(err)
	}
	if n, key, ok := view.SurfaceOf(back); n != 42 || key != "post/17" || !ok {
		t.Errorf("SurfaceOf(%s) = %v, %q, %v", sent, n, key, ok)
	}
	for _, other := range []slack.SlackMetadata{
		{},
		{EventType: "theirs", EventPayload: back.EventPayload},
		{EventType: view.EventType},
		{EventType: view.EventType, EventPayload: map[string]any{"incident": "INC-42"}},
	} {
		if n, key, ok := view.SurfaceOf(other); ok {
			t.Errorf("SurfaceOf(%v) = %v, %q", other, n, key)
		}
	}
}

func TestMessage_Digest(t *testing.T) {
	t.Parallel()
	same, changed := justDeclared(), justDeclared()
	same.Version++
	changed.Severity = "SEV1"
	first := view.Card(justDeclared(), words(), view.Around{}).Digest()
	if view.Card(same, words(), view.Around{}).Digest() != first {
		t.Error("differs though the card looks the same")
	}
	if view.Card(changed, words(), view.Around{}).Digest() == first {
		t.Error("is the same though the severity is another")
	}
}
