package blockkit

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParts(t *testing.T) {
	t.Parallel()
	t.Run("keeps texts and controls apart, in order", func(t *testing.T) {
		t.Parallel()
		type brief struct {
			Text     string
			Controls []string
		}
		var got []brief
		for _, p := range Parts(json.RawMessage(card), newYork{})[:6] {
			b := brief{Text: p.Text}
			for _, e := range p.Elements {
				b.Controls = append(b.Controls, e.Label)
			}
			got = append(got, b)
		}
		want := []brief{
			{"🚨 INC-42 Checkout is down", nil},
			{"Next: take command", []string{"Help"}},
			{"Severity: SEV1\nCommander: @Ada\nImpact: all shops\n*raw*", nil},
			{"", nil},
			{"", []string{"Take command", "Severity", "Hand over"}},
			{"declared by @Ada · [image: face]", nil},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("hands out the questions of a form", func(t *testing.T) {
		t.Parallel()
		parts := Parts(json.RawMessage(form), newYork{})
		if len(parts) != 2 || parts[0].Input.Label != "Title" || parts[1].Input.Label != "Severity" {
			t.Errorf("got %+v", parts)
		}
	})
}
