package view_test

import (
	"testing"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// manyOpen are n incidents, newest first.
func manyOpen(n int) []incident.Incident {
	var open []incident.Incident
	for number := incident.Number(n); number > 0; number-- {
		inc := led()
		inc.Number = number
		open = append(open, inc)
	}
	return open
}

func merged(hidden bool) incident.Incident {
	inc := led()
	inc.Status, inc.ClosedAt, inc.MergedInto, inc.MergedChannel, inc.MergedHidden = incident.Merged, at(12), 41, "C0INC41", hidden
	if hidden {
		inc.MergedChannel = ""
	}
	return inc
}

func archived() incident.Incident {
	inc := done()
	inc.ArchiveAt = at(95 + 24*60)
	return inc
}

func lost(what incident.Lost) incident.Incident {
	inc := told()
	inc.Lost = what
	return inc
}

func moved() incident.Incident {
	inc := told()
	inc.Past = []incident.PastChannel{{Channel: inc.Channel, Name: inc.ChannelName, Last: "1768445220.000100"}}
	inc.Channel, inc.ChannelName = "C0INC42B", "inc-42-checkout-down-2"
	return inc
}

func gone(what incident.Lost, by incident.PersonID) incident.ChannelGone {
	return incident.ChannelGone{Number: 42, Channel: "C0INC42", Name: "inc-42-checkout-down", What: what, By: by}
}

func causes() incident.Rules {
	rules := words()
	rules.Causes = []incident.Named{{Name: "deploy", Meaning: "new code"}, {Name: "unknown"}}
	return rules
}

// aroundMessages are those about finding an incident, and about its end.
func aroundMessages() map[string]view.Message {
	rules := causes()
	evil := attacked()
	all := map[string]view.Message{
		"list":                                   view.List([]incident.Incident{told(), justDeclared(), secret()}, at(75), rules),
		"list_hostile":                           view.List([]incident.Incident{evil}, at(75), rules),
		"list_empty":                             view.List(nil, at(75), rules),
		"list_of_300":                            view.List(manyOpen(300), at(75), rules),
		"picked":                                 view.Picked(told()),
		"card_merged":                            view.Card(merged(false), rules, view.Around{}),
		"card_merged_hidden":                     view.Card(merged(true), rules, view.Around{}),
		"announcement_merged":                    view.Announcement(merged(false), rules),
		"announcement_merged_into_a_private_one": view.Announcement(merged(true), rules),
		"archive_soon":                           view.ArchiveSoon(archived()),
		"archive_not":                            view.NotArchived(archived()),
		"archive_reopened":                       view.NotArchived(led()),
		"channel_archived":                       view.ChannelGone(gone(incident.LostArchived, "U0BEN"), lost(incident.LostArchived)),
		"channel_missing":                        view.ChannelGone(gone(incident.LostMissing, ""), lost(incident.LostMissing)),
		"channel_mended":                         view.ChannelGone(gone(incident.LostDeleted, ""), moved()),
		"channel_lost_kept":                      view.KeptAside(lost(incident.LostDeleted)),
		"channel_goes_on":                        view.GoesOn(lost(incident.LostArchived)),
		"channel_moved_on":                       view.MovedOn(moved()),
		"channel_reopened_elsewhere":             view.Back(led()),
		"channel_post_moved":                     view.Post(incident.Entry{Kind: incident.KindChannel, What: incident.Moved, By: "U0ADA", Was: "C0INC42"}, moved(), rules),
		"channel_post_moved_from_deleted":        view.Post(incident.Entry{Kind: incident.KindChannel, What: incident.Moved, By: "U0ADA", Was: "C0INC42", Now: "inc-42-checkout-down"}, moved(), rules),
		"announcement_impossible":                view.Unannounced("is_archived"),
		"announcement_went_private":              view.Echo(incident.Entry{Kind: incident.KindWarning, What: incident.WarnPrivate, By: "U0ADA"}, secret(), rules),
		"warning_made_private":                   view.Post(incident.Entry{Kind: incident.KindWarning, What: incident.WarnPrivate, By: "U0ADA"}, secret(), rules),
		"announcement_lost":                      view.Announcement(lost(incident.LostArchived), rules),
		"lacking":                                view.Lacking(done(), incident.Missing{Impact: true, Cause: true, Unowned: 1}),
	}
	for name, e := range map[string]incident.Entry{
		"merge":               {Kind: incident.KindMerge, At: at(9), By: "U0BEN", What: "INC-43", Was: "C0INC43", Now: hostile, Text: "the same deploy"},
		"status_merged":       {Kind: incident.KindStatus, At: at(9), By: "U0BEN", Was: "investigating", Now: "merged", What: "INC-41"},
		"status_merged_quiet": {Kind: incident.KindStatus, At: at(9), By: "U0BEN", Was: "investigating", Now: "merged"},
		"title":               {Kind: incident.KindTitle, At: at(9), By: "U0BEN", Was: hostile, Now: "Checkout is slow"},
		"channel_kept":        {Kind: incident.KindChannel, At: at(9), By: "U0BEN", What: incident.Kept},
	} {
		all["post_"+name] = view.Post(e, told(), rules)
	}
	for name, picker := range map[string]*view.Message{
		"picker":         view.Picker([]incident.Incident{told(), justDeclared()}, "note", "the vendor called", "the vendor called"),
		"picker_of_300":  view.Picker(manyOpen(300), "resolve", "", ""),
		"picker_hostile": view.Picker([]incident.Incident{evil}, "note", hostile, hostile),
	} {
		all[name] = *picker
	}
	return all
}

func aroundViews() map[string]slack.ModalViewRequest {
	return map[string]slack.ModalViewRequest{
		"close_lacks_all":    view.CloseForm(over(), causes(), incident.Missing{Impact: true, Cause: true, Unowned: 2, Tasks: 3}),
		"merge":              view.MergeForm(told(), []incident.Incident{justDeclared()}, 0),
		"merge_of_a_twin":    view.MergeForm(told(), []incident.Incident{justDeclared()}, 42),
		"merge_of_300":       view.MergeForm(told(), manyOpen(300), 0),
		"close_lacks_owners": view.CloseForm(over(), words(), incident.Missing{Unowned: 1}),
	}
}

// Who was mentioned is told by the markup alone, so a command that waits must not lose it.
func TestPicker_keeps_who_was_mentioned(t *testing.T) {
	t.Parallel()
	picker := view.Picker(manyOpen(2), "lead", "@ben", "<@U0BEN|ben>")
	for _, b := range picker.Blocks {
		if b.BlockType() != slack.MBTAction {
			continue
		}
		if word, raw, ok := view.ForPicked(b.ID()); word != "lead" || raw != "<@U0BEN|ben>" || !ok {
			t.Errorf("what waits is %q %q", word, raw)
		}
		return
	}
	t.Error("there is nothing to choose from")
}
