package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// Killed before it has announced it, the bot comes back when it is too late to: it gives people as long again. What comes
// before the channel is announced to be archived is what any close does.
func TestCrash_anywhere_in_archiving_announces_and_does_it_once(t *testing.T) {
	ordeal{
		prepare: func(c *crash) {
			c.archives = 4 * time.Second
			c.declares(c.ada, "checkout is down")
			c.ada.Modal().Dismisses()
		},
		typed: "/incident INC-1 close false alarm",
		done:  `select number from incident where status = 'closed'`,
		only: func(p crashPoint) bool {
			return strings.Contains(p.Label, "archive") || strings.Contains(p.Label, "soon")
		},
		check: func(c *crash) []string {
			if !c.ChannelNamed("inc-1").Archived() {
				c.t.Error("the channel is not archived")
			}
			return []string{"inc-1: This channel will be archived"}
		},
		besides: cmp.Options{cmpopts.IgnoreFields(slacksim.MessagePicture{}, "Edited")}, // with the later time
	}.plays(t)
}
