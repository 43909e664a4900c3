package incident

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestIncident_holds_together_whatever_people_do takes any steps in any order and demands what must
// always be true of an incident.
func TestIncident_holds_together_whatever_people_do(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := testRules()
		now := time.Duration(0)
		act := func() Act {
			now += time.Duration(rapid.IntRange(0, 3600).Draw(t, "seconds")) * time.Second
			return by(PersonID(rapid.SampledFrom([]string{"ada", "bob", "grace"}).Draw(t, "who")), now)
		}
		inc, out, err := declare(act(), Declaration{
			Title:  rapid.StringMatching(`\S.{0,20}`).Draw(t, "title") + "x",
			Triage: rapid.Bool().Draw(t, "triage"),
		}, rules)
		if err != nil {
			t.Skip("not a title")
		}
		told := len(out.Entries)
		var previous Incident
		var refused error

		step := func(out *Outcome, err error) {
			refused = err
			switch {
			case err != nil && out != nil:
				t.Fatal("a refusal with an outcome")
			case out != nil:
				told += len(out.Entries)
				if len(out.Entries) != 1 || out.Entries[0].By == "" || out.Entries[0].At.IsZero() {
					t.Fatalf("a change is one entry, by somebody at some instant: %+v", out.Entries)
				}
			}
		}
		before := func() { previous = *inc; previous.Roles = map[RoleName][]PersonID{Commander: {inc.Commander()}} }
		t.Repeat(map[string]func(*rapid.T){
			"status": func(t *rapid.T) {
				before()
				step(inc.ChangeStatus(act(), rapid.SampledFrom(Statuses()).Draw(t, "to"), "", rules))
			},
			"severity": func(t *rapid.T) {
				before()
				step(inc.ChangeSeverity(act(), rapid.SampledFrom(rules.Severities).Draw(t, "to"), "why"))
			},
			"update": func(t *rapid.T) {
				before()
				next := rapid.SampledFrom([]time.Duration{0, NoNext, time.Hour}).Draw(t, "next")
				severity, _ := rules.Severity(string(inc.Severity))
				step(inc.Tell(act(), Update{UsersSee: "they see it", Next: next}, severity))
			},
			"lead": func(t *rapid.T) {
				before()
				expected := PersonID(rapid.SampledFrom([]string{"", "ada", "bob"}).Draw(t, "expected"))
				step(inc.TakeRole(act(), rules.Roles[0], expected))
			},
			"note":   func(*rapid.T) { before(); step(inc.AddNote(act(), "a note")) },
			"accept": func(*rapid.T) { before(); step(inc.Accept(act(), "", rules)) },
			"decline": func(t *rapid.T) {
				before()
				step(inc.Decline(act(), rapid.SampledFrom([]string{"", "it was nothing"}).Draw(t, "why"), rules))
			},
			"": func(t *rapid.T) {
				over := inc.Status == Resolved || inc.Status == Closed
				switch {
				case refused != nil && (inc.Status != previous.Status || inc.Severity != previous.Severity || inc.Commander() != previous.Commander()):
					t.Fatalf("refused with %v, and changed all the same", refused)
				case over == inc.ResolvedAt.IsZero():
					t.Fatalf("%s and resolved at %v", inc.Status, inc.ResolvedAt)
				case inc.Status.Over() == inc.ClosedAt.IsZero():
					t.Fatalf("%s and closed at %v", inc.Status, inc.ClosedAt)
				case inc.Status == Monitoring && inc.MitigatedAt.IsZero():
					t.Fatal("users are well, and nobody knows since when")
				case !inc.Status.Active() && !inc.NextUpdateDueAt.IsZero():
					t.Fatalf("%s, and an update is due", inc.Status)
				case inc.Commander() != "" && inc.LeadAssignedAt.IsZero():
					t.Fatal("somebody leads, and nobody knows since when")
				case !inc.ResolvedAt.IsZero() && inc.ResolvedAt.Before(inc.DeclaredAt):
					t.Fatal("resolved before it was declared")
				case Next(inc) == "":
					t.Fatal("nobody says what to do next")
				case told < 1:
					t.Fatal("the declaration is not on the timeline")
				}
			},
		})
	})
}
