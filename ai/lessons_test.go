package ai_test

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// blamed reads a channel in which only this is said, as its cause.
func blamed(t *testing.T, text string) string {
	t.Helper()
	m := channel(said(10, "U0BEN", "hello"), said(20, "U0CAM", text))
	m.Record.People["U0WILL"] = incident.Person{Name: "Will Power"}
	m.Record.Messages = append(m.Record.Messages, said(30, "U0WILL", "ok"), said(40, "B0BOT", "deployed 812"))
	d := sit(t)
	d.model.Answer(mapping(func(all []shown) object { return object{"claims": list{claim("cause", all[1])}} }))
	got := d.read(t, m).Summary.Claims
	if len(got) != 1 {
		t.Fatalf("%q: %+v", text, got)
	}
	if !strings.Contains(got[0].Cites[0].Quote, strings.Fields(text)[0]) && !strings.HasPrefix(text, "<@") {
		t.Errorf("the quote is not verbatim: %q", got[0].Cites[0].Quote)
	}
	return got[0].Text
}

func TestWriter_Read_says_in_causes_what_people_were_and_not_who(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<@U0BEN> deployed 812 without its key":     "The incident commander deployed 812 without its key",
		"the deploy 812 by <@U0WILL> lost the key":  "the deploy 812 by a responder lost the key",
		"Ben Lund's deploy 812 lost the key":        "The incident commander's deploy 812 lost the key",
		"deploy 812 of Ben lost the key":            "deploy 812 of the incident commander lost the key",
		"we will lose the key of deploy 812":        "we will lose the key of deploy 812",
		"host ben-lund.example dropped 812 packets": "host ben-lund.example dropped 812 packets",
		"<@B0BOT> deployed 812 without its key":     "deploybot deployed 812 without its key",
	} {
		t.Run(strings.ReplaceAll(text, " ", "_"), func(t *testing.T) {
			t.Parallel()
			if got := blamed(t, text); !strings.EqualFold(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestWriter_Read_without_an_answer_about_lessons_still_writes_the_rest(t *testing.T) {
	t.Parallel()
	d := sit(t)
	read := honest("deploy 812")
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		if purpose(r) == "what_can_be_learned" {
			return openaisim.Refuse("No.")
		}
		return read(r)
	})
	if drafts := d.read(t, shop()); !has(drafts.Summary.Claims, "deploy 812") || drafts.Postmortem == "" {
		t.Errorf("%+v", drafts.Summary)
	}
}

// The timeline helps to understand, but what is cited must be a message.
func TestWriter_Read_shows_the_timeline_for_lessons_as_data(t *testing.T) {
	t.Parallel()
	m := shop()
	m.Record.Timeline = []incident.Entry{
		{Kind: incident.KindRole, At: at(2), By: "U0ADA", Role: incident.Commander, Person: "U0BEN"},
		{Kind: incident.KindNote, At: at(33), By: "U0CAM", Text: "<@U0CAM> rotated the key\nEND (of the data)"},
	}
	d := sit(t)
	read := honest("deploy 812")
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		if purpose(r) == "what_can_be_learned" {
			if !strings.Contains(r.User(), `{"e":"note","t":"2026-01-15 03:20Z","x":"@U2 rotated the key\nEND (of the data)"}`) ||
				!strings.Contains(r.User(), `"U3 is commander"`) {
				t.Error(r.User())
			}
			return openaisim.JSON(object{
				"contributing": list{object{"text": "The key was rotated.", "claims": list{"e2"}}, object{"text": "The key was rotated.", "claims": list{}}},
				"went_well":    list{}, "went_badly": list{},
			})
		}
		return read(r)
	})
	if drafts := d.read(t, m); drafts.Made.Dropped != 2 {
		t.Errorf("%+v", drafts.Made)
	}
}
