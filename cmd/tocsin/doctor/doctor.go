// Package doctor looks an installation over, from the configuration to what is stuck in Slack, and
// says for each thing that is wrong how to mend it.
//
// A check is a small function that looks at one thing and returns what it found, explained. Which
// checks need which others, the list says; printing is elsewhere.
package doctor

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/store"
)

// State is how a check ended.
type State int

// The states of a check.
const (
	Well    State = iota
	Ill           // a person has to do something
	Skipped       // not looked at, because what it needs is ill
)

// Finding is what came of one check.
type Finding struct {
	Check string // what was looked at, such as "bot token"
	State State
	Says  string // what is so, in a sentence
	Mend  string // what to do, of those that are ill; may have several lines
}

func well(says string) Finding      { return Finding{State: Well, Says: says} }
func ill(says, mend string) Finding { return Finding{State: Ill, Says: says, Mend: mend} }

// check looks at one thing.
type check struct {
	name  string
	needs []string // checks that must be well, or there is no use in looking
	look  func(context.Context, *patient) Finding
}

// checks in the order in which they are mended.
var checks = []check{
	{"configuration", nil, checkConfiguration},
	{"bot token", []string{"configuration"}, checkBotToken},
	{"scopes", []string{"bot token"}, checkScopes},
	{"app token", []string{"configuration"}, checkAppToken},
	{"socket", []string{"app token"}, checkSocket},
	{"broadcast channel", []string{"bot token"}, checkBroadcastChannel},
	{"report", []string{"configuration"}, checkReport},
	{"report channel", []string{"bot token"}, checkReportChannel},
	{"teams", []string{"bot token"}, checkTeams},
	{"access", []string{"bot token"}, checkAccess},
	{"database", []string{"configuration"}, checkDatabase},
	{"migrations", []string{"database"}, checkMigrations},
	{"clock", []string{"bot token"}, checkClock},
	{"events", []string{"migrations"}, checkEvents},
	{"rate limits", []string{"migrations"}, checkRates},
	{"deliveries", []string{"migrations"}, checkDeliveries},
	{"surfaces", []string{"migrations"}, checkSurfaces},
	{"notices", []string{"migrations"}, checkNotices},
	{"time zones", []string{"migrations"}, checkZones},
	{"language model", []string{"configuration"}, checkModel},
}

// patience is how long one check may take. Finding a channel by its name can take several calls.
const patience = 30 * time.Second

// patient is what the checks look at. Those that need an earlier one find here what it learnt.
type patient struct {
	load   func() (*config.Config, error)
	config *config.Config

	slack   *slack.Client
	answers *answers // of Slack, over HTTP
	self    *slack.AuthTestResponse
	link    string // where the socket is to be opened; good for once

	store *store.Store
	awake bool // the bot itself asks: its socket and its database are in use
}

// Examine runs every check and tells each finding as soon as there is one.
func Examine(ctx context.Context, load func() (*config.Config, error), tell func(Finding)) {
	p := &patient{load: load}
	defer p.close()
	p.examine(ctx, tell)
}

// ExamineAwake is Examine for a bot that runs. It opens no second socket, on which Slack might send what the bot should
// get, and no second connection to the database.
func ExamineAwake(ctx context.Context, c *config.Config, s *store.Store, tell func(Finding)) {
	p := &patient{load: func() (*config.Config, error) { return c, nil }, store: s, awake: true}
	p.examine(ctx, tell)
}

func (p *patient) examine(ctx context.Context, tell func(Finding)) {
	var unwell []string
	for _, c := range checks {
		found := Finding{State: Skipped}
		for _, needed := range c.needs {
			if slices.Contains(unwell, needed) {
				found.Says = "needs the " + needed
			}
		}
		if found.Says == "" && ctx.Err() != nil {
			found.Says = "not looked at: the others took too long"
		}
		if found.Says == "" {
			found = p.look(ctx, c)
		}
		found.Check = c.name
		if found.State != Well {
			unwell = append(unwell, c.name)
		}
		tell(found)
	}
}

func (p *patient) look(ctx context.Context, c check) Finding {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return c.look(ctx, p)
}

func (p *patient) close() {
	if p.store != nil {
		p.store.Close()
	}
}

// checkConfiguration reads the settings. Tokens and the database's address may be missing: whoever
// needs them says so.
func checkConfiguration(_ context.Context, p *patient) Finding {
	var err error
	if p.config, err = p.load(); err != nil {
		return ill(err.Error(), "config.example.yaml lists every setting with its default.")
	}
	p.slack, p.answers = newSlack(p.config.Slack)
	return well("every setting is known and within its bounds")
}
