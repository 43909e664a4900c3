package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// shownInvited is how many are named at once; more would ring, and would be read by nobody.
const shownInvited = 10

func peopleInput(invited []incident.Invitee) *slack.InputBlock {
	element := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, nil, string(incident.FieldPeople))
	for _, who := range invited {
		if who.Group == "" {
			element.InitialUsers = append(element.InitialUsers, string(who.Person))
		}
	}
	return slack.NewInputBlock(string(incident.FieldPeople), literal("Who should come?", maxSection), nil, element).WithOptional(true)
}

// groupsInput is a line because Slack has no list of user groups to choose from, and one of ours would have to be fetched
// while people wait.
func groupsInput(invited []incident.Invitee) *slack.InputBlock {
	var groups []string
	for _, who := range invited {
		if who.Group != "" {
			groups = append(groups, who.Group)
		}
	}
	return lineInput(incident.FieldGroups, "Which user groups?", "@sre @support", strings.Join(groups, " "), maxHeader).WithOptional(true)
}

func readInvited(v slack.View) []incident.Invitee {
	var who []incident.Invitee
	for _, id := range answer(v, incident.FieldPeople).SelectedUsers {
		who = append(who, incident.Invitee{Person: incident.PersonID(id)})
	}
	for _, group := range strings.FieldsFunc(typed(v, incident.FieldGroups), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		who = append(who, incident.Invitee{Group: "@" + strings.TrimPrefix(group, "@")})
	}
	return who
}

// tellPeople names who was asked to join.
func tellPeople(e incident.Entry) telling {
	switch {
	case e.Person != "" && e.Person == e.By:
		return telling{headline: "👋 " + person(e.By) + " joins."}
	case e.Person != "":
		return telling{headline: "👋 " + person(e.By) + " asks " + person(e.Person) + " to join."}
	case strings.TrimSpace(e.What) == "":
		return telling{headline: "👋 " + person(e.By) + " asks others to join.", said: []saying{{"", e.Text}}}
	}
	ids := strings.Fields(e.What)
	var named []string
	for _, id := range ids[:min(len(ids), shownInvited)] {
		named = append(named, invitee(id))
	}
	if more := len(ids) - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	return telling{headline: "👋 " + person(e.By) + " asks " + enumerate(named) + " to join."}
}

// invitee is a person by their id, or a group by its name. A group is not mentioned: that would ring all of it, and those who
// are not here yet are invited anyway.
func invitee(id string) string {
	switch {
	case strings.HasPrefix(id, "@"):
		return escape(incident.CleanLine(id))
	case strings.HasPrefix(id, "S") && identifier.MatchString(id):
		return "a user group"
	default:
		return person(incident.PersonID(id))
	}
}

// enumerate is "a", "a and b", "a, b and c".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Uninvited says who was asked for and cannot come, and what can be done about it.
func Uninvited(failed []incident.Invited) Message {
	var problems []string
	for _, one := range failed {
		if !slices.Contains(problems, one.Problem) {
			problems = append(problems, one.Problem)
		}
	}
	var blocks []slack.Block
	for _, problem := range problems[:min(len(problems), shownInvited)] {
		var named []string
		more := 0
		for _, one := range failed {
			switch {
			case one.Problem != problem:
			case len(named) == shownInvited:
				more++
			case one.Group != "" && one.Name != "":
				named = append(named, escape(one.Name))
			default:
				named = append(named, invitee(one.Invitee.ID()))
			}
		}
		if more > 0 {
			named = append(named, fmt.Sprintf("%d more", more))
		}
		why, way := explain(problem)
		blocks = append(blocks, section("⚠️ I could not bring in "+enumerate(named)+": "+why+"."), note(way))
	}
	return Message{Text: fallback("Not everybody who was asked for can come."), Blocks: blocks}
}

// Asked says that people were asked to join an incident that the reader is not in.
func Asked(inc incident.Incident) Message {
	return Message{
		Text:   fallback("They are asked to join", numbered(inc)+"."),
		Blocks: []slack.Block{section("They are asked to join *" + numbered(inc) + "*: " + channel(inc.Channel))},
	}
}
