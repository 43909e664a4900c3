package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func anyCite(t *rapid.T) incident.Cite {
	return incident.Cite{
		Message: rapid.SampledFrom([]incident.MessageID{"1768446120.000100", "", "no timestamp"}).Draw(t, "message"),
		Thread:  rapid.SampledFrom([]incident.MessageID{"", "1768446120.000100"}).Draw(t, "thread"),
		Quote:   anything(t, "quote"),
	}
}

func anyClaim(t *rapid.T) incident.Claim {
	return incident.Claim{
		Section: rapid.SampledFrom(incident.Sections()).Draw(t, "section"), Text: anything(t, "claim"),
		Cites: rapid.SliceOfN(rapid.Custom(anyCite), 1, 5).Draw(t, "cites"),
	}
}

func anyFollowUp(t *rapid.T) incident.FollowUp {
	f := proposed(rapid.Int64Range(1, 1<<40).Draw(t, "id"), anything(t, "title"))
	f.State = rapid.SampledFrom([]incident.FollowUpState{
		incident.FollowUpProposed, incident.FollowUpOpen, incident.FollowUpDone, incident.FollowUpDismissed,
	}).Draw(t, "state")
	f.By, f.Owner = "U0ADA", rapid.SampledFrom([]incident.PersonID{"", "U0BEN"}).Draw(t, "owner")
	f.Cites = rapid.SliceOfN(rapid.Custom(anyCite), 0, 2).Draw(t, "cites")
	return f
}

// distinct gives follow-ups the ids that a store would.
func distinct(all []incident.FollowUp) []incident.FollowUp {
	for i := range all {
		all[i].ID = int64(i + 1)
	}
	return all
}

func TestDrafts_hold_whatever_was_said(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc, rules := anyIncident(t), words()
		claims := rapid.SliceOfN(rapid.Custom(anyClaim), 0, 30).Draw(t, "claims")
		all := distinct(rapid.SliceOfN(rapid.Custom(anyFollowUp), 0, 30).Draw(t, "follow-ups"))
		made := byModel()
		made.Note = anything(t, "note")
		reading := incident.Reading{
			State:   rapid.SampledFrom([]incident.ReadingState{incident.ReadingNow, incident.ReadingFailed}).Draw(t, "reading"),
			Problem: anything(t, "problem"),
		}
		draft := postmortemDraft()
		draft.Differs, draft.Made = anything(t, "differs"), made
		c := incident.CatchUp{Incident: inc, Tried: claims, Open: claims, Claims: claims, Changed: []incident.Entry{anyEntry(t)}, Made: made}
		for name, m := range map[string]view.Message{
			"summary":    view.Summary(inc, drafting(made, reading, claims...), linked),
			"follow-ups": view.FollowUps(inc, 1, false, all, linked),
			"list":       view.FollowUpList(inc, all),
			"catch-up":   view.CatchUp(c, rules, linked, true),
			"offer":      view.Offer(inc, time.Hour),
			"canvas":     view.DraftCanvas(draft, inc, canvasAddress),
			"file":       view.DraftFile(draft, inc),
			"postmortem": view.Postmortem(inc, draft, view.Place{Address: canvasAddress}, []string{anything(t, "heading"), anything(t, "heading"), ""}, true),
		} {
			checkMessage(about{t, name}, m)
			checkTypedIsLiteral(about{t, name}, m.Text, m.Blocks)
			if name == "summary" || name == "follow-ups" {
				continue // posted, and no ack
			}
			if ack := encode(t, map[string]any{"text": m.Text, "blocks": m.Blocks}); len(ack) > 18<<10 {
				t.Errorf("%s has %d bytes; Slack drops acks from 20 KB", name, len(ack))
			}
		}
		for name, v := range map[string]slack.ModalViewRequest{
			"follow-up": view.FollowUpForm(inc, anyFollowUp(t)),
			"section":   view.SectionForm(inc, anything(t, "heading"), anything(t, "text"), canvasAddress),
		} {
			checkView(about{t, name}, v)
			checkTypedIsLiteral(about{t, name}, "", v.Blocks.BlockSet)
		}
	})
}

func TestSummary_is_light_enough_for_a_message_however_much_was_said(t *testing.T) {
	t.Parallel()
	m := view.Summary(done(), drafting(byModel(), incident.Reading{}, manyClaims(200)...), linked)
	checkMessage(t, m)
	if n := strings.Count(string(encode(t, m.Blocks)), `"type":"rich_text_section"`); n < 25 || n > 25+len(incident.Sections()) {
		t.Errorf("it has %d lines", n)
	}
}

func TestReadFollowUp(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 1, 23, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		form    incident.FollowUp
		answers map[string]any
		want    incident.FollowUpWords
	}{
		"needs only a title": {
			incident.FollowUp{},
			map[string]any{"What will be done?": "alert earlier"},
			incident.FollowUpWords{Title: "alert earlier", Phase: incident.PhasePrevent},
		},
		"takes a proposal as it stands": {
			proposed(17, "Alert when a secret is missing"), nil,
			incident.FollowUpWords{Title: "Alert when a secret is missing", Owner: "U0BEN", Due: due, Phase: incident.PhasePrevent},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := view.FollowUpForm(done(), test.form)
			v := submitted(t, form, test.answers)
			if diff := cmp.Diff(test.want, view.ReadFollowUp(v)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if ref, err := view.ParseRef(v.PrivateMetadata); err != nil || ref.Number != 42 || ref.ID() != test.form.ID {
				t.Errorf("the form is about %v, %v", ref, err)
			}
		})
	}
}

func TestReadSection_says_which_section_and_how_it_read(t *testing.T) {
	t.Parallel()
	v := submitted(t, view.SectionForm(done(), "Impact", "Nobody could pay.", ""), map[string]any{"Text": "Half could not pay."})
	ref, err := view.ParseRef(v.PrivateMetadata)
	if err != nil {
		t.Fatal(err)
	}
	title, before, text := view.ReadSection(v, ref)
	if title != view.TextDigest("Impact") || before != view.TextDigest("Nobody could pay.") || text != "Half could not pay." {
		t.Errorf("ReadSection = %q, %q, %q", title, before, text)
	}
}
