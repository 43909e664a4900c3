package socket

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		frame string
		want  frame
	}{
		"an event, keys as Slack orders them": {
			`{"envelope_id":"e1","payload":{"event":{"event_id":"no","t":"a\"}"},"event_id":"Ev1","list":[1,{}]},"type":"events_api","accepts_response_payload":false,"retry_attempt":2,"retry_reason":"timeout"}`,
			frame{Envelope: Envelope{ID: "e1", Type: "events_api", EventID: "Ev1", Payload: json.RawMessage(`{"event":{"event_id":"no","t":"a\"}"},"event_id":"Ev1","list":[1,{}]}`), RetryAttempt: 2, RetryReason: "timeout"}},
		},
		"a command, keys in another order and with white space": {
			" {\n\t\"accepts_response_payload\" : true , \"type\" : \"slash_commands\" , \"payload\" : { } , \"envelope_id\" : \"e1\" }\r\n",
			frame{Envelope: Envelope{ID: "e1", Type: "slash_commands", AcceptsPayload: true, Payload: json.RawMessage(`{ }`)}},
		},
		"an event without an id goes by its envelope's": {
			`{"type":"events_api","envelope_id":"e1","payload":[null]}`,
			frame{Envelope: Envelope{ID: "e1", Type: "events_api", EventID: "e1", Payload: json.RawMessage(`[null]`)}},
		},
		"a disconnect": {
			`{"type":"disconnect","reason":"warning","debug_info":{"host":"h"}}`,
			frame{Envelope: Envelope{Type: "disconnect"}, reason: "warning"},
		},
		"escapes in what we read": {
			`{"type":"events\u005fapi","envelope_id":"a\\\"b","payload":{"event_id":"E\u0076"}}`,
			frame{Envelope: Envelope{ID: `a\"b`, Type: "events_api", EventID: "Ev", Payload: json.RawMessage(`{"event_id":"E\u0076"}`)}},
		},
		"bytes that are no text": {
			"{\"type\":\"events_api\",\"envelope_id\":\"e1\",\"payload\":{\"event_id\":\"Ev1\",\"x\":\"\xff\"}}",
			frame{Envelope: Envelope{ID: "e1", Type: "events_api", EventID: "Ev1", Payload: json.RawMessage("{\"event_id\":\"Ev1\",\"x\":\"\uFFFD\"}")}},
		},
	} {
		got, err := decode([]byte(c.frame))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(frame{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDecode_refuses_what_is_no_object(t *testing.T) {
	t.Parallel()
	whole := `{"envelope_id":"e\"1","payload":{"event":{"a":[1,"x"]},"event_id":"Ev1"},"type":"events_api"}`
	for cut := range len(whole) {
		if _, err := decode([]byte(whole[:cut])); err == nil {
			t.Errorf("took %s", whole[:cut])
		}
	}
	for _, frame := range []string{`[]`, `"x"`, `17`, whole + `x`, whole + whole, `{"type":"hello",}`, `{"type" "hello"}`, `{}`, "{\"type\":\"a\x00b\"}"} {
		if _, err := decode([]byte(frame)); err == nil {
			t.Errorf("took %q", frame)
		}
	}
}

// FuzzDecode holds decode against encoding/json: what that understands, decode reads in the same way.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"envelope_id":"e1","payload":{"event_id":"Ev1"},"type":"events_api","retry_attempt":1,"retry_reason":"timeout"}`,
		`{"type":"disconnect","reason":"warning"}`, `{"type":"a\\","envelope_id":"\"","payload":"}"}`, `{"type":"x","payload":[[],{"a":-1e5}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := decode([]byte(s))
		if err != nil {
			got = frame{}
		}
		if len(got.Payload) > 0 && !utf8.Valid(got.Payload) {
			t.Fatal("the payload is no text")
		}
		if strings.ContainsRune(s, 0) || !utf8.ValidString(s) || !json.Valid([]byte(s)) {
			return
		}
		var members map[string]json.RawMessage
		var kind string
		if json.Unmarshal([]byte(s), &members) != nil || json.Unmarshal(members["type"], &kind) != nil || kind == "" {
			return
		}
		if repeated(s) {
			return // which of two members of one name counts is nobody's business
		}
		if err != nil {
			t.Fatalf("refused %s", s)
		}
		var id string
		_ = json.Unmarshal(members["envelope_id"], &id)
		if got.Type != kind || got.ID != id || string(got.Payload) != string(members["payload"]) {
			t.Fatalf("read %+v from %s", got, s)
		}
	})
}

// repeated reports whether a name we read occurs twice, or is spelt with an escape.
func repeated(s string) bool {
	for _, name := range []string{"type", "envelope_id", "payload"} {
		if strings.Count(s, `"`+name+`"`) > 1 {
			return true
		}
	}
	return strings.Contains(s, `\u`)
}

func TestAppendAck(t *testing.T) {
	t.Parallel()
	for want, got := range map[string][]byte{
		`{"envelope_id":"e1"}`:               appendAck(nil, "e1", nil),
		`{"envelope_id":"a\"b","payload":1}`: appendAck(nil, `a"b`, json.RawMessage("1")),
	} {
		if string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
