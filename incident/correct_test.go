package incident

import (
	"errors"
	"testing"
	"time"
)

func TestCorrect_refuses_what_cannot_have_followed(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 1, 15, 2, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return began.Add(time.Duration(minutes) * time.Minute) }
	for name, tc := range map[string]struct {
		inc     Incident
		correct Correction
		field   Field // empty when it is taken
	}{
		"no reason":                        {Incident{}, Correction{DeclaredAt: at(5)}, FieldReason},
		"the future":                       {Incident{}, Correction{DeclaredAt: at(500), Reason: "r"}, FieldDeclared},
		"noticed before it began":          {Incident{}, Correction{ImpactStartedAt: at(5), DetectedAt: at(4), Reason: "r"}, FieldDetected},
		"declared before it was noticed":   {Incident{}, Correction{DetectedAt: at(40), Reason: "r"}, FieldDeclared},
		"resolved before it began":         {Incident{}, Correction{ImpactStartedAt: at(62), ResolvedAt: at(61), MitigatedAt: at(63), Reason: "r"}, FieldResolved},
		"resolved before users were well":  {Incident{}, Correction{ResolvedAt: at(55), Reason: "r"}, FieldResolved},
		"resolved after it was closed":     {Incident{}, Correction{ResolvedAt: at(95), Reason: "r"}, FieldResolved},
		"an end of what has not ended":     {Incident{Status: Investigating}, Correction{ResolvedAt: at(60), Reason: "r"}, FieldResolved},
		"all in order":                     {Incident{}, Correction{ImpactStartedAt: at(1), DetectedAt: at(2), MitigatedAt: at(50), ResolvedAt: at(60), Reason: "r"}, ""},
		"ended before it was declared":     {Incident{}, Correction{ImpactStartedAt: at(1), MitigatedAt: at(5), ResolvedAt: at(6), Reason: "r"}, ""},
		"the same minute with its seconds": {Incident{}, Correction{DeclaredAt: at(30).Add(20 * time.Second), Reason: "r"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inc := Incident{Status: Closed, DeclaredAt: at(30), MitigatedAt: at(60), ResolvedAt: at(70), ClosedAt: at(90)}
			if tc.inc.Status != "" {
				inc = Incident{Status: tc.inc.Status, DeclaredAt: at(30)}
			}
			_, err := inc.Correct(Act{By: "ada", At: at(100)}, tc.correct)
			var refusal *Refusal
			switch {
			case tc.field == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tc.field != "" && (!errors.As(err, &refusal) || refusal.Field != tc.field):
				t.Errorf("not refused at %s: %v", tc.field, err)
			}
		})
	}
}

func TestCorrect_changes_no_nudge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	inc := Incident{Status: Resolved, DeclaredAt: now.Add(-time.Hour), MitigatedAt: now, ResolvedAt: now, ResolvedSaidAt: now}
	seen := NudgeSeen{Day: func(time.Time) bool { return true }}
	rules := DefaultNudgeRules()
	due := now.Add(25 * time.Hour)
	before := Nudges(inc, seen, rules, 0, due)
	earlier := now.Add(-30 * time.Minute)
	if _, err := inc.Correct(Act{At: now}, Correction{MitigatedAt: earlier, ResolvedAt: earlier, Reason: "the graph"}); err != nil {
		t.Fatal(err)
	}
	after := Nudges(inc, seen, rules, 0, due)
	if len(before) != 1 || len(after) != 1 || before[0].Cause != after[0].Cause || before[0].Over(inc, time.Time{}) {
		t.Errorf("before %v, after %v", before, after)
	}
}
