package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
)

// What the page in the browser has of the story: where it is, and that it plays there.

// visited is how long people wait for what they expect where somebody may have slowed Slack down on the page.
const visited = 2 * time.Minute

// newTeller is a teller whose story is played, paused and made faster on the page.
func newTeller(ctx context.Context, s *stage.Stage, screen *screen, o options) *teller {
	p := newPlayer(ctx.Done(), o.fast)
	p.tells = func() { s.Slack.Plays(p) }
	if o.paused {
		p.Pause()
	}
	s.Slack.Plays(p)
	return &teller{Stage: s, screen: screen, player: p, seen: map[string]bool{}}
}

// invites says where the story can be watched, before it begins.
func (t *teller) invites(o options) {
	if o.exit && !o.paused {
		return // it is over before anybody is there
	}
	t.screen.line("")
	t.screen.line("  Watch it in the browser: " + t.screen.strong.Render(t.Slack.URL()))
	if o.listen.Everywhere {
		t.screen.line("  From other machines it goes by this one's IP address.")
	}
	if o.paused {
		t.screen.line("  It begins when you press Play there.")
	}
}

// breaksOff ends a story that cannot go on, as when somebody has archived its channel on the page. All the rest stays.
func (t *teller) breaksOff(ctx context.Context, why error) error {
	t.player.ends("cannot go on from here, but all of it is yours: be anybody here, and type /incident in any channel.")
	t.screen.line("")
	t.screen.line("  The story cannot go on from here. If that is not because of what you did in the browser, please report it:")
	for line := range strings.SplitSeq(why.Error(), "\n") {
		t.screen.hang("    ", line)
	}
	return t.stays(ctx)
}

// stays keeps everything up until ctx ends.
func (t *teller) stays(ctx context.Context) error {
	t.Clock.Run()
	_, _ = fmt.Fprintf(t.screen.w, "\n  All of it is still up. Join in: %s (type /incident in any channel). Ctrl-C ends it.\n", t.screen.strong.Render(t.Slack.URL()))
	err := t.Wait(ctx)
	t.screen.line("")
	return err
}
