package arch

const (
	// module is the import path of the repository's top.
	module = "github.com/tocsin-bot/tocsin"
	// longest is how many lines a file may have. Tests are exempt, and nothing else is.
	longest = 400
	// everything, in a list of folders, is all of them.
	everything = "*"
)

// part is what a part of the house may import besides itself and the standard library. Tests may use any library.
type part struct {
	ours      []string // folders of ours, with all below them
	libraries []string // import paths, with all below them; nil: any that has its home here
}

// none are no libraries at all.
var none = []string{}

// house has the rules of every part: of a folder and all below it, unless that has rules of its own.
//
// bot, ai, store and internal/jobs never import one another: each declares the small interface it needs, and cmd
// hands it the thing. The simulated Slack shares nothing with what it judges.
var house = map[string]part{
	".":                    {libraries: none}, // files of the top folder, for the binary to carry
	"cmd":                  {ours: []string{everything}},
	"bot":                  {ours: []string{"incident", "internal/mrkdwn"}},
	"bot/socket":           {},
	"bot/view":             {ours: []string{"incident", "internal/mrkdwn"}, libraries: []string{slackGo, "github.com/gosimple/slug"}},
	"ai":                   {ours: []string{"incident", "internal/mrkdwn"}},
	"ai/words":             {},
	"ai/cite":              {ours: []string{"ai/words"}},
	"ai/material":          {ours: []string{"incident", "internal/mrkdwn"}},
	"ai/extract":           {ours: []string{"incident", "ai/material", "ai/words", "internal/mrkdwn"}},
	"ai/postmortem":        {ours: []string{"incident", "ai/material", "ai/words", "internal/mrkdwn"}},
	"ai/prompt":            {libraries: none},
	"ai/redact":            {},
	"ai/llm":               {ours: []string{"incident"}},
	"store":                {ours: []string{"incident", "migrations"}},
	"migrations":           {libraries: none},
	"incident":             {libraries: none},
	"internal/arch":        {libraries: none},
	"internal/bench":       {ours: []string{everything}},
	"internal/chart":       {ours: []string{"incident/load"}},
	"internal/grafana":     {ours: []string{"incident", "internal/history", "store"}}, // for its tests
	"internal/history":     {ours: []string{"incident"}, libraries: none},
	"internal/jobs":        {ours: []string{"incident"}},
	"internal/mrkdwn":      {libraries: none},
	"internal/openaisim":   {libraries: none}, // bytes over HTTP, like the simulated Slack
	"internal/pglocal":     {},
	"internal/report":      {ours: []string{"incident", "internal/chart"}},
	"internal/screenshots": {ours: []string{everything}},
	"internal/slacksim":    {},
	"internal/telemetry":   {},
}

// testsMayImport is what of ours every test may import: a real Postgres, and a Slack to talk to.
var testsMayImport = []string{"internal/openaisim", "internal/pglocal", "internal/slacksim"}

// slackGo is Slack's client, and the types of what Slack sends.
const slackGo = "github.com/slack-go/slack"

// home says which folders may know a library. One that is not listed is at home everywhere.
var home = map[string][]string{
	slackGo:                       {"bot", "cmd", "internal/bench"},
	"github.com/coder/websocket":  {"bot/socket", "cmd/tocsin/doctor", "internal/slacksim", "internal/bench"},
	"github.com/jackc/pgx":        {"store", "internal/jobs", "internal/pglocal/pgtest", "cmd", "internal/bench"},
	"github.com/pressly/goose":    {"store"},
	"github.com/riverqueue/river": {"internal/jobs", "store", "cmd", "internal/bench"},
	"github.com/rickar/cal":       {"cmd"},
	"github.com/robfig/cron":      {"internal/jobs", "cmd"},
	"github.com/spf13/cobra":      {"cmd"},
	"github.com/spf13/viper":      {"cmd"},
	"github.com/sashabaranov":     {"ai"},
	"github.com/charmbracelet":    {"cmd", "internal/report"},
	"github.com/schollz":          {"cmd"},
	"gonum.org/v1/plot":           {"internal/chart"},
}

// vagueNames are what no package may be called.
var vagueNames = []string{
	"base", "common", "helper", "helpers", "lib", "misc", "model", "models", "shared", "tools", "types", "util", "utils",
}
