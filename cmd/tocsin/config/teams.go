package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Team is a team of the report. People are named by their user's id, by e-mail address, or many at once by
// a user group's id or @handle.
type Team struct {
	Name string
	// Engineering is false for support, legal, finance and the like.
	Engineering bool
	// Calendar is the working week of its people; empty for the default.
	Calendar string
	Members  []string
	// Leads are members who are told what is overdue.
	Leads []string
	// OnCall are the members who share the on-call; empty for all of them.
	OnCall []string
}

// preset is what a team of the file has unless it says otherwise.
func (t *Team) preset() { t.Engineering = true }

// LoadTeams are the teams as the report shows them.
func (c *Config) LoadTeams() []load.Team {
	teams := make([]load.Team, len(c.Teams))
	for i, t := range c.Teams {
		teams[i] = load.Team{Name: t.Name, Engineering: t.Engineering}
	}
	return teams
}

// TeamSpecs are the teams as Slack is asked who is in them.
func (c *Config) TeamSpecs() []bot.TeamSpec {
	specs := make([]bot.TeamSpec, len(c.Teams))
	for i, t := range c.Teams {
		specs[i] = bot.TeamSpec{Name: t.Name, Members: t.Members, Leads: t.Leads, OnCall: t.OnCall}
	}
	return specs
}

// Addresses are the e-mail addresses of people who have a working week of their own; whose they are,
// CalendarOf wants to know.
func (c *Config) Addresses() []string {
	var addresses []string
	for _, p := range c.People {
		if !personID.MatchString(p.Person) {
			addresses = append(addresses, p.Person)
		}
	}
	return addresses
}

var (
	personID    = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	groupID     = regexp.MustCompile(`^S[A-Z0-9]{2,}$`)
	groupHandle = regexp.MustCompile(`^@[^\s@A-Z]{1,80}$`)
	address     = regexp.MustCompile(`^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$`)
)

func (c *Config) checkTeams(refuse refuseFunc) {
	calendars := words{key: "calendars", refuse: refuse}
	for _, one := range c.Calendars {
		calendars.names = append(calendars.names, one.Name)
	}
	var names []string
	for n, t := range c.Teams {
		key := fmt.Sprintf("teams[%d]", n)
		switch length := utf8.RuneCountInString(t.Name); {
		case length < 1 || length > maxNameLen || incident.CleanLine(t.Name) != t.Name:
			refuse(key+".name", fmt.Sprintf("is %s; it is a line of 1 to %d characters", shown(t.Name), maxNameLen))
		case slices.Contains(names, strings.ToLower(t.Name)):
			refuse(key+".name", fmt.Sprintf("is %s; another entry has that name already (capitals make no difference)", shown(t.Name)))
		}
		names = append(names, strings.ToLower(t.Name))
		if t.Calendar != "" {
			calendars.checkDefault(key+".calendar", t.Calendar)
		}
		if len(t.Members)+len(t.Leads)+len(t.OnCall) == 0 {
			refuse(key+".members", "is empty; name at least one person or user group")
		}
		checkWho(refuse, key+".members", t.Members)
		checkWho(refuse, key+".leads", t.Leads)
		checkWho(refuse, key+".on_call", t.OnCall)
	}
}

func checkWho(refuse refuseFunc, key string, who []string) {
	for n, one := range who {
		if !personID.MatchString(one) && !groupID.MatchString(one) && !groupHandle.MatchString(one) && !address.MatchString(one) {
			refuse(fmt.Sprintf("%s[%d]", key, n), fmt.Sprintf("is %s; it is a user's id such as U024BE7LH, an e-mail address, or a user group by its id such as S024BE7LH or its handle such as \"@payments\"", shown(one)))
		}
	}
}
