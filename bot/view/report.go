package view

import (
	"fmt"
	"math"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// ReportPicture is a picture of a report that Slack has. What there is to see is drawn above it.
type ReportPicture struct {
	FileID string
	Alt    string // what it shows, in words
}

// maxPictureAlt is how many characters Slack takes. Source: docs.slack.dev, "Image block".
const maxPictureAlt = 2000

// glanceLines is how many severities, types or teams the report's first message names.
const glanceLines = 8

// Report is the report as the leads' channel sees it first: what a period of incidents cost, at one glance. The
// rest is in its thread, see [ReportDetails]. shared says that the pictures are there and not in the message.
func Report(r load.Report, pictures []ReportPicture, shared bool) Message {
	blocks := reportHead(r)
	if r.Quiet() {
		return Message{Text: reportFallback(r), Blocks: append(blocks, reportButtons(r.Period))}
	}
	blocks = append(blocks, glance(r)...)
	for _, p := range pictures {
		image := slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: p.FileID}, or(fit(p.Alt, maxPictureAlt), ellipsis), "", nil)
		blocks = append(blocks, image)
	}
	where := "🧵 Who carried it, key people, maturity, follow-ups and each incident are in the thread."
	if shared {
		where = "🧵 The pictures, who carried it, key people, maturity, follow-ups and each incident are in the thread."
	}
	return Message{Text: reportFallback(r), Blocks: append(blocks, reportButtons(r.Period), note(where))}
}

// maxOwnReport keeps a report for one reader below the 20 KB from which on Slack drops an ack.
const maxOwnReport = 14 << 10

// OwnReport is the report for the one who asked for it: in one message, with as many of the details as it can hold.
func OwnReport(r load.Report) Message {
	blocks := reportHead(r)
	foot := []slack.Block{reportButtons(r.Period), note("Only you see this. Another time: `/incident report this week`, `last week`, `" +
		escape(r.Period.Name) + "`, `month`; `/incident report me` for your own figures.")}
	if !r.Quiet() {
		blocks = append(blocks, glance(r)...)
	}
	left := maxOwnReport
	for _, b := range append(blocks, foot...) {
		left -= size(b)
	}
	heavy := maxWeight - weight(blocks) - weight(foot)
details:
	for _, detail := range ReportDetails(r) {
		for _, b := range detail.Blocks {
			left -= size(b)
			heavy -= weight([]slack.Block{b})
			if left < 0 || heavy < 0 || len(blocks)+len(foot)+1 >= maxBlocks {
				blocks = append(blocks, note("There is more than fits here: `tocsin report` on the command line has all of it."))
				break details
			}
			blocks = append(blocks, b)
		}
	}
	return Message{Text: reportFallback(r), Blocks: append(blocks, foot...)}
}

// maxBlocks is how many blocks a message has at most. Source: docs.slack.dev, "Block Kit reference".
const maxBlocks = 50

// reportHead is what it cost, in a sentence, and when that was.
func reportHead(r load.Report) []slack.Block {
	about := "*" + escape(sentenceCase(r.Period.Words())) + "*, " + escape(r.Period.Days(r.Location())) + " (" + escape(r.Zone) + ")"
	if r.Running() {
		about += " · so far: it is not over yet"
	}
	about += " · made " + when(r.Made)
	blocks := []slack.Block{slack.NewHeaderBlock(literal(r.Headline(), maxHeader)), note(about)}
	if r.Quiet() {
		blocks = append(blocks, section("🌤️ No incident, and nobody's time given to one. Enjoy it, and thank whoever made it so."))
	}
	return blocks
}

func reportFallback(r load.Report) string {
	if r.Quiet() {
		return fallback("Incident load:", r.Headline()+".")
	}
	parts := []string{"Incident load:", r.Headline() + ".", sentenceCase(load.Several(r.Incidents.Total, "incident")) + "."}
	if share, ok := r.Tax.Share(); ok {
		parts = append(parts, "Reactive tax "+load.Percent(share)+".")
	}
	return fallback(parts...)
}

// glance is what is to be seen at once: figures first, on a phone two beside each other.
func glance(r load.Report) []slack.Block {
	noun := r.Period.Noun()
	interruptions, nights := pulledIn(r)
	fields := []*slack.TextBlockObject{
		figure("Incidents", load.Thousands(r.Incidents.Total), moved(float64(r.Incidents.Total), r.Incidents.Before, load.Mean(r.Incidents.Before))),
		figure("Reactive tax", taxOf(r.Tax), taxRest(r.Tax)),
		figure("In working hours", load.Worked(r.Hours.Working), movedHours(r.Hours.Working, r.Before.Working)),
		figure("Outside working hours", load.Worked(r.Hours.OffHours()), movedHours(r.Hours.OffHours(), r.Before.OffHours())),
		figure("Night interruptions", load.Thousands(nights), "of "+load.Several(interruptions, "interruption")),
		figure("Took part", load.Several(r.Responded, "person"), also(r)),
	}
	blocks := []slack.Block{
		slack.NewSectionBlock(nil, fields, nil),
		note("↑ and ↓ compare with the mean of the four " + noun + "s before. Outside working hours: " + offHours(r.Hours) + "."),
	}
	if by := tallies(r.Incidents.BySeverity); by != "" {
		blocks = append(blocks, section("*Incidents by severity and type*\n"+join("\n", by, tallies(r.Incidents.ByType))))
	}
	blocks = append(blocks, section("*How long it took*\n"+strings.Join([]string{
		"Until somebody took command: " + r.Times.Acknowledge.Words(),
		"Until it hurt no more: " + r.Times.Mitigate.Words(),
		"Until it was over: " + r.Times.Resolve.Words(),
	}, "\n")))
	if by := taxByTeam(r.Teams); by != "" {
		blocks = append(blocks, section("*Reactive tax by team*\n"+by))
	}
	return blocks
}

func figure(name, value, beside string) *slack.TextBlockObject {
	return marked("*" + name + "*\n" + join("  ", value, beside))
}

// moved says how a figure stands to what it was before; nothing when both are nothing.
func moved(now, before float64, said string) string {
	switch {
	case now == 0 && before == 0:
		return ""
	case math.Abs(now-before) < 0.05*math.Max(now, before):
		return "→ as before"
	case now > before:
		return "↑ from " + said
	default:
		return "↓ from " + said
	}
}

func movedHours(now, before load.Span) string {
	return moved(now.Hours(), before.Hours(), load.Worked(before))
}

func taxOf(t load.Tax) string {
	share, ok := t.Share()
	if !ok {
		return load.Unknown
	}
	return load.Percent(share)
}

func taxRest(t load.Tax) string {
	if _, ok := t.Share(); !ok {
		return "working time is not known"
	}
	return "of the working time of " + load.Several(t.People, "person")
}

func also(r load.Report) string {
	var said []string
	if r.Watched > 0 {
		said = append(said, load.Thousands(r.Watched)+" only read along")
	}
	if r.Over > 0 {
		said = append(said, "⚠️ "+load.Thousands(r.Over)+" over the limit")
	}
	return strings.Join(said, ", ")
}

func offHours(h load.Hours) string {
	return "evening " + load.Worked(h.Evening) + ", night " + load.Worked(h.Night) + ", days off " + load.Worked(h.Weekend)
}

// pulledIn is how often people were interrupted, and how often of that at night.
func pulledIn(r load.Report) (interruptions, nights int) {
	for _, t := range r.Teams {
		interruptions += t.Interruptions
		nights += t.Nights
	}
	return interruptions, nights
}

// tallies are mrkdwn: "SEV1 2 (0.5) · SEV2 4 (3)".
func tallies(all []load.Tally) string {
	var said []string
	left := 0
	for _, t := range all {
		switch {
		case t.Count == 0 && t.Before == 0:
		case len(said) == glanceLines:
			left += t.Count
		default:
			said = append(said, fmt.Sprintf("%s *%s* (%s)", escape(fit(t.Name, maxOption)), load.Thousands(t.Count), load.Mean(t.Before)))
		}
	}
	if left > 0 {
		said = append(said, fmt.Sprintf("others *%s*", load.Thousands(left)))
	}
	return strings.Join(said, " · ")
}

func taxByTeam(teams []load.TeamLoad) string {
	var said []string
	left := 0
	for _, t := range teams {
		share, ok := t.Tax.Share()
		switch {
		case !ok || t.Name == "":
		case len(said) == glanceLines:
			left++
		default:
			said = append(said, fmt.Sprintf("%s *%s*", escape(fit(t.Name, maxOption)), load.Percent(share)))
		}
	}
	if left > 0 {
		said = append(said, fmt.Sprintf("%s more in the thread", load.Several(left, "team")))
	}
	return strings.Join(said, " · ")
}

// reportButtons needs no reference: what is asked for is the one's who presses it.
func reportButtons(p load.Period) slack.Block {
	mine := slack.NewButtonBlockElement(ActionMyFigures, p.Name, literal("My own figures", maxOption))
	return slack.NewActionBlock("report", mine)
}

// join joins what is not empty.
func join(between string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, between)
}
