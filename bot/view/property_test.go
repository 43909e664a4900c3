package view_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// sentinel is in everything that is "typed" below, so that what was typed can be told from our words.
const sentinel = "Qztyped"

// anything draws what people may type, and worse.
func anything(t *rapid.T, label string) string {
	pieces := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{
			"<!channel>", "<!here|@here>", "@here", "@everyone", "#general", "<@U0EVE>", "<#C0EVE>", "<!subteam^S1>",
			"<https://evil.example|slack.com>", "https://evil.example", "[slack.com](https://evil.example)",
			"```", "`", "*", "_", "~", "|", ">", "&", "&lt;", "&amp;lt;", "\n", "\r\n", "\t", " ", "\u202e", "\u200b",
			"\u2067", "👩‍🚒", ":fire:", "ü", "停止", "\x00", "\xff", strings.Repeat("<", 700), strings.Repeat("🔥", 900),
		}),
		rapid.String(),
	), 0, 12).Draw(t, label)
	return sentinel + strings.Join(pieces, "")
}

func anyIncident(t *rapid.T) incident.Incident {
	inc := rapid.SampledFrom([]incident.Incident{
		justDeclared(), led(), told(), watched(), over(), done(), secret(),
	}).Draw(t, "incident")
	inc.Number = incident.Number(rapid.Int64Range(1, 1<<53).Draw(t, "number"))
	inc.Title, inc.Description, inc.Impact = anything(t, "title"), anything(t, "description"), anything(t, "impact")
	return inc
}

func anyEntry(t *rapid.T) incident.Entry {
	kind := rapid.SampledFrom([]incident.Kind{
		incident.KindDeclared, incident.KindRole, incident.KindSeverity, incident.KindStatus,
		incident.KindUpdate, incident.KindNote, incident.KindMessage, "a kind of next year",
	}).Draw(t, "kind")
	return incident.Entry{
		Kind: kind, At: at(rapid.IntRange(0, 10_000).Draw(t, "minute")), By: "U0BEN",
		Text: anything(t, "text"), UsersSee: anything(t, "users see"), WeDo: anything(t, "we do"),
		Was: "SEV2", Now: "identified", Role: "scribe", Person: "U0BEN", Previous: "U0ADA",
		NextUpdateAt: rapid.SampledFrom([]time.Time{{}, at(30)}).Draw(t, "next"), Message: "1768446120.000100",
	}
}

func TestMessages_hold_whatever_is_typed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, inc, e := words(), anyIncident(t), anyEntry(t)
		stuck := []incident.Surface{{Key: incident.SurfaceKey(anything(t, "key")), Problem: "not_in_channel"}}
		for name, m := range map[string]view.Message{
			"card":         view.Card(inc, rules, view.Around{Stuck: stuck, Draft: "https://shop.slack.example/files/1"}),
			"announcement": view.Announcement(inc, rules),
			"post":         view.Post(e, inc, rules),
			"echo":         view.Echo(e, inc, rules),
			"help":         view.Help(inc, incident.Checklist(inc, incident.Seen{}, rules, at(20)), rules),
			"refusal":      view.Refusal(&incident.Refusal{Reason: anything(t, "reason"), Hint: anything(t, "hint")}),
			"unknown":      view.Unknown("severity", anything(t, "got"), "SEV1", []string{"SEV1"}),
		} {
			checkMessage(about{t, name}, m)
			checkTypedIsLiteral(about{t, name}, m.Text, m.Blocks)
		}
	})
}

func TestTimelineReply_holds_whatever_happened_and_fits_an_ack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(anyEntry), 0, 80).Draw(t, "entries")
		m := view.TimelineReply(anyIncident(t), all, 3, nil, nil)
		checkMessage(t, m)
		checkTypedIsLiteral(t, m.Text, m.Blocks)
		if ack := encode(t, map[string]any{"text": m.Text, "blocks": m.Blocks}); len(ack) > 18<<10 {
			t.Errorf("the answer has %d bytes; Slack drops acks from 20 KB", len(ack))
		}
	})
}

func TestForms_hold_whatever_is_typed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, inc := words(), anyIncident(t)
		declaration := incident.Declaration{Title: anything(t, "typed title"), Description: anything(t, "typed text")}
		for name, v := range map[string]slack.ModalViewRequest{
			"declare":  view.DeclareForm(declaration, rules),
			"opening":  view.Opening(inc.Title),
			"opened":   view.Opened(inc),
			"failed":   view.OpenFailed(inc, incident.Surface{Key: "channel", Problem: "name_taken"}),
			"update":   view.UpdateForm(inc, rules, incident.Update{UsersSee: inc.Title, WeDo: inc.Impact}),
			"severity": view.SeverityForm(inc, rules),
			"status":   view.StatusForm(inc, rules),
			"dialog":   view.Dialog(inc.Title, view.Refusal(&incident.Refusal{Reason: inc.Title})),
		} {
			checkView(about{t, name}, v)
			checkTypedIsLiteral(about{t, name}, "", v.Blocks.BlockSet)
		}
	})
}

// A form for words of an installation that were never thought of here.
func TestForms_hold_any_configuration(t *testing.T) {
	t.Parallel()
	rules := incident.Rules{DefaultSeverity: "S0", DefaultType: "T0"}
	for i := range 30 {
		rules.Severities = append(rules.Severities, incident.Severity{Name: incident.SeverityName(fmt.Sprintf("S%d", i)), Meaning: strings.Repeat("long ", 40)})
	}
	for i := range 120 {
		rules.Types = append(rules.Types, incident.Type{Name: incident.TypeName(fmt.Sprintf("T%d", i)), Private: i%2 == 0})
	}
	for i := range 120 {
		rules.Services = append(rules.Services, incident.Named{Name: fmt.Sprintf("service%d", i), Meaning: strings.Repeat("long ", 40)})
		rules.Causes = append(rules.Causes, incident.Named{Name: fmt.Sprintf("cause%d", i)})
	}
	inc := told()
	inc.Service, inc.Cause = "gone", "gone too"
	inc.Severity = "one that was taken out of the configuration"
	checkView(t, view.DeclareForm(incident.Declaration{Severity: "gone", Type: "gone"}, rules))
	checkView(t, view.SeverityForm(inc, rules))
	checkView(t, view.StatusForm(inc, rules))
	checkView(t, view.ServiceForm(inc, rules))
	checkView(t, view.CauseForm(inc, rules))
	checkView(t, view.UpdateForm(inc, rules, incident.Update{UsersSee: inc.Title, WeDo: inc.Impact}))
	checkMessage(t, view.Card(inc, rules, view.Around{}))
}

// ours are the only tokens that may stand in what Slack parses.
var (
	token = regexp.MustCompile(`<[^>]*>?`)
	ours  = regexp.MustCompile(`^<(@U0(ADA|BEN|CAM)|#C0INC42|!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2} UTC|https://shop\.slack\.example/[^|<>]*\|[^|<>]*)>$`)
)

// checkTypedIsLiteral demands that nothing typed stands where Slack would parse it.
func checkTypedIsLiteral(t fataler, text string, blocks []slack.Block) {
	t.Helper()
	for _, found := range token.FindAllString(text, -1) {
		if !ours.MatchString(found) {
			t.Errorf("the text holds %q, which is not ours", found)
		}
	}
	var decoded any
	if err := json.Unmarshal(encode(t, blocks), &decoded); err != nil {
		t.Fatalf("%v", err)
	}
	eachMrkdwn(decoded, func(o map[string]any) {
		said, _ := o["text"].(string)
		if o["verbatim"] != true {
			t.Errorf("mrkdwn that is not verbatim rings for @here: %q", said)
		}
		if strings.Contains(said, sentinel) {
			t.Errorf("what was typed stands in mrkdwn: %q", said)
		}
		for _, found := range token.FindAllString(said, -1) {
			if !ours.MatchString(found) {
				t.Errorf("mrkdwn holds %q, which is not ours", found)
			}
		}
	})
}

func eachMrkdwn(v any, do func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			eachMrkdwn(one, do)
		}
	case map[string]any:
		if v["type"] == "mrkdwn" {
			do(v)
		}
		for _, one := range v {
			eachMrkdwn(one, do)
		}
	}
}

// about says which view an error is about.
type about struct {
	*rapid.T
	view string
}

func (a about) Errorf(format string, args ...any) {
	a.Helper()
	a.T.Errorf(a.view+": "+format, args...)
}
