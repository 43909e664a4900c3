package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// Bounds of settings. Those on words are Slack's: a select has at most 100 options of at most 75
// characters. Source: docs.slack.dev, "Block Kit: option object".
const (
	maxOptions  = 100
	maxNameLen  = 30 // leaves room for a meaning beside it
	maxWordsLen = 75

	minTimeout, maxTimeout = time.Second, time.Minute
	minConns, maxConns     = 5, 500 // a sync and the job queue hold some while others are needed
	minPace                = time.Minute
)

// refuseFunc takes down what is wrong with a setting.
type refuseFunc func(key, says string)

// check holds every setting against what is allowed.
func (c *Config) check(refuse refuseFunc) {
	c.Slack.check(refuse)
	c.Database.check(refuse)
	c.Incidents.check(refuse)
	c.Access.check(refuse)
	c.AI.check(refuse)
	c.Report.check(refuse)
	checkNudges(refuse, c.Nudges)
	c.checkCalendars(refuse)
	c.checkTeams(refuse)
	if host, port, err := net.SplitHostPort(c.HTTP.Addr); err != nil || !isPort(port) || strings.ContainsAny(host, " /") {
		refuse("http.addr", fmt.Sprintf("is %s; it is host:port, such as 127.0.0.1:9464, or :9464 for every interface", shown(c.HTTP.Addr)))
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		refuse("log.format", fmt.Sprintf("is %s; it is text or json", shown(c.Log.Format)))
	}
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

var (
	channelID   = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
	channelName = regexp.MustCompile(`^#[^\s#A-Z.,]{1,80}$`) // letters of any script, no capitals
)

func (s Slack) check(refuse refuseFunc) {
	checkToken(refuse, "slack.bot_token", s.BotToken, "xoxb-", `"Install App"`)
	checkToken(refuse, "slack.app_token", s.AppToken, "xapp-", `"Basic Information", "App-Level Tokens"`)

	switch address, err := url.Parse(s.APIURL); {
	case err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" || !strings.HasSuffix(address.Path, "/"):
		refuse("slack.api_url", fmt.Sprintf("is %s; it is an http(s) address that ends in a slash, such as https://slack.com/api/", shown(s.APIURL)))
	case address.Scheme == "http" && (address.Hostname() == "slack.com" || strings.HasSuffix(address.Hostname(), ".slack.com")):
		refuse("slack.api_url", fmt.Sprintf("is %s; Slack itself is reached by https only, or the tokens could be read on the way", shown(s.APIURL)))
	}
	if s.BroadcastChannel != "" && !channelID.MatchString(s.BroadcastChannel) && !channelName.MatchString(s.BroadcastChannel) {
		refuse("slack.broadcast_channel", fmt.Sprintf("is %s; it is a channel's id such as C024BE91L, its name with a # such as \"#incidents\", or empty to announce nowhere", shown(s.BroadcastChannel)))
	}
	if view.CheckChannelTemplate(s.ChannelName) != nil {
		refuse("slack.channel_name", fmt.Sprintf("is %s; it must contain {number}, because two incidents may have one title, may contain {slug}, and has beside them at most 40 of a-z, 0-9, - and _", shown(s.ChannelName)))
	}
	if s.Timeout < minTimeout || s.Timeout > maxTimeout {
		refuse("slack.timeout", fmt.Sprintf("is %s; it is between %s and %s", s.Timeout, span(minTimeout), span(maxTimeout)))
	}
}

// checkToken looks at a token's kind, which is the mistake people make: Slack's pages show three.
func checkToken(refuse refuseFunc, key string, token Secret, prefix, where string) {
	switch text := string(token); {
	case text == "" || strings.HasPrefix(text, prefix) && !strings.ContainsAny(text, " \t\n\"'"):
	case strings.HasPrefix(text, prefix):
		refuse(key, "has blanks or quotes in it; copy it again from "+where)
	default:
		refuse(key, fmt.Sprintf("is %s; the one meant here begins with %s and is under %s", kindOfToken(text), prefix, where))
	}
}

func kindOfToken(token string) string {
	for prefix, kind := range map[string]string{
		"xoxb-": "a bot token (xoxb-…)", "xapp-": "an app-level token (xapp-…)",
		"xoxp-": "a user token (xoxp-…)", "xoxe": "a token that is rotated (xoxe…)",
	} {
		if strings.HasPrefix(token, prefix) {
			return kind
		}
	}
	return "not a token of Slack's"
}

func (d Database) check(refuse refuseFunc) {
	if d.URL != "" {
		// The parser's words are left out: they quote the address, and with it the password. An @ in the
		// host is the rest of a password that had one.
		if parsed, err := pgconn.ParseConfig(string(d.URL)); err != nil || strings.Contains(parsed.Host, "@") {
			refuse("database.url", "cannot be read; it is an address such as postgres://tocsin@localhost:5432/tocsin (in the password write % as %25, / as %2F, @ as %40)")
		}
	}
	if d.MaxConns < minConns || d.MaxConns > maxConns {
		refuse("database.max_conns", fmt.Sprintf("is %d; it is between %d and %d", d.MaxConns, minConns, maxConns))
	}
}

func (i Incidents) check(refuse refuseFunc) {
	severities := words{"incidents.severities", refuse, nil}
	for n, s := range i.Severities {
		severities.add(n, string(s.Name), s.Meaning)
		checkPace(refuse, fmt.Sprintf("incidents.severities[%d].update_every", n), s.UpdateEvery)
	}
	severities.checkNumber()
	severities.checkDefault("incidents.default_severity", string(i.DefaultSeverity))

	types := words{"incidents.types", refuse, nil}
	for n, t := range i.Types {
		types.add(n, string(t.Name), t.Meaning)
	}
	types.checkNumber()
	types.checkDefault("incidents.default_type", string(i.DefaultType))

	roles := words{"incidents.roles", refuse, nil}
	for n, r := range i.Roles {
		roles.add(n, string(r.Name), r.Meaning)
		if titleLen := utf8.RuneCountInString(r.Title); titleLen < 1 || titleLen > maxNameLen {
			refuse(fmt.Sprintf("incidents.roles[%d].title", n), fmt.Sprintf("is %s; it is a line of 1 to %d characters", shown(r.Title), maxNameLen))
		}
	}
	roles.checkNumber()
	if !slices.Contains(roles.names, string(incident.Commander)) {
		refuse("incidents.roles", fmt.Sprintf("names no %s; every installation has that role (its title is free)", incident.Commander))
	}
	checkNamed(refuse, "incidents.services", i.Services)
	checkNamed(refuse, "incidents.causes", i.Causes)
	checkQuestions(refuse, "incidents.fields", i.Fields)
	if incident.CheckCallURL(i.CallURL) != nil {
		refuse("incidents.call_url", fmt.Sprintf("is %s; it is an http(s) address such as https://meet.example/{incident}, in which {incident} becomes INC-42 and stands behind the host, or empty for none", shown(i.CallURL)))
	}
	checkPace(refuse, "incidents.archive_after", i.ArchiveAfter)
}

func checkPace(refuse refuseFunc, key string, d time.Duration) {
	if d != 0 && d < minPace {
		refuse(key, fmt.Sprintf("is %s; it is 0 for never, or at least %s", d, span(minPace)))
	}
}

// span writes a duration as people do: 1m rather than 1m0s.
func span(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
