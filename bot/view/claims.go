package view

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// heading is a line of our own in rich text.
func heading(s string) slack.RichTextElement {
	return slack.NewRichTextSection(slack.NewRichTextSectionTextElement(s, &slack.RichTextSectionTextStyle{Bold: true}))
}

// bullets are claims one below the other, each with its links. Text in rich text is shown as it is: it
// rings nobody and formats nothing.
func bullets(claims []incident.Claim, inc incident.Incident, link Link, room room) slack.RichTextElement {
	lines := make([]slack.RichTextElement, 0, len(claims))
	for _, c := range claims {
		lines = append(lines, claimLine(c, inc, link, room))
	}
	return slack.NewRichTextList(slack.RTEListBullet, 0, lines...)
}

func claimLine(c incident.Claim, inc incident.Incident, link Link, room room) slack.RichTextElement {
	line := slack.NewRichTextSection(plainly(c.Text, room.text))
	for _, cite := range c.Cites[:min(len(c.Cites), room.cites)] {
		line.Elements = append(line.Elements, slack.NewRichTextSectionTextElement("  ", nil), source(inc, cite, link))
	}
	return line
}

// plainly is text in rich text, on one line. Slack refuses an empty one.
func plainly(s string, limit int) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(or(fit(incident.CleanLine(s), limit), ellipsis), nil)
}

// source is the time of a message, by the reader's own clock, with its permalink behind it.
func source(inc incident.Incident, c incident.Cite, link Link) slack.RichTextSectionElement {
	said := saidAt(c.Message)
	fallback := said.Format("15:04") + " UTC"
	var address *string
	if link != nil {
		if to := link(inc.ChannelOf(c.Message), c.Message, c.Thread); to != "" {
			address = &to
		}
	}
	return slack.NewRichTextSectionDateElement(said.Unix(), "{time}", address, &fallback)
}

// saidAt is when a message was said: Slack names messages by their instant.
func saidAt(id incident.MessageID) time.Time {
	seconds, _, _ := strings.Cut(string(id), ".")
	unix, err := strconv.ParseInt(seconds, 10, 40)
	if err != nil || unix < 0 {
		unix = 0
	}
	return time.Unix(unix, 0).UTC()
}

func richText(parts ...slack.RichTextElement) slack.Block {
	return slack.NewRichTextBlock("", parts...)
}

// evidence is what a message says, as a quotation with its permalink.
func evidence(inc incident.Incident, c incident.Cite, link Link, limit int) slack.Block {
	quote := slack.NewRichTextSection(plainly(c.Quote, limit), slack.NewRichTextSectionTextElement("  ", nil), source(inc, c, link))
	return richText(&slack.RichTextQuote{Type: slack.RTEQuote, Elements: quote.Elements})
}
