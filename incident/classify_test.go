package incident

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func namingRules() Rules {
	rules := testRules()
	rules.Services = []Named{{Name: "checkout"}, {Name: "search"}}
	rules.Causes = []Named{{Name: "deploy"}, {Name: "capacity"}}
	return rules
}

func TestDeclare_names_a_service_or_none(t *testing.T) {
	t.Parallel()
	inc, out, err := declare(by("ada", 0), Declaration{Title: "x", Service: "CHECKOUT"}, namingRules())
	if err != nil || inc.Service != "checkout" || len(out.Entries) != 1 {
		t.Errorf("service %q, %d entries, error %v", inc.Service, len(out.Entries), err)
	}
	var unknown *UnknownError
	if _, _, err := declare(by("ada", 0), Declaration{Title: "x", Service: "chekout"}, namingRules()); !errors.As(err, &unknown) || unknown.What != "service" {
		t.Errorf("a service that does not exist: %v", err)
	}
}

func TestNameService_is_told_once_and_can_be_taken_back(t *testing.T) {
	t.Parallel()
	inc := declared(t)
	for _, step := range []struct {
		name ServiceName
		was  string
		told bool
	}{{"checkout", "", true}, {"checkout", "", false}, {"search", "checkout", true}, {"", "search", true}, {"", "", false}} {
		out, err := inc.NameService(by("ben", time.Minute), step.name, " because ")
		if err != nil || (out != nil) != step.told || inc.Service != step.name {
			t.Fatalf("%q: %v, %v; it is %q", step.name, out, err, inc.Service)
		}
		if out == nil {
			continue
		}
		want := Entry{Kind: KindService, At: night.Add(time.Minute), By: "ben", Was: step.was, Now: string(step.name), Text: "because"}
		if got := out.Entries[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("the timeline says %+v", got)
		}
	}
}

func TestNameCause_holds_for_closed_incidents_too(t *testing.T) {
	t.Parallel()
	inc := declared(t)
	if _, err := inc.ChangeStatus(by("ada", time.Hour), Closed, "", testRules()); err != nil {
		t.Fatal(err)
	}
	out, err := inc.NameCause(by("ben", 2*time.Hour), "deploy", "")
	if err != nil || inc.Cause != "deploy" || out == nil || out.Entries[0].Kind != KindCause {
		t.Errorf("cause %q, %v, %v", inc.Cause, out, err)
	}
}

func TestRules_know_services_and_causes_in_any_case(t *testing.T) {
	t.Parallel()
	rules := namingRules()
	if got, err := rules.Service(" Search "); got != "search" || err != nil {
		t.Errorf("Service = %q, %v", got, err)
	}
	if got, err := rules.Cause("None"); got != "" || err != nil {
		t.Errorf("none = %q, %v", got, err)
	}
	rules.Causes = append(rules.Causes, Named{Name: "none"})
	if got, err := rules.Cause("None"); got != "none" || err != nil {
		t.Errorf("a cause called none = %q, %v", got, err)
	}
	var refusal *Refusal
	if _, err := testRules().Cause("deploy"); !errors.As(err, &refusal) {
		t.Errorf("without causes: %v", err)
	}
}

func TestStand_says_all_at_once_and_the_reason_once(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		where Standing
		want  []Entry
	}{
		"everything": {
			Standing{Status: Identified, Reason: "found", Service: "checkout", Cause: "deploy"},
			[]Entry{
				{Kind: KindStatus, Was: "investigating", Now: "identified", Text: "found"},
				{Kind: KindService, Now: "checkout"},
				{Kind: KindCause, Now: "deploy"},
			},
		},
		"only the cause": {
			Standing{Status: Investigating, Reason: "found", Cause: "deploy"},
			[]Entry{{Kind: KindCause, Now: "deploy", Text: "found"}},
		},
		"nothing new": {Standing{Status: Investigating, Reason: "just so"}, nil},
		"a close": {
			Standing{Status: Closed, Service: "search"},
			[]Entry{{Kind: KindStatus, Was: "investigating", Now: "closed"}, {Kind: KindService, Now: "search"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inc := declared(t)
			act := by("ben", time.Minute)
			out, err := inc.stand(act, c.where, ServiceName(c.where.Service), CauseName(c.where.Cause), namingRules())
			if err != nil {
				t.Fatal(err)
			}
			var got []Entry
			if out != nil {
				got = out.Entries
			}
			if len(got) != len(c.want) {
				t.Fatalf("the timeline says %+v", got)
			}
			for i, want := range c.want {
				want.At, want.By = act.At, act.By
				if !reflect.DeepEqual(got[i], want) {
					t.Errorf("entry %d is %+v, want %+v", i, got[i], want)
				}
			}
			if wantsDraft := c.where.Status == Closed; wantsDraft != (out != nil && len(out.Work) > 0) {
				t.Errorf("the close's work is not asked for: %+v", out)
			}
		})
	}
}
