package incident

import (
	"fmt"
	"testing"
	"time"
)

func TestResembling(t *testing.T) {
	t.Parallel()
	open := []Sketch{
		{Number: 40, Title: "Search index is stale", DeclaredAt: night},
		{Number: 41, Title: "Checkout errors", DeclaredAt: night.Add(time.Minute)},
		{Number: 42, Title: "決済が落ちた", DeclaredAt: night},
		{Number: 43, Title: "database primary out of disk", DeclaredAt: night},
		{Number: 44, Title: "checkout button does nothing", DeclaredAt: night.Add(2 * time.Minute)},
	}
	for title, want := range map[string]Number{
		"checkout is down":                  44, // the newest of two
		"Chekout down":                      44,
		"check":                             44,
		"disk full on the database primary": 43,
		"決済が落ちた":                            42,
		"search is slow":                    40,
		"login is down":                     0,
		"errors":                            0, // says nothing
		"is down":                           0,
		"":                                  0,
		"🔥🔥":                                0,
		"data":                              43, // somebody is typing
		"dat":                               0,
		"payment provider is slow":          0,
	} {
		got := Number(0)
		if found := Resembling(title, open, Alike); found != nil {
			got = found.Number
		}
		if got != want {
			t.Errorf("%q resembles %d, want %d", title, got, want)
		}
	}
}

// While people type, this is asked at each pause.
func BenchmarkResembling_among_300(b *testing.B) {
	var open []Sketch
	for i := range 300 {
		open = append(open, Sketch{Number: Number(i), Title: fmt.Sprintf("subsystem %d of the payments platform rejects requests from region %d", i, i%7)})
	}
	for b.Loop() {
		Resembling("checkout of the payment platform is down in the eu", open, Alike)
	}
}
