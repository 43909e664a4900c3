package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v3"

	"github.com/tocsin-bot/tocsin"
	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
)

// appPages is where an app's owner changes it.
const appPages = "https://api.slack.com/apps, your app"

// answers keeps the last header of each kind that slack-go does not hand on.
type answers struct {
	client *http.Client
	scopes []string // what the token was granted, as the last answer said; nil when none did
	// date is what time the last answer said it was, and heard when that came by our clock; zero when none did.
	date, heard time.Time
}

// Do sends a request and reads the answer's headers.
func (a *answers) Do(r *http.Request) (*http.Response, error) {
	answer, err := a.client.Do(r)
	if err == nil {
		if granted := answer.Header.Get("X-OAuth-Scopes"); granted != "" {
			a.scopes = strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
		}
		if date, wrong := http.ParseTime(answer.Header.Get("Date")); wrong == nil {
			a.date, a.heard = date, time.Now()
		}
	}
	return answer, err
}

func newSlack(c config.Slack) (*slack.Client, *answers) {
	a := &answers{client: &http.Client{Timeout: c.Timeout}}
	return slack.New(string(c.BotToken),
		slack.OptionAppLevelToken(string(c.AppToken)),
		slack.OptionAPIURL(c.APIURL),
		slack.OptionHTTPClient(a),
	), a
}

func checkBotToken(ctx context.Context, p *patient) Finding {
	if p.config.Slack.BotToken == "" {
		return ill("slack.bot_token is not set", appPages+", \"Install App\": copy the token that begins with xoxb- and set TOCSIN_SLACK_BOT_TOKEN.")
	}
	self, err := p.slack.AuthTestContext(ctx)
	if err != nil {
		return refused(err, "the bot token", map[string]string{
			"invalid_auth":           appPages + ", \"Install App\": copy the token that begins with xoxb- again and set TOCSIN_SLACK_BOT_TOKEN.",
			"not_allowed_token_type": appPages + ", \"Install App\": the bot's token begins with xoxb-; set TOCSIN_SLACK_BOT_TOKEN to it.",
			"token_revoked":          appPages + ", \"Install App\": the token was revoked; install the app again and copy the new one.",
			"account_inactive":       appPages + ", \"Install App\": the app was removed from the workspace; install it again and copy the new token.",
		})
	}
	p.self = self
	if self.BotID == "" {
		return ill("it belongs to a person, "+self.User+", not to a bot", appPages+", \"Install App\": the bot's token begins with xoxb-.")
	}
	return well(fmt.Sprintf("@%s in %s (%s)", self.User, self.Team, self.URL))
}

// checkScopes compares what the workspace granted with what the manifest asks for. A missing scope
// raises no error at Slack: the events that need it never come.
func checkScopes(_ context.Context, p *patient) Finding {
	if p.answers.scopes == nil {
		return ill("Slack's answer did not say what was granted", "see whether a proxy between here and Slack takes away the header X-OAuth-Scopes.")
	}
	wanted, err := manifestScopes()
	if err != nil {
		return ill(err.Error(), "this build is broken: take another one.")
	}
	missing := slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return slices.Contains(p.answers.scopes, s) })
	if len(missing) > 0 {
		return ill(strings.Join(missing, ", ")+" not granted",
			appPages+", \"App Manifest\": paste slack-manifest.yaml, save, and reinstall the app when Slack offers it. The bot token may change then.")
	}
	return well(fmt.Sprintf("all %d of the manifest are granted", len(wanted)))
}

func manifestScopes() ([]string, error) {
	var manifest struct {
		OAuth struct {
			Scopes struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
	}
	if err := yaml.Unmarshal(tocsin.Manifest, &manifest); err != nil {
		return nil, fmt.Errorf("read the built-in manifest: %w", err)
	}
	return manifest.OAuth.Scopes.Bot, nil
}

// checkBroadcastChannel sees whether incidents can be announced.
func checkBroadcastChannel(ctx context.Context, p *patient) Finding {
	if p.config.Slack.BroadcastChannel == "" {
		return well("none is set: incidents are announced nowhere")
	}
	return checkChannel(ctx, p, p.config.Slack.BroadcastChannel, "slack.broadcast_channel")
}

// checkChannel sees whether the bot can post in a channel that is the value of a setting.
func checkChannel(ctx context.Context, p *patient, name, setting string) Finding {
	hints := map[string]string{
		"channel_not_found": fmt.Sprintf("create %s, or set %s to another. If it is private, invite the bot there: /invite @%s. If it is archived, unarchive it.", name, setting, p.self.User),
	}
	id, err := bot.ResolveChannel(ctx, p.slack, name)
	if err != nil {
		return refused(err, "a look for "+name, hints)
	}
	channel, err := p.slack.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(id)})
	if err != nil {
		return refused(err, "a look at "+name, hints)
	}
	switch mayPost := slices.Contains(p.answers.scopes, "chat:write.public") && !channel.IsPrivate; {
	case channel.IsArchived:
		return ill("#"+channel.Name+" is archived", "unarchive it in Slack, or set "+setting+" to another.")
	case !channel.IsMember && !mayPost:
		return ill("the bot is not in #"+channel.Name, fmt.Sprintf("invite it there: /invite @%s", p.self.User))
	}
	return well("#" + channel.Name)
}

// refused explains an error of a call to Slack: by its code when the caller knows a mend, otherwise as
// far as anybody can.
func refused(err error, what string, mends map[string]string) Finding {
	var answer slack.SlackErrorResponse
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &answer):
		mend, known := mends[answer.Err]
		switch {
		case answer.Err == "missing_scope":
			mend = appPages + ", \"App Manifest\": paste slack-manifest.yaml, save, and reinstall the app."
		case !known:
			mend = "look the code up at https://docs.slack.dev/reference/methods, and ask whoever owns the workspace."
		}
		return ill(fmt.Sprintf("Slack refuses %s: %s", what, answer.Err), mend)
	case errors.As(err, &limited):
		return ill("Slack wants to be left alone for "+limited.RetryAfter.String(), "wait that long, then run `tocsin doctor` again.")
	case errors.As(err, &status):
		return ill("Slack answers "+status.Status, "see https://slack-status.com, and whether slack.api_url is right.")
	default:
		return ill("Slack cannot be reached: "+err.Error(), "see whether this machine may open https connections to slack.com (a firewall; a proxy in HTTPS_PROXY), and whether slack.api_url is right.")
	}
}
