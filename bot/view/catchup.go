package view

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Limits on a catch-up. It may travel on an ack, which Slack drops from 20 KB on, and it is read by
// somebody in a hurry.
const (
	maxCatchUpBytes   = 14 << 10
	maxCatchUpImpact  = 600
	maxCatchUpClaims  = 8
	maxCatchUpEntries = 8
)

// CatchUp brings one reader up to date. follows says that a model reads the channel and a fuller one
// comes after this.
func CatchUp(c incident.CatchUp, rules incident.Rules, link Link, follows bool) Message {
	inc := c.Incident
	blocks := []slack.Block{
		slack.NewSectionBlock(literal("Catching up on "+title(inc), maxSection), nil, nil),
		slack.NewSectionBlock(nil, []*slack.TextBlockObject{
			marked("*Severity*\n" + severity(inc.Severity, rules)),
			marked("*Status*\n" + status(inc.Status)),
			marked("*" + roleTitle(incident.Commander, rules) + "*\n" + person(inc.Commander())),
			marked("*Next update due*\n" + whenOr(inc.NextUpdateDueAt, "none")),
		}, nil),
	}
	inc.Impact = fit(inc.ImpactText(), maxCatchUpImpact)
	blocks = append(blocks, impact(inc)...)
	foot := footOfCatchUp(c, follows)
	left := maxCatchUpBytes
	for _, b := range slices.Concat(blocks, foot) {
		left -= size(b)
	}
	add := func(block slack.Block) bool {
		if block == nil {
			return true
		}
		if left -= size(block); left < 0 {
			return false
		}
		blocks = append(blocks, block)
		return true
	}
	for _, part := range []struct {
		title  string
		claims []incident.Claim
	}{{"What was tried", c.Tried}, {"Still open", c.Open}, {"What people found and said", c.Claims}} {
		add(claimList(part.title, part.claims, inc, link, left))
	}
	changed := c.Changed[max(0, len(c.Changed)-maxCatchUpEntries):]
	if len(changed) > 0 && add(section("*What changed* "+sinceWhen(c.Since))) {
		for _, e := range changed {
			if !add(timelineLine(e, inc, link, nil)) {
				break
			}
		}
	}
	if len(changed) == 0 {
		add(note("Nothing was recorded " + sinceWhen(c.Since) + "."))
	}
	return Message{
		Text:   fallback("Catching up on", title(inc)+":", string(inc.Severity)+",", string(inc.Status)+".", inc.ImpactText()),
		Blocks: append(blocks, foot...),
	}
}

// claimList is a heading with as many claims as fit into so many bytes; nil when there are none.
func claimList(title string, claims []incident.Claim, inc incident.Incident, link Link, bytes int) slack.Block {
	claims = claims[:min(len(claims), maxCatchUpClaims)]
	for ; len(claims) > 0; claims = claims[:len(claims)-1] {
		block := richText(heading(title), bullets(claims, inc, link, room{240, 2}))
		if size(block) <= bytes {
			return block
		}
	}
	return nil
}

// sinceWhen is mrkdwn: from when on a catch-up tells.
func sinceWhen(since time.Time) string {
	if since.IsZero() {
		return "since it was declared"
	}
	return "since you last wrote here or were told, " + when(since)
}

func footOfCatchUp(c incident.CatchUp, follows bool) []slack.Block {
	foot := provenance(c.Made)
	if follows {
		foot = append(foot, note("⏳ A model is reading the channel as well. What more it finds comes here, in a minute or so."))
	}
	return append(foot, note("Only you see this. `/incident timeline` shows all that is recorded."))
}

// NothingSoon says that an answer is on its way when it does not come at once.
func NothingSoon() Message {
	text := "⏳ One moment, I am reading. The answer comes here, and only you see it."
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// Offer asks somebody who came late whether to bring them up to date.
func Offer(inc incident.Incident, late time.Duration) Message {
	text := "You joined " + numbered(inc) + " " + span(late) + " in."
	return Message{
		Text: fallback(text, "Catch up with /incident catchup."),
		Blocks: []slack.Block{
			section("👋 " + text + " In a minute you know what the others know:"),
			slack.NewActionBlock("offer", catchUpButton(inc).WithStyle(slack.StylePrimary)),
			note("Only you see this. `/incident catchup` does the same at any time."),
		},
	}
}
