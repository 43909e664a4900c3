package slacksim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// entries are the blocks of a list in which every entry has the same controls.
func entries(names ...string) []args {
	var blocks []args
	for _, name := range names {
		edit := args{"type": "static_select", "action_id": "edit", "placeholder": plainText("Edit…"), "options": []args{option("Owner"), option("Due")}}
		act := args{"type": "button", "action_id": "accept", "text": plainText("Accept"), "value": name}
		blocks = append(blocks,
			args{"type": "section", "block_id": "of " + name, "text": args{"type": "mrkdwn", "text": "*" + name + "*"}, "accessory": edit},
			args{"type": "actions", "block_id": "on " + name, "elements": []args{act}})
	}
	return blocks
}

// action is the first action of a click.
func (e envelope) action() reply {
	return reply(e.Payload.at("actions").([]any)[0].(map[string]any))
}

func TestBeside_FindsTheControlsOfOneEntry(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	id := b.channel("inc-1")
	room := w.Channel("inc-1", ada)
	ts := b.must("chat.postMessage", args{"channel": id, "text": "x", "blocks": entries("runbook", "alert", "disk")}).str("ts")
	list := room.Message(ts)
	ada.Clicks(slacksim.Beside(list, "alert"), "Accept")
	ada.Chooses(slacksim.Beside(list, "disk"), "Edit…", "Due")
	ada.Chooses(slacksim.Beside(room, "runbook"), "Edit…", "Owner")
	ada.Clicks(list, "Accept")
	var got []string
	for _, e := range b.requests("interactive") {
		a := e.action()
		got = append(got, a.str("block_id")+" "+a.str("value")+a.str("selected_option", "value"))
	}
	if diff := cmp.Diff([]string{"on alert alert", "of disk Due", "of runbook Owner", "on runbook runbook"}, got); diff != "" {
		t.Error(diff)
	}
	last := b.requests("interactive")[3].Payload
	for entry, want := range map[string]string{"of runbook": "Owner", "of disk": "Due", "of alert": ""} {
		values := reply(last.at("state", "values", entry).(map[string]any))
		if got := values.str("edit", "selected_option", "value"); got != want {
			t.Errorf("the state says %q of %q, want %q", got, entry, want)
		}
	}
}

func TestClicks_InARoomMeanTheNewestMessageThatHasTheButton(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada"), w.Person("Bob")
	id := b.channel("inc-1")
	room := w.Channel("inc-1", ada, bob)
	post := func(text string, blocks ...args) string {
		return b.must("chat.postMessage", args{"channel": id, "text": text, "blocks": blocks}).str("ts")
	}
	post("old", section("old"), buttons("Accept"))
	newer := post("new", section("new"), buttons("Accept"))
	post("other", section("other"), buttons("Dismiss"))
	b.must("chat.postEphemeral", args{"channel": id, "user": bob.ID, "text": "psst", "blocks": []args{buttons("Accept")}})
	ada.Clicks(room, "Accept")
	bob.Clicks(room, "Accept")
	clicks := b.requests("interactive")
	if clicks[0].Payload.str("container", "message_ts") != newer || clicks[1].Payload.at("container", "is_ephemeral") != true {
		t.Errorf("Ada's is %v, Bob's is %v", clicks[0].Payload.at("container"), clicks[1].Payload.at("container"))
	}
}

func TestEphemeral_WithAMenuIsOnePersonsAndIsReplacedByItsAnswer(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada"), w.Person("Bob")
	id := b.channel("inc-1")
	room := w.Channel("inc-1", ada, bob)
	menu := args{"type": "static_select", "action_id": "section", "placeholder": plainText("Edit a section…"), "options": []args{option("Impact"), option("Cause")}}
	b.must("chat.postEphemeral", args{"channel": id, "user": ada.ID, "text": "x", "blocks": []args{
		{"type": "section", "block_id": "s", "text": args{"type": "mrkdwn", "text": "The *draft*"}, "accessory": menu},
	}})
	draft := room.ShowsOnlyTo(ada, "The draft  [Edit a section… ▾]")
	ada.Chooses(draft, "Edit a section…", "Cause")
	click := b.requests("interactive")[0]
	want := map[string]any{"type": "message", "message_ts": draft.TS(), "channel_id": id, "is_ephemeral": true}
	if diff := cmp.Diff(want, click.Payload.at("container")); diff != "" {
		t.Error(diff)
	}
	if click.action().str("selected_option", "value") != "Cause" || click.Payload.str("trigger_id") == "" ||
		click.Payload.at("state", "values", "s", "section", "selected_option", "value") != "Cause" || click.Payload.str("user", "id") != ada.ID {
		t.Errorf("the choice is %v", click.Payload)
	}
	b.must("views.open", args{"trigger_id": click.Payload.str("trigger_id"), "view": modal(nil)})
	ada.Modal("Declare").Cancels()

	link := click.Payload.str("response_url")
	if status, body := b.respond(link, args{"replace_original": true, "text": "Cause it is", "blocks": []args{section("Cause it is"), buttons("Undo")}}); status != 200 {
		t.Fatalf("replacing it: %d %s", status, body)
	}
	room.ShowsOnlyTo(ada, "Cause it is")
	ada.NeverSees("The draft")
	bob.NeverSees("Cause it is")
	ada.Clicks(draft, "Undo")
	if status, body := b.respond(link, args{"delete_original": true}); status != 200 || !draft.Deleted() {
		t.Errorf("deleting it: %d %s", status, body)
	}
	ada.NeverSees("Cause it is")
}

func TestEphemeral_IsClickedByNobodyElse(t *testing.T) {
	t.Parallel()
	failures := make(chan string, 1)
	b := install(t, slacksim.Options{Wait: time.Millisecond, Fail: func(format string, a ...any) {
		failures <- fmt.Sprintf(format, a...)
		panic("stop here")
	}})
	w := b.w
	ada, bob := w.Person("Ada"), w.Person("Bob")
	id := b.channel("inc-1")
	w.Channel("inc-1", ada, bob)
	b.must("chat.postEphemeral", args{"channel": id, "user": ada.ID, "text": "x", "blocks": []args{section("for Ada"), buttons("Go")}})
	seen := ada.Sees("for Ada")
	func() {
		defer func() { _ = recover() }()
		bob.Clicks(seen, "Go")
	}()
	if got := <-failures; !strings.Contains(got, "it is gone") {
		t.Errorf("it fails with %q", got)
	}
}
