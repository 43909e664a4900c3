package view

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

// Link gives the permalink of a message, or "" when it is not known.
type Link func(channel incident.ChannelID, message, thread incident.MessageID) string

// Name gives a person's shown name, or "" when it is not known.
type Name func(incident.PersonID) string

// Limits on the timeline as an answer. Slack drops an ack of 20 KB or more without a word, so the
// whole answer stays well below; and a message holds 50 blocks, of which the heading and the foot
// take three.
const (
	maxTimelineBytes   = 15 << 10
	maxTimelineEntries = 44
	maxTimelineText    = 300
	maxTimelineFiles   = 3
)

// TimelineReply shows one page of the timeline, oldest first. Page 0 holds the newest entries; all are the incident's.
// A page beyond the last is the last. link and name may be nil.
func TimelineReply(inc incident.Incident, all []incident.Entry, page int, link Link, name Name) Message {
	heading := slack.NewSectionBlock(literal("Timeline of "+title(inc), 2*maxHeader), nil, nil)
	if len(all) == 0 {
		return Message{
			Text: fallback("Nothing is on the timeline yet."),
			Blocks: []slack.Block{
				heading, note("Nothing is on it yet. Put 📌 on a message, or type `/incident note` and a sentence."),
				slack.NewActionBlock("timeline", correctButton(inc)),
			},
		}
	}
	pages := timelinePages(inc, all, link, name)
	page = max(0, min(page, len(pages)-1))
	shown, before := pages[page], 0
	for _, older := range pages[page+1:] {
		before += len(older)
	}
	blocks := append([]slack.Block{heading}, shown...)
	var row []slack.BlockElement
	turn := func(to int, action, label string) {
		row = append(row, slack.NewButtonBlockElement(action, refToItem(inc, strconv.Itoa(to)).String(), literal(label, maxOption)))
	}
	if page+1 < len(pages) {
		turn(page+1, ActionEarlier, "Earlier")
	}
	if page > 0 {
		turn(page-1, ActionLater, "Later")
	}
	row = append(row,
		slack.NewButtonBlockElement(ActionEditEntries, refToItem(inc, strconv.Itoa(page)).String(), literal("Edit an entry…", maxOption)),
		correctButton(inc))
	foot := "Only you see this. 📌 on a message puts it here, as a pin does; `/incident note` adds a sentence."
	if len(pages) > 1 {
		foot = fmt.Sprintf("%d–%d of %d. ", before+1, before+len(shown), len(all)) + foot
	}
	blocks = append(blocks, slack.NewActionBlock("timeline", row...), note(foot))
	return Message{
		Text:   fallback(fmt.Sprintf("Timeline of %s: %d–%d of %d.", numbered(inc), before+1, before+len(shown), len(all))),
		Blocks: blocks,
	}
}

func correctButton(inc incident.Incident) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(ActionCorrect, refToItem(inc, "").String(), literal("Correct times and impact", maxOption))
}

// TimelinePage are the entries of a page as [TimelineReply] shows it.
func TimelinePage(inc incident.Incident, all []incident.Entry, page int, link Link, name Name) []incident.Entry {
	pages := timelinePages(inc, all, link, name)
	if len(pages) == 0 {
		return nil
	}
	page = max(0, min(page, len(pages)-1))
	end := len(all)
	for _, newer := range pages[:page] {
		end -= len(newer)
	}
	return all[end-len(pages[page]) : end]
}

// timelinePages are the lines of all entries, cut so that each page fits an answer: the newest page first, each
// oldest first.
func timelinePages(inc incident.Incident, all []incident.Entry, link Link, name Name) [][]slack.Block {
	var pages [][]slack.Block
	var page []slack.Block // newest first
	left := maxTimelineBytes
	for _, e := range slices.Backward(all) {
		line := timelineLine(e, inc, link, name)
		took := size(line)
		if len(page) > 0 && (took > left || len(page) == maxTimelineEntries) {
			slices.Reverse(page)
			pages, page, left = append(pages, page), nil, maxTimelineBytes
		}
		page, left = append(page, line), left-took
	}
	if page != nil {
		slices.Reverse(page)
		pages = append(pages, page)
	}
	return pages
}

func size(b slack.Block) int {
	encoded, err := json.Marshal(b)
	if err != nil {
		panic("view: a block that cannot be encoded: " + err.Error()) // only our own types are in it
	}
	return len(encoded) + 1
}

// timelineLine is one entry: when, what and who in our words, then what was typed, literally.
func timelineLine(e incident.Entry, inc incident.Incident, link Link, name Name) slack.Block {
	line := []slack.MixedElement{marked(when(e.At) + " · " + timelineHead(e, inc, link))}
	for _, text := range timelineTexts(e, name) {
		if text = incident.CleanLine(text); text != "" {
			line = append(line, literal(text, maxTimelineText))
		}
	}
	for _, f := range e.Files[:min(len(e.Files), maxTimelineFiles)] {
		line = append(line, marked(linkTo(f.Link, "📎 file")), literal(incident.CleanLine(f.Name), maxListTitle))
	}
	if e.EditedBy != "" {
		line = append(line, marked("✏️ edited by "+person(e.EditedBy)), literal(incident.CleanLine(e.EditReason), maxListTitle))
	}
	return slack.NewContextBlock("", line...)
}

func timelineHead(e incident.Entry, inc incident.Incident, link Link) string {
	by := " · " + person(e.By)
	switch e.Kind {
	case incident.KindDeclared:
		if e.What == string(incident.Triage) {
			return "*declared* as " + escape(e.Now) + ", to be looked at first" + by
		}
		return "*declared* as " + escape(e.Now) + by
	case incident.KindRole:
		role := "*" + escape(string(e.Role)) + "*: "
		if e.Previous == "" {
			return role + person(e.Person)
		}
		return role + person(e.Previous) + " → " + person(e.Person)
	case incident.KindSeverity, incident.KindStatus:
		return "*" + string(e.Kind) + "* " + escape(e.Was) + " → " + escape(e.Now) + by
	case incident.KindService, incident.KindCause:
		if e.Was != "" {
			return "*" + string(e.Kind) + "* " + escape(e.Was) + " → " + escape(or(e.Now, incident.None)) + by
		}
		return "*" + string(e.Kind) + "* " + escape(e.Now) + by
	case incident.KindInject:
		return "*the exercise*"
	case incident.KindMessage:
		if link == nil {
			return "📌" + by
		}
		return linkTo(link(inc.ChannelOf(e.Message), e.Message, e.Thread), "📌 message") + by
	case incident.KindFollowUp:
		if e.Was == e.Now && e.Was != "" {
			return "*follow-up* handed to " + person(e.Person) + by
		}
		return "*follow-up* " + escape(e.Now) + by
	case incident.KindCorrection:
		return "*corrected* " + correction(e) + by
	case incident.KindTitle:
		return "*" + escape(or(e.What, string(e.Kind))) + "* " + escape(e.Was) + " → " + escape(e.Now) + by
	case incident.KindTask:
		if e.What == incident.TaskWasHanded {
			return "*task* handed to " + person(e.Person) + by
		}
		return "*task* " + escape(e.What) + by
	case incident.KindNote:
		if e.Person != "" || strings.HasPrefix(e.What, "http") {
			return "*it began with* " + linkTo(e.What, "a message") + " of " + person(e.Person) + by
		}
		return "*note*" + by
	case incident.KindChannel:
		return "*channel* " + channelLine(e)
	case incident.KindLink:
		return "*" + strings.TrimSpace("link "+escape(e.Now)) + "*" + by
	case incident.KindWarning:
		if e.What == incident.WarnPrivate {
			return "*made private*" + by
		}
		return "*warning*" + by
	case incident.KindUpdate, incident.KindPeople, incident.KindMerge:
		return "*" + string(e.Kind) + "*" + by
	default:
		return "*" + escape(string(e.Kind)) + "*" + by
	}
}

func timelineTexts(e incident.Entry, name Name) []string {
	switch e.Kind {
	case incident.KindUpdate:
		return []string{labelled("Users see", e.UsersSee), labelled("We do", e.WeDo)}
	case incident.KindCorrection:
		if e.What == string(incident.FieldImpact) {
			return []string{labelled("Impact", e.Now), e.Text}
		}
		return []string{e.Text}
	case incident.KindMessage:
		return []string{mrkdwn.Plain(e.Text, func(id string) string {
			if name == nil {
				return ""
			}
			return name(incident.PersonID(id))
		})}
	case incident.KindDeclared, incident.KindRole, incident.KindSeverity, incident.KindStatus, incident.KindNote, incident.KindFollowUp,
		incident.KindService, incident.KindCause, incident.KindTask, incident.KindTitle,
		incident.KindLink, incident.KindPeople, incident.KindMerge, incident.KindChannel, incident.KindInject:
		return []string{e.Text}
	default:
		return []string{e.Text}
	}
}
