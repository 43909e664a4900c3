package scenarios

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// The bot is killed at every call of Slack and at every commit that declaring an incident takes, before
// and after each. Whatever the point, the workspace must end up as if nothing had happened.
//
// The bot is in #incidents beforehand. It can announce without, but then joins when it has to look
// whether it did.
func TestCrash_anywhere_in_declare_leaves_the_same_workspace(t *testing.T) {
	playedOnce(t)
	t.Parallel()
	calm := newCrash(t, nil)
	declarePatiently(calm)
	want, points := outcomeOf(calm.world), calm.points()
	atEvery(t, points, 5, func(t *testing.T, point *crashPoint) *crash {
		c := newCrash(t, point)
		declarePatiently(c)
		if diff := cmp.Diff(want, outcomeOf(c.world), untimed); diff != "" {
			t.Errorf("it is not as without a crash (- without, + with):\n%s", diff)
		}
		return c
	})
}

// declarePatiently has Ada declare an incident. What Slack tells her has failed, she does again when the
// bot is back.
func declarePatiently(c *crash) {
	ada, command := c.ada, "/incident checkout is down"
	ada.Types(c.Channel("general"), command)
	if !ada.HasModal() {
		c.comesBack()
		ada.Types(c.Channel("general"), command)
	}
	form := ada.Fills(ada.Modal(), "How bad is it?", "SEV1", "What is happening?", "Cards are declined.")
	if form.Submits().Kind == slacksim.Failed {
		c.comesBack()
		c.quiet()
		if slices.Contains(form.Fields(), "How bad is it?") { // it was not taken
			form.Submits()
		}
	}
	c.finishes()
}

// outcome is what is left in the end.
type outcome struct {
	Workspace slacksim.Snapshot
	Kept      []string // in the database
}

// untimed leaves out the minutes in which things happened, and the ids of entries: one that was not committed has
// used one up. An announcement that a channel is archived soon has its time in its key.
var untimed = cmpopts.AcyclicTransformer("untimed", func(s string) string {
	return entryID.ReplaceAllString(minutes.ReplaceAllString(s, "then"), "$1/#")
})

var (
	minutes = regexp.MustCompile(`(\d+ \w+ \d{4} )?\b\d\d:\d\d\b( UTC)?`)
	entryID = regexp.MustCompile(`\b(post|echo|entry|soon)/\d+`)
)

// What one person alone was told on the way does not count.
func outcomeOf(w *world) outcome {
	workspace := w.Snapshot().Sorted()
	workspace.Whispers = nil
	return outcome{workspace, w.query(sqlKept)}
}

// Whether the bot noted that it is in the channel depends on which it looked at first, that or the channel's being archived.
const sqlKept = `
select concat_ws(' ', 'incident', number, title, severity, status) from incident
union all select concat_ws(' ', 'entry', kind, text) from timeline_entry
union all select concat_ws(' ', 'surface', key, state) from surface where key <> 'member'
union all select concat_ws(' ', 'presence', name, joined) from presence join person on id = person
union all select 'message ' || text from message
order by 1`
