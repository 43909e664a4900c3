package redact_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/ai/redact"
)

func TestSession_Hide_tells_nobody_where_in_the_chat_something_is(t *testing.T) {
	t.Parallel()
	r, err := redact.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"see https://shop.slack.com/archives/C0INC42AB/p1768445350000100?thread_ts=1768445350.000100&cid=C0INC42AB now": "see ⟦place-1⟧ now",
		"it is in https://shop.enterprise.slack.com/docs/T0SHOP/F0CANVAS":                                               "it is in ⟦place-1⟧",
		"ask in #C0INC42AB or @S0ONCALLX":                                         "ask in ⟦place-1⟧ or ⟦place-2⟧",
		"#incidents, @ada, #1234, issue #C4 and https://slack-status.com/2026-01": "#incidents, @ada, #1234, issue #C4 and https://slack-status.com/2026-01",
	} {
		s := r.Session()
		got := s.Hide(text)
		if got != want {
			t.Errorf("%q is sent as %q, want %q", text, got, want)
		}
		if back := s.Restore(got); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
}
