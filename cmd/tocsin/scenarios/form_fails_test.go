package scenarios

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// A form that does not open is explained at once: whoever typed is not left with a silent channel.
func TestForm_that_does_not_open_is_explained(t *testing.T) {
	w := open(t)
	general := w.Channel("general")
	for what, fails := range map[string]struct {
		fault slacksim.Fault
		says  string
	}{
		"Slack answers 500":       {slacksim.Fault{Status: 500}, "Something broke on our side (ref "},
		"Slack does not answer":   {slacksim.Fault{Hang: true}, "Something broke on our side (ref "},
		"the trigger was too old": {slacksim.Fault{Error: "expired_trigger_id"}, "Slack gave up waiting before the form could open."},
		"a permission is missing": {slacksim.Fault{Error: "missing_scope"}, "Slack would not do that: the app lacks a permission."},
	} {
		fails.fault.Times = 1
		w.Fault("views.open", fails.fault)
		answer := w.ada.Types(general, "/incident checkout is down")
		if answer == nil {
			t.Errorf("when %s, nothing is said", what)
			continue
		}
		answer.Shows(fails.says)
	}
	w.ada.Types(general, "/incident checkout is down")
	w.ada.Modal().Shows("checkout is down")
}
