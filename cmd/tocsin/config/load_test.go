package config_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
)

func TestLoad(t *testing.T) {
	t.Parallel()

	t.Run("takes the defaults when nothing is said", func(t *testing.T) {
		t.Parallel()
		got, err := config.Load(config.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, config.Default(), *got)
	})

	t.Run("lays the file over the defaults and the environment over the file", func(t *testing.T) {
		t.Parallel()
		got, err := load(t, `
			slack:
			  broadcast_channel: "#outages"
			  timeout: 20s
			log: {level: WARN}
			`, "TOCSIN_SLACK_TIMEOUT=30s", "TOCSIN_DATABASE_MAX_CONNS=50", "TOCSIN_SLACK_BOT_TOKEN=xoxb-1", "PATH=/bin")
		if err != nil {
			t.Fatal(err)
		}
		want := config.Default()
		want.Slack.BroadcastChannel = "#outages"
		want.Slack.Timeout = 30 * time.Second
		want.Slack.BotToken = "xoxb-1"
		want.Database.MaxConns = 50
		want.Log.Level = slog.LevelWarn
		same(t, want, *got)
	})

	t.Run("lets a list in the file replace the default whole", func(t *testing.T) {
		t.Parallel()
		got, err := load(t, `
			incidents:
			  default_severity: P1
			  severities:
			    - {name: P1, meaning: It burns, update_every: 1d12h}
			    - {name: P2, meaning: It smells}
			`)
		if err != nil {
			t.Fatal(err)
		}
		want := []incident.Severity{
			{Name: "P1", Meaning: "It burns", UpdateEvery: 36 * time.Hour},
			{Name: "P2", Meaning: "It smells"},
		}
		if diff := cmp.Diff(want, got.Rules().Severities); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("takes the defaults of a section whose keys are all commented out", func(t *testing.T) {
		t.Parallel()
		got, err := load(t, "slack:\n  # timeout: 3s\nincidents: {}\n")
		if err != nil {
			t.Fatal(err)
		}
		same(t, config.Default(), *got)
	})

	t.Run("takes an empty variable for none", func(t *testing.T) {
		t.Parallel()
		got, err := load(t, "slack: {bot_token: xoxb-1}", "TOCSIN_SLACK_BOT_TOKEN=")
		if err != nil {
			t.Fatal(err)
		}
		if got.Slack.BotToken != "xoxb-1" {
			t.Errorf("the empty variable hid the file's token")
		}
	})

	t.Run("is not disturbed by what Kubernetes says about a service called tocsin", func(t *testing.T) {
		t.Parallel()
		_, err := config.Load(config.Sources{Environ: []string{
			"TOCSIN_SERVICE_HOST=10.0.0.1", "TOCSIN_SERVICE_PORT=9464", "TOCSIN_SERVICE_PORT_HTTP=9464",
			"TOCSIN_PORT=tcp://10.0.0.1:9464", "TOCSIN_PORT_9464_TCP_ADDR=10.0.0.1",
			"TOCSIN_DB_SERVICE_HOST=10.0.0.2", "TOCSIN_DB_PORT=tcp://10.0.0.2:5432",
		}})
		if err != nil {
			t.Error(err)
		}
	})
}

// Each case is one setting as somebody might get it wrong, and the whole sentence they read. FILE
// stands for the file's path.
func TestLoad_refuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, file, environ, want string }{
		{"a misspelt key", "slack: {tiemout: 3s}", "", `FILE: slack.tiemout is not a setting; did you mean slack.timeout?`},
		{"a misspelt section", "slak: {timeout: 3s}", "", `FILE: slak is not a setting; did you mean slack?`},
		{"a shortened section", "db: {max_conns: 7}", "", `FILE: db is not a setting; did you mean database?`},
		{"a key outside its section", "max_conns: 7", "", `FILE: max_conns is not a setting; did you mean database.max_conns?`},
		{"a key in the wrong section", "slack: {addr: ':1'}", "", `FILE: slack.addr is not a setting; did you mean http.addr?`},
		{"a key like no other", "log: {zebra: 1}", "", `FILE: log.zebra is not a setting; known here are level, format`},
		{"a misspelt key inside a list", "incidents: {types: [{name: service, meaning: Down, privat: true}]}", "", `FILE: incidents.types, entry 1: privat is not a setting; did you mean incidents.types, entry 1: private?`},
		{"a misspelt variable", "", "TOCSIN_SLACK_BOT_TOKN=xoxb-1", `environment: TOCSIN_SLACK_BOT_TOKN is not a setting; did you mean TOCSIN_SLACK_BOT_TOKEN?`},
		{"a shortened variable", "", "TOCSIN_DB_URL=postgres://x", `environment: TOCSIN_DB_URL is not a setting; did you mean TOCSIN_DATABASE_URL?`},
		{"a variable like no other", "", "TOCSIN_ZEBRA=1", `environment: TOCSIN_ZEBRA is not a setting`},
		{"a list in a variable", "", "TOCSIN_INCIDENTS_ROLES=scribe", `TOCSIN_INCIDENTS_ROLES: incidents.roles is "scribe"; it is a list, and lists are set in the file`},
		{"a number where text is due", "log: {format: 7}", "", `FILE: log.format is 7, which YAML does not read as text; put it into quotes`},
		{"a word where a section is due", "slack: hello", "", `FILE: slack is "hello"; it is a section with keys of its own`},
		{"a value lost to a comment", "slack:\n  broadcast_channel: #ops\n", "", `FILE: slack.broadcast_channel is empty; leave the line out for the default, and put a value that begins with # into quotes`},
		{"a level that is none", "", "TOCSIN_LOG_LEVEL=verbose", `TOCSIN_LOG_LEVEL: log.level is "verbose"; it is debug, info, warn or error`},
		{"a format that is none", "log: {format: xml}", "", `FILE: log.format is "xml"; it is text or json`},
		{"a duration without a unit", "slack: {timeout: 30}", "", `FILE: slack.timeout is 30; it is a duration such as 30s, 10m, 4h or 7d`},
		{"a timeout out of bounds", "slack: {timeout: 2m}", "", `FILE: slack.timeout is 2m0s; it is between 1s and 1m`},
		{"a pool that is too small", "database: {max_conns: 1}", "", `FILE: database.max_conns is 1; it is between 5 and 500`},
		{"an address without a port", "http: {addr: localhost}", "", `FILE: http.addr is "localhost"; it is host:port, such as 127.0.0.1:9464, or :9464 for every interface`},
		{"an API address without its slash", "slack: {api_url: 'https://slack.com/api'}", "", `FILE: slack.api_url is "https://slack.com/api"; it is an http(s) address that ends in a slash, such as https://slack.com/api/`},
		{"tokens sent to Slack in the clear", "slack: {api_url: 'http://slack.com/api/'}", "", `FILE: slack.api_url is "http://slack.com/api/"; Slack itself is reached by https only, or the tokens could be read on the way`},
		{"a channel without its #", "slack: {broadcast_channel: incidents}", "", `FILE: slack.broadcast_channel is "incidents"; it is a channel's id such as C024BE91L, its name with a # such as "#incidents", or empty to announce nowhere`},
		{"a channel name without the number", "slack: {channel_name: 'inc-{slug}'}", "", `FILE: slack.channel_name is "inc-{slug}"; it must contain {number}, because two incidents may have one title, may contain {slug}, and has beside them at most 40 of a-z, 0-9, - and _`},
		{"a placeholder that is none", "slack: {channel_name: 'inc-{number}-{title}'}", "", `FILE: slack.channel_name is "inc-{number}-{title}"; it must contain {number}, because two incidents may have one title, may contain {slug}, and has beside them at most 40 of a-z, 0-9, - and _`},
		{"a channel name Slack would not take", "slack: {channel_name: 'Inc {number}'}", "", `FILE: slack.channel_name is "Inc {number}"; it must contain {number}, because two incidents may have one title, may contain {slug}, and has beside them at most 40 of a-z, 0-9, - and _`},
		{"a default that the list does not have", "incidents: {default_type: fire}", "", `FILE: incidents.default_type is "fire"; it is one of service, security, data, support, facilities, the names in incidents.types`},
		{"a list that the default does not fit", "incidents: {severities: [{name: P1, meaning: It burns}]}", "", `incidents.default_severity is "SEV2"; it is one of P1, the names in incidents.severities`},
		{"an empty list", "incidents: {types: []}", "", `FILE: incidents.types has 0 entries; it has 1 to 100, as many as a list in Slack`},
		{"a name of two words", "incidents: {default_type: a, types: [{name: a, meaning: b}, {name: a b, meaning: c}]}", "", `FILE: incidents.types, entry 2: name is "a b"; it is one word of 1 to 30 characters`},
		{"a name given twice", "incidents: {default_type: a, types: [{name: a, meaning: b}, {name: A, meaning: c}]}", "", `FILE: incidents.types, entry 2: name is "A"; another entry has that name already (capitals make no difference)`},
		{"a name without a meaning", "incidents: {default_type: a, types: [{name: a}]}", "", `FILE: incidents.types, entry 1: meaning is ""; it is a line of 1 to 75 characters, as much as fits into a list in Slack`},
		{"roles without a commander", "incidents: {roles: [{name: Commander, title: Boss, meaning: Leads}]}", "", `FILE: incidents.roles names no commander; every installation has that role (its title is free)`},
		{"a role without a title", "incidents: {roles: [{name: commander, meaning: Leads}]}", "", `FILE: incidents.roles, entry 1: title is ""; it is a line of 1 to 30 characters`},
		{"a cadence of seconds", "incidents: {default_severity: a, severities: [{name: a, meaning: b, update_every: 5s}]}", "", `FILE: incidents.severities, entry 1: update_every is 5s; it is 0 for never, or at least 1m`},
		{"a service of two words", "incidents: {services: [{name: check out}]}", "", `FILE: incidents.services, entry 1: name is "check out"; it is one word of 1 to 30 characters`},
		{"a cause given twice", "incidents: {causes: [{name: deploy}, {name: Deploy}]}", "", `FILE: incidents.causes, entry 2: name is "Deploy"; another entry has that name already (capitals make no difference)`},
		{"a cron line with a word that is none", "report: {schedule: '0 9 * * monday'}", "", `FILE: report.schedule is "0 9 * * monday"; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "0 9 * * 1" for Mondays at 09:00: failed to parse int from monday: strconv.Atoi: parsing "monday": invalid syntax`},
		{"a cron line with a field too few", "", "TOCSIN_REPORT_SCHEDULE=0 9 * *", `TOCSIN_REPORT_SCHEDULE: report.schedule is "0 9 * *"; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "0 9 * * 1" for Mondays at 09:00: expected exactly 5 fields, found 4: [0 9 * *]`},
		{"an empty cron line", "report: {schedule: ''}", "", `FILE: report.schedule is ""; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "0 9 * * 1" for Mondays at 09:00: it is empty`},
		{"a cron line for a day that never comes", "report: {schedule: '0 9 31 2 *'}", "", `FILE: report.schedule is "0 9 31 2 *"; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "0 9 * * 1" for Mondays at 09:00: that day never comes`},
		{"a cron line with a zone of its own", "report: {schedule: 'CRON_TZ=Asia/Tokyo 0 9 * * 1'}", "", `FILE: report.schedule is "CRON_TZ=Asia/Tokyo 0 9 * * 1"; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "0 9 * * 1" for Mondays at 09:00: the zone is report.zone`},
		{"a cron line that depends on the start", "report: {schedule: '@every 168h'}", "", `FILE: report.schedule is "@every 168h"; it is a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "0 9 * * 1" for Mondays at 09:00: @every begins anew with each start`},
		{"a zone that is none", "report: {zone: Berlin}", "", `FILE: report.zone is "Berlin"; it is the name of a time zone such as Europe/Berlin, America/New_York or UTC`},
		{"the zone of whatever machine it is", "report: {zone: Local}", "", `FILE: report.zone is "Local"; it is the name of a time zone such as Europe/Berlin, America/New_York or UTC`},
		{"a report channel without its #", "report: {channel: leads}", "", `FILE: report.channel is "leads"; it is a channel's id such as C024BE91L, its name with a # such as "#engineering-leads", or empty to post none`},
		{"a team of nobody as the smallest", "report: {smallest_team: 0}", "", `FILE: report.smallest_team is 0; it is between 1 and 1000`},
		{"an activity that counts for nothing", "report: {counts_for: 0}", "", `FILE: report.counts_for is 0s; it is between 1m and 4h`},
		{"a limit longer than a week", "report: {max_hours: 8d}", "", `FILE: report.max_hours is 192h; it is between 0s and 168h`},
		{"a reminder after seconds", "nudges: {lead_after: 3s}", "", `FILE: nudges.lead_after is 3s; it is 0 for never, or at least 1m`},
		{"a reminder that is none", "nudges: {lead: 3m}", "", `FILE: nudges.lead is not a setting; did you mean nudges.lead_after?`},
		{"a country that is not known", "calendars: [{name: default, country: XX}]", "", `FILE: calendars, entry 1: country is "XX"; known are AR, AT, AU, BE, BG, BR, CA, CH, CZ, DE, DK, ES, FR, GB, GR, HR, IE, IT, JP, LT, LV, MW, NC, NL, NO, NZ, PL, RO, RU, SE, SI, SK, UA, US, ZA, and empty for no holidays`},
		{"a region that is not known", "calendars: [{name: default, country: AU-XX}]", "", `FILE: calendars, entry 1: country is "AU-XX"; known there are AU-ACT, AU-NSW, AU-NT, AU-QLD, AU-SA, AU-TAS, AU-VIC, AU-WA`},
		{"a country of which only regions are known", "calendars: [{name: default, country: AU}]", "", `FILE: calendars, entry 1: country is "AU"; known there are AU-ACT, AU-NSW, AU-NT, AU-QLD, AU-SA, AU-TAS, AU-VIC, AU-WA`},
		{"a day of the week that is none", "calendars: [{name: default, days: [mon, tus]}]", "", `FILE: calendars, entry 1: days, entry 2 is "tus"; it is a day of the week such as mon`},
		{"a week without working days", "calendars: [{name: default, days: []}]", "", `FILE: calendars, entry 1: days is empty; name at least one working day`},
		{"hours that are none", "calendars: [{name: default, hours: 9 to 5}]", "", `FILE: calendars, entry 1: hours is "9 to 5"; it is two times of day such as 09:00-17:00`},
		{"a working day that ends before it begins", "calendars: [{name: default, hours: '22:00-06:00'}]", "", `FILE: calendars, entry 1: hours is 22:00-06:00; a working day ends after it begins, and before midnight or at 24:00`},
		{"a night of no length", "calendars: [{name: default, night: '22:00-22:00'}]", "", `FILE: calendars, entry 1: night is 22:00-22:00; it is from when to when people sleep, such as 22:00-07:00`},
		{"a day off that does not exist", "calendars: [{name: default, days_off: [2026-02-30]}]", "", `FILE: calendars, entry 1: days_off, entry 1 is "2026-02-30"; it is a day such as 2026-12-24`},
		{"a default calendar that the list does not have", "calendars: [{name: berlin}]", "", `default_calendar is "default"; it is one of berlin, the names in calendars`},
		{"a team given twice", "teams: [{name: Web, members: [U123]}, {name: web, members: [U124]}]", "", `FILE: teams, entry 2: name is "web"; another entry has that name already (capitals make no difference)`},
		{"a team of nobody", "teams: [{name: Web}]", "", `FILE: teams, entry 1: members is empty; name at least one person or user group`},
		{"a member by name", "teams: [{name: Web, members: [U123], leads: [Ada]}]", "", `FILE: teams, entry 1: leads, entry 1 is "Ada"; it is a user's id such as U024BE7LH, an e-mail address, or a user group by its id such as S024BE7LH or its handle such as "@payments"`},
		{"a team's calendar that does not exist", "teams: [{name: Web, members: [U123], calendar: munich}]", "", `FILE: teams, entry 1: calendar is "munich"; it is one of default, the names in calendars`},
		{"a misspelt key of a team", "teams: [{name: Web, member: [U123]}]", "", "2 settings cannot be used:\nFILE: teams, entry 1: member is not a setting; did you mean teams, entry 1: members?\nFILE: teams, entry 1: members is empty; name at least one person or user group"},
		{"a group's working week", "people: [{person: '@web', calendar: default}]", "", `FILE: people, entry 1: person is "@web"; it is a user's id such as U024BE7LH, or an e-mail address`},
		{"a person given twice", "people: [{person: ada@example.com, calendar: default}, {person: Ada@example.com, calendar: default}]", "", `FILE: people, entry 2: person is "Ada@example.com"; another entry names them already`},
		{"a person's calendar that does not exist", "people: [{person: U123, calendar: munich}]", "", `FILE: people, entry 1: calendar is "munich"; it is one of default, the names in calendars`},
		{"a call that is no address", "", "TOCSIN_INCIDENTS_CALL_URL=meet.example/{incident}", `TOCSIN_INCIDENTS_CALL_URL: incidents.call_url is "meet.example/{incident}"; it is an http(s) address such as https://meet.example/{incident}, in which {incident} becomes INC-42 and stands behind the host, or empty for none`},
		{"an archive delay below zero", "", "TOCSIN_INCIDENTS_ARCHIVE_AFTER=-1h", `TOCSIN_INCIDENTS_ARCHIVE_AFTER: incidents.archive_after is -1h0m0s; it is 0 for never, or at least 1m`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := write(t, c.file)
			_, err := config.Load(config.Sources{File: file, Environ: []string{c.environ}})
			if err == nil {
				t.Fatal("it was taken")
			}
			if got := strings.ReplaceAll(err.Error(), file, "FILE"); got != c.want {
				t.Errorf("it says\n  %s\nnot\n  %s", got, c.want)
			}
		})
	}

	t.Run("all problems at once", func(t *testing.T) {
		t.Parallel()
		_, err := load(t, "slack: {timeout: soon}\nlog: {level: loud}\nzebra: 1", "TOCSIN_ZEBRA=1", "TOCSIN_DATABASE_MAX_CONNS=0")
		var problems config.Problems
		if !errors.As(err, &problems) || len(problems) != 5 {
			t.Errorf("want five problems, have: %v", err)
		}
	})

	t.Run("a file that is not there", func(t *testing.T) {
		t.Parallel()
		_, err := config.Load(config.Sources{File: "no/such.yaml"})
		if err == nil || err.Error() != "no/such.yaml: there is no such file" {
			t.Errorf("it says %v", err)
		}
	})

	t.Run("a file that is not YAML", func(t *testing.T) {
		t.Parallel()
		_, err := load(t, "slack: [")
		if err == nil || !strings.Contains(err.Error(), "is not YAML: ") || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("it says %v", err)
		}
	})
}

func TestLoad_never_shows_a_secret(t *testing.T) {
	t.Parallel()
	const word = "s3cr3t"
	cases := map[string]string{
		"a user token for the bot's":     "slack: {bot_token: xoxp-1-" + word + "}",
		"tokens mixed up":                "slack: {bot_token: xapp-1-" + word + ", app_token: xoxb-1-" + word + "}",
		"a token with a blank":           "slack: {bot_token: 'xoxb-1 " + word + "'}",
		"not a token at all":             "slack: {bot_token: " + word + "}",
		"a token as a list":              "slack: {bot_token: [" + word + "]}",
		"a token in another's place":     "slack: {broadcast_channel: xoxb-1-" + word + "}",
		"a token as a key's value":       "bot_tokken: xoxb-1-" + word,
		"a password with an @":           "database: {url: 'postgres://tocsin:pa@" + word + "@localhost/x'}",
		"a password with a %":            "database: {url: 'postgres://tocsin:" + word + "%zz@localhost/x'}",
		"a password with a /":            "database: {url: 'postgres://tocsin:" + word + "/@localhost:5432/x'}",
		"a database without its section": "database: postgres://tocsin:" + word + "@localhost/x",
		"a file that is only a token":    "xoxb-1-" + word,
	}
	for name, file := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, file)
			if err == nil {
				t.Fatal("it was taken")
			}
			if strings.Contains(err.Error(), word) {
				t.Errorf("it says %q", err)
			}
		})
	}

	t.Run("a whole configuration, printed", func(t *testing.T) {
		t.Parallel()
		c := config.Default()
		c.Slack.BotToken, c.Database.URL = word, word
		for _, form := range []string{"%v", "%+v", "%#v"} {
			if text := fmt.Sprintf(form, c); strings.Contains(text, word) {
				t.Errorf("%s prints %s", form, text)
			}
		}
	})
}

func load(t *testing.T, file string, environ ...string) (*config.Config, error) {
	t.Helper()
	return config.Load(config.Sources{File: write(t, file), Environ: environ})
}

// write keeps a file for the test; the tabs that indent it in the source are taken off.
func write(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(content, "\t", "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func same(t *testing.T, want, got config.Config) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
