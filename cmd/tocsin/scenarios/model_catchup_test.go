package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestModel_brings_a_latecomer_up_to_date_after_the_quick_answer(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	sim := model(t, reader.Answer)
	w.serve(asks(sim))
	room, _ := w.nightShift()
	carol := w.Person("Carol Late")
	carol.Joins(room)
	w.quiet()
	quick := carol.Types(room, "/incident catchup")
	if quick == nil || !strings.Contains(quick.Text(), "INC-1") || !strings.Contains(quick.Text(), "@Ada Lovelace") {
		t.Fatalf("the quick answer is %v", quick)
	}
	room.ShowsOnlyTo(carol, "gpt-4o-mini").Shows("the certificate of payments-gw expired")
	w.quiet()
	w.quiet() // what she was told is kept after she was told it
	again := carol.Types(room, "/incident catchup")
	if strings.Contains(again.Text(), "nobody can pay by card") {
		t.Errorf("she is told again what she was told just now:\n%s", again.Text())
	}
}
