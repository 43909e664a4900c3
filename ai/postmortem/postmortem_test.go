package postmortem_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/incident"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

func written(t testing.TB, rec incident.Record, parts postmortem.Parts, recorded ...incident.FollowUp) string {
	t.Helper()
	m := &material.Material{Record: rec, Rules: words(), Link: link, Now: at(96), FollowUps: recorded}
	return writtenBy(t, m, parts, nil)
}

func writtenBy(t testing.TB, m *material.Material, parts postmortem.Parts, template *postmortem.Template) string {
	t.Helper()
	text, err := postmortem.Write(context.Background(), m, parts, template)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// nothing was found out.
func nothing() postmortem.Parts {
	return postmortem.Parts{Made: incident.Made{By: incident.MadeByTimeline, At: at(96), Messages: 9}}
}

func TestWrite_reads_as_before(t *testing.T) {
	t.Parallel()
	parts, recorded := found()
	for name, text := range map[string]string{
		"night_in_the_shop":     written(t, shop(), parts, recorded...),
		"night_without_a_model": written(t, shop(), quoted()),
		"several_days":          written(t, days(), quoted()),
		"nothing_said":          written(t, silent(), nothing()),
		"nothing_found":         written(t, shop(), nothing()),
		"odd_texts":             written(t, odd(), nothing()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name+".golden.md", text)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed (-want +got):\n%s", file, diff)
	}
}

func TestWrite_never_quotes_a_deleted_message(t *testing.T) {
	t.Parallel()
	parts, recorded := found()
	text := written(t, shop(), parts, recorded...)
	if strings.Contains(text, "fault") || strings.Contains(text, "FAULT") || strings.Contains(text, "Eve") {
		t.Errorf("it does:\n%s", text)
	}
}

func TestWrite_names_nobody_in_causes(t *testing.T) {
	t.Parallel()
	rec := shop()
	rec.People["U0BEN"] = incident.Person{Name: "Ben Okri"}
	rec.People["U0CHECK"] = incident.Person{Name: "checkout"}
	rec.People["U0WILL"] = incident.Person{Name: "will"}
	for said, want := range map[string]string{
		"Ada merged it and Ben Okri shipped it":       "A responder merged it and the incident commander shipped it",
		"@ben, cam's key. Ben and CAM knew":           "The incident commander, the incident commander's key. The incident commander and the incident commander knew",
		"it will break if Will sleeps":                "it will break if a responder sleeps",
		"cam-service, Adaptive, ada.example, x@ada":   "cam-service, Adaptive, ada.example, x@ada",
		"deploybot pushed to https://x.example/ada/y": "deploybot pushed to <https://x.example/ada/y>",
		"checkout told @checkout":                     "checkout told a responder",
		"(Ada) told U0CAM":                            "(a responder) told the incident commander",
		"Lee *the* new one slept, the new one":        "A responder slept, the new one",
	} {
		parts := postmortem.Parts{Contributing: []incident.Claim{claim("", said, 0, 1)}}
		if text := written(t, rec, parts); !strings.Contains(text, "- "+want+" ([02:48](") {
			t.Errorf("%q is not %q in\n%s", said, want, text)
		}
	}
}

func TestWrite_shows_what_it_changed_in_a_quotation(t *testing.T) {
	t.Parallel()
	c := claim(incident.SectionCause, "Ben and me, we forgot ```the key```", 2)
	c.Cites[0].Quote = c.Text
	want := "- “\\[the incident commander\\] and me, we forgot `the key`” ([02:49]("
	if text := written(t, shop(), postmortem.Parts{Summary: []incident.Claim{c}}); !strings.Contains(text, want) {
		t.Errorf("want %s in\n%s", want, text)
	}
}

func TestWrite_says_that_it_came_back(t *testing.T) {
	t.Parallel()
	rec := silent()
	if strings.Contains(written(t, rec, nothing()), "Reopened") {
		t.Error("it was never reopened")
	}
	rec.Timeline = append(rec.Timeline, incident.Entry{Kind: incident.KindStatus, At: at(30), Was: "resolved", Now: "investigating"})
	if text := written(t, rec, nothing()); !strings.Contains(text, "**Reopened:** 03:17") {
		t.Errorf("it does not say so:\n%s", text)
	}
}

func TestWrite_keeps_proposals_that_nobody_has_decided(t *testing.T) {
	t.Parallel()
	old := incident.FollowUp{Title: "Alert before certificates expire", State: incident.FollowUpProposed, Round: 1}
	if text := written(t, silent(), nothing(), old); !strings.Contains(text, "**Proposed, not accepted yet:** Alert before certificates expire") {
		t.Errorf("it is gone:\n%s", text)
	}
}

func TestWrite_shows_no_credentials(t *testing.T) {
	t.Parallel()
	parts, recorded := found()
	rec, parts2, _ := everywhere("hunter2 <@U0CAM> hunter2")
	parts.Summary = append(parts.Summary, parts2.Summary...)
	m := &material.Material{
		Record: rec, Rules: words(), Link: link, Now: at(96), FollowUps: recorded,
		Mask: func(s string) string { return strings.ReplaceAll(s, "hunter2", "[secret]") },
	}
	if text := writtenBy(t, m, parts, nil); strings.Contains(text, "hunter2") || !strings.Contains(text, `\[secret\]`) {
		t.Errorf("%s", text)
	}
}

func TestWrite_without_links_and_names_still_reads(t *testing.T) {
	t.Parallel()
	rec := shop()
	rec.People = nil
	parts, _ := found()
	text := writtenBy(t, &material.Material{Record: rec, Now: at(96)}, parts, nil)
	if strings.Contains(text, "](") || strings.Contains(text, "()") || !strings.Contains(text, "U0ADA declared") {
		t.Errorf("%s", text)
	}
}

func TestWrite_says_what_made_it(t *testing.T) {
	t.Parallel()
	for want, made := range map[string]incident.Made{
		"_Draft, written from the timeline, no model, on 15 January 2026 at 04:23 UTC, from 1 message. What begins with ✏️ is for people to fill in. All times are UTC._": {
			By: incident.MadeByTimeline, At: at(96), Messages: 1,
		},
		"_Draft, written by m\\_x, on 15 January 2026 at 04:23 UTC, from 0 messages, 1 claim left out for want of evidence, for less than $0.01. It was cut short. What": {
			By: "m_x_", Model: true, Dropped: 1, Cost: 9, Note: "It was\ncut short.",
		},
		"from 3412 messages, 3 claims left out for want of evidence, for $12.34. What": {Model: true, At: at(0), Messages: 3412, Dropped: 3, Cost: 12_341_000},
	} {
		want = strings.ReplaceAll(want, "m\\_x", "m_x\\_")
		if text := written(t, silent(), postmortem.Parts{Made: made}); !strings.Contains(text, want) {
			t.Errorf("want %s in\n%s", want, text)
		}
	}
}

func TestWrite_ends_with_its_context_and_with_the_messages(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	m := &material.Material{Record: shop()}
	m.Messages = func(yield func(incident.Message, error) bool) {
		if yield(said(0, "U0ADA", "one"), nil) {
			cancel()
			yield(said(1, "U0ADA", "two"), nil)
		}
	}
	if _, err := postmortem.Write(ctx, m, nothing(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	broken := errors.New("the database is gone")
	m.Messages = func(yield func(incident.Message, error) bool) { yield(incident.Message{}, broken) }
	if _, err := postmortem.Write(context.Background(), m, nothing(), nil); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// A channel of a long day must not become a document of a thousand lines.
func TestWrite_of_a_long_channel_stays_readable(t *testing.T) {
	t.Parallel()
	m := &material.Material{Record: silent(), Now: at(96)}
	m.Messages = func(yield func(incident.Message, error) bool) {
		for i := range 10_000 {
			if !yield(said(i, incident.PersonID(fmt.Sprintf("U%d", i%700)), "still at it"), nil) {
				return
			}
		}
	}
	text := writtenBy(t, m, nothing(), nil)
	if lines := strings.Count(text, "\n"); lines > 100 {
		t.Errorf("%d lines", lines)
	}
	if !strings.Contains(text, "- and 670 others, who wrote less") {
		t.Errorf("the others are not counted:\n%s", text)
	}
}

func TestWrite_cuts_long_messages_between_words(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		strings.Repeat("word ", 400) + "end":                                          ": " + strings.TrimSpace(strings.Repeat("word ", 300)) + "…",
		strings.Repeat("word ", 290) + "https://x.example/" + strings.Repeat("a", 90): ": " + strings.TrimSpace(strings.Repeat("word ", 290)) + "…",
		strings.Repeat("停", 2000):                                                     ": " + strings.Repeat("停", 1500) + "…",
		"<https://x.example/" + strings.Repeat("a", 2000) + "> then":                  ": …",
	} {
		rec := silent()
		rec.Messages = []incident.Message{said(0, "katharine", text)}
		rec.Timeline = append(rec.Timeline, pinned(rec.Messages[0]))
		if got := written(t, rec, nothing()); !strings.Contains(got, want) {
			t.Errorf("%.60q: want %.60s in\n%s", text, want, got)
		}
	}
}
