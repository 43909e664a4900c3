package slacksim

import (
	"net/url"
	"strings"
)

func apiTest(c *call) (object, error) {
	if code := c.str("error"); code != "" {
		return nil, refuse(code)
	}
	return nil, nil
}

func authTest(c *call) (object, error) {
	return object{
		"url": c.home(), "team": c.opts.TeamName, "user": c.app.bot.name,
		"team_id": c.teamID, "user_id": c.app.bot.id, "bot_id": c.app.botID, "is_enterprise_install": false,
	}, nil
}

func teamInfo(c *call) (object, error) {
	if id := c.str("team"); id != "" && id != c.teamID {
		return nil, refuse("team_not_found")
	}
	return object{"team": object{
		"id": c.teamID, "name": c.opts.TeamName, "domain": c.opts.Domain, "email_domain": "",
		"url": c.home(), "is_verified": false,
		"icon": object{"image_default": true}, "avatar_base_url": "https://ca.slack-edge.com/",
	}}, nil
}

func botsInfo(c *call) (object, error) {
	for _, a := range c.apps {
		if a.botID == c.str("bot") {
			p := a.profile()
			delete(p, "team_id")
			p["user_id"] = a.bot.id
			return object{"bot": p}, nil
		}
	}
	return nil, refuse("bot_not_found")
}

// connectionsOpen answers where to open a socket. The URL is good for one.
func connectionsOpen(c *call) (object, error) {
	link := url.URL{Scheme: "ws", Host: strings.TrimPrefix(c.base, "http://"), Path: "/link/"}
	link.RawQuery = url.Values{"ticket": {c.app.hub.Ticket()}, "app_id": {c.app.id}}.Encode()
	return object{"url": link.String()}, nil
}
