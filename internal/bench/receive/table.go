// Package receive measures how fast envelopes are taken in: from the moment the simulated Slack writes one
// to its socket until the ack is back, with the event committed in between.
//
// bot/socket is compared with slack-go's own client, which does nothing but ack. Both get the same events
// from the same server in the same run, since only ratios carry over from one machine to another.
package receive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/tocsin-bot/tocsin/bot/socket"
)

// inFlight is how many envelopes are unacked at saturation.
const inFlight = 64

// Table prints latencies at 1, 50 and 500 envelopes a second and the rate at saturation, of slack-go, of our
// receiver alone, and of our receiver in front of inbox, and how many events arrive only as retries when
// Slack ends a socket in mid-stream. lasting is the length of one measurement; the
// slowest rate takes 20 s in any case.
func Table(ctx context.Context, w io.Writer, inbox socket.Inbox, lasting time.Duration) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "Envelope in → ack out, after commit (1.9 kB message events)")
	fmt.Fprintf(out, "receiver\t1/s p50 / p99\t50/s p50 / p99\t500/s p50 / p99\tenvelopes/s, %d in flight\tratio\tretries after a disconnect\n", inFlight)
	var base float64
	for _, c := range []struct {
		name    string
		receive receiver
	}{
		{"slack-go, bare ack loop, nothing stored", slackGo},
		{"ours, nothing stored", ours(nowhere{})},
		{"ours, committed before the ack", ours(inbox)},
	} {
		err := withReceiver(ctx, c.receive, func(s *slack) {
			fmt.Fprint(out, c.name)
			for _, rate := range []int{1, 50, 500} {
				// Enough envelopes for a p99 that is more than the slowest of a handful.
				l := s.steady(ctx, rate, max(lasting, 20*time.Second/time.Duration(rate)))
				fmt.Fprintf(out, "\t%s / %s", ms(l.p50), ms(l.p99))
			}
			rate := s.saturate(ctx, inFlight, lasting)
			if base == 0 {
				base = rate
			}
			fmt.Fprintf(out, "\t%.0f\t%.2f\t%d\n", rate, rate/base, s.disconnect(ctx))
		})
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// withReceiver runs do while a receiver is connected.
func withReceiver(ctx context.Context, receive receiver, do func(*slack)) error {
	s := newSlack()
	defer s.close()
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- receive(ctx, s) }()
	err := s.hub.WaitConnected(ctx, 1)
	if err == nil {
		do(s)
	}
	stop()
	return errors.Join(err, <-ended)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }
