package doctor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/doctor"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
	"github.com/tocsin-bot/tocsin/store"
)

// patient is a good installation, to be harmed.
type patient struct {
	slack     *slacksim.Workspace
	app       slacksim.App
	ada       *slacksim.Person
	incidents *slacksim.Room
	config    config.Config
	fatal     func(...any)
	other     string // the id of a second app
}

func newPatient(t *testing.T) *patient {
	t.Helper()
	w, err := slacksim.Start(slacksim.Options{Fail: t.Fatalf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	p := &patient{slack: w, fatal: t.Fatal, config: config.Default()}
	p.app = p.install()
	p.other = ""
	p.ada = w.Person("Ada Lovelace")
	p.incidents = w.Channel("incidents", p.ada)
	p.config.Slack.APIURL = w.APIURL()
	p.config.Slack.BotToken = config.Secret(p.app.BotToken)
	p.config.Slack.AppToken = config.Secret(p.app.AppToken)
	p.config.Database.URL = config.Secret(pgtest.New(t, migrate))
	return p
}

func (p *patient) install() slacksim.App {
	app, err := p.slack.Install(tocsin.Manifest)
	if err != nil {
		p.fatal(err)
	}
	p.other = app.ID
	return app
}

// greetedWith puts a Slack in front of the simulated one that greets every socket with this frame, or
// turns it away if the frame is empty.
func (p *patient) greetedWith(t *testing.T, frame string) {
	t.Helper()
	behind, err := url.Parse(p.slack.URL())
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", httputil.NewSingleHostReverseProxy(behind))
	mux.HandleFunc("/link/", func(w http.ResponseWriter, r *http.Request) {
		if frame == "" {
			http.Error(w, "only plain https here", http.StatusForbidden)
			return
		}
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		_ = conn.Write(r.Context(), websocket.MessageText, []byte(frame))
		_, _, _ = conn.Read(r.Context()) // until the other side closes
		_ = conn.CloseNow()
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		link := strings.Replace(server.URL, "http:", "ws:", 1) + "/link/?ticket=s3cr3t"
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "url": link})
	})
	p.config.Slack.APIURL = server.URL + "/api/"
}

func (p *patient) expect(t *testing.T, want string) {
	t.Helper()
	if diff := cmp.Diff(want, "\n"+p.complaints(t)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// report is all that the doctor prints, with ids replaced that differ from run to run.
func (p *patient) report(t *testing.T) string {
	t.Helper()
	return p.examine(t, func(doctor.Finding) bool { return true })
}

// complaints is what it prints of what is not well.
func (p *patient) complaints(t *testing.T) string {
	t.Helper()
	return p.examine(t, func(f doctor.Finding) bool { return f.State != doctor.Well })
}

func (p *patient) examine(t *testing.T, which func(doctor.Finding) bool) string {
	t.Helper()
	text := examine(t, func() (*config.Config, error) { return &p.config, nil }, which)
	address, err := pgx.ParseConfig(string(p.config.Database.URL))
	if err == nil && address.Database != "tocsin" {
		lines := strings.SplitAfter(text, "\n")
		for i, line := range lines {
			if about, found := strings.CutPrefix(line, "✓ database           "); found {
				lines[i] = "✓ database           DATABASE" + about[strings.LastIndex(about, " answers"):]
			}
			if about, found := strings.CutPrefix(line, "✗ database           "); found && strings.Contains(about, " turns") {
				lines[i] = "✗ database           DATABASE" + about[strings.Index(about, " turns"):]
			}
		}
		text = strings.Join(lines, "")
	}
	text = comingReport.ReplaceAllString(text, "comes on DAY, at $1 and is about WEEK")
	if p.other != "" {
		text = strings.NewReplacer(p.app.ID, "BOTS", p.other, "OTHER").Replace(text)
	}
	return text
}

// comingReport is the day of the next report, which is another one next week.
var comingReport = regexp.MustCompile(`comes on [A-Z][a-z]+day, \d+ [A-Z][a-z]+ \d{4}, at (.*) and is about \d{4}-W\d\d`)

func examine(t *testing.T, load func() (*config.Config, error), which func(doctor.Finding) bool) string {
	t.Helper()
	var out bytes.Buffer
	doctor.Examine(t.Context(), load, func(f doctor.Finding) {
		if which(f) {
			doctor.Print(&out, f)
		}
	})
	return out.String()
}

// open connects to the patient's database, with a queue that nobody works.
func (p *patient) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: string(p.config.Database.URL), Enqueue: idle{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// stick declares an incident of which one thing cannot be shown.
func (p *patient) stick(t *testing.T, s *store.Store, d incident.Declaration, surface incident.Surface) {
	t.Helper()
	service, err := incident.NewService(s, p.config.Rules())
	if err != nil {
		t.Fatal(err)
	}
	inc, err := service.Declare(t.Context(), incident.Act{By: "U1", At: time.Now().UTC()}, d)
	if err != nil {
		t.Fatal(err)
	}
	surface.AttemptAt = time.Now().UTC()
	if err := s.Keep(t.Context(), inc.Number, []incident.Surface{surface}); err != nil {
		t.Fatal(err)
	}
}

// idle is a queue that takes work and does none.
type idle struct{}

func (idle) EnqueueTx(context.Context, pgx.Tx, []incident.Work) error { return nil }

func migrate(ctx context.Context, at string) error { return store.Migrate(ctx, at, nil) }

// inDatabase is the same server, another database.
func inDatabase(at config.Secret, name string) config.Secret {
	address, query, _ := strings.Cut(string(at), "?")
	return config.Secret(address[:strings.LastIndexByte(address, '/')+1] + name + "?" + query)
}
