package serve

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// slackClient calls Slack's Web API. slack-go's own HTTP client has no timeout.
func slackClient(c config.Slack, metrics *telemetry.Metrics) *slack.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32 // a new incident draws a dozen things at once
	return slack.New(string(c.BotToken),
		slack.OptionAppLevelToken(string(c.AppToken)),
		slack.OptionAPIURL(c.APIURL),
		slack.OptionHTTPClient(&measured{
			api:     c.APIURL,
			client:  &http.Client{Timeout: c.Timeout, Transport: &patient{transport: transport, until: map[string]time.Time{}}},
			metrics: metrics,
		}))
}

// measured notes how long Slack takes for each method.
type measured struct {
	api     string // what methods' addresses begin with
	client  *http.Client
	metrics *telemetry.Metrics
}

// Do sends a request.
func (m *measured) Do(r *http.Request) (*http.Response, error) {
	began := time.Now()
	answer, err := m.client.Do(r)
	outcome := "no answer"
	if err == nil {
		outcome = strconv.Itoa(answer.StatusCode)
	}
	method, calls := strings.CutPrefix(r.URL.String(), m.api)
	if !calls { // an upload's or a response URL: a secret, and no method
		method = "url"
	}
	method, _, _ = strings.Cut(method, "?")
	m.metrics.ObserveSlackCall(method, outcome, time.Since(began))
	return answer, err
}

// lookups is how often the broadcast channel is looked for while Slack does not answer.
const lookups = 3

// broadcast is the channel in which incidents are announced. One that is not found keeps its name:
// incidents matter more than announcements, and the name may start to work later.
func (a *App) broadcast(ctx context.Context) incident.ChannelID {
	name := a.options.Config.Slack.BroadcastChannel
	for n := 1; ; n++ {
		channel, err := bot.ResolveChannel(ctx, a.client, name)
		if err == nil {
			return channel
		}
		var refused slack.SlackErrorResponse
		if n == lookups || errors.As(err, &refused) || ctx.Err() != nil {
			a.options.Log.Warn("incidents cannot be announced; run `tocsin doctor`", slog.String("channel", name), slog.Any("error", err))
			return incident.ChannelID(name)
		}
		pause := time.Second
		var limited *slack.RateLimitedError
		if errors.As(err, &limited) {
			pause = limited.RetryAfter
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// openSocket asks Slack where to connect.
func (a *App) openSocket(ctx context.Context) (string, error) {
	_, url, err := a.client.StartSocketModeContext(ctx)
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return "", &socket.RetryError{After: limited.RetryAfter, Err: err}
	}
	return url, err
}

// refusedToken turns Slack's word that a token is no good into a sentence with a way out. Other errors
// stay as they are.
func refusedToken(err error) error {
	var app *socket.AuthError
	if errors.As(err, &app) {
		return complain.New(app.Error(), app.Hint())
	}
	var answer slack.SlackErrorResponse
	if !errors.As(err, &answer) {
		return err
	}
	hint, known := map[string]string{
		"invalid_auth":           "copy slack.bot_token anew: api.slack.com/apps, your app, Install App; it starts with xoxb-.",
		"not_authed":             "set slack.bot_token (TOCSIN_SLACK_BOT_TOKEN); it starts with xoxb-.",
		"not_allowed_token_type": "slack.bot_token must be the bot's token, which starts with xoxb-; the one for sockets starts with xapp-.",
		"account_inactive":       "the app was uninstalled or the bot was switched off: install it again and copy the new slack.bot_token.",
		"token_revoked":          "the app was uninstalled or its token revoked: install it again and copy the new slack.bot_token.",
	}[answer.Err]
	if !known {
		return err
	}
	return complain.New("Slack does not accept the bot token: "+answer.Err, hint)
}
