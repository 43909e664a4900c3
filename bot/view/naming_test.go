package view_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// manyWords are the words of an installation that has services and kinds of causes.
func manyWords() incident.Rules {
	rules := words()
	rules.Services = []incident.Named{{Name: "checkout", Meaning: "Basket, payment and receipts"}, {Name: "search"}}
	rules.Causes = []incident.Named{{Name: "deploy", Meaning: "New code that was rolled out"}, {Name: "capacity"}}
	return rules
}

// known is an incident of which it is known what broke, and by what.
func known() incident.Incident {
	inc := told()
	inc.Status, inc.Service, inc.Cause = incident.Identified, "checkout", "deploy"
	return inc
}

func named(kind incident.Kind, was, now, reason string) incident.Entry {
	e := entry(kind, 31)
	e.Was, e.Now, e.Text = was, now, reason
	return e
}

func namingMessages() map[string]view.Message {
	rules, here := manyWords(), known()
	named := map[string]incident.Entry{
		"service_named":      named(incident.KindService, "", "checkout", ""),
		"service_changed":    named(incident.KindService, "checkout", "search", "The basket is well; it finds nothing."),
		"service_taken_back": named(incident.KindService, "checkout", "", ""),
		"cause_named":        named(incident.KindCause, "", "deploy", "Deploy 812 lost the payment key."),
		"cause_hostile":      named(incident.KindCause, hostile, hostile, hostile),
	}
	onlyService, onlyCause := known(), known()
	onlyService.Cause, onlyCause.Service = "", ""
	all := map[string]view.Message{
		"card_named":               view.Card(known(), rules, view.Around{}),
		"card_named_service":       view.Card(onlyService, rules, view.Around{}),
		"card_named_cause":         view.Card(onlyCause, rules, view.Around{}),
		"announcement_named":       view.Announcement(known(), rules),
		"help_inside_with_names":   view.Help(here, incident.Checklist(here, incident.Seen{}, rules, at(20)), rules),
		"timeline_with_names":      view.TimelineReply(known(), []incident.Entry{named["service_named"], named["service_changed"], named["service_taken_back"], named["cause_named"]}, 0, nil, nil),
		"refusal_without_services": refusalOf(words()),
	}
	for name, e := range named {
		all["post_"+name] = view.Post(e, known(), rules)
	}
	return all
}

// refusalOf is what somebody reads who names a service where there are none.
func refusalOf(rules incident.Rules) view.Message {
	_, err := rules.Service("checkout")
	refusal, _ := err.(*incident.Refusal) //nolint:errorlint // it is never wrapped
	return view.Refusal(refusal)
}

func namingViews() map[string]slack.ModalViewRequest {
	rules := manyWords()
	return map[string]slack.ModalViewRequest{
		"declare_with_services": view.DeclareForm(incident.Declaration{Service: "search"}, rules),
		"status_with_names":     view.StatusForm(known(), rules),
		"service":               view.ServiceForm(known(), rules),
		"cause":                 view.CauseForm(told(), rules),
	}
}

func TestReadStatus_reads_what_is_known(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.StatusForm(told(), manyWords()), map[string]any{
		"Where do we stand?": "🎯 identified", "Which service?": "checkout", "What kind of cause, if it is known?": "deploy", "Why?": "found it",
	})
	want := incident.Standing{Status: incident.Identified, Reason: "found it", Service: "checkout", Cause: "deploy"}
	if diff := cmp.Diff(want, view.ReadStatus(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadDeclaration_reads_the_service(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.DeclareForm(incident.Declaration{Title: "x"}, manyWords()), map[string]any{"Which service?": "search"})
	if got := view.ReadDeclaration(v); got.Service != "search" {
		t.Errorf("ReadDeclaration = %+v", got)
	}
}

func TestReadService_and_ReadCause(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.ServiceForm(told(), manyWords()), map[string]any{"Which service is broken?": "search", "Why?": "no hits"})
	if service, reason := view.ReadService(v); service != "search" || reason != "no hits" {
		t.Errorf("ReadService = %q, %q", service, reason)
	}
	v = submitted(t, view.CauseForm(known(), manyWords()), nil)
	if cause, reason := view.ReadCause(v); cause != "deploy" || reason != "" {
		t.Errorf("ReadCause = %q, %q", cause, reason)
	}
}
