package bot

import (
	"testing"
	"time"
)

func TestTypedTaskWords_end_in_who_and_how_soon(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 15, 2, 47, 0, 0, time.UTC)
	for typed, want := range map[string]struct {
		title, owner string
		in           time.Duration
	}{
		"roll back 41 <@U0ADA|ada> 20m":       {"roll back 41", "U0ADA", 20 * time.Minute},
		"roll back 41 1h 30 min <@U0ADA>":     {"roll back 41", "U0ADA", 90 * time.Minute},
		"call the bank in 2 hours":            {"call the bank", "", 2 * time.Hour},
		"call the bank 1h30m":                 {"call the bank", "", 90 * time.Minute},
		"ask <@U0ADA|ada> for the logs":       {"ask @ada for the logs", "", 0},
		"roll back 41":                        {"roll back 41", "", 0},
		"look at &lt;deploy&gt; 41d":          {"look at <deploy>", "", 41 * 24 * time.Hour},
		"restart web <@U0ADA|ada> <@U0BEN|b>": {"restart web @ada", "U0BEN", 0},
		"<@U0ADA|ada> 20m":                    {"", "U0ADA", 20 * time.Minute},
	} {
		got := typedTaskWords(typed, now)
		if got.Title != want.title || string(got.Owner) != want.owner || !got.DueAt.IsZero() != (want.in > 0) || want.in > 0 && got.DueAt.Sub(now) != want.in {
			t.Errorf("%q is read as %+v", typed, got)
		}
	}
}
