package view

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"github.com/tocsin-bot/tocsin/incident"
)

// Slack's limits, in characters. Source: docs.slack.dev, "Block Kit reference".
const (
	maxHeader      = 150
	maxSection     = 3000
	maxOption      = 75 // text and description of an option
	maxConfirmText = 300
	maxViewTitle   = 24

	// maxFallback is ours: the text beside the blocks is read in a notification. chat.update refuses
	// more than 4,000.
	maxFallback = 600
)

const ellipsis = "…"

// fit cuts s to at most limit characters, the last of which is then an ellipsis.
func fit(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	runes := []rune(s)
	return strings.TrimRight(string(runes[:limit-1]), " \n\t") + ellipsis
}

// escape makes s literal in mrkdwn and in a message's text.
func escape(s string) string { return slackutilsx.EscapeMessage(s) }

// fitEscaped escapes s and cuts the outcome to at most limit characters, never inside an entity.
func fitEscaped(s string, limit int) string {
	escaped := escape(s)
	if utf8.RuneCountInString(escaped) <= limit {
		return escaped
	}
	var b strings.Builder
	left := limit - 1
	for _, r := range s {
		piece := escape(string(r))
		if left -= utf8.RuneCountInString(piece); left < 0 {
			break
		}
		b.WriteString(piece)
	}
	return b.String() + ellipsis
}

// literal is text shown as it was typed. Slack refuses an empty one.
func literal(s string, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, or(fit(s, limit), ellipsis), true, false)
}

// marked is our own mrkdwn.
func marked(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
}

func section(mrkdwn string) slack.Block { return slack.NewSectionBlock(marked(mrkdwn), nil, nil) }

func note(mrkdwn string) slack.Block { return slack.NewContextBlock("", marked(mrkdwn)) }

// said shows what a person typed, behind a label of ours if there is one. A label alone shows nothing.
func said(label, typed string) []slack.Block {
	typed = incident.CleanText(typed)
	if typed == "" {
		return nil
	}
	return []slack.Block{slack.NewSectionBlock(literal(labelled(label, typed), maxSection), nil, nil)}
}

// labelled puts a label before text; without either it is the other.
func labelled(label, text string) string {
	if label == "" || text == "" {
		return text
	}
	return label + ": " + text
}

// fallback joins the parts that are not empty to the text beside the blocks. Parts are not escaped yet.
func fallback(parts ...string) string {
	return fitEscaped(incident.CleanLine(strings.Join(parts, " ")), maxFallback)
}

// title is "INC-42 Checkout is down", or "DRILL INC-42 Checkout is down".
func title(inc incident.Incident) string { return incident.CleanLine(numbered(inc) + " " + inc.Title) }

// identifier is the shape of Slack's own identifiers; anything else in a token would be a hole.
var identifier = regexp.MustCompile(`^[A-Z0-9]{2,32}$`)

func person(id incident.PersonID) string {
	switch {
	case id == "":
		return "nobody yet"
	case identifier.MatchString(string(id)):
		return "<@" + string(id) + ">"
	default:
		return escape(incident.CleanLine(string(id)))
	}
}

func channel(id incident.ChannelID) string {
	if !identifier.MatchString(string(id)) {
		return "its channel"
	}
	return "<#" + string(id) + ">"
}

// linkTo is a labelled link to an http(s) address; the label alone for anything else.
func linkTo(address, label string) string {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(address, "|<> ") {
		return label
	}
	return "<" + u.String() + "|" + label + ">"
}

// when shows an instant in the reader's own time zone.
func when(t time.Time) string {
	return "<!date^" + strconv.FormatInt(t.Unix(), 10) + "^{date_short_pretty} {time}|" + t.UTC().Format("2 Jan 2006 15:04") + " UTC>"
}

// span says a duration as people do, to the minute: "1 h 20 min".
func span(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	var parts []string
	for _, p := range []struct {
		n    int
		unit string
	}{{days, "d"}, {hours, "h"}, {minutes, "min"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.unit))
		}
	}
	if len(parts) == 0 {
		return "under a minute"
	}
	return strings.Join(parts, " ")
}

// severitySigns go from worst to mildest. The word always stands beside the colour, for those who
// cannot tell colours apart.
var severitySigns = []string{"🔴", "🟠", "🟡", "🔵"}

func severitySign(name incident.SeverityName, rules incident.Rules) string {
	at := slices.IndexFunc(rules.Severities, func(s incident.Severity) bool { return s.Name == name })
	if at < 0 {
		return "⚪"
	}
	return severitySigns[min(at, len(severitySigns)-1)]
}

// severity is mrkdwn: sign, word and meaning.
func severity(name incident.SeverityName, rules incident.Rules) string {
	shown := severitySign(name, rules) + " *" + escape(string(name)) + "*"
	if known, err := rules.Severity(string(name)); err == nil && known.Meaning != "" {
		shown += " – " + fitEscaped(known.Meaning, 300)
	}
	return shown
}

func statusSign(s incident.Status) string {
	switch s {
	case incident.Triage:
		return "❓"
	case incident.Declined:
		return "🍃"
	case incident.Merged:
		return "🔗"
	case incident.Investigating:
		return "🔎"
	case incident.Identified:
		return "🎯"
	case incident.Monitoring:
		return "👀"
	case incident.Resolved:
		return "✅"
	case incident.Closed:
		return "📁"
	default:
		return "⚪"
	}
}

// status is mrkdwn: sign, word and meaning.
func status(s incident.Status) string {
	shown := statusSign(s) + " *" + escape(string(s)) + "*"
	if meaning := s.Meaning(); meaning != "" {
		shown += " – " + meaning
	}
	return shown
}
