package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/browser/browsertest"
)

func pageWorld(t *testing.T) *world {
	t.Helper()
	sim, err := slacksim.Start(slacksim.Options{Fail: t.Fatalf, NoRateLimits: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	return &world{Workspace: sim, ada: sim.Person("Ada Lovelace", slacksim.PersonOptions{})}
}

func TestBareApp_shows_what_another_showed(t *testing.T) {
	t.Parallel()
	w := pageWorld(t)
	err := w.withBareApp(t.Context(), func(app *bareApp) error {
		card, err := app.posts(t.Context(), slacksim.Call{Args: map[string]string{"text": "SEV2"}})
		if err != nil {
			return err
		}
		app.form.Store(&slacksim.Call{Method: "views.open", Args: map[string]string{"view": `{"type":"modal","title":{"type":"plain_text","text":"Severity"},
			"submit":{"type":"plain_text","text":"Change"},"blocks":[{"type":"divider"}]}`}})
		app.shows(card, slacksim.Call{Args: map[string]string{"text": "SEV1"}})
		w.ada.Types(app.room, "/bare")
		w.ada.Modal("Severity").Submits()
		app.room.Shows("SEV1")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCopy_has_each_page_as_it_was(t *testing.T) {
	t.Parallel()
	asked := 0
	of := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked++
		_, _ = io.WriteString(rw, r.URL.RequestURI())
	}))
	defer of.Close()
	copied := newCopy(of.URL)
	defer copied.Close()
	for path, want := range map[string]string{"/?as=U1": "/?as=U1", "/-/page.js": "/-/page.js", "/-/live?as=U1": ""} {
		for range 2 {
			response, err := copied.Client().Get(copied.URL + path) //nolint:noctx // a test
			if err != nil {
				t.Fatal(err)
			}
			got, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if string(got) != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
	}
	if asked != 2 {
		t.Errorf("the server was asked %d times for two pages", asked)
	}
}

func TestPage_is_measured_in_a_browser(t *testing.T) {
	t.Parallel()
	chromium := browsertest.Start(t)
	w := pageWorld(t)
	room := w.filled("long", 450)
	her := chromium.Open(w.at(room))
	if frames := numbers(her, framesUntilAll, 450); len(frames) == 0 {
		t.Error("no frame passed while the messages were loaded")
	}
	if took := says(her, 1); took <= 0 {
		t.Errorf("it took %s until what was said was seen", took)
	}
	if u := her.Usage(); u.Heap == 0 || u.Nodes < 450 {
		t.Errorf("the page needs %+v", u)
	}
	var l loads
	l.load(her, w.at(room))
	if l.painted[0] <= 0 || l.ready[0] <= 0 {
		t.Errorf("it was loaded in %+v", l)
	}
}
