package doctor

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/coder/websocket"
	"github.com/slack-go/slack"
)

func checkAppToken(ctx context.Context, p *patient) Finding {
	const where = appPages + ", \"Basic Information\", \"App-Level Tokens\""
	if p.config.Slack.AppToken == "" {
		return ill("slack.app_token is not set", where+": generate one with the scope connections:write and set TOCSIN_SLACK_APP_TOKEN.")
	}
	if p.awake {
		return well("in use")
	}
	_, link, err := p.slack.StartSocketModeContext(ctx)
	if err != nil {
		return refused(err, "the app token", map[string]string{
			"invalid_auth":           where + ": copy the token that begins with xapp- again, or generate a new one, and set TOCSIN_SLACK_APP_TOKEN.",
			"not_allowed_token_type": where + ": the token that opens the socket begins with xapp-; set TOCSIN_SLACK_APP_TOKEN to it.",
			"token_revoked":          where + ": the token was revoked; generate a new one with the scope connections:write.",
			"missing_scope":          where + ": generate a new one with the scope connections:write.",
			"forbidden_team":         "this workspace does not let the app use Socket Mode; ask its owner.",
		})
	}
	p.link = link
	return well("Slack lets it open a socket")
}

// hello is the first frame on a socket: a greeting, or why there is none.
type hello struct {
	Type           string `json:"type"`
	Reason         string `json:"reason"`
	NumConnections int    `json:"num_connections"`
	ConnectionInfo struct {
		AppID string `json:"app_id"`
	} `json:"connection_info"`
}

// checkSocket opens a socket, waits for the greeting and closes it at once: while it is open, Slack
// may send it what a running bot should have got.
func checkSocket(ctx context.Context, p *patient) Finding {
	if p.awake {
		return well("what was asked came through it")
	}
	greeting, err := greet(ctx, p.link)
	if err != nil {
		return ill("it cannot be opened: "+err.Error(), "see whether this machine may open WebSockets (wss) to *.slack.com: some firewalls and proxies let only plain https through.")
	}
	switch {
	case greeting.Type == "disconnect" && greeting.Reason == "link_disabled":
		return ill("Socket Mode is switched off", appPages+", \"Socket Mode\": switch it on.")
	case greeting.Type == "disconnect" && greeting.Reason == "too_many_websockets":
		return ill("the app has ten sockets open already, and Slack allows no more", "stop replicas that are not needed, or programs that use the same app token.")
	case greeting.Type != "hello":
		return ill(fmt.Sprintf("Slack answers with %s %s", greeting.Type, greeting.Reason), "wait a minute, then run `tocsin doctor` again.")
	}
	if app := p.appOfBot(ctx); app != "" && greeting.ConnectionInfo.AppID != "" && app != greeting.ConnectionInfo.AppID {
		return ill(fmt.Sprintf("the tokens belong to two apps: the bot token to %s, the app token to %s", app, greeting.ConnectionInfo.AppID),
			"copy both tokens from the pages of one and the same app.")
	}
	return well("Slack says hello")
}

func greet(ctx context.Context, link string) (hello, error) {
	conn, answer, err := websocket.Dial(ctx, link, nil)
	if answer != nil && answer.Body != nil {
		defer func() { _ = answer.Body.Close() }()
	}
	if err != nil {
		return hello{}, err
	}
	defer func() { _ = conn.CloseNow() }()
	_, frame, err := conn.Read(ctx)
	if err != nil {
		return hello{}, fmt.Errorf("wait for Slack's greeting: %w", err)
	}
	var greeting hello
	if err := json.Unmarshal(frame, &greeting); err != nil {
		return hello{}, fmt.Errorf("read Slack's greeting: %w", err)
	}
	_ = conn.Close(websocket.StatusNormalClosure, "only looking")
	return greeting, nil
}

// appOfBot is the id of the app that the bot token is of; empty when that cannot be told.
func (p *patient) appOfBot(ctx context.Context) string {
	if p.self == nil {
		return ""
	}
	who, err := p.slack.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: p.self.BotID})
	if err != nil {
		return ""
	}
	return who.AppID
}
