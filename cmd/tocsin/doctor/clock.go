package doctor

import (
	"context"
	"fmt"
	"time"
)

// How far clocks may be apart. Slack's is known to the second, and its answer has taken its time.
const (
	apartFromSlack    = 10 * time.Second
	apartFromDatabase = 5 * time.Second
)

// checkClock compares this machine's clock with Slack's and the database's. Instants of people's acts come from here,
// those of messages from Slack: with clocks that differ the timeline is in no order that anybody lived through.
func checkClock(ctx context.Context, p *patient) Finding {
	const mend = "set this machine's clock by NTP (timedatectl set-ntp true), then restart Tocsin."
	said := "Slack did not say what time it is"
	if !p.answers.date.IsZero() {
		if skew := p.answers.heard.Sub(p.answers.date).Round(time.Second); skew.Abs() > apartFromSlack {
			return ill(fmt.Sprintf("this machine's clock is %s of Slack's", ahead(skew)), mend)
		}
		said = "as Slack's"
	}
	if p.store == nil {
		return well(said)
	}
	asked := time.Now()
	there, err := p.store.Clock(ctx)
	if err != nil {
		return ill(err.Error(), "run `tocsin doctor` again.")
	}
	between := asked.Add(time.Since(asked) / 2)
	if skew := between.Sub(there).Round(time.Second); skew.Abs() > apartFromDatabase {
		return ill(fmt.Sprintf("this machine's clock is %s of the database's", ahead(skew)), "set both machines' clocks by NTP (timedatectl set-ntp true), then restart Tocsin.")
	}
	return well(said + ", and as the database's")
}

func ahead(skew time.Duration) string {
	if skew < 0 {
		return (-skew).String() + " behind"
	}
	return skew.String() + " ahead"
}
