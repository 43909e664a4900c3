package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// ordeal is what somebody types while the bot is killed at every call of Slack and at every commit that it takes.
type ordeal struct {
	prepare func(*crash) // with a bot that lives
	typed   string
	done    string                // a query that returns rows once it is kept
	only    func(crashPoint) bool // points that others do not have; nil for all
	check   func(*crash) []string // what must be told once
	besides cmp.Options           // what may be otherwise
}

func TestCrash_anywhere_in_a_merge_tells_it_once(t *testing.T) {
	ordeal{
		prepare: func(c *crash) {
			c.declares(c.ada, "checkout is down")
			c.ada.Modal().Dismisses()
			cards := c.second(c.grace, "cards are declined")
			c.bob.Joins(cards)
		},
		typed: "/incident INC-2 merge INC-1 the same deploy",
		done:  `select number from incident where status = 'merged'`,
		check: func(*crash) []string {
			return []string{"inc-1: INC-2 is part of this one", "inc-2: Part of INC-1", "incidents: the same deploy"}
		},
	}.plays(t)
}

func TestCrash_anywhere_in_going_on_in_a_new_channel_makes_one(t *testing.T) {
	ordeal{
		prepare: func(c *crash) {
			room := c.declares(c.ada, "checkout is down")
			c.ada.Modal().Dismisses()
			c.bob.Joins(room)
			c.ada.Types(room, "/incident task restart the queue")
			c.bob.Says(room, "deploy 4711 broke it")
			c.quiet()
			c.bob.Archives(room)
		},
		typed: "/incident reopen INC-1",
		done:  `select id from timeline_entry where what = 'new channel'`,
		check: func(*crash) []string { return []string{"inc-1-checkout-down-2: It goes on here"} },
	}.plays(t)
}

func (o ordeal) plays(t *testing.T) {
	t.Helper()
	playedOnce(t)
	t.Parallel()
	calm := o.begins(t, nil)
	o.goesThrough(calm)
	want, points := outcomeOf(calm.world), calm.ownPoints()
	if o.only != nil {
		points = slices.DeleteFunc(points, func(p crashPoint) bool { return !o.only(p) })
	}
	atEvery(t, points, 3, func(t *testing.T, point *crashPoint) *crash {
		c := o.begins(t, point)
		o.goesThrough(c)
		if diff := cmp.Diff(want, outcomeOf(c.world), untimed, o.besides); diff != "" {
			t.Errorf("it is not as without a crash (- without, + with):\n%s", diff)
		}
		return c
	})
}

func (o ordeal) begins(t *testing.T, point *crashPoint) *crash {
	t.Helper()
	c := &crash{
		world: workspaceOn(t, slacksim.Options{Hub: impatient}, pgtest.New(t, migrate)),
		point: point,
	}
	c.ada.Invites(c.app.Person(), c.incidents)
	before := c.serve()
	o.prepare(c)
	c.quiet()
	before.stop()
	c.begins(c.quiet)
	return c
}

// goesThrough types it, and again when Slack says that it has failed.
func (o ordeal) goesThrough(c *crash) {
	c.t.Helper()
	general := c.Channel("general")
	c.ada.Types(general, o.typed)
	if len(c.query(o.done)) == 0 {
		c.comesBack()
		c.ada.Types(general, o.typed)
	}
	c.finishes()
	for _, once := range o.check(c) {
		name, text, _ := strings.Cut(once, ": ")
		var told []string
		for _, room := range c.Rooms() {
			if strings.HasPrefix(room.Name(), name) {
				told = append(told, slices.DeleteFunc(room.Texts(), func(said string) bool { return !strings.Contains(said, text) })...)
			}
		}
		if len(told) != 1 {
			c.t.Errorf("#%s… is told %q: %q", name, text, told)
		}
	}
}
