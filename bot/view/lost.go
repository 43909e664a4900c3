package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// ActionNewChannel is the action_id of the button that has an incident go on in a new channel.
const ActionNewChannel = "new_channel"

// lostLine is mrkdwn: what became of a channel. Its name stands where the chat cannot show a link any more.
func lostLine(what incident.Lost, id incident.ChannelID, name string, by incident.PersonID) string {
	where := channel(id)
	if what != incident.LostArchived && name != "" {
		where = "#" + fitEscaped(incident.CleanLine(name), maxOption)
	}
	whom := ""
	if by != "" {
		whom = " by " + person(by)
	}
	switch what {
	case incident.LostArchived:
		return where + " was archived" + whom + "."
	case incident.LostDeleted:
		return where + " was deleted" + whom + "."
	case incident.LostMissing:
		return where + " cannot be found any more: it was deleted, or I was removed from it."
	default:
		return where + " cannot be used any more."
	}
}

// wayBack is what else can be done about it.
func wayBack(what incident.Lost) string {
	switch what {
	case incident.LostArchived:
		return " Or unarchive the channel, and invite me there with `/invite @tocsin`."
	case incident.LostMissing:
		return " Is the channel still there? Invite me there with `/invite @tocsin`, and it goes on in it."
	default:
		return ""
	}
}

// newChannel is the button, with what it does.
func newChannel(inc incident.Incident) *slack.ActionBlock {
	return slack.NewActionBlock("lost", button(inc, ActionNewChannel, "Open a new channel").WithStyle(slack.StylePrimary))
}

// ChannelGone tells somebody in charge, in person, that the channel of an open incident can be used no more.
func ChannelGone(g incident.ChannelGone, inc incident.Incident) Message {
	if inc.Status.Over() || inc.Channel != g.Channel || inc.Lost == "" { // mended meanwhile
		return Message{
			Text:   fallback("The channel of", title(inc), "was lost for a while."),
			Blocks: []slack.Block{slack.NewContextBlock("", literal(title(inc), maxHeader), marked(lostLine(g.What, g.Channel, g.Name, g.By)+" It is "+string(inc.Status)+" now, in "+channel(inc.Channel)+"."))},
		}
	}
	return Message{
		Text: fallback("The channel of", title(inc), "can be used no more. Nothing is lost."),
		Blocks: []slack.Block{
			slack.NewSectionBlock(literal(title(inc), maxHeader), nil, nil),
			section("⚠️ " + lostLine(g.What, g.Channel, g.Name, g.By) + " The incident is still *" + string(inc.Status) + "*, and everything said so far is kept."),
			newChannel(inc),
			note("In a new one it goes on with everybody who was in this one: roles, tasks and timeline stay. The same: `/incident reopen " + inc.Number.String() + "`." + wayBack(g.What)),
		},
	}
}

// KeptAside says that a change is kept though the incident has no channel to show it in.
func KeptAside(inc incident.Incident) Message {
	return Message{
		Text: fallback("That is kept. The channel of", numbered(inc), "can be used no more."),
		Blocks: []slack.Block{
			section(drillMark(inc) + "That is kept, but it does not show here: " + lostLine(inc.Lost, inc.Channel, inc.ChannelName, "")),
			newChannel(inc),
			note("A new one shows everything, with everybody who was in this one." + wayBack(inc.Lost)),
		},
	}
}

// GoesOn tells who asked for it that a new channel is made.
func GoesOn(inc incident.Incident) Message {
	text := "*" + numbered(inc) + "* goes on in a new channel. You are invited there, and so is everybody who was in the one before."
	return Message{Text: fallback(numbered(inc), "goes on in a new channel."), Blocks: []slack.Block{section(text)}}
}

// Back tells who reopened it from elsewhere where it goes on.
func Back(inc incident.Incident) Message {
	text := "*" + numbered(inc) + "* is " + string(inc.Status) + " again → " + channel(inc.Channel)
	return Message{Text: fallback(numbered(inc), "is", string(inc.Status), "again."), Blocks: []slack.Block{section(text)}}
}

// MovedOn says that a channel is not the incident's any more.
func MovedOn(inc incident.Incident) Message {
	where := "a new channel, which is being made."
	if inc.Channel != "" {
		where = channel(inc.Channel) + "."
	}
	return Message{
		Text: fallback(numbered(inc), "goes on in another channel."),
		Blocks: []slack.Block{
			section("*" + numbered(inc) + "* goes on in " + where),
			note("Type it there, or name it: `/incident update " + inc.Number.String() + " …`. What was said here before is kept; what is said here from now on is not part of it."),
		},
	}
}

// channelLine is a line of the timeline about a channel.
func channelLine(e incident.Entry) string {
	switch e.What {
	case incident.Kept:
		return "kept open · " + person(e.By)
	case incident.Moved:
		return "it goes on in a new one · " + person(e.By)
	default:
		return lostLine(incident.Lost(e.What), incident.ChannelID(e.Was), e.Now, e.By)
	}
}

// tellLost is what the timeline says of a channel that was lost.
func tellLost(e incident.Entry) telling {
	return telling{headline: "🚪 " + lostLine(incident.Lost(e.What), incident.ChannelID(e.Was), e.Now, e.By)}
}
