package slacksim_test

import (
	"regexp"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPage_operating(t *testing.T) {
	t.Parallel()
	t.Run("clicks a button and opens, corrects, submits the form it brings", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada := w.Person("Ada")
		room := w.Channel("ops", ada, siren.app.Person())
		siren.answers(func(e envelope) any {
			switch e.Payload["type"] {
			case "block_actions":
				siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
			case "view_submission":
				values := e.Payload.at("view", "state", "values").(map[string]any)
				if reply(values).str("title", "title", "value") == "bad" {
					return args{"response_action": "errors", "errors": args{"title": "Not a good title."}}
				}
				siren.must("chat.postMessage", args{"channel": room.ID(), "text": "declared: " + text(values)})
			}
			return nil
		})
		ts := siren.must("chat.postMessage", args{"channel": room.ID(), "text": "card", "blocks": []args{section("*SEV1*"), buttons("Update", "Resolve")}}).str("ts")

		b := browse(t, w, ada)
		has(t, b.opens(room), "SEV1", "Update</button>", "Resolve</button>")
		form := b.does("click", room, "ts", ts, "click", "a=do_Update&b=acts&v=v-Update")
		has(t, form, `role="dialog"`, "Declare", `name="f:title"`, `<option value="SEV2"`)
		id := ada.Modal().ID()

		page := b.does("submit", room, "view", id, "f:title", "")
		has(t, page, "Please complete this required field.")
		page = b.does("submit", room, "view", id, "f:title", "bad", "f:sev", "SEV2")
		has(t, page, "Not a good title.", `value="bad"`, `<option value="SEV2" selected>`)
		page = b.does("submit", room, "view", id, "f:title", "good", "f:sev", "SEV2")
		lacks(t, page, `role="dialog"`)
		has(t, page, "declared: ", "good", "SEV2")
		if clicks := siren.requests("interactive"); clicks[0].Payload.at("actions").([]any)[0].(map[string]any)["value"] != "v-Update" {
			t.Errorf("the click carries %v", clicks[0].Payload.at("actions"))
		}
		has(t, b.does("submit", room, "view", id, "f:title", "again"), "That form is not open any more.")
	})
	t.Run("sends commands, shows what only this person sees, and closes a form", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada, eve := w.Person("Ada"), w.Person("Eve")
		room := w.Channel("ops", ada, eve)
		siren.answers(func(e envelope) any {
			if e.Payload.str("text") == "form" {
				siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
				return nil
			}
			return args{"text": "heard " + e.Payload.str("text"), "blocks": []args{section("heard *" + e.Payload.str("text") + "*"), buttons("Yes")}}
		})
		b := browse(t, w, ada)
		page := b.does("say", room, "text", "/incident help")
		has(t, page, "heard <b>help</b>", "only visible to you", "Yes</button>")
		lacks(t, browse(t, w, eve).opens(room), "heard <b>help</b>")
		ts := regexp.MustCompile(`name="ts" value="([^"]+)"`).FindAllStringSubmatch(page, -1)
		b.does("click", room, "ts", ts[len(ts)-1][1], "click", "a=do_Yes&b=acts&v=v-Yes")
		if got := siren.requests("interactive")[0].Payload.at("container", "is_ephemeral"); got != true {
			t.Errorf("the click in the ephemeral message says is_ephemeral %v", got)
		}

		has(t, b.does("say", room, "text", "/incident form"), `role="dialog"`)
		lacks(t, b.does("close", room, "view", ada.Modal().ID()), `role="dialog"`)
		if ada.HasModal() {
			t.Error("the form is still open")
		}
	})
	t.Run("sends no form that has nothing to send", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada := w.Person("Ada")
		room := w.Channel("ops", ada)
		siren.answers(func(e envelope) any {
			siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": args{
				"type": "modal", "title": plainText("About"), "blocks": []args{section("only to be read")},
			}})
			return nil
		})
		b := browse(t, w, ada)
		page := b.does("say", room, "text", "/incident about")
		has(t, page, "only to be read")
		lacks(t, page, `class="primary submit"`)
		has(t, b.does("submit", room, "view", ada.Modal().ID()), "This form has nothing to send.", "only to be read")
	})
	t.Run("chooses in menus, of people too", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada, bob := w.Person("Ada"), w.Person("Bob")
		room := w.Channel("ops", ada, siren.app.Person())
		elements := []args{
			{"type": "static_select", "action_id": "sev", "options": []args{option("SEV1"), option("SEV2")}},
			{"type": "users_select", "action_id": "who", "placeholder": plainText("Hand over")},
		}
		ts := siren.must("chat.postMessage", args{"channel": room.ID(), "text": "card", "blocks": []args{{"type": "actions", "block_id": "acts", "elements": elements}}}).str("ts")
		b := browse(t, w, ada)
		has(t, b.opens(room), `<option value="`+bob.ID+`">Bob</option>`)
		b.does("click", room, "ts", ts, "click", "a=sev&b=acts&v=", "e:a=sev&b=acts&v=", "SEV2")
		b.does("click", room, "ts", ts, "click", "a=who&b=acts&v=", "e:a=who&b=acts&v=", bob.ID)
		clicks := siren.requests("interactive")
		first := reply(clicks[0].Payload.at("actions").([]any)[0].(map[string]any))
		second := reply(clicks[1].Payload.at("actions").([]any)[0].(map[string]any))
		if first.str("selected_option", "value") != "SEV2" || second.str("selected_user") != bob.ID {
			t.Errorf("chose %v, %v", first, second)
		}
		has(t, b.does("click", room, "ts", ts, "click", "a=sev&b=acts&v=", "e:a=sev&b=acts&v=", "SEV9"), "there is no option")
		has(t, b.does("click", room, "ts", ts, "click", "a=nope&b=acts&v="), "That button is gone.")
	})
	t.Run("links channels, and buttons with an address, to where they lead", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada, eve := w.Person("Ada"), w.Person("Eve")
		room, secret := w.Channel("ops", ada, siren.app.Person()), w.PrivateChannel("inc-7-breach", ada)
		draft := ada.Says(room, "the draft")
		button := func(text, address string) args {
			return args{"type": "button", "action_id": text, "text": plainText(text), "url": address}
		}
		siren.must("chat.postMessage", args{"channel": room.ID(), "text": "card", "blocks": []args{
			section("open → <#" + secret.ID() + "> and #ops, not a#ops or #none"),
			{"type": "actions", "elements": []args{
				button("Draft", siren.must("chat.getPermalink", args{"channel": room.ID(), "message_ts": draft.TS()}).str("permalink")),
				button("Elsewhere", "https://runbooks.example/x"),
			}},
		}})
		page := browse(t, w, ada).opens(room)
		has(t, page,
			`<a href="/?as=`+ada.ID+`&amp;in=`+secret.ID()+`" class="channel">#inc-7-breach</a> and <a href="/?as=`+ada.ID+`&amp;in=`+room.ID()+`" class="channel">#ops</a>, not a#ops or #none`,
			`<a class="button" href="/?as=`+ada.ID+`&amp;in=`+room.ID()+`#m`+draft.TS()+`">Draft</a>`, `id="m`+draft.TS()+`"`,
			`<a class="button" href="https://runbooks.example/x">Elsewhere</a>`)
		lacks(t, browse(t, w, eve).opens(room), secret.ID())
	})
	t.Run("asks before a button in words, not in markup", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada := w.Person("Ada")
		room := w.Channel("ops", ada, siren.app.Person())
		siren.must("chat.postMessage", args{"channel": room.ID(), "text": "card", "blocks": []args{{"type": "actions", "elements": []args{{
			"type": "button", "action_id": "take", "text": plainText("Take"), "confirm": args{
				"title": plainText("Take command?"), "text": args{"type": "mrkdwn", "text": "<@" + ada.ID + "> leads *now*."},
				"confirm": plainText("Take"), "deny": plainText("No"),
			},
		}}}}})
		has(t, browse(t, w, ada).opens(room), `data-ask="Take command?" data-text="@Ada leads now." data-yes="Take" data-no="No"`)
	})
	t.Run("says when the app does not answer", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{Hub: quick})
		ada := w.Person("Ada")
		room := w.Channel("ops", ada, siren.app.Person())
		ts := siren.must("chat.postMessage", args{"channel": room.ID(), "text": "card", "blocks": []args{buttons("Go")}}).str("ts")
		siren.mu.Lock()
		siren.silent = true
		siren.mu.Unlock()
		has(t, browse(t, w, ada).does("click", room, "ts", ts, "click", "a=do_Go&b=acts&v=v-Go"), `class="notice"`)
	})
}
