package slacksim_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// TestPage_takes_anything posts what no page would have sent, to every deed, where everything is. Nothing of it may
// fail more than with a word to the visitor: a play goes on beside them.
func TestPage_takes_anything(t *testing.T) {
	t.Parallel()
	w, siren := open(t, slacksim.Options{Fail: func(format string, args ...any) {
		panic(fmt.Sprintf("a visitor ends the play: "+format, args...))
	}})
	ada, guest := w.Person("Ada"), w.Person("Gus", slacksim.PersonOptions{Guest: slacksim.SingleChannelGuest})
	room, shelf := w.Channel("ops", ada, guest, siren.app.Person()), w.Channel("shelf", ada)
	siren.answers(func(e envelope) any {
		if e.Type == "slash_commands" {
			siren.call("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
		}
		return nil
	})
	said := ada.Says(room, "said")
	card := siren.must("chat.postMessage", args{"channel": room.ID(), "text": "card", "blocks": []args{buttons("Go")}}).str("ts")
	siren.must("views.publish", args{"user_id": ada.ID, "view": args{"type": "home", "blocks": []args{buttons("Home")}}})
	b := browse(t, w, ada)
	token := tokenIn(b.opens(room))
	values := []string{
		"", "x", "-1", "0", "1", "4", "play", "slow", "kick", "archive", "/incident", "/nope", "/", "a=do_Go&b=acts&v=v-Go", "a=do_Home&b=acts&v=v-Home",
		"\x00\xff", "<b>", "Keep this", "Declare incident", "pushpin", said.TS(), card, "9999999999.999999", siren.app.ID, ada.ID, room.ID(),
	}
	fields := []string{"text", "thread", "ts", "name", "click", "view", "home", "shortcut", "content", "trouble", "do", "f:title", "f:sev", "e:a=do_Go&b=acts&v=v-Go", "bar"}
	acts := []string{"say", "react", "click", "submit", "close", "pin", "edit", "delete", "join", "shortcut", "upload", "trouble", "story"}
	places := []string{room.ID(), shelf.ID(), w.Channel("general").ID(), ada.Messages(siren.app).ID(), siren.app.ID, "C0NONE", ""}
	dice := rand.New(rand.NewPCG(1, 2))
	pick := func(list []string) string { return list[dice.IntN(len(list))] }
	for i := range 400 {
		form := url.Values{"as": {pick([]string{ada.ID, ada.ID, ada.ID, guest.ID, "U0NONE"})}, "in": {pick(places)}, "token": {token}}
		for _, field := range fields {
			if dice.IntN(2) == 0 {
				form.Set(field, pick(values))
			}
		}
		if form.Get("trouble") == "slow" {
			form.Del("trouble") // hundreds of these would take an hour
		}
		if ada.HasModal() && dice.IntN(2) == 0 {
			form.Set("view", ada.Modal().ID())
		}
		act := pick(acts)
		if got := b.post(act, form, nil); got.Code != http.StatusSeeOther && got.Code != http.StatusNotFound {
			t.Fatalf("%d: %s with %v: %d %s", i, act, form, got.Code, got.Body)
		}
		look := "http://localhost/?" + url.Values{"as": {form.Get("as")}, "in": {form.Get("in")}, "thread": {form.Get("thread")}, "bar": {"1"}}.Encode()
		if got := b.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, look, nil)); got.Code != http.StatusOK {
			t.Fatalf("%d: after %s with %v: %d %s", i, act, form, got.Code, got.Body)
		}
	}
}

func TestPage_says_what_has_become_impossible_meanwhile(t *testing.T) {
	t.Parallel()
	w, siren := open(t, slacksim.Options{})
	ada, bob := w.Person("Ada"), w.Person("Bob")
	room := w.Channel("ops", ada, bob)
	siren.answers(func(e envelope) any {
		if e.Type == "slash_commands" {
			siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
		}
		return nil
	})
	b := browse(t, w, bob)
	b.opens(room)
	m := bob.Says(room, "mine")
	b.does("say", room, "text", "/incident form")
	form := bob.Modal()
	form.Cancels()
	has(t, b.does("submit", room, "view", form.ID()), "That form is not open any more.")
	bob.Deletes(m)
	has(t, b.does("edit", room, "ts", m.TS(), "text", "mine still"), `class="notice"`)
	ada.Archives(room)
	has(t, b.does("pin", room, "ts", m.TS()), "This channel is archived.")
}

func TestPage_open_to_others(t *testing.T) {
	t.Parallel()
	w, err := slacksim.Start(slacksim.Options{OpenToOthers: true, Fail: t.Fatalf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	ada := w.Person("Ada")
	room := w.Channel("ops", ada)
	page := w.Page()
	from := func(machine, host, method, path string, header http.Header) int {
		r := httptest.NewRequestWithContext(t.Context(), method, "http://"+host+path, nil)
		r.RemoteAddr = machine + ":50000"
		for name, values := range header {
			r.Header[name] = values
		}
		got := httptest.NewRecorder()
		page.ServeHTTP(got, r)
		return got.Code
	}
	for _, ask := range []struct {
		machine, host string
		want          int
	}{
		{"192.0.2.7", "192.0.2.1:8099", http.StatusOK},
		{"192.0.2.7", "[2001:db8::1]:8099", http.StatusOK},
		{"127.0.0.1", "localhost:8099", http.StatusOK},
		{"192.0.2.7", "rebound.example:8099", http.StatusForbidden},
		{"127.0.0.1", "rebound.example", http.StatusForbidden},
		{"127.0.0.1", "127.0.0.1.rebound.example", http.StatusForbidden},
	} {
		for _, path := range []string{"/", "/-/words", "/-/older?in=" + room.ID(), "/-/page.js"} {
			if got := from(ask.machine, ask.host, http.MethodGet, path, nil); got != ask.want {
				t.Errorf("%s asks %s for %s and gets %d, want %d", ask.machine, ask.host, path, got, ask.want)
			}
		}
	}
	if got := from("192.0.2.7", "192.0.2.1", http.MethodPost, "/-/say", http.Header{"Sec-Fetch-Site": {"cross-site"}}); got != http.StatusForbidden {
		t.Errorf("another site's form gets %d", got)
	}
}
