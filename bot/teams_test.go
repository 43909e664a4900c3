package bot_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestResolveTeams(t *testing.T) {
	t.Parallel()

	t.Run("finds people by id, e-mail address and user group, each once", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		web := bot.TeamSpec{
			Name: "Web", Members: []string{"@web", o.dan.ID, "ADA@example.com"},
			Leads: []string{"ada@example.com"}, OnCall: []string{o.group.ID},
		}
		ops := bot.TeamSpec{Name: "Ops", Members: []string{"eve@example.com"}}
		got := o.resolve(t, []bot.TeamSpec{web, ops}, "Eve@example.com")
		want := []load.Membership{
			{Person: o.id(o.ada), Team: "Web", Lead: true, OnCall: true},
			{Person: o.id(o.ben), Team: "Web", OnCall: true},
			{Person: o.id(o.dan), Team: "Web"},
			{Person: o.id(o.eve), Team: "Ops", OnCall: true},
		}
		if diff := cmp.Diff(want, got.Members); diff != "" {
			t.Error(diff)
		}
		wantIDs := map[string]incident.PersonID{"ada@example.com": o.id(o.ada), "eve@example.com": o.id(o.eve)}
		if diff := cmp.Diff(wantIDs, got.IDs); diff != "" {
			t.Error(diff)
		}
		if len(got.Problems) > 0 {
			t.Errorf("it complains: %q", got.Problems)
		}
	})

	t.Run("says who is in two teams, and counts them for the first", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		got := o.resolve(t, []bot.TeamSpec{
			{Name: "Web", Members: []string{o.ben.ID, "eve@example.com"}},
			{Name: "Ops", Members: []string{"@web", "eve@example.com"}},
		})
		want := []load.Membership{
			{Person: o.id(o.ben), Team: "Web", OnCall: true},
			{Person: o.id(o.eve), Team: "Web", OnCall: true},
			{Person: o.id(o.ada), Team: "Ops", OnCall: true},
		}
		if diff := cmp.Diff(want, got.Members); diff != "" {
			t.Error(diff)
		}
		o.complains(t, got,
			o.ben.ID+" (of @web) is in two teams, Web and Ops, and counts for the first",
			"eve@example.com is in two teams, Web and Ops, and counts for the first",
		)
	})

	t.Run("says what it does not find, and finds the rest", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		o.eve.Deactivates()
		got := o.resolve(t, []bot.TeamSpec{
			{Name: "Web", Members: []string{"nobody@example.com", "@nothing", "S404", "U404", o.eve.ID, "eve@example.com", o.dan.ID}},
		}, "none@example.com")
		if diff := cmp.Diff([]load.Membership{{Person: o.id(o.dan), Team: "Web", OnCall: true}}, got.Members); diff != "" {
			t.Error(diff)
		}
		o.complains(t, got,
			"nobody has the e-mail address nobody@example.com (Web)",
			"there is no user group @nothing (Web)",
			"there is no user group S404 (Web)",
			"nobody has the user id U404 (Web)",
			o.eve.ID+" is deactivated (Web)",
			"nobody has the e-mail address eve@example.com (Web)",
			"nobody has the e-mail address none@example.com (people)",
		)
	})

	t.Run("says which scope it lacks, and finds whom it may", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		o.app.Withdraw("users:read.email")
		o.app.Withdraw("usergroups:read")
		got := o.resolve(t, []bot.TeamSpec{{Name: "Web", Members: []string{"@web", "ada@example.com", o.dan.ID}}})
		if diff := cmp.Diff([]load.Membership{{Person: o.id(o.dan), Team: "Web", OnCall: true}}, got.Members); diff != "" {
			t.Error(diff)
		}
		o.complains(t, got,
			"@web cannot be looked up (Web): the app lacks the scope usergroups:read",
			"ada@example.com cannot be looked up (Web): the app lacks the scope users:read.email",
		)
	})

	t.Run("says that a plan has no user groups", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{FreePlan: true})
		got := o.resolve(t, []bot.TeamSpec{{Name: "Web", Members: []string{"@web", "ada@example.com"}}})
		if diff := cmp.Diff([]load.Membership{{Person: o.id(o.ada), Team: "Web", OnCall: true}}, got.Members); diff != "" {
			t.Error(diff)
		}
		o.complains(t, got, "this workspace's plan has no user groups: name the people of @web one by one (Web)")
	})

	t.Run("waits when Slack asks it to", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		o.slack.Fault("users.lookupByEmail", slacksim.Fault{Status: 429, RetryAfter: time.Second, Times: 1})
		got := o.resolve(t, []bot.TeamSpec{{Name: "Web", Members: []string{"ada@example.com"}}})
		if len(got.Members) != 1 || len(got.Problems) > 0 {
			t.Errorf("it found %v and complains %q", got.Members, got.Problems)
		}
	})

	t.Run("finds nobody rather than few when Slack does not answer", func(t *testing.T) {
		t.Parallel()
		for name, fault := range map[string]slacksim.Fault{
			"a cut connection": {Cut: true}, "an accident": {Status: 500}, "a revoked token": {Error: "token_revoked"},
		} {
			o := newOffice(t, slacksim.Options{})
			fault.Times = 1
			o.slack.Fault("usergroups.users.list", fault)
			got, err := bot.ResolveTeams(t.Context(), o.client, []bot.TeamSpec{{Name: "Web", Members: []string{o.dan.ID, "@web"}}}, nil, nil)
			if err == nil || len(got.Members) > 0 {
				t.Errorf("%s: it returns %v, %v", name, got.Members, err)
			}
		}
	})

	t.Run("asks nobody again who is known to be there", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		spec := bot.TeamSpec{Name: "Web", Members: []string{o.dan.ID, o.ben.ID}}
		got, err := bot.ResolveTeams(t.Context(), o.client, []bot.TeamSpec{spec}, nil, func(id incident.PersonID) bool { return id == o.id(o.dan) })
		if err != nil || len(got.Members) != 2 {
			t.Fatalf("it found %v, %v", got.Members, err)
		}
		if asked := o.slack.Calls("users.info"); len(asked) != 1 {
			t.Errorf("Slack was asked about %d people", len(asked))
		}
	})

	t.Run("gives up when it is told to", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, slacksim.Options{})
		o.slack.Fault("users.info", slacksim.Fault{Status: 429, RetryAfter: time.Hour, Times: 1})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := bot.ResolveTeams(ctx, o.client, []bot.TeamSpec{{Name: "Web", Members: []string{o.dan.ID}}}, nil, nil); err == nil {
			t.Error("it returned what it did not ask")
		}
	})
}

// whoMayAsk is an app that may ask who people are, and nothing else.
const whoMayAsk = `
display_information: {name: Tocsin}
features: {bot_user: {display_name: tocsin}}
oauth_config: {scopes: {bot: [users:read, users:read.email, usergroups:read]}}
settings: {socket_mode_enabled: true}
`

// office is a workspace with a few people and a user group @web of Ada and Ben.
type office struct {
	slack              *slacksim.Workspace
	app                slacksim.App
	client             *slack.Client
	ada, ben, dan, eve *slacksim.Person
	group              *slacksim.Group
}

func newOffice(t *testing.T, options slacksim.Options) *office {
	t.Helper()
	options.Fail = t.Fatalf
	w, err := slacksim.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	app, err := w.Install([]byte(whoMayAsk))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{slack: w, app: app, client: slack.New(app.BotToken, slack.OptionAPIURL(w.APIURL()))}
	o.ada = w.Person("Ada", slacksim.PersonOptions{Email: "ada@example.com"})
	o.ben = w.Person("Ben", slacksim.PersonOptions{Email: "ben@example.com"})
	o.dan = w.Person("Dan", slacksim.PersonOptions{Email: "dan@example.com"})
	o.eve = w.Person("Eve", slacksim.PersonOptions{Email: "eve@example.com"})
	o.group = w.Group("web", o.ada, o.ben)
	return o
}

func (o *office) resolve(t *testing.T, teams []bot.TeamSpec, people ...string) bot.ResolvedTeams {
	t.Helper()
	got, err := bot.ResolveTeams(t.Context(), o.client, teams, people, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (o *office) complains(t *testing.T, got bot.ResolvedTeams, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got.Problems); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func (o *office) id(p *slacksim.Person) incident.PersonID { return incident.PersonID(p.ID) }
