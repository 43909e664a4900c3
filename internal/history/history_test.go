package history

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
)

var (
	until = time.Date(2026, 1, 15, 2, 0, 0, 0, time.UTC)

	rules = incident.Rules{
		Severities: []incident.Severity{
			{Name: "SEV1", UpdateEvery: 30 * time.Minute},
			{Name: "SEV2", UpdateEvery: time.Hour},
			{Name: "SEV3", UpdateEvery: 4 * time.Hour},
			{Name: "SEV4"},
		},
		DefaultSeverity: "SEV2",
		Types:           []incident.Type{{Name: "service"}, {Name: "security", Private: true}, {Name: "data"}},
		DefaultType:     "service",
		Roles:           []incident.Role{{Name: incident.Commander}, {Name: "communications"}, {Name: "scribe"}},
	}
)

// aYear is a history of 200 people.
func aYear(t *testing.T, seed uint64, weeks int, known ...Person) (*History, []incident.Past) {
	t.Helper()
	h, err := New(Options{Seed: seed, Weeks: weeks, Until: until, Rules: rules, Known: known})
	if err != nil {
		t.Fatal(err)
	}
	return h, slices.Collect(h.Incidents())
}

func TestHistory_is_the_same_every_time(t *testing.T) {
	t.Parallel()
	h, first := aYear(t, 7, 4)
	again, second := aYear(t, 7, 4)
	if diff := gocmp.Diff(first, second); diff != "" || len(first) < 5 {
		t.Errorf("of %d incidents:\n%s", len(first), diff)
	}
	if diff := gocmp.Diff(h.Known(), again.Known()); diff != "" {
		t.Error(diff)
	}
	_, longer := aYear(t, 7, 9)
	if diff := gocmp.Diff(first, longer[len(longer)-len(first):]); diff != "" {
		t.Errorf("the newest weeks depend on how many come before them:\n%s", diff)
	}
	if _, other := aYear(t, 8, 4); gocmp.Equal(first, other) {
		t.Error("another seed makes the same history")
	}
}

func TestHistory_is_possible(t *testing.T) {
	t.Parallel()
	h, all := aYear(t, 1, 52)
	began := until.AddDate(0, 0, -7*52)
	channels, people := map[incident.ChannelID]bool{}, map[incident.PersonID]Person{}
	for _, p := range h.People() {
		if people[p.ID].ID != "" {
			t.Errorf("two people are %s", p.ID)
		}
		people[p.ID] = p
	}
	last := began
	for _, past := range all {
		inc := past.Incident
		is := func(ok bool, claim string) {
			t.Helper()
			if !ok {
				t.Errorf("%s, declared %s: not so: %s", inc.Title, inc.DeclaredAt, claim)
			}
		}
		is(!channels[inc.Channel], "it has a channel of its own")
		channels[inc.Channel] = true
		is(!inc.DeclaredAt.Before(last), "it comes in the order of declaration")
		last = inc.DeclaredAt
		is(inc.Status == incident.Closed && !inc.ClosedAt.After(until), "it is over")
		is(inc.LeadAssignedAt.IsZero() || inc.LeadAssignedAt.After(inc.DeclaredAt), "somebody leads after the declaration")
		is(!inc.MitigatedAt.Before(inc.DeclaredAt) && !inc.ResolvedAt.Before(inc.MitigatedAt) && !inc.ClosedAt.Before(inc.ResolvedAt), "its instants are in order")
		is(past.Timeline[0].Kind == incident.KindDeclared, "its timeline begins with the declaration")
		is(slices.IsSortedFunc(past.Timeline, func(a, b incident.Entry) int { return a.At.Compare(b.At) }), "its timeline is in order")
		instants := map[string]time.Time{}
		for _, e := range past.Timeline {
			if e.Kind == incident.KindStatus {
				instants[e.Now] = e.At
			}
			is(!e.At.After(until), "nothing is later than the end")
			is(people[e.By].ID != "", "who acts is known")
		}
		is(instants["closed"].Equal(inc.ClosedAt) && instants["resolved"].Equal(inc.ResolvedAt), "instants and timeline agree")
		is(slices.IsSortedFunc(past.Messages, func(a, b incident.Message) int { return cmp.Compare(a.ID, b.ID) }), "message ids sort by time")
		ids := map[incident.MessageID]bool{}
		for _, m := range past.Messages {
			is(!ids[m.ID], "message ids are unique")
			ids[m.ID] = true
			is(m.Thread == "" || ids[m.Thread], "threads begin before their replies")
			is(!m.At.Before(inc.DeclaredAt) && !m.At.After(inc.ClosedAt), "people talk while it lasts")
			is(people[m.Author].Bot == m.Bot, "who is a program is said so")
		}
		for _, r := range past.Reactions {
			is(ids[r.Message] && !r.At.After(until), "reactions are on messages")
		}
		held := map[incident.RoleName]int{}
		for _, hold := range past.Holdings {
			is(hold.Until.IsZero() || !hold.Until.Before(hold.From), "roles are left after they are taken")
			if hold.Until.IsZero() {
				held[hold.Role]++
			}
		}
		for _, n := range held {
			is(n == 1, "one person holds a role")
		}
		is(inc.Commander() == "" && held[incident.Commander] == 0 || held[incident.Commander] == 1, "the commander holds the role")
		for _, f := range past.FollowUps {
			is(!f.At.After(until) && !f.DoneAt.After(until) && !f.DecidedAt.After(until), "follow-ups are no prophecies")
			is((f.State == incident.FollowUpDone) == !f.DoneAt.IsZero(), "what is done has an instant")
		}
	}
}

func TestHistory_is_believable(t *testing.T) {
	t.Parallel()
	h, all := aYear(t, 1, 52)
	within := func(what string, got, low, high float64) {
		t.Helper()
		if got < low || got > high {
			t.Errorf("%s: %.3g, believable is %.3g to %.3g", what, got, low, high)
		}
	}
	within("incidents", float64(len(all)), 500, 900)
	half := until.AddDate(0, -6, 0)
	var messages, nights, private, drills, reopened, watchers, quick [2]float64
	led := [2]map[incident.PersonID]float64{{}, {}}
	count := [2]float64{}
	often := map[incident.ServiceName]float64{}
	for _, past := range all {
		inc, in := past.Incident, 0
		if inc.DeclaredAt.After(half) {
			in = 1
		}
		count[in]++
		often[inc.Service]++
		messages[in] += float64(len(past.Messages))
		said := map[incident.PersonID]bool{inc.DeclaredBy: true}
		for _, m := range past.Messages {
			said[m.Author] = true
		}
		for _, p := range past.Presences {
			if p.Joined && !said[p.Person] {
				watchers[in]++
			}
		}
		if hour := inc.DeclaredAt.Hour(); hour < 6 {
			nights[in]++
		}
		if inc.Private {
			private[in]++
		}
		if inc.Drill {
			drills[in]++
		}
		if slices.ContainsFunc(past.Timeline, func(e incident.Entry) bool { return e.Kind == incident.KindStatus && e.Now == "investigating" }) {
			reopened[in]++
		}
		if inc.ResolvedAt.Sub(inc.DeclaredAt) < 2*time.Hour {
			quick[in]++
		}
		if i := slices.IndexFunc(past.Holdings, func(h incident.Holding) bool { return h.Role == incident.Commander }); i >= 0 {
			led[in][past.Holdings[i].Person]++
		}
	}
	n := count[0] + count[1]
	within("messages in an incident", (messages[0]+messages[1])/n, 20, 60)
	within("watchers in an incident", (watchers[0]+watchers[1])/n, 1, 6)
	within("declared at night", (nights[0]+nights[1])/n, .03, .2)
	within("private", (private[0]+private[1])/n, .02, .12)
	within("drills", (drills[0]+drills[1])/n, .005, .06)
	within("reopened", (reopened[0]+reopened[1])/n, .02, .1)
	within("the worst service", often["payments"]/n, .1, .3)
	heroes := func(in int) float64 { return led[in][h.people[h.heroes[0]].ID] + led[in][h.people[h.heroes[1]].ID] }
	within("led by two heroes at first", heroes(0)/count[0], .35, .7)
	within("led by them in the end", heroes(1)/count[1], .05, .36)
	if len(led[1]) <= len(led[0]) {
		t.Errorf("%d people led at first and %d in the end", len(led[0]), len(led[1]))
	}
	if quick[1]/count[1] <= quick[0]/count[0] {
		t.Errorf("resolved within two hours: %.2f at first, %.2f in the end", quick[0]/count[0], quick[1]/count[1])
	}
}

func TestHistory_has_those_who_are_known(t *testing.T) {
	t.Parallel()
	grace := Person{ID: "UGRACE", Name: "Grace", Zone: "Europe/London", Team: "Payments"}
	ada := Person{ID: "UADA", Name: "Ada", Zone: "Europe/London", Team: "Payments", OnCall: true, Since: until.AddDate(0, 0, -3)}
	h, all := aYear(t, 1, 52, grace, ada)
	spoke := map[incident.PersonID]time.Time{}
	for _, past := range all {
		for _, m := range past.Messages {
			if spoke[m.Author].IsZero() {
				spoke[m.Author] = m.At
			}
		}
	}
	if spoke["UGRACE"].IsZero() {
		t.Error("Grace says nothing in a year")
	}
	if at := spoke["UADA"]; !at.IsZero() && at.Before(ada.Since) {
		t.Errorf("Ada speaks on %s and came on %s", at, ada.Since)
	}
	if !slices.ContainsFunc(h.Teams()[0].Members, func(p Person) bool { return p.ID == "UGRACE" && !p.Lead }) {
		t.Error("Grace is not in her team")
	}
	if n := len(h.People()); n != 201 { // with the program
		t.Errorf("%d people", n)
	}
}

func TestNew_refuses_what_makes_no_history(t *testing.T) {
	t.Parallel()
	good := Options{Weeks: 1, Until: until, Rules: rules, People: 40}
	for claim, o := range map[string]func(*Options){
		"no weeks":                  func(o *Options) { o.Weeks = 0 },
		"no end":                    func(o *Options) { o.Until = time.Time{} },
		"fewer people than teams":   func(o *Options) { o.People = 3 },
		"no words":                  func(o *Options) { o.Rules = incident.Rules{} },
		"somebody in no team there": func(o *Options) { o.Known = []Person{{ID: "U1", Team: "Curling"}} },
	} {
		bad := good
		o(&bad)
		if _, err := New(bad); err == nil {
			t.Errorf("%s is taken", claim)
		}
	}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
}
