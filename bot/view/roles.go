package view

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// people are several, in mrkdwn.
func people(all []incident.PersonID) string {
	named := make([]string, 0, len(all))
	for _, one := range all {
		named = append(named, person(one))
	}
	return fitList(named, 20)
}

// fitList joins what there is room for.
func fitList(all []string, limit int) string {
	if more := len(all) - limit; more > 0 {
		return strings.Join(all[:limit], ", ") + " and " + thousands(more) + " more"
	}
	return strings.Join(all, ", ")
}

// maxRoles is how many roles a form asks for, and maxSeveral how many people for one of them: the field says who had
// the role when the form was opened.
const (
	maxRoles   = 40
	maxSeveral = 12
)

// rolesPrefix begins the action of each menu: "was|U1|U2".
const rolesPrefix = "was"

// RolesForm asks who has which role.
func RolesForm(inc incident.Incident, rules incident.Rules) slack.ModalViewRequest {
	var blocks []slack.Block
	for _, role := range rules.Roles[:min(len(rules.Roles), maxRoles)] {
		holders := inc.Roles[role.Name]
		if len(holders) > maxSeveral {
			blocks = append(blocks, section("*"+roleTitle(role.Name, rules)+"*\n"+people(holders)))
			continue
		}
		blocks = append(blocks, roleInput(role, holders, rules))
	}
	blocks = append(blocks, note("Whoever gets a role is told how things stand, and whoever had it is told who has it now. The channel sees both."))
	return formOf(inc, CallbackRoles, "Roles", "Save", blocks...)
}

func roleInput(role incident.Role, holders []incident.PersonID, rules incident.Rules) *slack.InputBlock {
	were := []string{rolesPrefix}
	for _, who := range holders {
		were = append(were, string(who))
	}
	field, action := string(incident.RoleField(role.Name)), strings.Join(were, "|")
	var element slack.BlockElement
	if role.Several && role.Name != incident.Commander {
		menu := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, nil, action).WithMaxSelectedItems(maxSeveral)
		menu.InitialUsers = were[1:]
		element = menu
	} else {
		menu := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, action)
		if len(holders) > 0 && identifier.MatchString(string(holders[0])) {
			menu.InitialUser = string(holders[0])
		}
		element = menu
	}
	var hint *slack.TextBlockObject
	if role.Meaning != "" {
		hint = literal(role.Meaning, maxSection)
	}
	label := literal(or(role.Title, string(role.Name)), maxOption)
	return slack.NewInputBlock(field, label, hint, element).WithOptional(true)
}

// ReadRoles reads which roles somebody changed, in the order of the form.
func ReadRoles(v slack.View) []incident.RoleChange {
	var changes []incident.RoleChange
	if v.State == nil {
		return nil
	}
	for field, inputs := range v.State.Values {
		role, ok := strings.CutPrefix(field, string(incident.RoleField("")))
		if !ok {
			continue
		}
		for action, given := range inputs {
			c := incident.RoleChange{Role: incident.RoleName(role)}
			for _, who := range strings.Split(action, "|")[1:] {
				c.Were = append(c.Were, incident.PersonID(who))
			}
			for _, who := range append(slices.Clone(given.SelectedUsers), given.SelectedUser) {
				if who != "" {
					c.Are = append(c.Are, incident.PersonID(who))
				}
			}
			if !sameSet(c.Were, c.Are) {
				changes = append(changes, c)
			}
		}
	}
	slices.SortFunc(changes, func(a, b incident.RoleChange) int { return strings.Compare(string(a.Role), string(b.Role)) })
	return changes
}

// sameSet reports whether the same people are in both, in whatever order.
func sameSet(a, b []incident.PersonID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// RoleSeen is what somebody who was given a role must know beside the incident.
type RoleSeen struct {
	Update incident.Entry // the last status update; the zero Entry when there was none
	Tasks  []string       // the open tasks, in words that were typed
}

// maxBriefTasks is how many tasks a brief lists.
const maxBriefTasks = 10

// Brief tells somebody who was given a role, or took it over, how things stand.
func Brief(b incident.RoleBrief, to incident.PersonID, inc incident.Incident, rules incident.Rules, seen RoleSeen) Message {
	role := roleTitle(b.Role, rules)
	says := "🧭 You are *" + role + "* of " + numbered(inc) + " now"
	if b.From != "" {
		says += ", after " + person(b.From)
	}
	says += "."
	if b.By != to {
		says = "🧭 " + person(b.By) + " made you *" + role + "* of " + numbered(inc)
		if b.From != "" {
			says += ", after " + person(b.From)
		}
		says += "."
	}
	blocks := []slack.Block{
		section(says),
		slack.NewSectionBlock(literal(title(inc), maxSection), nil, nil),
		section(severity(inc.Severity, rules) + "\n" + status(inc.Status)),
	}
	if known, err := rules.Role(string(b.Role)); err == nil && known.Meaning != "" {
		blocks = append(blocks, note(fitEscaped(known.Meaning, 300)))
	}
	blocks = append(blocks, impact(inc)...)
	if !seen.Update.At.IsZero() {
		blocks = append(blocks, section("*Last update* "+when(seen.Update.At)+" by "+person(seen.Update.By)))
		blocks = append(blocks, said("Users see", seen.Update.UsersSee)...)
		blocks = append(blocks, said("We do", seen.Update.WeDo)...)
	}
	due := "*Due:* no update is promised"
	if !inc.NextUpdateDueAt.IsZero() {
		due = "*Due:* the next update, " + when(inc.NextUpdateDueAt)
	}
	blocks = append(blocks, section(due))
	if len(seen.Tasks) > 0 {
		blocks = append(blocks, section("*Open tasks:* "+thousands(len(seen.Tasks))))
		for _, task := range seen.Tasks[:min(len(seen.Tasks), maxBriefTasks)] {
			blocks = append(blocks, slack.NewContextBlock("", literal(incident.CleanLine("▫️ "+task), maxListTitle)))
		}
	}
	blocks = append(blocks, section("*Next:* "+escape(incident.Next(&inc))))
	if inc.Channel != "" {
		blocks = append(blocks, note("It is run in "+channel(inc.Channel)+". If it should not be you, type `/incident leave` there, or hand it on: `/incident role`."))
	}
	return Message{Text: fallback("You are", or(titleOf(b.Role, rules), string(b.Role)), "of", numbered(inc), "now."), Blocks: blocks}
}

// titleOf is a role's title as it was written.
func titleOf(name incident.RoleName, rules incident.Rules) string {
	if role, err := rules.Role(string(name)); err == nil {
		return role.Title
	}
	return ""
}

// Relieved tells somebody that they have a role no more.
func Relieved(b incident.RoleBrief, inc incident.Incident, rules incident.Rules) Message {
	role := roleTitle(b.Role, rules)
	says := "🧭 " + person(b.By) + " took *" + role + "* of " + numbered(inc) + " from you. The role is free."
	switch {
	case b.To == b.By:
		says = "🧭 " + person(b.To) + " is *" + role + "* of " + numbered(inc) + " now, after you. Thank you."
	case b.To != "":
		says = "🧭 " + person(b.By) + " made " + person(b.To) + " *" + role + "* of " + numbered(inc) + ", after you. Thank you."
	}
	blocks := []slack.Block{section(says)}
	if inc.Channel != "" {
		blocks = append(blocks, note("If they do not know something that you do, tell them in "+channel(inc.Channel)+"."))
	}
	return Message{Text: strings.ReplaceAll(says, "*", ""), Blocks: blocks}
}

// tellRole says who has a role now, or gave it up.
func tellRole(e incident.Entry, rules incident.Rules) telling {
	role := roleTitle(e.Role, rules)
	known, err := rules.Role(string(e.Role))
	free := " The role is free."
	if err == nil && known.Several && e.Role != incident.Commander {
		free = ""
	}
	var t telling
	switch {
	case e.Person == "" && e.What == incident.RoleGone:
		t.headline = "👋 " + person(e.Previous) + " left the workspace and is *" + role + "* no more." + free
	case e.Person == "" && e.By != e.Previous:
		t.headline = "🧭 " + person(e.By) + " took *" + role + "* from " + person(e.Previous) + "." + free
	case e.Person == "":
		t.headline = "🧭 " + person(e.Previous) + " gave up *" + role + "*." + free
	case e.Previous == "" && e.By != e.Person:
		t.headline = "🧭 " + person(e.By) + " made " + person(e.Person) + " *" + role + "*."
	case e.Previous == "":
		t.headline = "🧭 " + person(e.Person) + " is *" + role + "*."
	case e.By != e.Person:
		t.headline = "🧭 " + person(e.By) + " made " + person(e.Person) + " *" + role + "*, after " + person(e.Previous) + "."
	default:
		t.headline = "🧭 " + person(e.Person) + " is *" + role + "* now, after " + person(e.Previous) + "."
	}
	if err == nil {
		t.after = fitEscaped(known.Meaning, 300)
	}
	return t
}

// tellWarning warns those in a private incident's channel of who else may read it.
func tellWarning(e incident.Entry) telling {
	switch e.What {
	case incident.WarnGuest:
		return telling{
			headline: "⚠️ *A guest is in this private incident now:* " + person(e.Person) + ".",
			after:    "They can read all of it. If that is not meant, remove them from the channel; write what they must not read elsewhere.",
		}
	case incident.WarnPrivate:
		return telling{
			headline: "🔒 *Private from now on*, since " + person(e.By) + " made this channel private.",
			after:    "Lists, announcements and reports name it to nobody outside any more. What was announced before stays there, and says that no more is told.",
		}
	case incident.WarnPublic:
		return telling{
			headline: "⚠️ *This private incident's channel was made public.* Everybody in the workspace can read it now, what was written before too.",
			after:    "It is still announced nowhere. If that is not meant, make the channel private again: its settings in Slack.",
		}
	default:
		return telling{
			headline: "⚠️ *This private incident's channel is shared with another workspace now.* Its people can read it.",
			after:    "If that is not meant, stop sharing it: the channel's settings in Slack.",
		}
	}
}
