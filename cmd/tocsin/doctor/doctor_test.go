package doctor_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/doctor"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestExamine_finds_nothing_wrong_with_a_good_installation(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	want := `
✓ configuration      every setting is known and within its bounds
✓ bot token          @tocsin in Acme (https://acme.slack.example/)
✓ scopes             all 24 of the manifest are granted
✓ app token          Slack lets it open a socket
✓ socket             Slack says hello
✓ broadcast channel  #incidents
✓ report             the next one comes on DAY, at 09:00 (UTC) and is about WEEK
✓ report channel     no channel: the report is made on request only
✓ teams              none are configured: the report is about everybody together
✓ access             nobody is named: everybody may do what members may
✓ database           DATABASE answers
✓ migrations         none is pending
✓ clock              as Slack's, and as the database's
✓ events             nothing has happened yet that Slack would tell of
✓ rate limits        Slack keeps nothing waiting
✓ deliveries         none is parked
✓ surfaces           none is stuck
✓ notices            none is stuck
✓ time zones         the bot knows of nobody in a team
✓ language model     none is configured: drafts are written from the timeline
`
	if diff := cmp.Diff(want, "\n"+p.report(t)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Each case is one thing gone wrong, and what the doctor says of it.
func TestExamine_Slack(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		harm func(*patient)
		want string
	}{
		{"a bot token that is not set", func(p *patient) { p.config.Slack.BotToken = "" }, `
✗ bot token          slack.bot_token is not set
                     → https://api.slack.com/apps, your app, "Install App": copy the token that begins with xoxb- and set TOCSIN_SLACK_BOT_TOKEN.
– scopes             needs the bot token
– broadcast channel  needs the bot token
– report channel     needs the bot token
– teams              needs the bot token
– access             needs the bot token
– clock              needs the bot token
`},
		{"a wrong bot token", func(p *patient) { p.config.Slack.BotToken = "xoxb-wrong" }, `
✗ bot token          Slack refuses the bot token: invalid_auth
                     → https://api.slack.com/apps, your app, "Install App": copy the token that begins with xoxb- again and set TOCSIN_SLACK_BOT_TOKEN.
– scopes             needs the bot token
– broadcast channel  needs the bot token
– report channel     needs the bot token
– teams              needs the bot token
– access             needs the bot token
– clock              needs the bot token
`},
		{"a revoked app", func(p *patient) { p.app.Revoke("account_inactive") }, `
✗ bot token          Slack refuses the bot token: account_inactive
                     → https://api.slack.com/apps, your app, "Install App": the app was removed from the workspace; install it again and copy the new token.
– scopes             needs the bot token
✗ app token          Slack refuses the app token: account_inactive
                     → look the code up at https://docs.slack.dev/reference/methods, and ask whoever owns the workspace.
– socket             needs the app token
– broadcast channel  needs the bot token
– report channel     needs the bot token
– teams              needs the bot token
– access             needs the bot token
– clock              needs the bot token
`},
		{"a missing scope", func(p *patient) { p.app.Withdraw("pins:write"); p.app.Withdraw("files:write") }, `
✗ scopes             pins:write, files:write not granted
                     → https://api.slack.com/apps, your app, "App Manifest": paste slack-manifest.yaml, save, and reinstall the app when Slack offers it. The bot token may change then.
`},
		{"a scope without which the doctor cannot look", func(p *patient) { p.app.Withdraw("channels:read"); p.app.Withdraw("groups:read") }, `
✗ scopes             channels:read, groups:read not granted
                     → https://api.slack.com/apps, your app, "App Manifest": paste slack-manifest.yaml, save, and reinstall the app when Slack offers it. The bot token may change then.
✗ broadcast channel  Slack refuses a look for #incidents: missing_scope
                     → https://api.slack.com/apps, your app, "App Manifest": paste slack-manifest.yaml, save, and reinstall the app.
`},
		{"an app token that is not set", func(p *patient) { p.config.Slack.AppToken = "" }, `
✗ app token          slack.app_token is not set
                     → https://api.slack.com/apps, your app, "Basic Information", "App-Level Tokens": generate one with the scope connections:write and set TOCSIN_SLACK_APP_TOKEN.
– socket             needs the app token
`},
		{"a wrong app token", func(p *patient) { p.config.Slack.AppToken = "xapp-wrong" }, `
✗ app token          Slack refuses the app token: invalid_auth
                     → https://api.slack.com/apps, your app, "Basic Information", "App-Level Tokens": copy the token that begins with xapp- again, or generate a new one, and set TOCSIN_SLACK_APP_TOKEN.
– socket             needs the app token
`},
		{"tokens of two apps", func(p *patient) { p.config.Slack.AppToken = config.Secret(p.install().AppToken) }, `
✗ socket             the tokens belong to two apps: the bot token to BOTS, the app token to OTHER
                     → copy both tokens from the pages of one and the same app.
`},
		{"a broadcast channel that does not exist", func(p *patient) { p.config.Slack.BroadcastChannel = "#nowhere" }, `
✗ broadcast channel  Slack refuses a look for #nowhere: channel_not_found
                     → create #nowhere, or set slack.broadcast_channel to another. If it is private, invite the bot there: /invite @tocsin. If it is archived, unarchive it.
`},
		{"a broadcast channel that was archived", func(p *patient) {
			p.config.Slack.BroadcastChannel = p.incidents.ID()
			p.ada.Archives(p.incidents)
		}, `
✗ broadcast channel  #incidents is archived
                     → unarchive it in Slack, or set slack.broadcast_channel to another.
`},
		{"a broadcast channel the bot may not post in", func(p *patient) { p.app.Withdraw("chat:write.public") }, `
✗ scopes             chat:write.public not granted
                     → https://api.slack.com/apps, your app, "App Manifest": paste slack-manifest.yaml, save, and reinstall the app when Slack offers it. The bot token may change then.
✗ broadcast channel  the bot is not in #incidents
                     → invite it there: /invite @tocsin
`},
		{"Slack being down", func(p *patient) { p.slack.Fault("auth.test", slacksim.Fault{Status: 503}) }, `
✗ bot token          Slack answers 503 Service Unavailable
                     → see https://slack-status.com, and whether slack.api_url is right.
– scopes             needs the bot token
– broadcast channel  needs the bot token
– report channel     needs the bot token
– teams              needs the bot token
– access             needs the bot token
– clock              needs the bot token
`},
		{"Slack out of reach", func(p *patient) { p.config.Slack.APIURL = "http://127.0.0.1:1/api/" }, `
✗ bot token          Slack cannot be reached: Post "http://127.0.0.1:1/api/auth.test": dial tcp 127.0.0.1:1: connect: connection refused
                     → see whether this machine may open https connections to slack.com (a firewall; a proxy in HTTPS_PROXY), and whether slack.api_url is right.
– scopes             needs the bot token
✗ app token          Slack cannot be reached: Post "http://127.0.0.1:1/api/apps.connections.open": dial tcp 127.0.0.1:1: connect: connection refused
                     → see whether this machine may open https connections to slack.com (a firewall; a proxy in HTTPS_PROXY), and whether slack.api_url is right.
– socket             needs the app token
– broadcast channel  needs the bot token
– report channel     needs the bot token
– teams              needs the bot token
– access             needs the bot token
– clock              needs the bot token
`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			c.harm(p)
			if diff := cmp.Diff(c.want, "\n"+p.complaints(t)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}

	t.Run("no broadcast channel is a choice", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.config.Slack.BroadcastChannel = ""
		if got := p.complaints(t); got != "" {
			t.Error(got)
		}
	})
}

func TestExamine_socket(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ frame, want string }{
		"says that Socket Mode is switched off": {`{"type":"disconnect","reason":"link_disabled"}`, `
✗ socket             Socket Mode is switched off
                     → https://api.slack.com/apps, your app, "Socket Mode": switch it on.
`},
		"says that all sockets are taken": {`{"type":"disconnect","reason":"too_many_websockets","num_connections":10}`, `
✗ socket             the app has ten sockets open already, and Slack allows no more
                     → stop replicas that are not needed, or programs that use the same app token.
`},
		"says that Slack is busy with itself": {`{"type":"disconnect","reason":"refresh_requested"}`, `
✗ socket             Slack answers with disconnect refresh_requested
                     → wait a minute, then run ` + "`tocsin doctor`" + ` again.
`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			p.greetedWith(t, c.frame)
			p.expect(t, c.want)
		})
	}

	t.Run("says that WebSockets do not get through, without the ticket", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.greetedWith(t, "")
		got := p.complaints(t)
		if !strings.HasPrefix(got, "✗ socket             it cannot be opened: ") || !strings.Contains(got, "→ see whether this machine may open WebSockets (wss)") || strings.Contains(got, "s3cr3t") {
			t.Error(got)
		}
	})
}

func TestExamine_configuration(t *testing.T) {
	t.Parallel()
	load := func() (*config.Config, error) {
		return config.Load(config.Sources{Environ: []string{"TOCSIN_LOG_LEVEL=loud", "TOCSIN_ZEBRA=1"}})
	}
	want := `
✗ configuration      2 settings cannot be used:
                     TOCSIN_LOG_LEVEL: log.level is "loud"; it is debug, info, warn or error
                     environment: TOCSIN_ZEBRA is not a setting
                     → config.example.yaml lists every setting with its default.
– bot token          needs the configuration
– scopes             needs the bot token
– app token          needs the configuration
– socket             needs the app token
– broadcast channel  needs the bot token
– report             needs the configuration
– report channel     needs the bot token
– teams              needs the bot token
– access             needs the bot token
– database           needs the configuration
– migrations         needs the database
– clock              needs the bot token
– events             needs the migrations
– rate limits        needs the migrations
– deliveries         needs the migrations
– surfaces           needs the migrations
– notices            needs the migrations
– time zones         needs the migrations
– language model     needs the configuration
`
	if diff := cmp.Diff(want, "\n"+examine(t, load, func(doctor.Finding) bool { return true })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestExamine_database(t *testing.T) {
	t.Parallel()

	t.Run("says when no database is set", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.config.Database.URL = ""
		p.expect(t, `
✗ database           database.url is not set
                     → set TOCSIN_DATABASE_URL to an empty Postgres database, such as postgres://tocsin@localhost:5432/tocsin.
– migrations         needs the database
– events             needs the migrations
– rate limits        needs the migrations
– deliveries         needs the migrations
– surfaces           needs the migrations
– notices            needs the migrations
– time zones         needs the migrations
`)
	})

	t.Run("says when Postgres is down", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.config.Database.URL = "postgres://tocsin:hunter2@127.0.0.1:1/tocsin?sslmode=disable"
		p.expect(t, `
✗ database           tocsin on 127.0.0.1:1 does not answer: connection refused
                     → see whether Postgres runs there and lets this machine in, and whether host and port in database.url are right.
– migrations         needs the database
– events             needs the migrations
– rate limits        needs the migrations
– deliveries         needs the migrations
– surfaces           needs the migrations
– notices            needs the migrations
– time zones         needs the migrations
`)
	})

	t.Run("says when there is no such database", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.config.Database.URL = inDatabase(p.config.Database.URL, "nowhere")
		p.expect(t, `
✗ database           DATABASE turns us away: database "nowhere" does not exist
                     → create the database: createdb nowhere
– migrations         needs the database
– events             needs the migrations
– rate limits        needs the migrations
– deliveries         needs the migrations
– surfaces           needs the migrations
– notices            needs the migrations
– time zones         needs the migrations
`)
	})

	t.Run("names the pending migrations", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.config.Database.URL = config.Secret(pgtest.New(t, nil))
		got := p.complaints(t)
		if !strings.Contains(got, " pending, the first is 00001_incident.sql\n                     → tocsin migrate\n– events             needs the migrations\n– rate limits        needs the migrations\n– deliveries         needs the migrations\n") {
			t.Error(got)
		}
	})

	t.Run("counts parked deliveries by reason", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		s := p.open(t)
		deliveries := []incident.Delivery{{ID: "Ev1", Body: []byte("{}")}, {ID: "Ev2", Body: []byte("{}")}, {ID: "Ev3", Body: []byte("{}")}}
		if err := s.KeepDeliveries(t.Context(), deliveries); err != nil {
			t.Fatal(err)
		}
		_, err := s.HandleDeliveries(t.Context(), 10, func([]incident.Delivery) (incident.Heard, map[string]error) {
			return incident.Heard{}, map[string]error{"Ev1": errors.New("no such shape"), "Ev2": errors.New("no such shape"), "Ev3": errors.New("bad time")}
		})
		if err != nil {
			t.Fatal(err)
		}
		got := p.complaints(t)
		got, mend, _ := strings.Cut(got, "→")
		got = strings.Replace(got, time.Now().UTC().Format("2006-01-02"), "TODAY", 1)
		before, after, _ := strings.Cut(got, "since ")
		_, after, _ = strings.Cut(after, ":\n")
		want := "✗ deliveries         3 events from Slack are parked, the oldest "
		if before != want || !strings.HasPrefix(strings.TrimSpace(after), "2 × no such shape\n") || !strings.Contains(after, "bad time") || !strings.Contains(mend, "tocsin doctor --retry") {
			t.Errorf("%s→%s", got, mend)
		}
	})

	t.Run("names what is stuck, and not what a private incident is about", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		s := p.open(t)
		p.stick(t, s, incident.Declaration{Title: "Intruder", Private: true}, incident.Surface{Key: "card", State: incident.Stuck, Channel: "C1", Problem: "is_archived"})
		p.expect(t, `
✗ surfaces           1 thing is not shown in Slack:
                     card of INC-1: is_archived
                     → mend what the codes say (is_archived: unarchive the channel; not_in_channel: invite the bot; missing_scope: see scopes above). While the incident is open it is then tried again by itself; afterwards, invite the bot to the channel again.
`)
	})
}
