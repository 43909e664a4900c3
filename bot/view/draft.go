package view

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// maxSummaryLines keeps a summary one that is read at a glance.
const maxSummaryLines = 25

// maxWeight is how many characters of text and addresses a message of ours has at most. Slack refuses more
// than some 12,000 with msg_blocks_too_long. Source: slackapi/bolt-js issue 2509.
const maxWeight = 9000

// summaryRooms are how much room a claim gets, tried until the message is light enough.
var summaryRooms = []room{{400, 3}, {300, 3}, {240, 2}, {160, 1}, {100, 1}}

// room is how many characters of a claim are shown, and how many links.
type room struct{ text, cites int }

// Summary is the draft summary of a round, edited in place while a model reads. d.Summary must be set.
func Summary(inc incident.Incident, d incident.Drafting, link Link) Message {
	var m Message
	for _, room := range summaryRooms {
		if m = summaryIn(room, inc, d, link); weight(m.Blocks) <= maxWeight {
			break
		}
	}
	return m
}

func summaryIn(room room, inc incident.Incident, d incident.Drafting, link Link) Message {
	name := "Draft summary of " + numbered(inc)
	blocks := []slack.Block{slack.NewHeaderBlock(literal(name, maxHeader))}
	most := maxSummaryLines
	if inc.ImpactText() != "" {
		most-- // a line as well
	}
	claims := d.Summary.Claims[:min(len(d.Summary.Claims), most)]
	var first string
	for _, s := range incident.Sections() {
		lines, begins := summaryLines(s, inc, claims, link, room)
		if len(lines) == 0 {
			continue
		}
		if first == "" {
			first = sectionTitle(s) + ": " + begins
		}
		blocks = append(blocks, richText(append([]slack.RichTextElement{heading(sectionTitle(s))}, lines...)...))
	}
	switch left := len(d.Summary.Claims) - len(claims); {
	case len(claims) == 0:
		blocks = append(blocks, section("Nothing was said here that a summary could rest on, and that is no fault. What was recorded is in the postmortem draft."))
	case left > 0:
		blocks = append(blocks, note(fmt.Sprintf("%d more are left out here.", left)))
	}
	blocks = append(blocks, progress(d)...)
	blocks = append(blocks, provenance(d.Summary.Made)...)
	return Message{Text: fallback(name+".", first), Blocks: blocks}
}

// summaryLines are what one section says, and the words it begins with. The impact is first told as it stands in the
// record, as in the postmortem: people have been told so.
func summaryLines(s incident.Section, inc incident.Incident, claims []incident.Claim, link Link, room room) (lines []slack.RichTextElement, begins string) {
	if stated := inc.ImpactText(); s == incident.SectionImpact && stated != "" {
		lines, begins = append(lines, slack.NewRichTextSection(plainly(stated, room.text))), stated
	}
	if about := claimsOf(s, claims); len(about) > 0 {
		lines, begins = append(lines, bullets(about, inc, link, room)), cmp.Or(begins, about[0].Text)
	}
	return lines, begins
}

// weight is how many characters blocks bring together, by the names under which Slack keeps them.
func weight(blocks []slack.Block) int {
	encoded, err := json.Marshal(blocks)
	var decoded any
	if err == nil {
		err = json.Unmarshal(encoded, &decoded)
	}
	if err != nil {
		panic("view: blocks that cannot be encoded: " + err.Error()) // only our own types are in them
	}
	return weigh(decoded)
}

func weigh(v any) (n int) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			n += weigh(one)
		}
	case map[string]any:
		for name, one := range v {
			if text, ok := one.(string); ok && (name == "text" || name == "url" || name == "fallback") {
				n += utf8.RuneCountInString(text)
			} else {
				n += weigh(one)
			}
		}
	}
	return n
}

func claimsOf(s incident.Section, claims []incident.Claim) []incident.Claim {
	var about []incident.Claim
	for _, c := range claims {
		if c.Section == s {
			about = append(about, c)
		}
	}
	return about
}

func sectionTitle(s incident.Section) string {
	switch s {
	case incident.SectionImpact:
		return "Impact"
	case incident.SectionCause:
		return "Cause"
	case incident.SectionAction:
		return "What was done"
	case incident.SectionDecision:
		return "Decisions"
	case incident.SectionStatus:
		return "How things stood"
	case incident.SectionQuestion:
		return "Open questions"
	}
	return string(s)
}

// progress says how far a model has come with the drafts, or why it gave up.
func progress(d incident.Drafting) []slack.Block {
	r := d.Reading
	switch r.State {
	case incident.ReadingWaiting:
		return []slack.Block{note("⏳ A model is going to read all of it; what it writes comes in the place of this.")}
	case incident.ReadingNow:
		line := "⏳ A model is reading " + count(r.Messages, "message")
		if r.Parts > 0 {
			line += fmt.Sprintf(" · %d of %s", r.Part, count(r.Parts, "part"))
		}
		return []slack.Block{note(line)}
	case incident.ReadingFailed:
		outcome := "This was written without the model."
		if d.Summary.Made.Model {
			outcome = "This is what the model wrote before."
		}
		return []slack.Block{slack.NewContextBlock("",
			literal("⚠️ "+or(incident.CleanLine(r.Problem), "The model did not answer."), maxHint), marked(outcome))}
	case incident.ReadingNone, incident.ReadingDone:
	}
	return nil
}

// maxHint is how much a line of small print holds of words that are not ours.
const maxHint = 300

// provenance says how a draft came about.
func provenance(m incident.Made) []slack.Block {
	blocks := []slack.Block{note(madeLine(m))}
	if m.Note != "" {
		blocks = append(blocks, slack.NewContextBlock("", literal("⚠️ "+incident.CleanLine(m.Note), maxHint)))
	}
	return blocks
}

// madeLine is mrkdwn.
func madeLine(m incident.Made) string {
	by := sentenceCase(fitEscaped(incident.CleanLine(m.By), maxHeader))
	if m.Model {
		by = "Written by " + fitEscaped(incident.CleanLine(m.By), maxHeader)
	}
	line := by + " · " + when(m.At) + " · from " + count(m.Messages, "message")
	if m.Dropped > 0 {
		line += " · " + count(m.Dropped, "claim") + " dropped for want of evidence"
	}
	return line + " · " + cost(m)
}

func cost(m incident.Made) string {
	switch {
	case !m.Model && m.Cost == 0:
		return "cost nothing"
	case m.Cost == 0:
		return "cost not counted: no price is configured"
	case m.Cost < incident.Dollar/100:
		return "cost under $0.01"
	}
	return "cost $" + strconv.FormatFloat(float64(m.Cost)/float64(incident.Dollar), 'f', 2, 64)
}
