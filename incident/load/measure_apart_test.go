package load_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestMeasure_keeps_people_apart(t *testing.T) {
	t.Parallel()
	activities := did("2026-11-09 10:00 INC-1", "2026-11-09 10:05 INC-1", "2026-11-09 09:00 INC-1")
	activities[2].Person = "bob"
	asked := []incident.PersonID{}
	var got []load.Segment
	err := load.Measure(load.WeekOf(activities[0].At, time.UTC), each(activities), func(p incident.PersonID) load.Who {
		asked = append(asked, p)
		return load.Who{Calendar: load.DefaultCalendar()}
	}, load.DefaultSettings(), func(s load.Segment) error { got = append(got, s); return nil })
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"10:00–10:05 (Mon 10:00) INC-1 working interrupted",
		"10:05–10:15 (Mon 10:05) INC-1 working",
		"09:00–09:10 (Mon 09:00) INC-1 working interrupted",
	}
	if diff := cmp.Diff(want, said(got)); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	if diff := cmp.Diff([]incident.PersonID{"ada", "bob"}, asked); diff != "" {
		t.Errorf("asked about (-want +got):\n%s", diff)
	}
}

func TestMeasure_stops_at_the_first_error(t *testing.T) {
	t.Parallel()
	week := load.WeekOf(at("2026-11-09 00:00"), time.UTC)
	who := func(incident.PersonID) load.Who { return load.Who{} }
	keep := func(load.Segment) error { return nil }
	broken := errors.New("broken")

	torn := func(yield func(load.Activity, error) bool) { yield(load.Activity{}, broken) }
	if err := load.Measure(week, torn, who, load.DefaultSettings(), keep); !errors.Is(err, broken) {
		t.Errorf("what people did cannot be read: %v", err)
	}
	one := each(did("2026-11-09 10:00 INC-1"))
	if err := load.Measure(week, one, who, load.DefaultSettings(), func(load.Segment) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a segment cannot be kept: %v", err)
	}
	disorder := each(did("2026-11-09 10:00 INC-1", "2026-11-09 09:00 INC-1"))
	if err := load.Measure(week, disorder, who, load.DefaultSettings(), keep); err == nil || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("out of order: %v", err)
	}
}
