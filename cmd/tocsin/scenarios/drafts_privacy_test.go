package scenarios

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// forges sends the bot a click that none of its own messages can have sent: a button's value of one
// incident from the channel of another. It returns what the person would be told.
func (r *replica) forges(t *testing.T, room *slacksim.Room, who *slacksim.Person, action, value string) string {
	t.Helper()
	told := make(chan string, 9)
	answers := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, in *http.Request) {
		said, _ := io.ReadAll(in.Body) // an empty one fails the test
		told <- string(said)
	}))
	defer answers.Close()
	payload, err := json.Marshal(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": who.ID}, "trigger_id": "1.2.forged", "response_url": answers.URL,
		"channel":   map[string]any{"id": room.ID()},
		"container": map[string]any{"type": "message", "channel_id": room.ID(), "message_ts": "1.000001"},
		"actions":   []any{map[string]any{"type": "button", "block_id": "x", "action_id": action, "value": value, "action_ts": "1.000002"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Bot.Handle(t.Context(), socket.Envelope{Type: "interactive", Payload: payload}); err != nil {
		t.Fatal(err)
	}
	r.Bot.Wait()
	select {
	case said := <-told:
		return said
	default:
		return ""
	}
}

func TestDrafts_a_private_incident_is_acted_upon_from_its_own_channel_only(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	vault := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	vault.AwaitMember(w.ada)
	w.ada.Says(vault, "TODO: we should change the locks of the vault")
	w.app.Saw()
	w.ada.Types(vault, "/incident close done")
	vault.Shows("Follow-ups found").Shows("change the locks")
	vault.Shows("is in this channel's canvas")
	shop := w.declares(w.bob, "checkout is down")
	if shop.ID() == vault.ID() {
		t.Fatal("both incidents live in one channel")
	}
	w.quiet()

	before := w.query(`select state || title from follow_up order by id`)
	id := w.query(`select id::text from follow_up where incident = 1 limit 1`)[0]
	calls := len(w.Calls("views.open"))
	for action, value := range map[string]string{
		"catch_up": "1|1|", "accept_followup": "1|1||" + id, "dismiss_followup": "1|1||" + id, "accept_followups": "1|1||1",
		"edit_followup": "1|1||" + id, "add_followup": "1|1|", "draft_again": "1|1|", "reopen": "1|1|", "update": "1|1|",
	} {
		told := bot.forges(t, shop, w.bob, action, value)
		for _, secret := range []string{"vault", "change the locks", w.ada.ID} {
			if strings.Contains(told, secret) {
				t.Errorf("%s tells %q: %s", action, secret, told)
			}
		}
		if told == "" {
			t.Errorf("%s is refused without a word", action)
		}
	}
	if after := w.query(`select state || title from follow_up order by id`); !slices.Equal(before, after) {
		t.Errorf("follow-ups were %q and are %q", before, after)
	}
	if n := len(w.Calls("views.open")); n != calls {
		t.Errorf("%d forms were opened", n-calls)
	}
	if got := w.query(`select status from incident where number = 1`); got[0] != "closed" {
		t.Errorf("the private incident is %s", got)
	}
}

func TestDrafts_what_is_typed_elsewhere_tells_nothing_of_a_private_incident(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve()
	vault := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	vault.AwaitMember(w.ada)
	w.ada.Says(vault, "TODO: we should change the locks of the vault")
	w.ada.Says(vault, "TODO buy a new vault")
	w.app.Saw()
	w.ada.Types(vault, "/incident close done")
	vault.Shows("is in this channel's canvas")
	shop := w.declares(w.bob, "checkout is down")
	w.bob.Says(shop, "cards are declined")
	w.app.Saw()
	for _, where := range []*slacksim.Room{w.Channel("general"), w.incidents, shop} {
		for _, word := range []string{"followup", "catchup", "postmortem", "timeline"} {
			told := w.bob.Types(where, "/incident "+word)
			if told == nil {
				t.Errorf("/incident %s in #%s is answered with nothing", word, where.Name())
			} else if strings.Contains(told.Text(), "vault") || strings.Contains(told.Text(), "INC-1 ") {
				t.Errorf("/incident %s in #%s says:\n%s", word, where.Name(), told.Text())
			}
		}
	}
	w.bob.Types(shop, "/incident close all is well")
	shop.Shows("Draft summary of INC-2")
	shop.Shows("is in this channel's canvas")
	w.quiet()
	for _, room := range w.Rooms() {
		if room.ID() == vault.ID() {
			continue
		}
		for _, said := range append(room.Texts(), room.Canvas(), room.Topic(), room.Purpose()) {
			if strings.Contains(said, "vault") || strings.Contains(said, "change the locks") {
				t.Errorf("#%s shows %q", room.Name(), said)
			}
		}
	}
}

func TestDrafts_logs_and_the_record_of_calls_hold_no_secret(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, reader.Answer)
	var log lines
	w.serve(asks(sim), func(o *serveOptions) { o.Log = log.logger() })
	room, card := w.nightShift()
	const key = "AKIAQ3EGRZ7HSBXW5UOV"
	w.bob.Says(room, "Cause: the deploy used the key "+key)
	w.bob.Says(room, "Later: take "+key+" out of the deploy")
	w.app.Saw()
	w.ada.Types(room, "/incident catchup")
	w.closes(card)
	room.Shows("Draft summary of INC-1").Shows("gpt-4o-mini")
	w.quiet()
	for _, secret := range []string{key, "the deploy used", "nobody can pay", "sk-test", w.app.BotToken} {
		if said := log.String(); strings.Contains(said, secret) {
			t.Errorf("the log says %q:\n%s", secret, said)
		}
	}
	for _, table := range []string{"ai_run", "ai_answer", "summary", "follow_up", "postmortem_draft", "drafting"} {
		for _, row := range w.query(fmt.Sprintf("select to_jsonb(t)::text || coalesce(convert_from(decode(substr(coalesce(to_jsonb(t)->>'answer', '\\x'), 3), 'hex'), 'utf8'), '') from %s t", table)) {
			if strings.Contains(row, key) {
				t.Errorf("%s holds the key: %s", table, row)
			}
		}
	}
}
