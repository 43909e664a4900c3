package doctor

import (
	"context"
	"fmt"
	"time"
)

// eventsWithin is how long Slack may take to tell us of what we have posted ourselves. A replica that was down at the
// time is told again within minutes.
const eventsWithin = 10 * time.Minute

// eventsKept is how long what Slack told of is kept for certain. Older deliveries are swept, so that a post from before
// then proves nothing.
const eventsKept = 24 * time.Hour

// checkEvents sees whether Slack tells us what happens. Which events an app is subscribed to cannot be asked with its
// tokens; but Slack tells us of our own messages too, so when we have posted and heard nothing it tells us nothing.
func checkEvents(ctx context.Context, p *patient) Finding {
	heard, posted, err := p.store.LastHeard(ctx)
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	switch since := time.Since(posted); {
	case posted.After(heard.Add(eventsWithin)) && since > eventsWithin && since < eventsKept:
		says := "Slack has told of nothing that happens"
		if !heard.IsZero() {
			says = "Slack has told of nothing that happens since " + heard.UTC().Format("2006-01-02 15:04 UTC")
		}
		return ill(says+", though the bot posted at "+posted.UTC().Format("2006-01-02 15:04 UTC"),
			appPages+", \"App Manifest\": paste slack-manifest.yaml, which has the events, save, and reinstall the app. Then see that `tocsin serve` runs.")
	case heard.IsZero() && !posted.IsZero():
		return well("nothing has happened lately that Slack would tell of")
	case heard.IsZero():
		return well("nothing has happened yet that Slack would tell of")
	}
	return well("the last came " + ago(time.Since(heard)))
}

// checkRates says whether Slack keeps us waiting. How much it would still let through it never tells.
func checkRates(ctx context.Context, p *patient) Finding {
	waiting, until, err := p.store.Waiting(ctx)
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	switch longest := time.Until(until).Round(time.Second); {
	case waiting == 0:
		return well("Slack keeps nothing waiting")
	case longest > eventsWithin:
		return ill(fmt.Sprintf("%s, the longest for %s more", counted(waiting, "thing waits for Slack's leave to be shown", "things wait for Slack's leave to be shown"), longest),
			"see which other programs use this app's tokens, and whether channels are flooded; it goes on by itself.")
	default:
		return well(counted(waiting, "thing waits a moment for Slack's leave to be shown", "things wait a moment for Slack's leave to be shown"))
	}
}

// ago says how long something is past, in words.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "within the last minute"
	case d < time.Hour:
		return counted(int(d.Minutes()), "minute ago", "minutes ago")
	case d < 48*time.Hour:
		return counted(int(d.Hours()), "hour ago", "hours ago")
	}
	return counted(int(d.Hours()/24), "day ago", "days ago")
}
