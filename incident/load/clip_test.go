package load_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestClip_leaves_the_interruption_to_where_it_was(t *testing.T) {
	t.Parallel()
	segment := load.Segment{From: at("2026-11-09 10:00"), Until: at("2026-11-09 10:30"), Local: at("2026-11-09 11:00"), PulledIn: true}
	part, ok := load.Clip(segment, load.Period{From: at("2026-11-09 10:10"), Until: at("2026-11-09 10:20")})
	if want := (load.Segment{From: at("2026-11-09 10:10"), Until: at("2026-11-09 10:20"), Local: at("2026-11-09 11:10")}); !ok || part != want {
		t.Errorf("got %+v, want %+v", part, want)
	}
	if part, ok := load.Clip(segment, load.Period{From: at("2026-11-09 09:00"), Until: at("2026-11-09 11:00")}); !ok || part != segment {
		t.Errorf("inside, it becomes %+v", part)
	}
	if part, ok := load.Clip(segment, load.Period{From: at("2026-11-09 10:30"), Until: at("2026-11-09 11:00")}); ok {
		t.Errorf("outside, there is %+v", part)
	}
}
