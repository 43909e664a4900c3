package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/store"
)

func checkDatabase(ctx context.Context, p *patient) Finding {
	if p.config.Database.URL == "" {
		return ill("database.url is not set", "set TOCSIN_DATABASE_URL to an empty Postgres database, such as postgres://tocsin@localhost:5432/tocsin.")
	}
	url := string(p.config.Database.URL)
	if p.awake {
		if err := p.store.Ping(ctx); err != nil {
			return ill(err.Error(), "see whether "+database.Name(url)+" runs.")
		}
		return well(database.Name(url) + " answers")
	}
	s, err := database.Connect(ctx, store.Options{URL: url})
	var why *complain.Complaint
	if errors.As(err, &why) {
		return ill(why.Reason, why.Hint)
	}
	p.store = s
	return well(database.Name(url) + " answers")
}

func checkMigrations(ctx context.Context, p *patient) Finding {
	pending, err := p.store.MigrationStatus(ctx)
	switch {
	case err != nil:
		return ill(err.Error(), "see whether the user in database.url may create tables there.")
	case len(pending) > 0:
		return ill(fmt.Sprintf("%d pending, the first is %s", len(pending), pending[0]), "tocsin migrate")
	}
	return well("none is pending")
}

// checkDeliveries looks for events that came from Slack and could not be handled.
func checkDeliveries(ctx context.Context, p *patient) Finding {
	parked, err := p.store.Parked(ctx)
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	if len(parked) == 0 {
		return well("none is parked")
	}
	reasons := map[string]int{}
	for _, d := range parked {
		reasons[d.Problem]++
	}
	return ill(counted(len(parked), "event from Slack is", "events from Slack are")+" parked, the oldest since "+parked[0].ParkedAt.UTC().Format("2006-01-02 15:04 UTC")+":"+lines(reasons),
		"update Tocsin if there is a newer version, then have them handled again: tocsin doctor --retry")
}

// checkSurfaces looks for what Slack should show and refuses to.
func checkSurfaces(ctx context.Context, p *patient) Finding {
	stuck, err := p.store.Stuck(ctx)
	if err != nil {
		return ill(err.Error(), "run `tocsin migrate`, then `tocsin doctor` again.")
	}
	if len(stuck) == 0 {
		return well("none is stuck")
	}
	reasons := map[string]int{}
	for _, s := range stuck {
		reasons[fmt.Sprintf("%s of %s: %s", s.Key, s.Number, s.Problem)]++
	}
	return ill(counted(len(stuck), "thing is", "things are")+" not shown in Slack:"+lines(reasons),
		"mend what the codes say (is_archived: unarchive the channel; not_in_channel: invite the bot; missing_scope: see scopes above). While the incident is open it is then tried again by itself; afterwards, invite the bot to the channel again.")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// mostReasons is how many reasons are listed; the first ones mended, the rest are often gone too.
const mostReasons = 5

// lines lists reasons, the commonest first.
func lines(reasons map[string]int) string {
	sorted := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		return cmp.Or(cmp.Compare(reasons[b], reasons[a]), cmp.Compare(a, b))
	})
	var text strings.Builder
	for i, reason := range sorted {
		if i == mostReasons {
			fmt.Fprintf(&text, "\nand %d more reasons", len(sorted)-i)
			break
		}
		text.WriteString("\n")
		if n := reasons[reason]; n > 1 {
			fmt.Fprintf(&text, "%d × ", n)
		}
		text.WriteString(reason)
	}
	return text.String()
}
