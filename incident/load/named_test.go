package load_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestMake_names_nobody_unless_the_settings_say_so(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Settings.Names = false
	got := load.Make(in)
	for _, m := range in.Members {
		for _, secret := range []string{`"` + m.Name + `"`, `"` + string(m.Person) + `"`} {
			if text := asJSON(t, got); strings.Contains(text, secret) {
				t.Errorf("%s is named", secret)
			}
		}
	}
	named := load.Make(week46())
	for i := range named.People {
		named.People[i].Person, named.People[i].Name = "", ""
	}
	for i := range named.Key {
		named.Key[i].HalfAre, named.Key[i].HalfName, named.Key[i].MostAre, named.Key[i].MostName = nil, nil, nil, nil
	}
	named.Settings.Names = false
	if diff := cmp.Diff(named, got); diff != "" {
		t.Errorf("more than names is missing (-with names +without):\n%s", diff)
	}
}

func TestMake_tells_nothing_of_private_incidents(t *testing.T) {
	t.Parallel()
	text := asJSON(t, load.Make(week46()))
	for _, secret := range []string{
		"Suspicious login", "Secret leak", "C12", "security", `"login"`, "phishing", `"Number":12`, `"Number":9`, "Cleo", "cleo", "Lee", "lee",
	} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the report", secret)
		}
	}
}

func TestMake_breaks_no_small_team_down_by_person(t *testing.T) {
	t.Parallel()
	in := week46()
	in.Settings.SmallestTeam = 5
	got := load.Make(in)
	if len(got.People) != 0 {
		t.Errorf("people: %+v", got.People)
	}
	for _, team := range got.Teams {
		if team.Detailed || team.Over != 0 || team.OnCall != 0 || team.Busiest != 0 || team.Equal != 0 {
			t.Errorf("team: %+v", team)
		}
	}
	for _, key := range got.Key {
		if key.Of == "team" || key.HalfAre != nil || key.HalfName != nil || key.MostAre != nil || key.MostName != nil {
			t.Errorf("key people: %+v", key)
		}
	}
	if got.Over != 1 {
		t.Errorf("%d of the company are over a limit", got.Over)
	}
}
