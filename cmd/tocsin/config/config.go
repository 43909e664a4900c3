// Package config reads how an installation is set up: the defaults, then a YAML file, then TOCSIN_…
// variables of the environment, each over the one before.
//
// What it does not know or cannot use it refuses, all of it at once: a misspelt key that is silently
// ignored is found out at 2:47. It is the only package that knows viper.
package config

import (
	"log/slog"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// Config is how an installation is set up. Every field is a key of the file (the tag, or the field's
// name in snake case) and, unless it is a list, a variable: slack.bot_token is TOCSIN_SLACK_BOT_TOKEN.
type Config struct {
	Slack     Slack
	Database  Database
	HTTP      HTTP `key:"http"`
	Log       Log
	Incidents Incidents
	// Access is who may do more than any member may.
	Access Access
	AI     AI `key:"ai"`

	Report Report
	Nudges incident.NudgeRules
	// Calendars are the working weeks there are.
	Calendars []Calendar
	// DefaultCalendar is the working week of everybody who has no other.
	DefaultCalendar string
	// Teams of the report. A person belongs to the first that names them.
	Teams []Team
	// People whose working week is not their team's.
	People []Person
}

// Slack is how the bot reaches its workspace.
type Slack struct {
	// BotToken (xoxb-…) is what the bot calls Slack with. Empty when not set.
	BotToken Secret
	// AppToken (xapp-…, scope connections:write) opens the socket. Empty when not set.
	AppToken Secret
	// APIURL is where the Web API is; it ends in a slash.
	APIURL string `key:"api_url"`
	// BroadcastChannel is where incidents are announced: an id, or a name with its #. Empty announces
	// nowhere.
	BroadcastChannel string
	// ChannelName is the template of an incident channel's name; it knows {number} and {slug}.
	ChannelName string
	// Timeout is how long one call to Slack may take.
	Timeout time.Duration
}

// Database is where everything is kept.
type Database struct {
	// URL is a Postgres address. Empty when not set.
	URL Secret `key:"url"`
	// MaxConns is how many connections one process may use for queries; as many again may hold locks.
	MaxConns int
}

// HTTP is where health and metrics are served.
type HTTP struct {
	// Addr is host:port; port 0 takes any free one.
	Addr string
}

// Log is what is written to standard error.
type Log struct {
	// Level is the least severe level that is written.
	Level slog.Level
	// Format is "text" for people or "json" for machines.
	Format string
}

// Incidents are the words of this installation and what follows from them.
type Incidents struct {
	// Severities, worst first.
	Severities []incident.Severity
	// DefaultSeverity is chosen already in the form, and taken when none is given.
	DefaultSeverity incident.SeverityName
	// Types of incidents.
	Types []incident.Type
	// DefaultType is chosen already in the form, and taken when none is given.
	DefaultType incident.TypeName
	// Roles people can take; the commander is always one of them.
	Roles []incident.Role
	// Services are what may be broken; none by default.
	Services []incident.Named
	// Causes are the kinds of causes.
	Causes []incident.Named
	// Fields are what the form asks besides.
	Fields []incident.Question
	// CallURL is where people talk about an incident; {incident} in it becomes its number. Empty for nowhere.
	CallURL string `key:"call_url"`
	// ArchiveAfter is how long after the close the channel is archived; zero for never.
	ArchiveAfter time.Duration
}

// AI is which language model reads the channels, and what that may cost. Without a model the drafts are
// written from what is stored.
type AI struct {
	// Enabled is whether anything may be sent to a model at all.
	Enabled bool
	// Model is what the endpoint calls it; empty for no model.
	Model string
	// BaseURL is an OpenAI-compatible API, without a slash at its end.
	BaseURL string `key:"base_url"`
	// APIKey goes with every call. Empty for endpoints that need none.
	APIKey Secret `key:"api_key"`
	// AzureAPIVersion makes BaseURL an Azure resource, and Model a deployment in it; empty for all others.
	AzureAPIVersion string `key:"azure_api_version"`
	// PrivateIncidents is whether private incidents may be sent too.
	PrivateIncidents bool
	// Template is a file that gives the postmortem its sections and its tone; empty for the built-in one.
	Template string
	// Timeout is how long one call may take.
	Timeout time.Duration
	// Parallel is how many calls are under way at a time for one incident.
	Parallel int
	// ChunkTokens is how much of a channel one call reads.
	ChunkTokens int
	// The caps hold for one incident, over all its drafts; MaxTime for one of them. What is beyond them is
	// written without the model.
	MaxCalls  int
	MaxTokens int
	MaxTime   time.Duration
	MaxCost   incident.Cost
	// InputPrice and OutputPrice are what a million tokens cost; zero where it costs nothing.
	InputPrice  incident.Cost
	OutputPrice incident.Cost
}

// Rules are the configured words, for the domain.
func (c *Config) Rules() incident.Rules {
	return incident.Rules{
		Severities:      c.Incidents.Severities,
		DefaultSeverity: c.Incidents.DefaultSeverity,
		Types:           c.Incidents.Types,
		DefaultType:     c.Incidents.DefaultType,
		Roles:           c.Incidents.Roles,
		Services:        c.Incidents.Services,
		Causes:          c.Incidents.Causes,
		Questions:       c.Incidents.Fields,
		Nudges:          c.Nudges,
		CallURL:         c.Incidents.CallURL,
		ArchiveAfter:    c.Incidents.ArchiveAfter,
	}
}

// Default is an installation of which nothing is known yet: complete but for the tokens and the
// database, which have no default.
func Default() Config {
	return Config{
		Slack: Slack{
			APIURL:           "https://slack.com/api/",
			BroadcastChannel: "#incidents",
			ChannelName:      "inc-{number}-{slug}",
			Timeout:          10 * time.Second,
		},
		Database: Database{MaxConns: 20},
		HTTP:     HTTP{Addr: "127.0.0.1:9464"},
		Log:      Log{Level: slog.LevelInfo, Format: "text"},
		Incidents: Incidents{
			Severities: []incident.Severity{
				{Name: "SEV1", Meaning: "Customers cannot use the product, or data is being lost", UpdateEvery: 30 * time.Minute},
				{Name: "SEV2", Meaning: "A main part is broken or very slow for many customers", UpdateEvery: time.Hour},
				{Name: "SEV3", Meaning: "Some customers are hindered, and there is a way around it", UpdateEvery: 4 * time.Hour},
				{Name: "SEV4", Meaning: "Nobody is hindered yet; it must not be left as it is"},
			},
			DefaultSeverity: "SEV2",
			Types: []incident.Type{
				{Name: "service", Meaning: "Something we run is down, slow or wrong"},
				{Name: "security", Meaning: "Somebody may be where they must not be", Private: true},
				{Name: "data", Meaning: "Data is lost, wrong or late"},
				{Name: "support", Meaning: "Many customers ask about the same thing"},
				{Name: "facilities", Meaning: "A building, the power or the network at a site"},
			},
			DefaultType: "service",
			Roles: []incident.Role{
				{Name: incident.Commander, Title: "Incident commander", Meaning: "Coordinates and decides; need not know the fix"},
				{Name: "communications", Title: "Communications lead", Meaning: "Tells everybody outside the channel what is going on"},
				{Name: "scribe", Title: "Scribe", Meaning: "Writes down what is found, decided and done"},
				{Name: "operations", Title: "Operations lead", Meaning: "Leads the people who look for the cause and fix it"},
			},
			Services: []incident.Named{},
			Fields:   []incident.Question{},
			Causes: []incident.Named{
				{Name: "deploy", Meaning: "New code that was rolled out"},
				{Name: "configuration", Meaning: "A setting, a flag or the infrastructure was changed"},
				{Name: "capacity", Meaning: "Too much load, or too little room"},
				{Name: "dependency", Meaning: "Something that others run was down, slow or different"},
				{Name: "data", Meaning: "Data that the code did not expect"},
				{Name: "certificate", Meaning: "A certificate, key, domain or licence ran out"},
				{Name: "hardware", Meaning: "A machine, a disk, the power or the network broke"},
				{Name: "manual", Meaning: "A step that people do by hand went wrong"},
				{Name: "attack", Meaning: "Somebody meant harm"},
				{Name: "unknown", Meaning: "Looked for, and not found"},
			},
		},
		AI: AI{
			Enabled:     true,
			BaseURL:     "https://api.openai.com/v1",
			Timeout:     time.Minute,
			Parallel:    8,
			ChunkTokens: 7_000,
			MaxCalls:    200,
			MaxTokens:   2_000_000,
			MaxTime:     5 * time.Minute,
			MaxCost:     5 * incident.Dollar,
		},
		Access:          Access{Admins: []string{}, Private: []string{}},
		Report:          defaultReport(),
		Nudges:          incident.DefaultNudgeRules(),
		Calendars:       []Calendar{defaultCalendar("default")},
		DefaultCalendar: "default",
		Teams:           []Team{},
		People:          []Person{},
	}
}
