package demo

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

func TestDemo_has_a_past(t *testing.T) {
	t.Parallel()
	var screen bytes.Buffer
	o := options{
		fast: true, exit: true, out: t.TempDir(), database: pgtest.New(t, nil), stdout: &screen,
		past: past{weeks: 4, people: 60, seed: 1},
	}
	if err := run(t.Context(), o); err != nil {
		t.Fatalf("%v\n%s", err, screen.String())
	}
	inOrder(t, screen.String(), "4 weeks of incidents of 60 people, made up", "Ada types /incident checkout is down", "is open → #inc-", "The draft is in",
		"2026-W03.html")
	if strings.Contains(screen.String(), "INC-1 is open") {
		t.Error("the story's incident is the first ever")
	}
	written, err := os.ReadDir(o.out)
	if err != nil || len(written) != 2 {
		t.Errorf("written: %v, %v", written, err)
	}
}

func TestPast_is_known_to_the_bot_and_over(t *testing.T) {
	t.Parallel()
	p := past{weeks: 3, people: 60, seed: 2}
	s, err := stage.Open(t.Context(), stage.Options{
		Name: "test", Clock: stage.NewClock(tidewater.Tonight), DatabaseURL: pgtest.New(t, nil), Unlimited: true,
		Prepare: func(ctx context.Context, s *stage.Setting) error { return p.prepare(ctx, s, func(string) {}) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	err = s.Play(t.Context(), func() {
		ada := s.Slack.Person("Ada")
		ada.Types(s.Slack.Channel(stage.Announcements, ada), "/incident checkout is down")
		ada.Modal().Submits()
		s.Slack.ChannelNamed("inc-").Card()
	})
	if err != nil {
		t.Fatal(err)
	}
	newest, err := s.Bot.Service.InChannel(t.Context(), incident.ChannelID(s.Slack.ChannelNamed("inc-").ID()))
	if err != nil || newest.Number < 2 {
		t.Fatalf("%v, %v", newest.Number, err)
	}
	for n := incident.Number(1); n < newest.Number; n++ {
		inc, err := s.Bot.Service.Incident(t.Context(), n)
		if err != nil || inc.Status != incident.Closed || inc.ClosedAt.After(tidewater.Tonight) {
			t.Fatalf("%s is %s, closed %s, %v", n, inc.Status, inc.ClosedAt, err)
		}
		for _, call := range s.Slack.Calls() {
			for arg, value := range call.Args {
				if strings.Contains(value, string(inc.Channel)) {
					t.Errorf("%s is called about %s: %s=%s", call.Method, n, arg, value)
				}
			}
		}
	}
	teams := s.Bot.Reports.Config.Teams
	if len(teams) != 8 {
		t.Errorf("%d teams", len(teams))
	}
	for _, team := range teams {
		if len(team.Leads) != 1 {
			t.Errorf("%s has the leads %v", team.Name, team.Leads)
		}
		for _, id := range team.Members {
			if who := s.Slack.Person(id); who.ID != id {
				t.Errorf("%s of %s does not exist in Slack", id, team.Name)
			}
		}
	}
}

func TestWeeks(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]weeks{"52w": 52, "0": 0, "0w": 0, "520w": 520} {
		var got weeks
		if err := got.Set(given); err != nil || got != want {
			t.Errorf("%s is %d, %v", given, got, err)
		}
	}
	for _, given := range []string{"", "52", "1y", "-1w", "521w", "w", "1.5w"} {
		var got weeks
		if err := got.Set(given); err == nil {
			t.Errorf("%q is taken, as %d", given, got)
		}
	}
}
