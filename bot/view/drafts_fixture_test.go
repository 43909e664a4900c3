package view_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func linked(_ incident.ChannelID, message, thread incident.MessageID) string {
	address := "https://shop.slack.example/archives/C0INC42/p" + strings.ReplaceAll(string(message), ".", "")
	if thread != "" {
		address += "?thread_ts=" + string(thread) + "&cid=C0INC42"
	}
	return address
}

// cite is a message said so many minutes into the night.
func cite(minute int, quote string) incident.Cite {
	return incident.Cite{Message: incident.MessageID(fmt.Sprintf("%d.000100", at(minute).Unix())), Quote: quote}
}

func claim(about incident.Section, minute int, text string, more ...incident.Cite) incident.Claim {
	return incident.Claim{Section: about, At: at(minute), Text: text, Cites: append([]incident.Cite{cite(minute, text)}, more...)}
}

func byTimeline() incident.Made {
	return incident.Made{By: incident.MadeByTimeline, At: at(96), Messages: 95}
}

func byModel() incident.Made {
	return incident.Made{
		By: "gpt-4.1-mini", Model: true, At: at(98), Messages: 3412, Dropped: 3, Cost: 37 * incident.Dollar / 1000,
		Note: "The budget of 12 calls was used up; the last 212 messages were read without the model.",
	}
}

func claims() []incident.Claim {
	return []incident.Claim{
		claim(incident.SectionImpact, 3, "Nobody can pay; the cart itself works."),
		claim(incident.SectionCause, 15, "The 02:30 deploy lost PAYMENT_KEY.", incident.Cite{
			Message: "1768446180.000200", Thread: "1768446120.000100", Quote: "the key is gone",
		}, cite(18, "812 dropped the secret")),
		claim(incident.SectionAction, 33, "Deploy 812 was rolled back."),
		claim(incident.SectionAction, 41, "The payment queue was drained by hand."),
		claim(incident.SectionDecision, 44, "No deploys until Monday."),
		claim(incident.SectionQuestion, 60, "Why did staging not catch it?"),
	}
}

func drafting(made incident.Made, reading incident.Reading, claims ...incident.Claim) incident.Drafting {
	return incident.Drafting{Number: 42, Round: 1, Closing: true, For: at(95), Summary: &incident.Summary{Claims: claims, Made: made}, Reading: reading}
}

func proposed(id int64, title string) incident.FollowUp {
	return incident.FollowUp{
		ID: id, Number: 42, Title: title, Owner: "U0BEN", Due: time.Date(2026, 1, 23, 0, 0, 0, 0, time.UTC),
		Phase: incident.PhasePrevent, State: incident.FollowUpProposed, Round: 1, Proposed: title, ProposedBy: "gpt-4.1-mini",
		Cites: []incident.Cite{cite(70, "we should alert when a secret is missing, I'll do it by Friday")},
	}
}

func decided(id int64, state incident.FollowUpState, by incident.PersonID) incident.FollowUp {
	f := proposed(id, fmt.Sprintf("Follow-up number %d", id))
	f.State, f.By, f.At, f.DecidedAt = state, by, at(100), at(101)
	if state == incident.FollowUpDone {
		f.DoneAt = at(500)
	}
	return f
}

func recorded(id int64, title string) incident.FollowUp {
	return incident.FollowUp{ID: id, Number: 42, Title: title, Phase: incident.PhaseResolve, State: incident.FollowUpOpen, By: "U0ADA", At: at(99)}
}

func manyProposed(n int) []incident.FollowUp {
	var all []incident.FollowUp
	for i := range n {
		f := proposed(int64(i+1), fmt.Sprintf("Proposal %d", i+1))
		f.Owner, f.Due, f.Ticketed = "", time.Time{}, i%2 == 0
		all = append(all, f)
	}
	return all
}

func caughtUp() incident.CatchUp {
	c := claims()
	return incident.CatchUp{
		Incident: watched(), Since: at(20), Tried: c[2:4], Open: c[5:], Claims: c[:2], Changed: timeline()[5:7], Made: byTimeline(),
	}
}

func postmortemDraft() incident.Draft {
	return incident.Draft{
		Number: 42, Version: 3, Markdown: "# INC-42\n\n## Impact\n\nNobody could pay.", Machine: "# INC-42\n\n## Impact\n\nNo payments.",
		EditedBy: "U0CAM", Made: byModel(), Words: 120, Kept: 97,
		Differs: "Impact:\n> No payments went through from 02:30 to 03:20.",
	}
}

const canvasAddress = "https://shop.slack.example/docs/T0SHOP/F0CANVAS"

// draftMessages are the messages of drafts, by what is seen.
func draftMessages() map[string]view.Message {
	inc, rules := done(), words()
	reading := incident.Reading{State: incident.ReadingNow, Messages: 3412, Part: 7, Parts: 12}
	failed := incident.Reading{State: incident.ReadingFailed, Problem: "The model's key was refused."}
	fresh := postmortemDraft()
	fresh.Version, fresh.Markdown, fresh.EditedBy, fresh.Differs, fresh.Made = 1, fresh.Machine, "", "", byTimeline()
	quiet := incident.CatchUp{Incident: led(), Made: byTimeline()}
	mixed := []incident.FollowUp{
		proposed(17, "Alert when a secret is missing"), decided(18, incident.FollowUpOpen, "U0ADA"),
		decided(19, incident.FollowUpDismissed, "U0CAM"), decided(20, incident.FollowUpDone, "U0BEN"), recorded(21, "Tell the bank"),
	}
	evil := proposed(17, hostile)
	evil.Cites, evil.ProposedBy = []incident.Cite{cite(70, hostile)}, hostile
	evilMade := byModel()
	evilMade.By, evilMade.Note = hostile, hostile
	return map[string]view.Message{
		"summary_of_a_model":               view.Summary(inc, drafting(byModel(), incident.Reading{State: incident.ReadingDone}, claims()...), linked),
		"summary_without_model":            view.Summary(inc, drafting(byTimeline(), incident.Reading{}, claims()...), linked),
		"summary_while_a_model_waits":      view.Summary(inc, drafting(byTimeline(), incident.Reading{State: incident.ReadingWaiting}, claims()[:2]...), linked),
		"summary_while_a_model_reads":      view.Summary(inc, drafting(byTimeline(), reading, claims()[:2]...), linked),
		"summary_after_a_model_failed":     view.Summary(inc, drafting(byTimeline(), failed, claims()[:2]...), linked),
		"summary_of_nothing":               view.Summary(inc, drafting(byTimeline(), incident.Reading{}), linked),
		"summary_of_very_much":             view.Summary(inc, drafting(byTimeline(), incident.Reading{}, manyClaims(40)...), nil),
		"summary_hostile":                  view.Summary(attacked(), drafting(evilMade, incident.Reading{State: incident.ReadingFailed, Problem: hostile}, claim(incident.SectionCause, 3, hostile)), linked),
		"followups_found":                  view.FollowUps(inc, 1, false, []incident.FollowUp{proposed(17, "Alert when a secret is missing"), proposed(18, "Write down how to drain the queue")}, linked),
		"followups_partly_decided":         view.FollowUps(inc, 1, false, mixed, linked),
		"followups_all_decided":            view.FollowUps(inc, 1, false, mixed[1:4], linked),
		"followups_many":                   view.FollowUps(inc, 1, false, manyProposed(11), nil),
		"followups_none_so_far":            view.FollowUps(inc, 2, true, mixed, linked),
		"draft_is_being_read":              view.DraftIsRead(inc, reading),
		"followups_decided_already":        view.AllDecided(),
		"followups_none":                   view.FollowUps(inc, 2, false, mixed, linked),
		"followups_hostile":                view.FollowUps(attacked(), 1, false, []incident.FollowUp{evil}, linked),
		"followup_list":                    view.FollowUpList(inc, mixed),
		"followup_list_empty":              view.FollowUpList(inc, mixed[2:3]),
		"followup_list_many":               view.FollowUpList(inc, manyProposed(30)),
		"followup_accepted_by_another":     view.SomebodyDecided(mixed[1]),
		"followup_dismissed_by_another":    view.SomebodyDecided(mixed[2]),
		"catchup":                          view.CatchUp(caughtUp(), rules, linked, false),
		"catchup_with_a_fuller_one_coming": view.CatchUp(caughtUp(), rules, linked, true),
		"catchup_of_nothing":               view.CatchUp(quiet, rules, linked, false),
		"catchup_comes_late":               view.NothingSoon(),
		"offer":                            view.Offer(led(), 14*time.Minute),
		"draft_file":                       view.DraftFile(fresh, inc),
		"draft_file_edited":                view.DraftFile(postmortemDraft(), inc),
		"draft_canvas":                     view.DraftCanvas(fresh, inc, canvasAddress),
		"draft_comes":                      view.DraftComes(inc, true),
		"draft_comes_again":                view.DraftComes(inc, false),
		"postmortem":                       view.Postmortem(inc, postmortemDraft(), view.Place{Address: canvasAddress}, []string{"Impact", "Timeline", "What went well"}, false),
		"postmortem_shown_nowhere":         view.Postmortem(inc, fresh, view.Place{Stuck: incident.Surface{Key: "postmortem/1", State: incident.Stuck, Problem: "missing_scope"}}, []string{"Impact"}, false),
		"postmortem_untouched":             view.Postmortem(inc, fresh, view.Place{}, []string{"Impact"}, true),
	}
}

func manyClaims(n int) []incident.Claim {
	var all []incident.Claim
	for i := range n {
		all = append(all, claim(incident.Sections()[i%len(incident.Sections())], i, fmt.Sprintf("Claim %d. %s", i, strings.Repeat("word ", 100))))
	}
	return all
}

// draftViews are the modals of drafts.
func draftViews() map[string]slack.ModalViewRequest {
	suggested := incident.Update{UsersSee: "Half of the payments go through.", WeDo: "Draining the queue."}
	return map[string]slack.ModalViewRequest{
		"followup_new":            view.FollowUpForm(done(), incident.FollowUp{Title: "alert on missing secrets"}),
		"followup_proposed":       view.FollowUpForm(done(), proposed(17, "Alert when a secret is missing")),
		"followup_recorded":       view.FollowUpForm(done(), recorded(21, "Tell the bank")),
		"section":                 view.SectionForm(done(), "Impact", "Nobody could pay.\n\n- since 02:30", canvasAddress),
		"section_empty":           view.SectionForm(done(), "What went well", "", ""),
		"section_too_long":        view.SectionForm(done(), "Timeline", strings.Repeat("0123456789", 301), canvasAddress),
		"update_suggested":        view.UpdateForm(told(), words(), suggested),
		"update_suggested_at_all": view.UpdateForm(led(), words(), incident.Update{WeDo: "Looking at deploy 812."}),
	}
}
