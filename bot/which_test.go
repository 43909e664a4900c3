package bot

import (
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestNamed(t *testing.T) {
	for text, want := range map[string]struct {
		n    incident.Number
		rest string
	}{
		"INC-42 it is over":       {42, "it is over"},
		"inc-42: it is over":      {42, "it is over"},
		"INC-42":                  {42, ""},
		"this looks like INC-7":   {0, "this looks like INC-7"},
		"INC-0 is none":           {0, "INC-0 is none"},
		"INC-42x":                 {0, "INC-42x"},
		"INC-99999999999 no":      {0, "INC-99999999999 no"},
		"INC-checkout is broken":  {0, "INC-checkout is broken"},
		"42 customers called":     {0, "42 customers called"},
		"":                        {0, ""},
		"incidents are too often": {0, "incidents are too often"},
	} {
		if n, rest := named(text); n != want.n || rest != want.rest {
			t.Errorf("named(%q) = %d, %q; want %d, %q", text, n, rest, want.n, want.rest)
		}
	}
}
