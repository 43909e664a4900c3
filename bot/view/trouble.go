package view

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// maxTroubles keeps a broken installation from burying the incident under its own troubles.
const maxTroubles = 3

func troubles(stuck []incident.Surface) []slack.Block {
	var blocks []slack.Block
	var told []string
	for _, s := range stuck {
		one := trouble(s)
		if slices.Contains(told, one) || len(told) == maxTroubles {
			continue
		}
		told = append(told, one)
		blocks = append(blocks, note("⚠️ "+one))
	}
	return blocks
}

// trouble is mrkdwn: what Slack would not show, why, and the way out.
func trouble(s incident.Surface) string {
	why, way := explain(s.Problem)
	if strings.HasPrefix(string(s.Key), "bookmark/") {
		way += " Nothing is lost: `/incident link` lists all links."
	}
	return "Slack would not let me " + aim(s.Key) + ": " + why + ". " + way
}

// aim says what was to be done, by the first part of the surface's key.
func aim(key incident.SurfaceKey) string {
	kind, _, _ := strings.Cut(string(key), "/")
	switch kind {
	case "channel":
		return "open the channel"
	case "member":
		return "hear what is said here"
	case "card":
		return "show the card"
	case "pin":
		return "pin the card"
	case "topic":
		return "set the topic"
	case "purpose":
		return "set the purpose"
	case "invite", "invites":
		return "invite somebody"
	case "announcement", "echo":
		return "tell the broadcast channel"
	case "postmortem", "canvas":
		return "show the postmortem draft"
	case "summary":
		return "post the draft summary"
	case "followups":
		return "show the follow-ups"
	case "bookmark":
		return "bookmark a link"
	case "archive":
		return "archive the channel"
	default:
		return "post here"
	}
}

// SlackRefused says why Slack would not do what was asked for, and the way out.
func SlackRefused(problem string) Message {
	why, way := explain(problem)
	return Message{
		Text:   fallback("Slack would not do that:", why+".", way),
		Blocks: []slack.Block{section("Slack would not do that: " + why + "."), note(way)},
	}
}

// Unannounced tells an admin that incidents cannot be announced.
func Unannounced(problem string) Message {
	why, way := explain(problem)
	return Message{
		Text: fallback("Incidents cannot be announced:", why+"."),
		Blocks: []slack.Block{
			section("⚠️ *Incidents cannot be announced:* " + why + "."),
			note(way + " Or name another broadcast channel in the configuration. Incidents go on without, and what is told in their own channels is kept; `/incident doctor` says when all is well."),
		},
	}
}

// NotShown says that a change is kept though the channel cannot show it.
func NotShown(s incident.Surface) Message {
	return Message{
		Text:   fallback("That is kept, but cannot be shown here."),
		Blocks: []slack.Block{section("That is kept, but it does not show here."), note("⚠️ " + trouble(s))},
	}
}

// explain puts Slack's error code into words, with what a person can do about it. A code we do not
// know is shown as it is, so that it can be searched for.
func explain(problem string) (why, way string) {
	code, _, _ := strings.Cut(problem, ":")
	switch code {
	case "missing_scope":
		return "the app lacks a permission", "An admin can run `tocsin doctor`, which names it."
	case "not_in_channel":
		return "I am not in that channel", "Invite me there with `/invite @tocsin`."
	case "channel_not_found":
		return "I cannot see that channel", "Invite me there with `/invite @tocsin`; if it is the broadcast channel, check its name in the configuration."
	case "is_archived", "is_inactive": // the second is what an edit is told
		return "that channel is archived", "Somebody has to unarchive it and invite me again."
	case "name_taken":
		return "the channel's name is taken", "An admin can change the channel name's template in the configuration."
	case "canvas_without_sections":
		return "the canvas has lost all its sections, and I do not write over people's words", "Undo that in the canvas, or delete the canvas and I make a new one."
	case "restricted_action", "cannot_create_channel":
		return "the workspace's settings forbid it", "An admin can allow it for apps in the workspace's settings."
	case "user_is_restricted", "ura_max_channels":
		return "they are a guest and may not join", "An admin can add them to the channel."
	case "too_many_bookmarks":
		return "the channel has as many as it can hold", "Remove one that nobody needs."
	case "invalid_link":
		return "it takes no such link", "Remove it, or write it otherwise."
	case "plan_upgrade_required":
		return "this workspace's plan has no user groups", "Invite the people one by one."
	case "no_such_subteam", "subteam_not_found":
		return "there is no such user group", "Look at its name, or invite the people one by one."
	case "permission_denied":
		return "I may not read that", "An admin can allow it, or the people are invited one by one."
	case "cant_invite", "user_not_found":
		return "they cannot be invited", "Ask them to join by themselves."
	case "invalid_auth", "token_revoked", "account_inactive", "not_authed":
		return "its token is not valid any more", "An admin has to install the app again and give me the new token."
	default:
		return "it says `" + fitEscaped(strings.ReplaceAll(incident.CleanLine(problem), "`", "'"), 120) + "`", "The log says more; `tocsin doctor` checks the installation."
	}
}
