package browser

import (
	_ "embed"
	"fmt"
)

//go:embed look.js
var look string

// Faults are what is hard to see in the window as it is: text of too little contrast with what it stands on, as WCAG 2.2
// counts it at level AA (4.5 to 1; 3 to 1 for large text), and whatever makes the page scroll sideways.
func (w *Window) Faults() []string {
	found, _ := w.Asks(look).([]any)
	faults := make([]string, len(found))
	for i, fault := range found {
		faults[i] = fmt.Sprint(fault)
	}
	return faults
}
