package arch_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tocsin-bot/tocsin/internal/arch"
)

func TestHouse(t *testing.T) {
	t.Parallel()
	faults, err := arch.Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const ours = "github.com/tocsin-bot/tocsin/"
	imports := func(name, path string) string { return "package " + name + "\n\nimport _ \"" + path + "\"\n" }
	tests := map[string]struct {
		file, source string
		want         string // in the only fault; empty: none
	}{
		"the domain uses the standard library":    {"incident/a.go", imports("incident", "log/slog"), ""},
		"the domain uses no library":              {"incident/a.go", imports("incident", "github.com/gosimple/slug"), "of libraries"},
		"the domain's tests may use one":          {"incident/a_test.go", imports("incident_test", "pgregory.net/rapid"), ""},
		"the domain knows no store":               {"incident/a.go", imports("incident", ours+"store"), "of our own packages"},
		"the domain's tests know no store either": {"incident/a_test.go", imports("incident", ours+"store"), "of our own packages"},
		"the store is tested on a real Postgres":  {"store/a_test.go", imports("store_test", ours+"internal/pglocal/pgtest"), ""},
		"the store is not run on a private one":   {"store/a.go", imports("store", ours+"internal/pglocal"), "of our own packages"},
		"the bot knows no store":                  {"bot/a.go", imports("bot", ours+"store"), "of our own packages"},
		"a folder's name is matched whole":        {"bot/a.go", imports("bot", ours+"incidental"), "of our own packages"},
		"the views know Slack's types":            {"bot/view/a.go", imports("view", "github.com/slack-go/slack/slackutilsx"), ""},
		"the views know nothing of sockets":       {"bot/view/a.go", imports("view", "github.com/coder/websocket"), "of libraries"},
		"the simulated Slack shares no client":    {"internal/slacksim/web/a.go", imports("web", "github.com/slack-go/slack"), "may know that library"},
		"the simulated Slack imports itself":      {"internal/slacksim/a.go", imports("slacksim", ours+"internal/slacksim/hub"), ""},
		"the simulated Slack imports nothing else": {
			"internal/slacksim/hub/a.go", imports("hub", ours+"incident"), "of our own packages",
		},
		"only the command knows viper":             {"store/a.go", imports("store", "github.com/spf13/viper"), "may know that library"},
		"the command does":                         {"cmd/tocsin/a.go", imports("main", "github.com/spf13/viper"), ""},
		"nobody uses cgo":                          {"cmd/tocsin/a.go", imports("main", "C"), "without cgo"},
		"nothing is called util":                   {"cmd/tocsin/util/a.go", imports("util", "fmt"), "name what it is about"},
		"nor is its test":                          {"cmd/tocsin/util/a_test.go", imports("util_test", "fmt"), "name what it is about"},
		"the top folder's files are the command's": {"cmd/tocsin/a.go", imports("main", strings.TrimSuffix(ours, "/")), ""},
		"and nobody else's":                        {"bot/a.go", imports("bot", strings.TrimSuffix(ours, "/")), "of our own packages"},
		"a new folder needs a rule":                {"weather/a.go", imports("weather", "fmt"), "no rule for the folder"},
		"a long file is split":                     {"cmd/a.go", "package main\n" + strings.Repeat("\n", 400), "401 lines"},
		"a long test need not be":                  {"cmd/a_test.go", "package main\n" + strings.Repeat("\n", 400), ""},
		"what tests read is not our code":          {"cmd/testdata/a.go", "package util", ""},
		"what npm brings is not our code":          {"cmd/node_modules/a.go", "package util", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults, err := arch.Check(fstest.MapFS{test.file: {Data: []byte(test.source)}})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case test.want == "" && len(faults) > 0:
				t.Errorf("objected to: %v", faults)
			case test.want != "" && (len(faults) != 1 || !strings.Contains(faults[0], test.want)):
				t.Errorf("faults %q, want one with %q", faults, test.want)
			}
		})
	}
}
