package incident

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var night = time.Date(2026, 11, 20, 2, 47, 0, 0, time.UTC)

func testRules() Rules {
	return Rules{
		Severities: []Severity{
			{Name: "SEV1", Meaning: "everything is down", UpdateEvery: 30 * time.Minute},
			{Name: "SEV2", Meaning: "a main part is down", UpdateEvery: time.Hour},
			{Name: "SEV3", Meaning: "it can wait"},
		},
		DefaultSeverity: "SEV2",
		Types:           []Type{{Name: "service"}, {Name: "security", Private: true}},
		DefaultType:     "service",
		Roles:           []Role{{Name: Commander, Title: "Incident commander"}},
		ArchiveAfter:    time.Hour,
	}
}

func by(who PersonID, after time.Duration) Act { return Act{By: who, At: night.Add(after)} }

func declared(t *testing.T) *Incident {
	t.Helper()
	inc, _, err := declare(by("ada", 0), Declaration{Title: "checkout is down"}, testRules())
	if err != nil {
		t.Fatal(err)
	}
	return inc
}

func TestDeclare_needs_a_title_and_nothing_else(t *testing.T) {
	t.Parallel()
	inc := declared(t)
	if inc.Severity != "SEV2" || inc.Type != "service" || inc.Status != Investigating || inc.Private {
		t.Errorf("the rest is not the defaults: %+v", inc)
	}
	if want := night.Add(time.Hour); !inc.NextUpdateDueAt.Equal(want) {
		t.Errorf("the first update is due at %v, want %v", inc.NextUpdateDueAt, want)
	}
}

func TestDeclare_of_a_private_type_is_private(t *testing.T) {
	t.Parallel()
	inc, _, err := declare(by("ada", 0), Declaration{Title: "stolen laptop", Type: "Security"}, testRules())
	if err != nil || !inc.Private {
		t.Errorf("private %v, error %v", inc.Private, err)
	}
}

func TestDeclare_refuses_with_a_word_on_the_field(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		d     Declaration
		field Field
	}{
		"an empty title":           {Declaration{}, FieldTitle},
		"a blank title":            {Declaration{Title: " \t\n "}, FieldTitle},
		"an invisible title":       {Declaration{Title: "\u200b\u202e\ufeff"}, FieldTitle},
		"a title that is too long": {Declaration{Title: strings.Repeat("å", MaxTitle+1)}, FieldTitle},
		"too long a description":   {Declaration{Title: "x", Description: strings.Repeat("y", MaxText+1)}, FieldDescription},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := declare(by("ada", 0), tc.d, testRules())
			var refusal *Refusal
			if !errors.As(err, &refusal) || refusal.Field != tc.field || refusal.Hint == "" {
				t.Errorf("got %#v", err)
			}
		})
	}
	_, _, err := declare(by("ada", 0), Declaration{Title: "x", Severity: "SEV9"}, testRules())
	var unknown *UnknownError
	if !errors.As(err, &unknown) || len(unknown.Known) != 3 {
		t.Errorf("an unknown severity gives %v", err)
	}
}

func TestTitle_keeps_what_is_seen_and_drops_what_is_not(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"  checkout \n is\tdown ":         "checkout is down",
		"🔥":                               "🔥",
		"👩‍🚒 fire":                        "👩‍🚒 fire",
		"pay\u202egnp.exe":                "paygnp.exe",
		"<!channel> @here `x`":            "<!channel> @here `x`",
		strings.Repeat("日", MaxTitle):     strings.Repeat("日", MaxTitle),
		"a\u0000b\u0007c":                 "abc",
		"\u2066isolated\u2069 \ufefftext": "isolated text",
	} {
		if got, err := Title(typed); err != nil || got != want {
			t.Errorf("Title(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestIncident_TakeRole_does_not_push_out_whoever_was_quicker(t *testing.T) {
	t.Parallel()
	inc, role := declared(t), testRules().Roles[0]
	if _, err := inc.TakeRole(by("ada", time.Minute), role, ""); err != nil {
		t.Fatal(err)
	}
	_, err := inc.TakeRole(by("bob", time.Minute), role, "")
	var taken *TakenError
	if !errors.As(err, &taken) || taken.Holder != "ada" || inc.Commander() != "ada" {
		t.Errorf("bob gets %v, and %s leads", err, inc.Commander())
	}
	if out, err := inc.TakeRole(by("ada", time.Hour), role, ""); out != nil || err != nil {
		t.Errorf("taking it twice gives %v, %v", out, err)
	}
	out, err := inc.TakeRole(by("bob", time.Hour), role, "ada")
	if err != nil || inc.Commander() != "bob" || out.Entries[0].Previous != "ada" {
		t.Errorf("taking over knowingly gives %v, %v", out, err)
	}
	if !inc.LeadAssignedAt.Equal(night.Add(time.Minute)) {
		t.Errorf("lead was assigned at %v, and that is when the first commander came", inc.LeadAssignedAt)
	}
}

func TestIncident_Tell_moves_the_promise(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		next time.Duration
		due  time.Time
	}{
		"as the severity says": {0, night.Add(70 * time.Minute)},
		"as promised":          {15 * time.Minute, night.Add(25 * time.Minute)},
		"not at all":           {NoNext, time.Time{}},
	} {
		inc := declared(t)
		severity, _ := testRules().Severity("SEV2")
		if _, err := inc.Tell(by("ada", 10*time.Minute), Update{UsersSee: "nobody can pay", Next: tc.next}, severity); err != nil {
			t.Fatal(err)
		}
		if !inc.NextUpdateDueAt.Equal(tc.due) || inc.Impact != "nobody can pay" {
			t.Errorf("%s: due %v, want %v", name, inc.NextUpdateDueAt, tc.due)
		}
	}
}

func TestIncident_ends_keep_their_first_instant_until_it_is_back(t *testing.T) {
	t.Parallel()
	inc := declared(t)
	for i, to := range []Status{Monitoring, Resolved, Closed} {
		if _, err := inc.ChangeStatus(by("ada", time.Duration(i+1)*time.Hour), to, "", testRules()); err != nil {
			t.Fatal(err)
		}
	}
	if !inc.MitigatedAt.Equal(night.Add(time.Hour)) || !inc.ResolvedAt.Equal(night.Add(2*time.Hour)) || !inc.ClosedAt.Equal(night.Add(3*time.Hour)) {
		t.Errorf("mitigated %v, resolved %v, closed %v", inc.MitigatedAt, inc.ResolvedAt, inc.ClosedAt)
	}
	if !inc.NextUpdateDueAt.IsZero() {
		t.Error("an update is due after the end")
	}
	if _, err := inc.ChangeSeverity(by("ada", 4*time.Hour), testRules().Severities[0], ""); err == nil {
		t.Error("what is closed can be changed")
	}
	if _, err := inc.ChangeStatus(by("ada", 4*time.Hour), Investigating, "it is back", testRules()); err != nil {
		t.Fatal(err)
	}
	if !inc.MitigatedAt.IsZero() || !inc.ResolvedAt.IsZero() || !inc.ClosedAt.IsZero() || !inc.ArchiveAt.IsZero() || inc.NextUpdateDueAt.IsZero() {
		t.Errorf("reopened, it still has its ends: %+v", inc)
	}
}
