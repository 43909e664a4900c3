package scenarios

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// The bot is killed at every call of Slack and at every commit that closing an incident takes, the model's
// reading among them. Whatever the point, the channel must end up with the same drafts, each once.
func TestDrafts_crash_anywhere_in_close_leaves_the_same_drafts(t *testing.T) {
	playedOnce(t)
	t.Parallel()
	calm := newClosingCrash(t, nil)
	calm.closesPatiently()
	want, points := calm.drafts(), calm.ownPoints()
	for _, part := range []string{"Draft summary of INC-#", "Written by gpt-#o-mini", "Follow-ups found", "canvas:"} {
		if !strings.Contains(strings.Join(want, "\n"), part) {
			t.Fatalf("without a crash there is no %q:\n%s", part, strings.Join(want, "\n"))
		}
	}
	atEvery(t, points, 3, func(t *testing.T, point *crashPoint) *crash {
		c := newClosingCrash(t, point)
		c.closesPatiently()
		if diff := cmp.Diff(want, c.drafts()); diff != "" {
			t.Errorf("it is not as without a crash (- without, + with):\n%s", diff)
		}
		return c
	})
}

// newClosingCrash is an incident to be closed, by a bot that will be killed at the point.
func newClosingCrash(t *testing.T, point *crashPoint) *crash {
	t.Helper()
	c := &crash{
		world: workspaceOn(t, slacksim.Options{Hub: impatient}, pgtest.New(t, migrate)),
		point: point,
	}
	c.model = model(t, reader.Answer).URL()
	c.ada.Invites(c.app.Person(), c.incidents)
	before := c.serve()
	c.nightShift()
	c.ada.Modal().Dismisses()
	c.quiet()
	before.stop()
	c.begins(c.quiet) // it looks first at what it has missed
	return c
}

// closesPatiently has Ada close the incident; what Slack tells her has failed, she does again.
func (c *crash) closesPatiently() {
	c.t.Helper()
	room := c.ChannelNamed("inc-")
	c.ada.Types(room, "/incident close all is well")
	if c.query(`select status from incident`)[0] != "closed" {
		c.comesBack()
		c.ada.Types(room, "/incident close all is well")
	}
	c.finishes()
}

var (
	anyAddress = regexp.MustCompile(`https?://[^\s)>|]+`)
	anyFigure  = regexp.MustCompile(`\d+`)
)

// drafts are what the channel shows and what is stored, without what differs from run to run.
func (c *crash) drafts() []string {
	c.t.Helper()
	room := c.ChannelNamed("inc-")
	all := append(room.Texts(), "canvas: "+room.Canvas())
	for _, said := range c.incidents.Texts() {
		all = append(all, "announced: "+said)
	}
	all = append(all, c.query(`
		select concat_ws(' ', 'surface', key, state) from surface
		union all select concat_ws(' ', 'drafting', round, closing, state) from drafting
		union all select concat_ws(' ', 'summary', round, made_by, jsonb_array_length(claims)) from summary
		union all select concat_ws(' ', 'follow-up', title, state, round) from follow_up
		union all select concat_ws(' ', 'entry', kind, text, now) from timeline_entry
		union all (select concat_ws(' ', 'postmortem', made_by) from postmortem_draft order by version desc limit 1)`)...)
	for i, said := range all {
		said = strings.ReplaceAll(said, "tomorrow", "today")
		all[i] = anyFigure.ReplaceAllString(anyAddress.ReplaceAllString(said, "address"), "#")
		all[i] = strings.NewReplacer("# PM", "# M", "# AM", "# M").Replace(all[i])
	}
	slices.Sort(all)
	return all
}
