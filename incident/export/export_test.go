package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"iter"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/export"
)

var update = flag.Bool("update", false, "write the example into docs/export.md instead of comparing with it")

const doc = "../../docs/export.md"

var night = time.Date(2026, 1, 15, 2, 47, 0, 0, time.UTC)

func at(minutes int) time.Time { return night.Add(time.Duration(minutes) * time.Minute) }

// small is a short incident in which everything occurs that the format can hold.
func small() incident.Record {
	return incident.Record{
		Incident: incident.Incident{
			Number: 42, Title: "Checkout is down", Description: "The pay button does nothing.", Impact: "Nobody can pay.",
			Severity: "SEV1", Type: "service", Service: "checkout", Cause: "deploy", Status: incident.Closed, DeclaredBy: "U0ADA",
			Fields:  map[string]string{"region": "eu"},
			Roles:   map[incident.RoleName][]incident.PersonID{incident.Commander: {"U0CAM"}},
			Channel: "C0INC42", ChannelName: "inc-42-checkout-down",
			DeclaredAt: night, LeadAssignedAt: at(2), MitigatedAt: at(50), ResolvedAt: at(83), ClosedAt: at(95), LastUpdateAt: at(10),
		},
		Holdings: []incident.Holding{
			{Role: incident.Commander, Person: "U0BEN", From: at(2), Until: at(20)},
			{Role: incident.Commander, Person: "U0CAM", From: at(20)},
		},
		Timeline: []incident.Entry{
			{Kind: incident.KindDeclared, At: night, By: "U0ADA", Text: "Checkout is down", Now: "SEV2"},
			{Kind: incident.KindUpdate, At: at(10), By: "U0BEN", UsersSee: "Nobody can pay.", WeDo: "Rolling back.", NextUpdateAt: at(40)},
			{Kind: incident.KindMessage, At: at(11), By: "U0CAM", Text: "<@U0BEN> the key is gone", Message: "1768445880.000200", Thread: "1768445820.000100"},
			{Kind: incident.KindRole, At: at(20), By: "U0CAM", Role: incident.Commander, Person: "U0CAM", Previous: "U0BEN"},
			{Kind: incident.KindCause, At: at(30), By: "U0CAM", Now: "deploy", Text: "Deploy 812 lost the key."},
			{Kind: incident.KindStatus, At: at(83), By: "U0CAM", Was: "monitoring", Now: "resolved", Text: "It held for half an hour."},
		},
		Messages: []incident.Message{
			{
				Channel: "C0INC42", ID: "1768445820.000100", Author: "U0ADA", Text: "who deployed at 02:30?", At: at(10), EditedAt: at(11),
				Files: []incident.File{{ID: "F0LOG", Name: "pay.log", Link: "https://shop.slack.example/files/U0ADA/F0LOG/pay.log"}},
			},
			{Channel: "C0INC42", ID: "1768445880.000200", Thread: "1768445820.000100", Author: "U0CAM", Text: "<@U0BEN> the key is gone", At: at(11)},
			{Channel: "C0INC42", ID: "1768445890.000300", Author: "B0DEPLOY", Bot: true, Text: "rollback of deploy 812 &amp; 813", At: at(11)},
			{Channel: "C0INC42", ID: "1768445895.000400", Author: "U0EVE", Text: "said in anger", At: at(11), DeletedAt: at(12)},
		},
		Reactions: []incident.Reaction{
			{Message: "1768445880.000200", By: "U0BEN", Name: "pushpin"},
			{Message: "1768445880.000200", By: "U0BEN", Name: "eyes"},
			{Message: "1768445880.000200", By: "U0ADA", Name: "pushpin"},
			{Message: "1768445895.000400", By: "U0ADA", Name: "cry"},
		},
		People: map[incident.PersonID]incident.Person{
			"U0ADA": {ID: "U0ADA", Name: "Ada"}, "U0BEN": {ID: "U0BEN", Name: "Ben"}, "U0CAM": {ID: "U0CAM", Name: "Cam"},
			"B0DEPLOY": {ID: "B0DEPLOY", Name: "deploybot", Bot: true},
		},
	}
}

// noted is what is to be done after the short incident, and what its channel says in short.
func noted() ([]incident.FollowUp, *incident.Summary) {
	lost := incident.Cite{Message: "1768445880.000200", Thread: "1768445820.000100", Quote: "the key is gone"}
	rolledBack := incident.Cite{Message: "1768445890.000300", Quote: "rollback of deploy 812"}
	followUps := []incident.FollowUp{
		{
			ID: 1, Title: "Check keys before a deploy", Owner: "U0CAM", Due: time.Date(2026, 1, 22, 0, 0, 0, 0, time.UTC),
			Phase: incident.PhasePrevent, State: incident.FollowUpDone, Ticketed: true, Round: 1, Cites: []incident.Cite{lost},
			Proposed: "check keys", ProposedBy: "gpt-5", By: "U0BEN", At: at(96), DecidedAt: at(97), DoneAt: at(600),
		},
		{
			ID: 2, Title: "Find out why nothing alerted", Phase: incident.PhaseDiscover, State: incident.FollowUpProposed, Round: 1,
			Cites: []incident.Cite{rolledBack}, Proposed: "Find out why nothing alerted", ProposedBy: incident.MadeByTimeline, At: at(96),
		},
		{
			ID: 3, Title: "Buy a bigger till", Phase: incident.PhaseResolve, State: incident.FollowUpDismissed, Round: 1,
			Cites: []incident.Cite{lost}, Proposed: "Buy a bigger till", ProposedBy: "gpt-5", By: "U0BEN", At: at(96), DecidedAt: at(98),
		},
	}
	return followUps, &incident.Summary{
		Claims: []incident.Claim{
			{Section: incident.SectionCause, Text: "The payment key was gone.", At: at(11), Cites: []incident.Cite{lost}},
			{Section: incident.SectionAction, Text: "Deploy 812 was rolled back.", At: at(11), Cites: []incident.Cite{rolledBack}},
		},
		Made: incident.Made{
			By: "gpt-5", Model: true, At: at(96), Messages: 3, Dropped: 1, Cost: 31_250, Note: "One part of the channel was not read.",
		},
	}
}

// kept is what was to be done in the short incident, and what people had at hand.
func kept() ([]incident.Task, []incident.Link) {
	tasks := []incident.Task{
		{
			ID: 1, Title: "Roll back 812", Owner: "U0CAM", DueAt: at(20), State: incident.TaskDone, By: "U0BEN", At: at(12),
			Message: "1768445880.000200", Thread: "1768445820.000100", DoneBy: "U0CAM", DoneAt: at(18),
		},
		{ID: 2, Title: "Call the bank", State: incident.TaskDropped, FollowedUp: true, By: "U0BEN", At: at(13), DoneBy: "U0BEN", DoneAt: at(90)},
	}
	links := []incident.Link{
		{ID: 1, Address: "https://grafana.shop.example/d/pay?from=now-1h&to=now", Title: "Payments", By: "U0CAM", At: at(5)},
		{ID: 2, Address: "https://wrong.example", Title: "Wrong", By: "U0CAM", At: at(6), RemovedBy: "U0CAM", RemovedAt: at(7)},
	}
	return tasks, links
}

func words() incident.Rules {
	return incident.Rules{Roles: []incident.Role{{Name: incident.Commander, Title: "Incident commander"}}}
}

func link(channel incident.ChannelID, message, thread incident.MessageID) string {
	l := "https://shop.slack.example/archives/" + string(channel) + "/p" + strings.ReplaceAll(string(message), ".", "")
	if thread != "" {
		l += "?thread_ts=" + string(thread) + "&cid=" + string(channel)
	}
	return l
}

func written(t *testing.T, rec incident.Record) string {
	t.Helper()
	followUps, summary := noted()
	tasks, links := kept()
	return writtenWith(t, rec, export.Options{Link: link, FollowUps: followUps, Summary: summary, Tasks: tasks, Links: links, Subscribers: 3})
}

func writtenWith(t *testing.T, rec incident.Record, o export.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := export.JSON(&b, rec, words(), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return v
}

var example = regexp.MustCompile("(?s)```json\n(.*?)```")

// What was said before an incident went on in a new channel is still where it was said.
func TestJSON_links_lead_to_the_channel_in_which_it_was_said(t *testing.T) {
	t.Parallel()
	rec := small()
	rec.Incident.Past = []incident.PastChannel{{Channel: "C0OLD", Last: "1768445885.000000"}}
	rec.Messages[0].Channel, rec.Messages[1].Channel = "C0OLD", "C0OLD"
	text := written(t, rec)
	tasks, _ := decoded(t, text)["tasks"].([]any)
	task, _ := tasks[0].(map[string]any)
	if want := link("C0OLD", "1768445880.000200", "1768445820.000100"); task["link"] != want {
		t.Errorf("the task leads to %v, want %v", task["link"], want)
	}
	if here := link("C0INC42", "1768445880.000200", ""); strings.Contains(text, here) {
		t.Errorf("something said in the old channel leads to the new one, %s", here)
	}
	if there := link("C0INC42", "1768445890.000300", ""); !strings.Contains(text, there) {
		t.Errorf("what was said in the new channel does not lead there, %s", there)
	}
}

func TestJSON_is_the_example_in_the_documentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	got := written(t, small())
	if *update {
		fenced := []byte("```json\n" + got + "```")
		page = example.ReplaceAllLiteral(page, fenced)
		if err := os.WriteFile(doc, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := example.FindSubmatch(page)
	if found == nil {
		t.Fatalf("%s holds no example", doc)
	}
	if diff := cmp.Diff(string(found[1]), got); diff != "" {
		t.Errorf("(-documented +written); go test ./incident/export -update writes it:\n%s", diff)
	}
}

var (
	heading = regexp.MustCompile("(?m)^## `(\\w+)`")
	row     = regexp.MustCompile("(?m)^\\| `(\\w+)` \\|")
)

func TestJSON_has_the_keys_of_the_documentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	starts := heading.FindAllSubmatchIndex(page, -1)
	for i, at := range starts {
		end := len(page)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		name := string(page[at[2]:at[3]])
		documented[name] = []string{}
		for _, r := range row.FindAllSubmatch(page[at[1]:end], -1) {
			documented[name] = append(documented[name], string(r[1]))
		}
		slices.Sort(documented[name])
	}
	rec := small()
	// What the example lacks: a closed incident has no update due, and nobody has corrected anything there.
	rec.Incident.NextUpdateDueAt, rec.Incident.ImpactStartedAt, rec.Incident.DetectedAt = at(120), at(-10), at(-5)
	rec.Timeline = append(rec.Timeline, incident.Entry{
		Kind: incident.KindTask, At: at(84), By: "U0CAM", Text: "roll back", What: "done",
		EditedBy: "U0ADA", EditedAt: at(90), EditReason: "it was another deploy", Files: rec.Messages[0].Files,
	})
	got := map[string][]string{}
	for key, value := range decoded(t, written(t, rec)) {
		seen := map[string]bool{}
		objects, several := value.([]any)
		if !several {
			objects = []any{value}
		}
		for _, o := range objects {
			for k := range o.(map[string]any) {
				seen[k] = true
			}
		}
		for k := range seen {
			got[key] = append(got[key], k)
		}
		slices.Sort(got[key])
	}
	if diff := cmp.Diff(documented, got); diff != "" {
		t.Errorf("(-documented +written):\n%s", diff)
	}
}

func TestJSON_writes_every_message_once_in_order(t *testing.T) {
	t.Parallel()
	var ts []any
	for _, m := range decoded(t, written(t, small()))["messages"].([]any) {
		ts = append(ts, m.(map[string]any)["ts"])
	}
	want := []any{"1768445820.000100", "1768445880.000200", "1768445890.000300", "1768445895.000400"}
	if diff := cmp.Diff(want, ts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, spoil := range map[string]func([]incident.Message){
		"twice":        func(m []incident.Message) { m[1] = m[0] },
		"out of order": func(m []incident.Message) { slices.Reverse(m) },
	} {
		rec := small()
		spoil(rec.Messages)
		if err := export.JSON(&bytes.Buffer{}, rec, words(), export.Options{}); err == nil {
			t.Errorf("messages that come %s are written without a word", name)
		}
	}
}

func TestJSON_never_tells_what_a_deleted_message_said(t *testing.T) {
	t.Parallel()
	got := written(t, small())
	if strings.Contains(got, "anger") || strings.Contains(got, "cry") {
		t.Errorf("it does:\n%s", got)
	}
	if !strings.Contains(got, `"deleted_at": "2026-01-15T02:59:00Z"`) {
		t.Error("the message is gone without a trace")
	}
}

func TestJSON_keeps_text_exactly(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "<!channel> &amp; <https://evil.example|slack.com>", "a\nb\t\u2028\u202e\"\\", "停止👩‍🚒"} {
		rec := small()
		rec.Messages[0].Text = text
		first := decoded(t, written(t, rec))["messages"].([]any)[0].(map[string]any)
		if first["text"] != text {
			t.Errorf("%q became %q", text, first["text"])
		}
	}
}

func TestJSON_of_an_incident_in_which_nothing_happened(t *testing.T) {
	t.Parallel()
	rec := incident.Record{Incident: incident.Incident{Number: 1, DeclaredAt: night, DeclaredBy: "U0ADA"}}
	got := decoded(t, writtenWith(t, rec, export.Options{}))
	for _, key := range []string{"roles", "updates", "timeline", "tasks", "links", "follow_ups", "messages"} {
		if list, ok := got[key].([]any); !ok || len(list) != 0 {
			t.Errorf("%s is %v, want an empty list", key, got[key])
		}
	}
	if by := got["incident"].(map[string]any)["declared_by"]; by != "U0ADA" {
		t.Errorf("a person without a name is called %q", by)
	}
	if summary, ok := got["summary"]; ok {
		t.Errorf("there is none, and it is %v", summary)
	}
	got = decoded(t, writtenWith(t, rec, export.Options{Summary: &incident.Summary{}}))
	if claims, ok := got["summary"].(map[string]any)["claims"].([]any); !ok || len(claims) != 0 {
		t.Errorf("the claims of a summary without any are %v, want an empty list", got["summary"])
	}
}

func TestJSON_leaves_out_follow_ups_that_were_dismissed(t *testing.T) {
	t.Parallel()
	got := written(t, small())
	if strings.Contains(got, "bigger till") {
		t.Error("it does not")
	}
	var states []any
	for _, f := range decoded(t, got)["follow_ups"].([]any) {
		states = append(states, f.(map[string]any)["state"])
	}
	if diff := cmp.Diff([]any{"done", "proposed"}, states); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	followUps, _ := noted()
	writtenWith(t, small(), export.Options{FollowUps: followUps[2:]})
	if followUps[2].Title == "" {
		t.Error("and takes it from the caller's list")
	}
}

func TestJSON_gives_instants_in_UTC(t *testing.T) {
	t.Parallel()
	rec := small()
	rec.Incident.DeclaredAt = night.In(time.FixedZone("CET", 3600))
	if got := written(t, rec); !strings.Contains(got, `"declared_at": "2026-01-15T02:47:00Z"`) {
		t.Errorf("%s", got)
	}
}

func TestJSON_streams(t *testing.T) {
	t.Parallel()
	rec := small()
	rec.Messages = nil
	var most, behind int
	w := writerFunc(func(p []byte) (int, error) { behind = 0; return len(p), nil })
	stream := func(yield func(incident.Message, error) bool) {
		for i := range 10_000 {
			m := incident.Message{ID: incident.MessageID(time.Unix(int64(i), 0).UTC().Format("20060102150405")), Text: "hello", At: night}
			behind++
			most = max(most, behind)
			if !yield(m, nil) {
				return
			}
		}
	}
	if err := export.JSON(w, rec, words(), export.Options{Messages: stream}); err != nil {
		t.Fatal(err)
	}
	if most > 1000 {
		t.Errorf("%d messages were held before any was written", most)
	}
}

func TestJSON_hands_on_errors(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	var fails iter.Seq2[incident.Message, error] = func(yield func(incident.Message, error) bool) { yield(incident.Message{}, broken) }
	if err := export.JSON(&bytes.Buffer{}, small(), words(), export.Options{Messages: fails}); !errors.Is(err, broken) {
		t.Errorf("of the messages: %v", err)
	}
	full := writerFunc(func([]byte) (int, error) { return 0, broken })
	if err := export.JSON(full, small(), words(), export.Options{}); !errors.Is(err, broken) {
		t.Errorf("of the writer: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
