package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestDeclaration_inSequence(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	call := func(seq, from, to int) slacksim.Call {
		return slacksim.Call{Seq: seq, At: noon.Add(time.Duration(from) * time.Millisecond), Took: time.Duration(to-from) * time.Millisecond}
	}
	create, beside, invite := call(1, 0, 150), call(2, 10, 160), call(3, 152, 302)
	card, topic := call(5, 304, 454), call(4, 303, 453)
	d := &declaration{calls: []slacksim.Call{create, beside, invite, topic, card}} // in the order of their answers
	for claim, c := range map[string]struct {
		last slacksim.Call
		want int
	}{
		"the first call is alone":                   {create, 1},
		"a call beside the others is not counted":   {invite, 2},
		"calls that begin together are one step":    {card, 3},
		"what comes after the last does not matter": {topic, 3},
	} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			if got := d.inSequence(c.last); got != c.want {
				t.Errorf("%d calls in sequence, want %d", got, c.want)
			}
		})
	}
}

func TestDurations_at(t *testing.T) {
	t.Parallel()
	var d durations
	for i := 100; i > 0; i-- {
		d = append(d, time.Duration(i))
	}
	for share, want := range map[float64]time.Duration{0: 1, 0.5: 51, 0.95: 96, 1: 100} {
		if got := d.at(share); got != want {
			t.Errorf("at(%v) is %d, want %d", share, got, want)
		}
	}
	if got := durations(nil).at(0.5); got != 0 {
		t.Errorf("of nothing it is %d", got)
	}
}

func TestTable_print(t *testing.T) {
	t.Parallel()
	tab := &table{title: "Tides", columns: []string{"port", "height"}}
	tab.row("Brest → Ushant", "7 m")
	tab.row("Cuxhaven")
	tab.note("Measured with a stick.")
	var got bytes.Buffer
	tab.print(&got)
	want := `
### Tides

| port           | height |
|----------------|--------|
| Brest → Ushant | 7 m    |
| Cuxhaven       |        |

Measured with a stick.
`
	if got.String() != want {
		t.Errorf("printed:\n%s\nwant:\n%s", got.String(), want)
	}
}
