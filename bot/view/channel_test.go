package view_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
)

func TestChannelName(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Checkout is down":                 "inc-42-checkout-down",
		"Störung: Bezahlen geht nicht":     "inc-42-storung-bezahlen-geht-nicht",
		"決済が停止":                            "inc-42-jue-ji-gating-zhi",
		"🔥🔥🔥":                              "inc-42",
		"":                                 "inc-42",
		"The Who":                          "inc-42-who",
		"is a the":                         "inc-42-is-a-the",
		"---":                              "inc-42",
		"<!channel> @here":                 "inc-42-channel-athere",
		strings.Repeat("very ", 30):        "inc-42-very-very-very-very-very-very-very-very-very-very-very-very-very-very",
		strings.Repeat("x", 200):           "inc-42-" + strings.Repeat("x", 73),
		"API/v2 (eu-west-1) p99 > 10 s !!": "inc-42-api-v2-eu-west-1-p99-10-s",
	}
	for title, want := range tests {
		if got := view.ChannelName(view.DefaultChannelTemplate, 42, title); got != want {
			t.Errorf("ChannelName(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestChannelName_follows_the_template(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"outage_{number}":       "outage_42",
		"{slug}-inc-{number}":   "checkout-down-inc-42",
		"{number}{slug}":        "42checkout-down",
		"no number, and spaces": "inc-42-checkout-down", // refused when the configuration is read
	}
	for template, want := range tests {
		if got := view.ChannelName(template, 42, "Checkout down"); got != want {
			t.Errorf("ChannelName(%q) = %q, want %q", template, got, want)
		}
	}
}

func TestCheckChannelTemplate_refuses_what_Slack_or_we_could_not_use(t *testing.T) {
	t.Parallel()
	for _, good := range []string{view.DefaultChannelTemplate, "outage_{number}", "{slug}-{number}"} {
		if err := view.CheckChannelTemplate(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "inc-{slug}", "Inc-{number}", "inc {number}", "inc-{number}-{title}", "{number}" + strings.Repeat("x", 41)} {
		if view.CheckChannelTemplate(bad) == nil {
			t.Errorf("%q passed", bad)
		}
	}
}

var slackTakes = regexp.MustCompile(`^[a-z0-9_-]{1,80}$`)

func TestChannelName_is_one_that_Slack_takes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc := anyIncident(t)
		template := rapid.SampledFrom([]string{view.DefaultChannelTemplate, "{slug}_{number}", strings.Repeat("a", 40) + "{number}{slug}{slug}"}).Draw(t, "template")
		name := view.ChannelName(template, inc.Number, inc.Title)
		if !slackTakes.MatchString(name) {
			t.Errorf("channel name %q", name)
		}
		if !strings.Contains(name, strings.TrimPrefix(inc.Number.String(), "INC-")) {
			t.Errorf("channel name %q without the number of %s", name, inc.Number)
		}
		other := view.OtherChannelName(name, rapid.IntRange(2, 99).Draw(t, "attempt"))
		if !slackTakes.MatchString(other) || other == name {
			t.Errorf("channel name %q instead of %q", other, name)
		}
	})
}

func TestTopic_and_purpose_fit_and_hold_no_token(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inc := anyIncident(t)
		for what, text := range map[string]string{"topic": view.Topic(inc), "purpose": view.Purpose(inc)} {
			if n := utf8.RuneCountInString(text); n == 0 || n > 250 {
				t.Errorf("%s of %d characters", what, n)
			}
			if strings.ContainsAny(text, "<>\n") {
				t.Errorf("%s %q", what, text)
			}
		}
	})
}
