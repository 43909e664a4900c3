package chart

import (
	"slices"
	"testing"
)

func TestLabels_are_what_can_be_drawn_and_say_what_cannot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why         string
		names, want []string
		explained   string
	}{
		{"letters there are", []string{"Zahlungen & Ärger", "Платежи", "Πληρωμές", "team-1 (EU)"}, []string{"Zahlungen & Ärger", "Платежи", "Πληρωμές", "team-1 (EU)"}, ""},
		{"signs go without a word", []string{"Data & ML 🚀"}, []string{"Data & ML"}, ""},
		{"no letter is left", []string{"Ops", "決済", "🔥🔥"}, []string{"Ops", "team 2", "team 3"}, " In the picture team 2 is 決済, team 3 is 🔥🔥."},
		{"some letters are left", []string{"决 Billing"}, []string{"Billing (1)"}, " In the picture Billing (1) is 决 Billing."},
		{"two look alike", []string{"🚀 Ops", "🔥 Ops"}, []string{"Ops", "Ops (2)"}, " In the picture Ops (2) is 🔥 Ops."},
		{"from right to left", []string{"תשלומים", "مدفوعات"}, []string{"team 1", "team 2"}, " In the picture team 1 is תשלומים, team 2 is مدفوعات."},
		{"an accent of its own", []string{"Cafe\u0301"}, []string{"Café"}, ""},
	} {
		got := labels(c.names)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.why, got)
		}
		if said := explained(c.names, got); said != c.explained {
			t.Errorf("%s: %q", c.why, said)
		}
	}
}

func TestLegend_keeps_what_long_names_differ_in(t *testing.T) {
	t.Parallel()
	style := letters(textSize, ink)
	for _, name := range []string{"Customer Experience Team 7", "Customer Experience Team 12", "Ops"} {
		got := cutMiddle(name, style, 230)
		if style.Width(got) > 230 || got[len(got)-1] != name[len(name)-1] || got[0] != name[0] {
			t.Errorf("%s becomes %s", name, got)
		}
	}
}
