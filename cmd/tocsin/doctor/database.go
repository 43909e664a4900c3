package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/store"
)

func checkDatabase(ctx context.Context, p *patient) Finding {
	if p.config.Database.URL == "" {
		return ill("database.url is not set", "set TOCSIN_DATABASE_URL to an empty Postgres database, such as postgres://tocsin@localhost:5432/tocsin.")
	}
	at := "the database"
	if address, err := pgconn.ParseConfig(string(p.config.Database.URL)); err == nil {
		at = fmt.Sprintf("%s on %s:%d", address.Database, address.Host, address.Port)
	}
	s, err := store.Open(ctx, store.Options{URL: string(p.config.Database.URL)})
	if err != nil {
		return unreachable(at, err)
	}
	p.store = s
	return well(at + " answers")
}

// unreachable explains why Postgres did not let us in.
func unreachable(at string, err error) Finding {
	var said *pgconn.PgError
	var lookup *net.DNSError
	switch {
	case errors.As(err, &lookup):
		return ill("no machine is called "+lookup.Name, "see whether the host in database.url is spelt right.")
	case !errors.As(err, &said):
		return ill(at+" does not answer: "+lastOf(err).Error(), "see whether Postgres runs there and lets this machine in, and whether host and port in database.url are right.")
	}
	mend := map[string]string{
		"28P01": "see whether user and password in database.url are right (in the password write % as %25, / as %2F, @ as %40).",
		"28000": "see whether user and password in database.url are right, and whether pg_hba.conf lets this machine in.",
		"3D000": "create the database: createdb " + nameIn(at),
		"53300": "all its connections are taken: lower database.max_conns, or raise max_connections of the server.",
		"57P03": "it is starting or stopping: wait a minute, then run `tocsin doctor` again.",
	}[said.Code]
	return ill(at+" turns us away: "+said.Message, cmp.Or(mend, "look the code "+said.Code+" up in Postgres's manual, appendix A."))
}

// lastOf is the innermost error: what went wrong, without the story around it.
func lastOf(err error) error {
	for {
		switch next := err.(type) { //nolint:errorlint // the chain is walked link by link
		case interface{ Unwrap() error }:
			if next.Unwrap() == nil {
				return err
			}
			err = next.Unwrap()
		case interface{ Unwrap() []error }: // every address that was tried: one is as good as another
			err = next.Unwrap()[0]
		default:
			return err
		}
	}
}

func nameIn(at string) string {
	name, _, _ := strings.Cut(at, " on ")
	return name
}

func checkMigrations(ctx context.Context, p *patient) Finding {
	pending, err := p.store.MigrationStatus(ctx)
	switch {
	case err != nil:
		return ill(err.Error(), "see whether the user in database.url may create tables there.")
	case len(pending) > 0:
		return ill("pending: "+strings.Join(pending, ", "), "tocsin migrate")
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
