package slacksim_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// question is an input block.
func question(label, kind string, more args) args {
	element := args{"type": kind, "action_id": "v"}
	for k, v := range more {
		element[k] = v
	}
	return args{"type": "input", "block_id": label, "label": plainText(label), "optional": true, "element": element}
}

func TestFills_EveryKindOfField(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada"), w.Person("Bob")
	ops := w.Channel("ops", ada)
	phases := args{"options": []args{option("Prevent"), option("Detect")}}
	b.must("views.open", args{"trigger_id": b.command(ada), "view": modal(args{"blocks": []args{
		question("Text", "plain_text_input", args{"multiline": true, "initial_value": "first line\nsecond line"}),
		question("Kept", "plain_text_input", args{"multiline": true, "initial_value": "as it was\nand stays"}),
		question("Owner", "users_select", args{"initial_user": bob.ID}),
		question("Where", "channels_select", nil),
		question("Due", "datepicker", args{"initial_date": "2026-12-01"}),
		question("Phase", "radio_buttons", phases),
		question("Also", "checkboxes", phases),
		question("Kind", "static_select", phases),
	}})})
	form := ada.Modal()
	got := map[string]string{}
	for _, label := range []string{"Text", "Owner", "Due", "Phase"} {
		got[label] = form.Answer(label)
	}
	if diff := cmp.Diff(map[string]string{"Text": "first line\nsecond line", "Owner": bob.ID, "Due": "2026-12-01", "Phase": ""}, got); diff != "" {
		t.Errorf("it opens with (-want +got):\n%s", diff)
	}
	ada.Fills(form, "Text", form.Answer("Text")+"\nthird line", "Owner", ada, "Where", ops, "Due", time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC),
		"Phase", "Detect", "Also", []string{"Prevent", "Detect"}, "Kind", "Prevent")
	if got := form.Answer("Phase"); got != "Detect" {
		t.Errorf("Phase holds %q", got)
	}
	if out := form.Submits(); out.Kind != slacksim.Closed {
		t.Fatalf("it comes to %+v", out)
	}
	sent := b.requests("interactive")[0].Payload
	for _, c := range []struct {
		label, key string
		want       any
	}{
		{"Text", "value", "first line\nsecond line\nthird line"},
		{"Kept", "value", "as it was\nand stays"},
		{"Owner", "selected_user", ada.ID},
		{"Where", "selected_channel", ops.ID()},
		{"Due", "selected_date", "2026-12-24"},
	} {
		if got := sent.at("view", "state", "values", c.label, "v", c.key); got != c.want {
			t.Errorf("%s was sent as %v, want %v", c.label, got, c.want)
		}
	}
	for label, want := range map[string]any{"Phase": "Detect", "Kind": "Prevent"} {
		if got := sent.at("view", "state", "values", label, "v", "selected_option", "value"); got != want {
			t.Errorf("%s was sent as %v, want %v", label, got, want)
		}
	}
	if got := sent.at("view", "state", "values", "Also", "v", "selected_options").([]any); len(got) != 2 {
		t.Errorf("Also was sent as %v", got)
	}
}

func TestChooses_EveryKindOfElementInAMessage(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	room := w.Channel("inc-1", ada)
	options := []args{option("One"), option("Two")}
	element := func(kind string, more args) args {
		e := args{"type": kind, "action_id": kind}
		for k, v := range more {
			e[k] = v
		}
		return e
	}
	b.must("chat.postMessage", args{"channel": id, "text": "x", "blocks": []args{
		{"type": "section", "block_id": "s", "text": plainText("pick"), "accessory": element("radio_buttons", args{"options": options})},
		{"type": "actions", "block_id": "a", "elements": []args{
			element("checkboxes", args{"options": options}), element("overflow", args{"options": options}),
			element("static_select", args{"options": options}), element("users_select", nil), element("datepicker", nil),
		}},
	}})
	for _, c := range []struct {
		kind, block string
		choice      any
		key         string
		want        any
	}{
		{"radio_buttons", "s", "Two", "selected_option", "Two"},
		{"checkboxes", "a", []string{"One", "Two"}, "selected_options", "One Two"},
		{"overflow", "a", "One", "selected_option", "One"},
		{"static_select", "a", "Two", "selected_option", "Two"},
		{"users_select", "a", ada, "selected_user", ada.ID},
		{"datepicker", "a", "2026-12-24", "selected_date", "2026-12-24"},
	} {
		if out := ada.Chooses(room, c.kind, c.choice); out.Kind != slacksim.Acked {
			t.Fatalf("%s comes to %+v", c.kind, out)
		}
		all := b.requests("interactive")
		click := all[len(all)-1]
		if click.Payload.str("trigger_id") == "" || click.action().str("block_id") != c.block {
			t.Errorf("%s sends %v", c.kind, click.Payload)
		}
		if got := values(click.action()[c.key]); got != c.want {
			t.Errorf("%s chose %v, want %v", c.kind, got, c.want)
		}
		state := click.Payload.at("state", "values", c.block, c.kind)
		if c.kind == "overflow" {
			if state != nil {
				t.Errorf("the state has the overflow menu: %v", state)
			}
			continue
		}
		if got := values(reply(state.(map[string]any))[c.key]); got != c.want {
			t.Errorf("the state of %s is %v, want %v", c.kind, got, c.want)
		}
	}
}

// values writes what was chosen in a word: of options their values.
func values(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		return reply(v).str("value")
	case []any:
		s := ""
		for i, o := range v {
			if i > 0 {
				s += " "
			}
			s += values(o)
		}
		return s
	}
	return ""
}
