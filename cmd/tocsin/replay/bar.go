package replay

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
)

// bar shows how far the play is: a bar on a terminal, and elsewhere a line now and then.
type bar struct {
	w     io.Writer
	live  *progressbar.ProgressBar // nil when w is no terminal
	began time.Time
	total int
}

func newBar(w io.Writer, total int) *bar {
	b := &bar{w: w, began: time.Now(), total: total}
	if columns, terminal := stage.Terminal(w); terminal {
		b.live = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(w),
			progressbar.OptionSetWidth(min(30, max(5, columns-50))),
			progressbar.OptionSetDescription("  playing"),
			progressbar.OptionShowCount(),
			progressbar.OptionClearOnFinish(),
		)
	}
	return b
}

// played says how many messages are written.
func (b *bar) played(n int) {
	if b.live != nil {
		_ = b.live.Set(min(n, b.total-1)) // the last one would end the bar, and there is more to do
	}
}

// says what is being done beside the messages.
func (b *bar) says(what string) {
	if b.live != nil {
		b.live.Describe("  " + what)
	}
}

// done ends the bar with how long it all took.
func (b *bar) done() {
	b.clear()
	_, _ = fmt.Fprintf(b.w, "  ✓ %d of %d messages (%.1f s)\n", b.total, b.total, time.Since(b.began).Seconds())
}

// fail ends the bar where it is.
func (b *bar) fail() {
	b.clear()
	_, _ = fmt.Fprintln(b.w, "  ✗ the messages")
}

func (b *bar) clear() {
	if b.live != nil {
		_ = b.live.Clear()
		_ = b.live.Exit()
	}
}
