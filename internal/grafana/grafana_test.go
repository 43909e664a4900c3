package grafana

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.yaml.in/yaml/v3"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/history"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/store"
)

// dashboard is what the tests look at.
type dashboard struct {
	UID        string
	Panels     []panel
	Templating struct {
		List []struct{ Name, Query string }
	}
}

type panel struct {
	ID          int
	Title       string
	Datasource  struct{ Type, UID string }
	GridPos     struct{ X, Y, W, H int }
	Targets     []struct{ Format, RawSQL string }
	FieldConfig struct {
		Overrides []struct {
			Matcher struct{ ID, Options string }
		}
	}
}

func read(t *testing.T) (d dashboard) {
	t.Helper()
	file, err := FS.ReadFile("dashboards/incident-load.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

var until = time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC)

func migrated(ctx context.Context, address string) error { return store.Migrate(ctx, address, nil) }

// filled is the address of a database with ten weeks of incidents, measured.
func filled(t *testing.T) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	address := pgtest.New(t, migrated)
	s, err := store.Open(t.Context(), store.Options{URL: address})
	must(err)
	defer s.Close()
	h, err := history.New(history.Options{Seed: 4, Weeks: 10, Until: until, People: 60, PerWeek: 5, Rules: incident.Rules{
		Severities:  []incident.Severity{{Name: "SEV1"}, {Name: "SEV2"}, {Name: "SEV3"}, {Name: "SEV4"}},
		Types:       []incident.Type{{Name: "service"}, {Name: "security", Private: true}},
		DefaultType: "service", DefaultSeverity: "SEV2", Roles: []incident.Role{{Name: incident.Commander}},
	}})
	must(err)
	var teams []load.Team
	var memberships []load.Membership
	var members []load.Member
	for _, team := range h.Teams() {
		teams = append(teams, load.Team{Name: team.Name, Engineering: team.Engineering})
		for _, p := range team.Members {
			memberships = append(memberships, load.Membership{Person: p.ID, Team: team.Name})
			members = append(members, load.Member{Person: p.ID, Team: team.Name, Working: 40 * time.Hour})
		}
	}
	must(s.KeepPeople(t.Context(), h.Known()))
	must(s.KeepTeams(t.Context(), teams, memberships))
	_, err = s.KeepHistory(t.Context(), slices.Collect(h.Incidents()))
	must(err)

	settings := load.DefaultSettings()
	who := func(incident.PersonID) load.Who { return load.Who{Calendar: load.DefaultCalendar()} }
	for _, week := range load.WeeksOf(until.AddDate(0, 0, -70), until, time.UTC) {
		from, end := settings.Around(week)
		activities := func(yield func(load.Activity, error) bool) {
			must(s.Activities(t.Context(), from, end, func(a load.Activity) error { yield(a, nil); return nil }))
		}
		must(s.KeepWeek(t.Context(), week, "", until,
			func(emit func(load.Segment) error) error { return load.Measure(week, activities, who, settings, emit) },
			func() []load.Member { return members }))
	}
	return address
}

// login is a session of the login that Grafana has, made as the Compose profile makes it.
func login(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	file, err := FS.ReadFile("reader.sql")
	if err != nil {
		t.Fatal(err)
	}
	connect := func(address string) *pgx.Conn {
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
		return conn
	}
	admin := connect(address)
	for range 2 { // it may run again
		if _, err := admin.Exec(t.Context(), strings.ReplaceAll(string(file), ":'password'", "'secret'")); err != nil {
			t.Fatalf("reader.sql: %v", err)
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("tocsin_grafana", "secret")
	return connect(u.String())
}

var timeFilter = regexp.MustCompile(`\$__timeFilter\(([a-z_]+)\)`)

// expanded is what Grafana makes of a query that is shown for the last weeks and these teams.
func expanded(sql string, teams []string) string {
	sql = timeFilter.ReplaceAllString(sql, fmt.Sprintf("$1 BETWEEN '%s' AND '%s'",
		until.AddDate(0, 0, -60).Format(time.RFC3339), until.Format(time.RFC3339)))
	return strings.ReplaceAll(sql, "${team:sqlstring}", "'"+strings.Join(teams, "','")+"'")
}

// ask runs a query as Grafana does and returns the names of its columns and its rows.
func ask(t *testing.T, reader *pgx.Conn, sql string) (columns []string, rows [][]any) {
	t.Helper()
	if strings.Contains(sql, "$") {
		t.Fatalf("Grafana is asked to fill in something that this test does not know:\n%s", sql)
	}
	found, err := reader.Query(t.Context(), sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	for _, f := range found.FieldDescriptions() {
		columns = append(columns, f.Name)
	}
	rows, err = pgx.CollectRows(found, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	return columns, rows
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	d := read(t)
	reader := login(t, filled(t))

	var teams []string
	for _, v := range d.Templating.List {
		_, rows := ask(t, reader, expanded(v.Query, nil))
		for _, row := range rows {
			teams = append(teams, row[0].(string))
		}
	}
	if len(teams) < 3 {
		t.Fatalf("teams to choose from: %q", teams)
	}
	if len(d.Panels) < 10 {
		t.Fatalf("%d panels", len(d.Panels))
	}
	for _, p := range d.Panels {
		t.Run(p.Title, func(t *testing.T) {
			for _, target := range p.Targets {
				columns, rows := ask(t, reader, expanded(target.RawSQL, teams))
				something := slices.ContainsFunc(rows, func(row []any) bool {
					return slices.ContainsFunc(row[min(1, len(row)-1):], func(v any) bool { return v != nil })
				})
				if !something {
					t.Errorf("shows nothing: %v", rows)
				}
				if target.Format == "time_series" && columns[0] != "time" {
					t.Errorf("has no time: %v", columns)
				}
				if slices.Contains(columns, "metric") {
					continue // what it shows has the names of rows
				}
				for _, o := range p.FieldConfig.Overrides {
					if o.Matcher.ID == "byName" && !slices.Contains(columns, o.Matcher.Options) {
						t.Errorf("formats %q, which it does not show: %v", o.Matcher.Options, columns)
					}
				}
			}
		})
	}
}

func TestDashboardIsWellFormed(t *testing.T) {
	t.Parallel()
	var sources struct {
		Datasources []struct{ UID, Type, User string }
	}
	file, err := FS.ReadFile("provisioning/datasources/tocsin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(file, &sources); err != nil || len(sources.Datasources) != 1 {
		t.Fatalf("datasources: %v, %v", sources, err)
	}
	source := sources.Datasources[0]
	taken := map[[2]int]string{}
	ids := map[int]bool{}
	for _, p := range read(t).Panels {
		if p.Datasource.UID != source.UID || p.Datasource.Type != source.Type {
			t.Errorf("%s asks %v, which is not %v", p.Title, p.Datasource, source)
		}
		if ids[p.ID] {
			t.Errorf("%s has the id of another panel", p.Title)
		}
		ids[p.ID] = true
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				place := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				if other := taken[place]; other != "" || place[0] >= 24 {
					t.Fatalf("%s lies over %q or beside the page", p.Title, other)
				}
				taken[place] = p.Title
			}
		}
	}
}

// What docker-compose.yml mounts is there, and Grafana is told what the provisioning asks the environment for.
func TestComposeProfile(t *testing.T) {
	t.Parallel()
	const top = "../.."
	file, err := os.ReadFile(filepath.Join(top, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var compose struct {
		Services map[string]struct {
			Profiles    []string
			Volumes     []string
			Environment map[string]string
			Depends     map[string]any `yaml:"depends_on"`
		}
	}
	if err := yaml.Unmarshal(file, &compose); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"grafana", "grafana-login"} {
		service, known := compose.Services[name]
		if !known || !slices.Equal(service.Profiles, []string{"grafana"}) {
			t.Errorf("%s: %+v", name, service)
		}
		for _, volume := range service.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if _, err := os.Stat(filepath.Join(top, from)); strings.HasPrefix(from, "./") && err != nil {
				t.Error(err)
			}
		}
		for on := range service.Depends {
			if _, known := compose.Services[on]; !known {
				t.Errorf("%s waits for %s, which nothing is called", name, on)
			}
		}
	}
	source, err := FS.ReadFile("provisioning/datasources/tocsin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`\$([A-Z_]+)`).FindAllStringSubmatch(string(source), -1)
	if len(wanted) < 2 {
		t.Errorf("the provisioning asks for %v", wanted)
	}
	for _, w := range wanted {
		if _, told := compose.Services["grafana"].Environment[w[1]]; !told {
			t.Errorf("Grafana is not told %s", w[1])
		}
	}
	provider, err := FS.ReadFile("provisioning/dashboards/tocsin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var providers struct {
		Providers []struct{ Options struct{ Path string } }
	}
	if err := yaml.Unmarshal(provider, &providers); err != nil || len(providers.Providers) != 1 {
		t.Fatalf("providers: %v, %v", providers, err)
	}
	mount := "./internal/grafana/dashboards:" + providers.Providers[0].Options.Path + ":ro"
	if !slices.Contains(compose.Services["grafana"].Volumes, mount) {
		t.Errorf("%s is not among the volumes", mount)
	}
}
