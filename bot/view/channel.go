package view

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gosimple/slug"

	"github.com/tocsin-bot/tocsin/incident"
)

// Slack's limits on a channel, in characters. Source: docs.slack.dev, conversations.create and
// conversations.setTopic.
const (
	maxChannelName = 80
	maxTopic       = 250
)

// DefaultChannelTemplate names channels like "inc-42-checkout-down".
const DefaultChannelTemplate = "inc-{number}-{slug}"

var (
	templateShape = regexp.MustCompile(`^[a-z0-9_-]*$`)
	dashes        = regexp.MustCompile(`-{2,}`)
)

// CheckChannelTemplate says what is wrong with a channel name template: without the number two
// incidents would ask for one name, and Slack takes only lower-case ASCII in a name.
func CheckChannelTemplate(t string) error {
	if !strings.Contains(t, "{number}") {
		return fmt.Errorf("channel name template %q has no {number}", t)
	}
	fixed := strings.NewReplacer("{number}", "", "{slug}", "").Replace(t)
	if !templateShape.MatchString(fixed) {
		return fmt.Errorf("channel name template %q: beside {number} and {slug} only a-z, 0-9, - and _ are allowed", t)
	}
	if len(fixed) > maxChannelName/2 {
		return fmt.Errorf("channel name template %q leaves no room: at most %d characters beside {number} and {slug}", t, maxChannelName/2)
	}
	return nil
}

// ChannelName makes a name for the incident's channel: what Slack allows of the title, written in
// Latin letters and cut between words. A title of which nothing can be written leaves the number.
func ChannelName(template string, n incident.Number, title string) string {
	if CheckChannelTemplate(template) != nil {
		template = DefaultChannelTemplate
	}
	name := func(words string) string {
		s := strings.NewReplacer("{number}", strconv.FormatInt(int64(n), 10), "{slug}", words).Replace(template)
		return strings.Trim(dashes.ReplaceAllString(s, "-"), "-_")
	}
	words := withoutLittleWords(slug.Make(title))
	for len(name(words)) > maxChannelName {
		words = shorten(words, len(words)-(len(name(words))-maxChannelName))
	}
	return name(words)
}

// littleWords say nothing in a name that people read in a list and type from memory.
var littleWords = []string{"a", "an", "the", "is", "are", "was", "were", "of"}

// withoutLittleWords leaves them out of a slug: "checkout-is-down" is "checkout-down". A slug of
// nothing else keeps them.
func withoutLittleWords(words string) string {
	telling := slices.DeleteFunc(strings.Split(words, "-"), func(w string) bool { return slices.Contains(littleWords, w) })
	if len(telling) == 0 {
		return words
	}
	return strings.Join(telling, "-")
}

// OtherChannelName is the name to try when the first is taken: "inc-42-checkout-down-2".
func OtherChannelName(name string, attempt int) string {
	suffix := "-" + strconv.Itoa(attempt)
	return strings.TrimRight(name[:min(len(name), maxChannelName-len(suffix))], "-_") + suffix
}

// shorten cuts a slug to at most limit characters, between words if there is more than one.
func shorten(words string, limit int) string {
	if limit <= 0 {
		return ""
	}
	if words[limit] == '-' {
		return words[:limit]
	}
	if at := strings.LastIndexByte(words[:limit], '-'); at > 0 {
		return words[:at]
	}
	return words[:limit]
}

// Topic is what the channel's head says at a glance. It leaves the status to the card: Slack tells the
// whole channel of every new topic.
func Topic(inc incident.Incident) string {
	topic := string(inc.Severity) + " · " + inc.Title
	if inc.Drill {
		topic = drillSign + " · " + topic
	}
	return fitEscaped(incident.CleanLine(topic), maxTopic)
}

// Purpose says what the channel is for. It never changes for an incident.
func Purpose(inc incident.Incident) string {
	what := "Incident "
	if inc.Drill {
		what = drillSign + " "
	}
	return what + inc.Number.String() + ", declared " + inc.DeclaredAt.UTC().Format("2 January 2006 15:04") +
		" UTC. What is said here is kept for its timeline."
}
