package slacksim_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// samples is where the recorded shapes of Slack's own SDK lie, beside the checkout.
const samples = "../../../shared/data/slack-samples"

// further are keys that Slack sends and the samples lack, each with its source.
var further = map[string]string{
	"items.channel":                "docs.slack.dev, pins.list; the sample is of a pinned file",
	"items.message":                "as items.channel",
	"channel.properties.canvas":    "docs.slack.dev, conversations.canvases.create, and the sample of conversations.join",
	"event.metadata.event_payload": "docs.slack.dev, Message metadata",
	"event.event_ts":               "docs.slack.dev, Events API: every inner event has one",
	"event.view.blocks":            "pruned from the sample",
	"view.blocks":                  "pruned from the sample",
	"api_app_id":                   "docs.slack.dev, interaction payloads",
	"response_urls":                "docs.slack.dev, view_submission",
	"actions":                      "docs.slack.dev, block_actions",
	"action_ts":                    "docs.slack.dev, shortcuts",
}

// TestAnswers_HaveNoKeysThatSlackDoesNotSend walks through the whole API and through everything that goes
// over the socket, and compares the keys with recorded ones.
func TestAnswers_HaveNoKeysThatSlackDoesNotSend(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(samples); err != nil {
		t.Skip("the recorded samples are not here")
	}
	w, b := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada Lovelace"), w.Person("Bob Byte")
	w.Group("oncall", ada)
	general := w.Channel("general", ada)
	compare := func(method string, r reply) reply {
		t.Helper()
		if r["ok"] != true {
			t.Errorf("%s: %v", method, r)
		}
		checkKeys(t, filepath.Join("api", method), r)
		return r
	}
	do := func(method string, a args) reply {
		t.Helper()
		return compare(method, b.call(method, a))
	}
	do("auth.test", nil)
	do("team.info", nil)
	do("users.info", args{"user": ada.ID})
	do("users.list", nil)
	do("users.lookupByEmail", args{"email": "ada.lovelace@acme.example"})
	do("usergroups.list", args{"include_users": "true"})
	id := do("conversations.create", args{"name": "inc-1"}).str("channel", "id")
	do("conversations.invite", args{"channel": id, "users": ada.ID})
	b.must("conversations.invite", args{"channel": id, "users": bob.ID})
	do("conversations.kick", args{"channel": id, "user": bob.ID})
	do("conversations.join", args{"channel": id})
	do("conversations.join", args{"channel": general.ID()})
	do("conversations.setTopic", args{"channel": id, "topic": "t"})
	do("conversations.setPurpose", args{"channel": id, "purpose": "p"})
	do("conversations.rename", args{"channel": id, "name": "inc-1-down"})
	meta := args{"event_type": "card", "event_payload": args{"key": "1"}}
	ts := do("chat.postMessage", args{"channel": id, "text": "hi", "blocks": []args{section("hi"), buttons("Go")}, "metadata": meta}).str("ts")
	do("chat.postMessage", args{"channel": id, "text": "reply", "thread_ts": ts, "reply_broadcast": "true"})
	do("chat.update", args{"channel": id, "ts": ts, "text": "ho", "blocks": []args{section("ho"), buttons("Go")}})
	do("chat.postEphemeral", args{"channel": id, "user": ada.ID, "text": "psst"})
	do("chat.getPermalink", args{"channel": id, "message_ts": ts})
	do("pins.add", args{"channel": id, "timestamp": ts})
	do("pins.list", args{"channel": id})
	do("reactions.add", args{"channel": id, "timestamp": ts, "name": "eyes"})
	do("reactions.get", args{"channel": id, "timestamp": ts})
	mark := do("bookmarks.add", args{"channel_id": id, "title": "Call", "type": "link", "link": "https://call.example"}).str("bookmark", "id")
	do("bookmarks.edit", args{"channel_id": id, "bookmark_id": mark, "title": "Bridge"})
	do("bookmarks.list", args{"channel_id": id})
	do("conversations.canvases.create", args{"channel_id": id, "document_content": args{"type": "markdown", "markdown": "# x"}})
	do("canvases.create", args{"title": "x"})
	do("conversations.info", args{"channel": id, "include_num_members": "true"})
	do("conversations.members", args{"channel": id})
	do("conversations.list", nil)
	do("conversations.open", args{"users": ada.ID})
	do("conversations.open", args{"users": ada.ID, "return_im": "true"})
	up := do("files.getUploadURLExternal", args{"filename": "pm.md", "length": "2"})
	b.upload(up.str("upload_url"), "text/markdown", "pm")
	do("files.completeUploadExternal", args{"files": []args{{"id": up.str("file_id")}}, "channel_id": id})
	do("views.publish", args{"user_id": ada.ID, "view": args{"type": "home", "blocks": []args{section("home")}}})

	room := w.ChannelNamed("inc-1")
	said := ada.Says(room, "well <ok> @siren")
	ada.Replies(said, "a reply")
	ada.RepliesToAll(said, "for all")
	ada.Edits(said, "better")
	ada.Reacts(said, "pushpin")
	ada.Unreacts(said, "pushpin")
	ada.Pins(said)
	ada.Unpins(said)
	ada.Uploads(room, "shot.png", []byte("png"))
	ada.Deletes(ada.Says(room, "oops"))
	ada.OpensHome(b.app)
	ada.Changes(slacksim.PersonOptions{DisplayName: "Ada"})
	closed := w.PrivateChannel("closed", ada, b.app.Person())
	ada.Renames(closed, "closed-2")
	ada.Archives(closed)
	do("conversations.history", args{"channel": id, "include_all_metadata": "true"})
	do("conversations.replies", args{"channel": id, "ts": ts})
	do("pins.remove", args{"channel": id, "timestamp": ts})
	b.answers(func(e envelope) any {
		switch e.Payload["type"] {
		case "view_submission":
			return args{"response_action": "push", "view": modal(args{"notify_on_close": true})}
		case "block_actions", "message_action":
			view := compare("views.open", b.call("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})).str("view", "id")
			compare("views.update", b.call("views.update", args{"view_id": view, "view": modal(nil)}))
		}
		return nil
	})
	ada.Types(room, "/incident x")
	ada.Clicks(room.Message(ts), "Go")
	ada.Fills(ada.Modal(), "Title", "x").Submits()
	ada.Modal().Cancels()
	ada.ShortcutOn(said, "Keep this")
	do("chat.delete", args{"channel": id, "ts": ts})
	ada.Archives(w.Channel("to-go", ada, b.app.Person()))
	do("conversations.archive", args{"channel": id})

	b.app.Saw()
	for _, e := range w.Events() {
		var payload reply
		_ = json.Unmarshal(e.Payload, &payload)
		checkKeys(t, filepath.Join("events", sampleOf(payload)), payload)
	}
	for _, e := range append(b.requests("interactive"), b.requests("slash_commands")...) {
		names := map[string]string{
			"block_actions": "BlockActionPayload", "view_submission": "ViewSubmissionPayload", "view_closed": "ViewClosedPayload",
			"message_action": "MessageShortcutPayload", "": "SlashCommandPayload",
		}
		checkKeys(t, filepath.Join("interactive", names[e.Payload.str("type")]), e.Payload)
	}
}

// sampleOf is the name of the sample for an event.
func sampleOf(payload reply) string {
	name, _ := payload.at("event", "type").(string)
	if subtype, special := payload.at("event", "subtype").(string); special {
		switch subtype {
		case "channel_join", "file_share", "message_changed", "message_deleted", "thread_broadcast":
			name += "_" + strings.TrimPrefix(subtype, "message_")
		}
	}
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String() + "Payload"
}

// checkKeys reports the keys of a value that the sample of that name has not.
func checkKeys(t *testing.T, name string, got reply) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(samples, name+".json"))
	if err != nil {
		t.Errorf("no sample for %s", name)
		return
	}
	var want any
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	var extra []string
	surplus(want, map[string]any(got), "", &extra)
	slices.Sort(extra)
	if extra = slices.Compact(extra); len(extra) > 0 {
		t.Errorf("%s has keys of its own: %s", name, strings.Join(extra, ", "))
	}
}

// surplus collects the paths in got that want has not. An emptied object or list in the sample says
// nothing about what is in it.
func surplus(want, got any, path string, extra *[]string) {
	switch g := got.(type) {
	case map[string]any:
		w, _ := want.(map[string]any)
		if len(w) == 0 {
			return
		}
		for key, value := range g {
			at := strings.TrimPrefix(path+"."+key, ".")
			inner, there := w[key]
			if _, known := further[at]; known || !there && isMessage(g) && messageKeys()[key] {
				continue
			}
			if !there {
				*extra = append(*extra, at)
				continue
			}
			surplus(inner, value, at, extra)
		}
	case []any:
		w, _ := want.([]any)
		if len(w) == 0 {
			return
		}
		for _, item := range g {
			surplus(w[0], item, path, extra)
		}
	}
}

// isMessage tells whether an object is a message: samples differ in which of its keys they show, and one
// list is good for all.
func isMessage(o map[string]any) bool { return o["type"] == "message" || o["type"] == "app_mention" }

// messageKeys are the keys of messages in conversations.history and in a message event.
var messageKeys = sync.OnceValue(func() map[string]bool {
	keys := map[string]bool{}
	var history struct {
		Messages []map[string]any `json:"messages"`
	}
	var event struct {
		Event map[string]any `json:"event"`
	}
	for name, into := range map[string]any{"api/conversations.history": &history, "events/MessagePayload": &event} {
		if raw, err := os.ReadFile(filepath.Join(samples, name+".json")); err == nil {
			_ = json.Unmarshal(raw, into)
		}
	}
	for _, o := range append(history.Messages, event.Event) {
		for key := range o {
			keys[key] = true
		}
	}
	return keys
})
