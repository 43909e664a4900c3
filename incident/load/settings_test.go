package load_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/incident/load"
)

func TestSettings_Digest_names_what_measuring_depends_on_and_nothing_else(t *testing.T) {
	t.Parallel()
	base := load.DefaultSettings()
	changed := map[string]func(*load.Settings){
		"counts":   func(s *load.Settings) { s.CountsFor++ },
		"joins":    func(s *load.Settings) { s.JoinsWithin++ },
		"watching": func(s *load.Settings) { s.WatchingCountsFor++ },
		"apart":    func(s *load.Settings) { s.Apart++ },
		"zone":     func(s *load.Settings) { s.Zone = zone("Europe/Berlin") },
	}
	for name, change := range changed {
		s := base
		change(&s)
		if s.Digest() == base.Digest() {
			t.Errorf("%s does not change the digest", name)
		}
	}
	s := base
	s.MaxHours, s.MaxNights, s.SmallestTeam, s.Names = 1, 1, 1, true
	if s.Digest() != base.Digest() {
		t.Errorf("what is said of the figures changes the digest: %s", s.Digest())
	}
}
