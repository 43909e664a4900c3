package doctor_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestExamine_clock_that_differs_from_Slacks(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	behind, err := url.Parse(p.slack.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(behind)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))
		return nil
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	p.config.Slack.APIURL = server.URL + "/api/"
	p.expectLike(t, `(?s)✗ clock +this machine's clock is (10m0s|9m59s|10m1s) ahead of Slack's\n +→ set this machine's clock by NTP.*`)
}

func TestExamine_events_that_never_come(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	p.sql(t, `insert into incident (number, title, severity, type, status, declared_by, declared_at)
		values (1, 'checkout is down', 'SEV1', 'service', 'investigating', 'U1', now() - interval '1 hour')`)
	p.sql(t, `insert into surface (incident, key, state, shown_at) values (1, 'card', 'shown', now() - interval '1 hour')`)
	p.expectLike(t, `(?s)✗ events +Slack has told of nothing that happens, though the bot posted at \d{4}-\d\d-\d\d \d\d:\d\d UTC\n +→ .*slack-manifest.yaml.*`)

	p.sql(t, `insert into inbox (delivery, body, received_at) values ('Ev1', '{}', now() - interval '59 minutes')`)
	if got := p.complaints(t); got != "" {
		t.Error(got)
	}
}

func TestExamine_events_of_a_quiet_time_which_are_swept(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	p.sql(t, `insert into incident (number, title, severity, type, status, declared_by, declared_at)
		values (1, 'checkout is down', 'SEV1', 'service', 'closed', 'U1', now() - interval '3 days')`)
	p.sql(t, `insert into surface (incident, key, state, shown_at) values (1, 'card', 'shown', now() - interval '2 days')`)
	if got := p.complaints(t); got != "" {
		t.Error(got)
	}
}

func TestExamine_rate_limits_that_keep_us_waiting(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	p.sql(t, `insert into incident (number, title, severity, type, status, declared_by, declared_at)
		values (1, 'checkout is down', 'SEV1', 'service', 'investigating', 'U1', now())`)
	p.sql(t, `insert into surface (incident, key, state, retry_at) values (1, 'topic', 'waiting', now() + interval '1 hour')`)
	p.expectLike(t, `(?s)✗ rate limits +1 thing waits for Slack's leave to be shown, the longest for .* more\n.*`)
}

// expectLike expects one complaint that matches a pattern.
func (p *patient) expectLike(t *testing.T, pattern string) {
	t.Helper()
	if got := p.complaints(t); !regexp.MustCompile(`^` + pattern + `$`).MatchString(got) {
		t.Error(got)
	}
}

// sql changes the patient's database.
func (p *patient) sql(t *testing.T, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), string(p.config.Database.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
