package scenarios

import (
	"encoding/json"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// crashPoint is a moment at which the bot is killed: right after something has happened of which it does not know yet.
// To be killed before the next thing is the same, for only what has happened outlives it.
type crashPoint struct {
	Commit bool   // of the store; otherwise a call of Slack
	Label  string // what is called or written, such as "chat.postMessage card" or "surface card sending"
	Nth    int    // of those with this label, from 1
}

func (p crashPoint) kind() string { return map[bool]string{false: "call", true: "commit"}[p.Commit] }

func (p crashPoint) String() string { return fmt.Sprintf("after %s %s %d", p.kind(), p.Label, p.Nth) }

// everyPoint has the bot killed at each moment. Otherwise it is at the first of those with the same label, for the second
// chat.update is brought to Slack as the first is.
var everyPoint = flag.Bool("every-point", false, "kill the bot at every call and commit, not only at the first of each kind")

// playedOnce skips a story which is played over and over with something going wrong, where -short asks what shows as well
// when a story is played once: a data race.
func playedOnce(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("what goes wrong at every point is not asked with -short")
	}
}

// crash is a world whose bot is killed at a point, or not at all if there is none.
type crash struct {
	*world
	point *crashPoint
	first *process // the bot that is killed
	again *replica // the bot after that

	mu       sync.Mutex
	watching bool
	calls    []string // labels of those since it was up
	doomed   int      // Seq of the call whose answer it will not live to hear
}

// impatient is a Slack that sends an event which was not acked again soon, not only after a minute.
var impatient = hub.Options{RetryDelays: slices.Repeat([]time.Duration{100 * time.Millisecond}, 100)}

// newCrash starts a bot that will be killed at the point. It does not wait for other tests.
func newCrash(t *testing.T, point *crashPoint) *crash {
	t.Helper()
	c := &crash{
		world: workspaceOn(t, slacksim.Options{Hub: impatient}, pgtest.New(t, migrate)),
		point: point,
	}
	c.ada.Invites(c.app.Person(), c.incidents)
	c.begins(func() {})
	return c
}

// begins starts the bot that will be killed, and counts from when it is ready.
func (c *crash) begins(ready func()) {
	c.t.Helper()
	c.OnCall(c.watch)
	c.first = c.process(c.point)
	ready()
	if err := c.first.counts(); err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watching = true
}

// watch sees every call and kills the bot if this is the one, whose answer is then lost.
func (c *crash) watch(call slacksim.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.watching {
		return
	}
	switch call.Phase {
	case slacksim.Before:
		c.calls = append(c.calls, labelOf(call))
		nth := 0
		for _, label := range c.calls {
			if label == labelOf(call) {
				nth++
			}
		}
		if c.point != nil && *c.point == (crashPoint{Label: labelOf(call), Nth: nth}) {
			c.doomed = call.Seq
		}
	case slacksim.After:
		if call.Seq == c.doomed {
			c.kill()
		}
	}
}

func (c *crash) kill() {
	c.watching = false
	c.first.kill()
}

// labelOf names a call the same way in every run, whatever runs beside it.
func labelOf(call slacksim.Call) string {
	var metadata struct {
		Payload struct {
			Surface string `json:"surface"`
		} `json:"event_payload"`
	}
	_ = json.Unmarshal([]byte(call.Args["metadata"]), &metadata) // which most calls do not have
	return timeless(call.Method + " " + metadata.Payload.Surface)
}

var keyTime = regexp.MustCompile(`\bsoon/\d+`)

// timeless is a label without the time that some keys of surfaces have.
func timeless(label string) string {
	return keyTime.ReplaceAllString(strings.TrimSpace(label), "soon/#")
}

// points are the moments at which this bot could have been killed since it was up.
func (c *crash) points() []crashPoint {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append(pointsOf(false, c.calls), pointsOf(true, c.first.committed())...)
}

func pointsOf(commits bool, labels []string) []crashPoint {
	var points []crashPoint
	nth := map[string]int{}
	for _, label := range labels {
		nth[label]++
		if nth[label] == 1 || *everyPoint {
			points = append(points, crashPoint{Commit: commits, Label: label, Nth: nth[label]})
		}
	}
	return points
}

// ordinary matches what any work of the bot's takes, and what all that is shown is shown by. To be killed there is the same
// in every story.
var ordinary = regexp.MustCompile(`inbox|person_address|team_member|presence|transaction of river_job$|` +
	`surface (announcement|card|pin|topic|purpose|invites/declarer) | shown$|pins.add|setTopic|setPurpose`)

// ownPoints are the points that a story does not share with that of declaring, or all with -every-point.
func (c *crash) ownPoints() []crashPoint {
	return slices.DeleteFunc(c.points(), func(p crashPoint) bool { return !*everyPoint && ordinary.MatchString(p.Label) })
}

// atEvery plays a story once more for each of the points, with a bot that is killed there. How many commits it takes
// to keep the events depends on how they come, so some points are not met again: at most one in spare may be missed.
func atEvery(t *testing.T, points []crashPoint, spare int, play func(*testing.T, *crashPoint) *crash) {
	t.Helper()
	var mu sync.Mutex
	met := map[bool]int{}
	atOnce(points, func(point crashPoint) {
		t.Run(point.String(), func(t *testing.T) {
			c := play(t, &point)
			mu.Lock()
			defer mu.Unlock()
			met[c.first.killed()]++
		})
	})
	t.Logf("crash points tried: %d, missed: %d", met[true], met[false])
	if met[false] > len(points)/spare {
		t.Errorf("%d of %d points were not met a second time", met[false], len(points))
	}
}

// comesBack starts the bot again, once it is dead.
func (c *crash) comesBack() {
	c.t.Helper()
	select {
	case <-c.first.died:
	case <-time.After(patience):
		c.t.Fatal("the bot does not answer, and was not killed")
	}
	c.again = c.serve()
}

// finishes waits until everything is done, by the bot that was killed on the way or by the one after it.
func (c *crash) finishes() {
	c.t.Helper()
	if c.again == nil && c.quietUnless(c.first.died) {
		c.first.stop() // or it was killed by its very last commit
	}
	if c.again == nil && c.first.killed() {
		c.again = c.serve()
	}
	if c.again != nil {
		c.quiet()
	}
}
