package slacksim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// command has a person type /incident and returns the trigger_id.
func (b *bot) command(p *slacksim.Person) string {
	b.t.Helper()
	p.Types(b.w.Channel("general", p), "/incident")
	all := b.requests("slash_commands")
	return all[len(all)-1].Payload.str("trigger_id")
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	open := func(trigger string) string {
		return b.call("views.open", args{"trigger_id": trigger, "view": modal(nil)}).failed()
	}
	trigger := b.command(ada)
	if got := open(trigger); got != "" {
		t.Errorf("a fresh one: %q", got)
	}
	if got := open(trigger); got != "exchanged_trigger_id" {
		t.Errorf("a used one: %q", got)
	}
	if got := open("1.2.3"); got != "invalid_trigger_id" {
		t.Errorf("a made-up one: %q", got)
	}
	trigger = b.command(ada)
	w.Advance(3100 * time.Millisecond)
	if got := open(trigger); got != "expired_trigger_id" {
		t.Errorf("one of 3.1 s ago: %q", got)
	}
}

func TestViewsOpen_IsStrictAboutViews(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	for name, c := range map[string]struct {
		view any
		want string
	}{
		"no view":              {nil, "invalid_arguments"},
		"a title of 25":        {modal(args{"title": plainText(strings.Repeat("x", 25))}), "invalid_arguments"},
		"inputs and no submit": {modal(args{"submit": nil}), "invalid_arguments"},
		"a home tab":           {args{"type": "home", "blocks": []args{section("x")}}, "invalid_arguments"},
		"more than 250 KB":     {modal(args{"private_metadata": strings.Repeat("x", 251_000)}), "view_too_large"},
		"metadata over 3000":   {modal(args{"private_metadata": strings.Repeat("x", 3001)}), "invalid_arguments"},
	} {
		r := b.call("views.open", args{"trigger_id": b.command(ada), "view": c.view})
		if r.failed() != c.want {
			t.Errorf("%s: %v, want %q", name, r, c.want)
		}
	}
	if ada.HasModal() {
		t.Error("a refused view is open")
	}
}

func TestViewsUpdate(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	v := b.must("views.open", args{"trigger_id": b.command(ada), "view": modal(args{"external_id": "form-1"})})
	id, hash := v.str("view", "id"), v.str("view", "hash")
	form := ada.Modal()
	ada.Fills(form, "Title", "kept", "Severity", "SEV2")

	b.must("views.update", args{"view_id": id, "hash": hash, "view": modal(args{"title": plainText("Second"), "external_id": "form-1"})})
	form.Shows("Second")
	if got := b.call("views.update", args{"view_id": id, "hash": hash, "view": modal(nil)}).failed(); got != "hash_conflict" {
		t.Errorf("with the old hash: %q", got)
	}
	b.must("views.update", args{"external_id": "form-1", "view": modal(args{"title": plainText("Third")})})
	if out := form.Submits(); out.Kind != slacksim.Closed {
		t.Errorf("submitted: %+v", out)
	}
	values := b.requests("interactive")[0].Payload.at("view", "state", "values")
	want := map[string]any{
		"title": map[string]any{"title": map[string]any{"type": "plain_text_input", "value": "kept"}},
		"sev": map[string]any{"sev": map[string]any{"type": "static_select", "selected_option": map[string]any{
			"text": map[string]any{"type": "plain_text", "text": "SEV2", "emoji": true}, "value": "SEV2",
		}}},
	}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Error(diff)
	}
	if got := b.call("views.update", args{"view_id": id, "view": modal(nil)}).failed(); got != "not_found" {
		t.Errorf("after it was closed: %q", got)
	}
}

func TestViews_LieOnOneAnotherThreeHigh(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	titled := func(title string) args {
		return modal(args{
			"title": plainText(title), "notify_on_close": true,
			"blocks": []args{section("x"), buttons("Deeper")}, "submit": nil,
		})
	}
	b.must("views.open", args{"trigger_id": b.command(ada), "view": titled("One")})
	if got := b.call("views.push", args{"trigger_id": b.command(ada), "view": titled("No")}).failed(); got != "not_found" {
		t.Errorf("a push with the trigger of a command: %q", got)
	}
	push := func(from, to string) string {
		ada.Clicks(ada.Modal(from), "Deeper")
		all := b.requests("interactive")
		return b.call("views.push", args{"trigger_id": all[len(all)-1].Payload.str("trigger_id"), "view": titled(to)}).failed()
	}
	for i, want := range []string{"", "", "push_limit_reached"} {
		if got := push([]string{"One", "Two", "Three"}[i], []string{"Two", "Three", "Four"}[i]); got != want {
			t.Errorf("push %d: %q, want %q", i+1, got, want)
		}
	}
	top := ada.Modal("Three")
	top.Cancels()
	ada.Modal("Two").Dismisses()
	if ada.HasModal() {
		t.Error("the × leaves a modal open")
	}
	var closed []reply
	for _, e := range b.requests("interactive") {
		if e.Payload.str("type") == "view_closed" {
			closed = append(closed, e.Payload)
		}
	}
	if len(closed) != 2 || closed[0].at("is_cleared") != false || closed[0].str("view", "id") != top.ID() ||
		closed[1].at("is_cleared") != true || closed[1].at("view", "previous_view_id") != nil {
		t.Errorf("view_closed came as %v", closed)
	}
}

func TestSubmission(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ack  any
		want slacksim.OutcomeKind
	}{
		"without_a_payload_closes":       {nil, slacksim.Closed},
		"with_an_empty_payload_closes":   {args{}, slacksim.Closed},
		"with_clear_closes_all":          {args{"response_action": "clear"}, slacksim.Cleared},
		"with_update_shows_the_new_view": {args{"response_action": "update", "view": modal(nil)}, slacksim.Updated},
		"with_push_opens_another":        {args{"response_action": "push", "view": modal(nil)}, slacksim.Pushed},
		"with_errors_shows_them":         {args{"response_action": "errors", "errors": args{"title": "too dull"}}, slacksim.Refused},
		"with_errors_elsewhere_breaks":   {args{"response_action": "errors", "errors": args{"nowhere": "x"}}, slacksim.Failed},
		"with_a_bad_view_breaks":         {args{"response_action": "update", "view": args{"type": "modal"}}, slacksim.Failed},
		"with_an_unknown_action_breaks":  {args{"response_action": "dance"}, slacksim.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, b := open(t, slacksim.Options{})
			ada := w.Person("Ada")
			b.must("views.open", args{"trigger_id": b.command(ada), "view": modal(nil)})
			b.answers(func(envelope) any { return c.ack })
			form := ada.Modal()
			out := ada.Fills(form, "Title", "x").Submits()
			if out.Kind != c.want {
				t.Errorf("the outcome is %+v, want %s", out, c.want)
			}
			if c.want == slacksim.Refused && out.Errors["Title"] != "too dull" {
				t.Errorf("the errors are %v", out.Errors)
			}
			if gone := c.want == slacksim.Closed || c.want == slacksim.Cleared; form.Open() == gone {
				t.Errorf("the form is open: %v", form.Open())
			}
		})
	}
}

func TestSubmission_TwiceAtOnceHasTwoTriggersAndOneHash(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	b.must("views.open", args{"trigger_id": b.command(ada), "view": modal(nil)})
	first, second := ada.Fills(ada.Modal(), "Title", "x").SubmitsTwice()
	if first.Kind != slacksim.Closed || second.Kind != slacksim.Closed {
		t.Errorf("outcomes %+v and %+v", first, second)
	}
	all := b.requests("interactive")
	if len(all) != 2 || all[0].Payload.str("view", "hash") != all[1].Payload.str("view", "hash") ||
		all[0].Payload.str("trigger_id") == all[1].Payload.str("trigger_id") {
		t.Errorf("the payloads are %v", all)
	}
}

func TestSubmission_WithoutAnAckIsAConnectionError(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{Hub: quick})
	ada := w.Person("Ada")
	b.must("views.open", args{"trigger_id": b.command(ada), "view": modal(nil)})
	b.mu.Lock()
	b.silent = true
	b.mu.Unlock()
	form := ada.Modal()
	if out := ada.Fills(form, "Title", "x").Submits(); out.Kind != slacksim.Failed || !form.Open() {
		t.Errorf("the outcome is %+v", out)
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	home := ada.OpensHome(b.app)
	if opened := b.got("app_home_opened"); len(opened) != 1 || opened[0].str("user") != ada.ID || opened[0].at("view") != nil {
		t.Fatalf("opened: %v", opened)
	}
	tab := func(text string) args {
		return args{"type": "home", "blocks": []args{section(text), buttons("Declare")}}
	}
	v := b.must("views.publish", args{"user_id": ada.ID, "view": tab("nothing burns")})
	home.Shows("nothing burns")
	b.must("views.publish", args{"user_id": ada.ID, "view": tab("INC-1 burns"), "hash": v.str("view", "hash")})
	home.Shows("INC-1 burns")
	if got := b.call("views.publish", args{"user_id": ada.ID, "view": tab("x"), "hash": v.str("view", "hash")}).failed(); got != "hash_conflict" {
		t.Errorf("with an old hash: %q", got)
	}
	ada.Clicks(home, "Declare")
	click := b.requests("interactive")[0].Payload
	if click.str("view", "type") != "home" || click.str("container", "type") != "view" || click.at("channel") != nil {
		t.Errorf("the click is %v", click)
	}
	b.must("views.open", args{"trigger_id": click.str("trigger_id"), "view": modal(nil)})
	ada.Modal("Declare")
}

func TestChooses_ListensWhereTheFormDoes(t *testing.T) {
	t.Parallel()
	w, b := open(t, slacksim.Options{})
	ada := w.Person("Ada")
	choice := args{"type": "static_select", "action_id": "pick", "options": []args{option("SEV1"), option("SEV2")}}
	blocks := []args{
		{"type": "input", "block_id": "sev", "label": plainText("Severity"), "dispatch_action": true, "element": choice},
		{"type": "input", "block_id": "who", "label": plainText("Who"), "element": args{"type": "users_select", "action_id": "u"}},
	}
	b.must("views.open", args{"trigger_id": b.command(ada), "view": modal(args{"blocks": blocks})})
	form := ada.Modal()
	ada.Chooses(form, "Who", ada)
	ada.Chooses(form, "Severity", "SEV2")
	all := b.requests("interactive")
	if len(all) != 1 {
		t.Fatalf("%d payloads came, want 1", len(all))
	}
	p := all[0].Payload
	action := reply(p["actions"].([]any)[0].(map[string]any))
	if action.str("selected_option", "value") != "SEV2" || action.str("block_id") != "sev" ||
		p.at("view", "state", "values", "who", "u", "selected_user") != ada.ID {
		t.Errorf("the payload is %v", p)
	}
}
