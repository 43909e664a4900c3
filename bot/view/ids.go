package view

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// The action_id of each button. ActionOpenDraft is a plain link that needs nothing but an ack.
const (
	ActionTakeCommand = "take_command"
	ActionUpdate      = "update"
	ActionSeverity    = "severity"
	ActionStatus      = "status"
	ActionResolve     = "resolve"
	ActionClose       = "close"
	ActionReopen      = "reopen"
	ActionOpenDraft   = "open_draft"
	ActionAccept      = "accept"
	ActionDecline     = "decline"
	ActionJoin        = "join_similar"

	ActionCatchUp         = "catch_up"
	ActionAddFollowUp     = "add_followup"
	ActionAcceptFollowUp  = "accept_followup"
	ActionAcceptFollowUps = "accept_followups"
	ActionEditFollowUp    = "edit_followup"
	ActionDismissFollowUp = "dismiss_followup"
	ActionFinishFollowUp  = "finish_followup"
	ActionDraftAgain      = "draft_again"
	ActionEditSection     = "edit_section"
	ActionSnooze          = "snooze"
	ActionRemindDone      = "remind_done"
	ActionRemindLater     = "remind_later"
	ActionHandOver        = "hand_over"
	ActionRoles           = "roles"

	ActionPanel       = "panel"
	ActionNote        = "note"
	ActionTask        = "task"
	ActionTimeline    = "timeline"
	ActionFollowUps   = "followups"
	ActionPostmortem  = "postmortem"
	ActionService     = "service"
	ActionCause       = "cause"
	ActionCommunicate = "communicate"
	ActionIdentified  = "identified"
	ActionMonitoring  = "monitoring"
	ActionEarlier     = "timeline_earlier"
	ActionLater       = "timeline_later"
	ActionEditEntries = "edit_entries"
	ActionCorrect     = "correct"

	ActionFinishTask    = "finish_task"
	ActionTakeTask      = "take_task"
	ActionEditTask      = "edit_task"
	ActionReopenTask    = "reopen_task"
	ActionFollowUpTask  = "followup_task"
	ActionFollowUpTasks = "followup_tasks"

	ActionDeclare = "declare"
	ActionHelp    = "help"
	ActionRefresh = "refresh"

	ActionMyFigures   = "my_figures"
	ActionEveryMonday = "figures_every_week"
	ActionStopFigures = "figures_stop"
)

// The callback_id of each form.
const (
	CallbackDeclare   = "declare"
	CallbackUpdate    = "update"
	CallbackSeverity  = "severity"
	CallbackStatus    = "status"
	CallbackService   = "service"
	CallbackCause     = "cause"
	CallbackFollowUp  = "followup"
	CallbackTask      = "task"
	CallbackSection   = "section"
	CallbackHandOver  = "hand_over"
	CallbackRoles     = "roles"
	CallbackDecline   = "decline"
	CallbackNote      = "note"
	CallbackPanel     = "panel"
	CallbackCorrect   = "correct"
	CallbackPickEntry = "pick_entry"
	CallbackEditEntry = "edit_entry"
	// CallbackFollowUps is the list of follow-ups where it is a modal.
	CallbackFollowUps = "followups"
)

// Ref is what a button's value or a form's private metadata carries: which incident it is about, and
// what the person who looked at it believed. It comes back as it was sent, but by anyone who can see
// it, so it says what was meant, never who may do it.
type Ref struct {
	Number incident.Number
	Holder incident.PersonID // who held command when it was drawn; empty for nobody
	// Item is what of the incident is meant: a follow-up, a round, a section. Empty for the whole.
	Item string
}

// itemShape is what an Item may look like: numbers and digests.
var itemShape = regexp.MustCompile(`^[0-9a-f.]{1,64}$`)

// refVersion changes when the fields do: messages with older buttons stay in channels for years.
const refVersion = "1"

// String is the Ref as it travels: "1|42|U123", or "1|42|U123|17" with an item.
func (r Ref) String() string {
	s := strings.Join([]string{refVersion, strconv.FormatInt(int64(r.Number), 10), string(r.Holder)}, "|")
	if r.Item != "" {
		s += "|" + r.Item
	}
	return s
}

// ID is the item as a number, such as a follow-up's; 0 when it is none.
func (r Ref) ID() int64 {
	id, err := strconv.ParseInt(r.Item, 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// messageItem is a message as an item, "1700000000.000100", or with its thread "1700000000.000100.1690000000.000200".
func messageItem(message, thread incident.MessageID) string {
	if thread == "" {
		return string(message)
	}
	return string(message) + "." + string(thread)
}

// itemMessage reads what messageItem wrote; both are empty when the item is something else.
func itemMessage(item string) (message, thread incident.MessageID) {
	parts := strings.Split(item, ".")
	switch len(parts) {
	case 2:
		return incident.MessageID(item), ""
	case 4:
		return incident.MessageID(parts[0] + "." + parts[1]), incident.MessageID(parts[2] + "." + parts[3])
	}
	return "", ""
}

// ParseRef reads what String wrote.
func ParseRef(s string) (Ref, error) {
	parts := strings.Split(s, "|")
	var item string
	if len(parts) == 4 && itemShape.MatchString(parts[3]) {
		item, parts = parts[3], parts[:3]
	}
	if len(parts) != 3 || parts[0] != refVersion {
		return Ref{}, fmt.Errorf("parse reference %q: not of version %s", s, refVersion)
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || n < 1 {
		return Ref{}, fmt.Errorf("parse reference %q: %q is no incident's number", s, parts[1])
	}
	return Ref{Number: incident.Number(n), Holder: incident.PersonID(parts[2]), Item: item}, nil
}

func refTo(inc incident.Incident) Ref { return Ref{Number: inc.Number, Holder: inc.Commander()} }

// refToItem is a Ref to a part of an incident, for which it does not matter who leads.
func refToItem(inc incident.Incident, item string) Ref { return Ref{Number: inc.Number, Item: item} }

// EventType is the metadata event type of every message that is a surface.
const EventType = "tocsin_surface"

// Metadata marks a message as a surface, so that it can be found again when the answer to the call
// that posted it was lost. Anyone in the channel can read it.
func Metadata(n incident.Number, key incident.SurfaceKey) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: EventType, EventPayload: map[string]any{
		"incident": n.String(), "surface": string(key),
	}}
}

// SurfaceOf reads what Metadata wrote; ok is false for any other metadata.
func SurfaceOf(m slack.SlackMetadata) (n incident.Number, key incident.SurfaceKey, ok bool) {
	if m.EventType != EventType {
		return 0, "", false
	}
	number, _ := m.EventPayload["incident"].(string)
	surface, _ := m.EventPayload["surface"].(string)
	n, err := incident.ParseNumber(number)
	return n, incident.SurfaceKey(surface), err == nil && surface != ""
}

// NoticeMetadata is [Metadata] for a surface of a notice.
func NoticeMetadata(id incident.NoticeID, key incident.SurfaceKey) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: EventType, EventPayload: map[string]any{
		"notice": strconv.FormatInt(int64(id), 10), "surface": string(key),
	}}
}

// NoticeSurfaceOf reads what NoticeMetadata wrote; ok is false for any other metadata.
func NoticeSurfaceOf(m slack.SlackMetadata) (id incident.NoticeID, key incident.SurfaceKey, ok bool) {
	if m.EventType != EventType {
		return 0, "", false
	}
	notice, _ := m.EventPayload["notice"].(string)
	surface, _ := m.EventPayload["surface"].(string)
	n, err := strconv.ParseInt(notice, 10, 64)
	return incident.NoticeID(n), incident.SurfaceKey(surface), err == nil && surface != ""
}
