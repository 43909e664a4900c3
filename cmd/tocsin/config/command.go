package config

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
)

// fileFlag names the file.
const fileFlag = "config"

// AddFlag adds --config to the program; every command inherits it.
func AddFlag(root *cobra.Command) {
	root.PersistentFlags().String(fileFlag, "", "read settings from this YAML `file` (otherwise "+strings.Join(Files, " or ")+", if there is one)")
}

// ForCommand loads the configuration a command runs with: the file of --config and the environment of
// the process. It returns a complaint.
func ForCommand(cmd *cobra.Command) (*Config, error) {
	file, err := cmd.Flags().GetString(fileFlag)
	if err != nil {
		return nil, err
	}
	config, err := Load(Sources{File: file, Environ: os.Environ()})
	var problems Problems
	if errors.As(err, &problems) {
		return nil, complain.About(err, "config.example.yaml lists every setting with its default.")
	}
	return config, err
}

// The settings that have no default.
const (
	BotToken    = "slack.bot_token"
	AppToken    = "slack.app_token"
	DatabaseURL = "database.url"
)

// setUp is how to come by a setting, in the order in which people do it.
var setUp = []struct{ key, step string }{
	{"", "Create the Slack app: `tocsin manifest --link` prints a link that does. Or open https://api.slack.com/apps, \"Create New App\", \"From a manifest\", and paste slack-manifest.yaml."},
	{AppToken, "\"Basic Information\", \"App-Level Tokens\", \"Generate\" with the scope connections:write:\n  export TOCSIN_SLACK_APP_TOKEN=xapp-…"},
	{BotToken, "\"Install App\", \"Allow\":\n  export TOCSIN_SLACK_BOT_TOKEN=xoxb-…"},
	{DatabaseURL, "Give it an empty Postgres database, then run `tocsin migrate`:\n  export TOCSIN_DATABASE_URL=postgres://tocsin@localhost:5432/tocsin"},
}

// Require says which of the named settings are not set, with the steps that lead to them. It returns
// nil when all are.
func (c *Config) Require(keys ...string) error {
	value := map[string]Secret{BotToken: c.Slack.BotToken, AppToken: c.Slack.AppToken, DatabaseURL: c.Database.URL}
	var missing []string
	for _, key := range keys {
		if value[key] == "" {
			missing = append(missing, key)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return complain.New(listed(missing)+" not set", steps(missing))
}

func steps(missing []string) string {
	wanted := map[string]bool{}
	for _, key := range missing {
		wanted[key] = true
	}
	wanted[""] = wanted[AppToken] || wanted[BotToken] // both come from the Slack app

	var text strings.Builder
	text.WriteString("to set Tocsin up:")
	for _, step := range setUp {
		if wanted[step.key] {
			text.WriteString("\n- " + strings.ReplaceAll(step.step, "\n", "\n  "))
		}
	}
	text.WriteString("\n- `tocsin doctor` checks all of it. To look around first, without Slack: `tocsin demo`.")
	return text.String()
}

// listed joins words for a sentence: "a is", "a and b are", "a, b and c are".
func listed(words []string) string {
	n := len(words) - 1
	if n == 0 {
		return words[0] + " is"
	}
	return strings.Join(words[:n], ", ") + " and " + words[n] + " are"
}
