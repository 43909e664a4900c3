package load_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestMake_survives_being_kept_as_JSON(t *testing.T) {
	t.Parallel()
	for _, names := range []bool{true, false} {
		in := week46()
		in.Settings.Names = names
		in.Now = in.Now.In(zone("Asia/Kathmandu"))
		want := load.Make(in)
		var got load.Report
		if err := json.Unmarshal([]byte(asJSON(t, want)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("made (-) and kept (+):\n%s", diff)
		}
		if asJSON(t, got) != asJSON(t, want) {
			t.Error("kept twice it reads differently")
		}
	}
}

func TestMake_does_not_mind_the_order_of_what_it_is_given(t *testing.T) {
	t.Parallel()
	want := asJSON(t, load.Make(week46()))
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // any order will do
	for range 20 {
		in := week46()
		random.Shuffle(len(in.Segments), func(i, j int) { in.Segments[i], in.Segments[j] = in.Segments[j], in.Segments[i] })
		random.Shuffle(len(in.Members), func(i, j int) { in.Members[i], in.Members[j] = in.Members[j], in.Members[i] })
		random.Shuffle(len(in.FollowUps), func(i, j int) { in.FollowUps[i], in.FollowUps[j] = in.FollowUps[j], in.FollowUps[i] })
		random.Shuffle(len(in.Weeks), func(i, j int) { in.Weeks[i], in.Weeks[j] = in.Weeks[j], in.Weeks[i] })
		if got := asJSON(t, load.Make(in)); got != want {
			t.Fatalf("another order makes another report:\n%s", cmp.Diff(want, got))
		}
	}
}

// TestMake_adds_up measures whatever people did, and demands that all totals are the sums of their parts.
func TestMake_adds_up(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSettings(t)
		s.SmallestTeam, s.Names = rapid.IntRange(0, 3).Draw(t, "smallest team"), rapid.Bool().Draw(t, "names")
		in := load.Input{
			Period: load.WeekOf(start.Add(minutes(t, 0, weeksDrawn*7*24*60, "week")), s.Zone), Settings: s,
			Teams: []load.Team{{Name: "A"}, {Name: "B"}},
		}
		in.Now = in.Period.Until
		var all []load.Segment
		for _, person := range []incident.PersonID{"ada", "bob", "cleo", "dan"} {
			m := load.Member{Person: person, Team: rapid.SampledFrom([]string{"A", "B", "", "gone"}).Draw(t, "team")}
			in.Members = append(in.Members, m)
			for _, segment := range measured(t, in.Period, drawActivities(t, s.Zone), drawWho(t), s) {
				segment.Person = person
				all = append(all, segment)
			}
		}
		in.Segments = all
		for number := range incident.Number(3) {
			fact := load.Fact{Number: number + 1, DeclaredAt: start, Private: number == 0}
			if number == 1 { // over before: no line of its own
				fact.DeclaredAt, fact.ResolvedAt = start.AddDate(0, 0, -70), start.AddDate(0, 0, -69)
			}
			in.Incidents = append(in.Incidents, fact)
		}
		r := load.Make(in)
		whole := total(all)
		kinds := byKind(all)
		sums := map[string]time.Duration{
			"kinds":     kinds[load.Working] + kinds[load.Evening] + kinds[load.Night] + kinds[load.Weekend],
			"hours":     r.Hours.Total(),
			"on or off": r.Hours.Working + r.Hours.OffHours(),
		}
		for _, team := range r.Teams {
			sums["teams"] += team.Hours.Total()
		}
		for _, line := range r.Lines {
			sums["incidents"] += line.Hours
		}
		sums["incidents"] += r.Earlier.Hours
		for _, day := range r.Heat {
			for _, took := range day {
				sums["heat"] += took
			}
		}
		for _, d := range load.Days(all) {
			sums["days"] += d.Hours.Total()
		}
		for _, m := range in.Members {
			own := load.FiguresOf(in, m.Person)
			sums["people"] += own.Hours.Total()
			for _, line := range own.Incidents {
				sums["own lines"] += line.Hours.Total()
			}
		}
		if whole > 0 {
			for what, sum := range sums {
				if sum != whole {
					t.Fatalf("%s: %s, of %s", what, sum, whole)
				}
			}
			if len(sums) != 9 {
				t.Fatalf("something has no sum: %v", sums)
			}
		}
		for _, team := range r.Teams {
			var people load.Span
			nights, interrupted := 0, 0
			for _, p := range r.People {
				if p.Team == team.Name {
					people, nights, interrupted = people+p.Hours.Total(), nights+p.Nights, interrupted+p.Interruptions
				}
			}
			if team.Detailed && (people != team.Hours.Total() || nights != team.Nights || interrupted != team.Interruptions) {
				t.Fatalf("people of %q have %s, %d nights, %d interruptions; the team has %+v", team.Name, people, nights, interrupted, team)
			}
			if !team.Detailed && people != 0 {
				t.Fatalf("%q is broken down by person", team.Name)
			}
		}
	})
}
