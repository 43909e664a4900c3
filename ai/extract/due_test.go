package extract

import (
	"testing"
	"time"
)

func TestDueIn(t *testing.T) {
	t.Parallel()
	wednesday := time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)
	for said, want := range map[string]string{
		"I'll do it by friday":          "2026-03-06",
		"by Fri":                        "2026-03-06",
		"on Wednesday":                  "2026-03-11", // today's name is next week's
		"next monday":                   "2026-03-09",
		"next friday":                   "2026-03-13",
		"tomorrow":                      "2026-03-05",
		"by EOD please":                 "2026-03-04",
		"this week":                     "2026-03-06",
		"next week":                     "2026-03-13",
		"by the end of the month":       "2026-03-31",
		"due 2026-04-01":                "2026-04-01",
		"it was 2026-01-01":             "", // over
		"by 2026-13-40":                 "",
		"the sun was up, I sat there":   "",
		"soon":                          "",
		"":                              "",
		"before monday, not on tuesday": "2026-03-09",
	} {
		got := ""
		if due := dueIn(said, wednesday); !due.IsZero() {
			got = due.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q is due %q, not %q", said, got, want)
		}
	}
}

func TestHear(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]cue{
		"Root cause: a typo":         cause,
		"it DOESN’T work":            impact,
		"doesnt work":                impact,
		"rolled it back":             chatter, // nothing: see below
		"we rolled back":             action,
		"complaints from customers":  impact,
		"go":                         approval,
		"I’ll do that tomorrow":      commitment,
		":joy:":                      chatter,
		"decision: we wait":          decision,
		"the pool is misconfigured.": cause,
	} {
		h := hear(tokens(said))
		if (h[want] > 0) == (said == "rolled it back") {
			t.Errorf("%q: %s is %v", said, cueNames[want], h[want])
		}
	}
	t.Run("a longer phrase hides a shorter one", func(t *testing.T) {
		t.Parallel()
		if h := hear(tokens("it was not working")); h[recovered] > 0 {
			t.Errorf("recovered is %v", h[recovered])
		}
	})
	t.Run("a word at the edge belongs to its place only", func(t *testing.T) {
		t.Parallel()
		if h := hear(tokens("where did it go then")); h[approval] > 0 {
			t.Errorf("approval is %v", h[approval])
		}
	})
}
