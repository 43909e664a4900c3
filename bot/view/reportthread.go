package view

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// ReportDetail is one message of a report's thread.
type ReportDetail struct {
	Key string // "who", "incidents/2"; a part of a stored key
	Message
}

// How many lines a list of a report has at most, and how many incidents a message.
const (
	maxReportTeams     = 20
	maxReportPeople    = 15
	maxReportKeys      = 12
	maxReportIncidents = 25
	maxRecurring       = 10
	maxListMessages    = 8 // of incidents
)

// ReportDetails are the messages of a report's thread, in order. There are none for a period with nothing.
func ReportDetails(r load.Report) []ReportDetail {
	if r.Quiet() {
		return nil
	}
	details := append(whoCarried(r), maturity(r), leftToDo(r))
	details = append(details, reportIncidents(r)...)
	return append(details, countedHow(r))
}

// detail is a message of rich text, in which names and titles show as they are.
func detail(key, title string, blocks ...slack.Block) ReportDetail {
	return ReportDetail{Key: key, Message: Message{Text: fallback(title + "."), Blocks: slices.DeleteFunc(blocks, func(b slack.Block) bool { return b == nil })}}
}

// list is a heading with lines below it; nil without lines. What does not fit is counted.
func list(title string, lines []slack.RichTextElement, most int) slack.Block {
	if len(lines) == 0 {
		return nil
	}
	left := len(lines) - most
	parts := []slack.RichTextElement{heading(title), slack.NewRichTextList(slack.RTEListBullet, 0, lines[:min(len(lines), most)]...)}
	if left > 0 {
		parts = append(parts, slack.NewRichTextSection(plainly(fmt.Sprintf("and %s more", load.Thousands(left)), maxOption)))
	}
	return richText(parts...)
}

// strong is a line that begins with a name.
func strong(name, rest string) slack.RichTextElement {
	bold := slack.NewRichTextSectionTextElement(or(fit(incident.CleanLine(name), maxOption), ellipsis), &slack.RichTextSectionTextStyle{Bold: true})
	return slack.NewRichTextSection(bold, between("  "), plainly(rest, maxReportLine))
}

// between keeps two parts of a line apart: what is cleaned has no blanks at its ends.
func between(blanks string) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(blanks, nil)
}

// maxReportLine is how much a line of a report holds.
const maxReportLine = 300

func line(s string) slack.RichTextElement {
	return slack.NewRichTextSection(plainly(s, maxReportLine))
}

func whoCarried(r load.Report) []ReportDetail {
	var teams, shared, people, keys []slack.RichTextElement
	for _, t := range r.Teams {
		if t.Hours.Total() == 0 && t.Interruptions == 0 {
			continue
		}
		said := []string{load.Worked(t.Hours.Total()), load.Worked(t.Hours.OffHours()) + " off hours"}
		if share, ok := t.Tax.Share(); ok {
			said = append(said, "tax "+load.Percent(share))
		}
		said = append(said, load.Several(t.Interruptions, "interruption")+", "+load.Thousands(t.Nights)+" at night")
		if t.Over > 0 {
			said = append(said, "⚠️ "+load.Several(t.Over, "person")+" over the limit")
		}
		teams = append(teams, strong(load.TeamName(t.Name), strings.Join(said, " · ")))
		if fair := t.Fair(); fair != "" {
			shared = append(shared, strong(t.Name, fair))
		}
	}
	for _, p := range r.People {
		if p.Name == "" || p.Hours.Total() == 0 {
			continue
		}
		said := load.Worked(p.Hours.Total()) + " · " + load.Worked(p.Hours.OffHours()) + " off hours · " + load.Several(p.Nights, "night interruption")
		if p.Over {
			said += " · ⚠️ over the limit"
		}
		people = append(people, strong(p.Name, said))
	}
	for _, k := range r.KeyOf() {
		keys = append(keys, strong(keyName(k), k.Words()))
	}
	over := note("Nobody is over the limit.")
	switch {
	case r.Settings.MaxHours == 0 && r.Settings.MaxNights == 0:
		over = note("There is no limit on anybody's load in the configuration.")
	case r.Over > 0:
		over = note("⚠️ " + sentenceCase(load.Several(r.Over, "person")) + " over the limit.")
	}
	details := []ReportDetail{detail("who", "Who carried it",
		list("Who carried it: teams", teams, maxReportTeams), list("How evenly the on-call carried it", shared, maxReportTeams), list("Who carried it: people", people, maxReportPeople), over)}
	if len(keys) > 0 {
		title := "Key people: without whom would it not go?"
		details = append(details, detail("key", title, list(title, keys, maxReportKeys)))
	}
	return details
}

func keyName(k load.KeyPeople) string {
	if k.Of == "team" {
		return load.TeamName(k.Name)
	}
	return sentenceCase(k.Of) + " " + k.Name
}

func maturity(r load.Report) ReportDetail {
	var because []slack.RichTextElement
	for _, why := range r.Maturity.Because() {
		because = append(because, line(sentenceCase(why)))
	}
	return detail("maturity", "How mature: "+r.Maturity.Stage.Words(),
		list("How mature: "+r.Maturity.Stage.Words(), because, maxReportTeams))
}

func leftToDo(r load.Report) ReportDetail {
	f := r.FollowUps
	all := []slack.RichTextElement{
		line(fmt.Sprintf("%d opened, %d done in this %s", f.Opened, f.Done, r.Period.Noun())),
		line(fmt.Sprintf("%d open, %d of them overdue", f.Open, f.Overdue)),
	}
	if f.Open > 0 {
		all = append(all, line("Half of the open ones are older than "+load.Elapsed(f.MedianAge)))
	}
	var teams []slack.RichTextElement
	for _, t := range f.ByTeam {
		name := t.Team
		if name == "" {
			name = "Nobody's, or of people without a team"
		}
		teams = append(teams, strong(name, fmt.Sprintf("%d opened, %d done, %d open, %d overdue", t.Opened, t.Done, t.Open, t.Overdue)))
	}
	return detail("followups", "Follow-ups",
		list("Follow-ups", all, maxReportTeams), list("By the owner's team", teams, maxReportTeams), list("What the drafts were worth", drafts(r.Drafts), maxReportTeams))
}

func drafts(d load.Drafts) []slack.RichTextElement {
	var said []slack.RichTextElement
	if d.Postmortems > 0 {
		said = append(said, line(fmt.Sprintf("%s drafted, %d of them by a model", load.Several(d.Postmortems, "postmortem"), d.Models)))
	}
	if d.Words > 0 {
		said = append(said, line(fmt.Sprintf("People kept %s of their %s", load.Percent(float64(d.Kept)/float64(d.Words)), load.Several(d.Words, "word"))))
	}
	if d.Proposed > 0 {
		said = append(said, line(fmt.Sprintf("%s proposed and decided: %d accepted, %d as they were", load.Several(d.Proposed, "follow-up"), d.Accepted, d.AcceptedAsIs)))
	}
	if d.Cost > 0 {
		said = append(said, line(sentenceCase(cost(incident.Made{Model: true, Cost: incident.Cost(d.Cost)}))))
	}
	return said
}

// reportIncidents are the incidents, a line each, in as many messages as they need, and what keeps breaking.
func reportIncidents(r load.Report) []ReportDetail {
	var details []ReportDetail
	pages := slices.Collect(slices.Chunk(r.Lines, maxReportIncidents))
	for i, page := range pages[:min(len(pages), maxListMessages)] {
		title := "Incidents of this " + r.Period.Noun()
		if len(pages) > 1 {
			title += fmt.Sprintf(", %d of %d", i+1, len(pages))
		}
		lines := make([]slack.RichTextElement, len(page))
		for j, l := range page {
			lines[j] = incidentLine(l)
		}
		details = append(details, detail(fmt.Sprintf("incidents/%d", i+1), title, list(title, lines, maxReportIncidents)))
	}
	if said := r.Earlier.Words(); said != "" && len(details) > 0 {
		last := &details[len(details)-1]
		last.Blocks = append(last.Blocks, note(said+"."))
	}
	if left := len(pages) - maxListMessages; left > 0 {
		last := &details[len(details)-1]
		last.Blocks = append(last.Blocks, note("The rest is in `tocsin report --week "+escape(r.Period.Name)+"`."))
	}
	var recurring []slack.RichTextElement
	for _, again := range r.Recurring {
		numbers := make([]string, len(again.Numbers))
		for i, n := range again.Numbers {
			numbers[i] = n.String()
		}
		recurring = append(recurring, strong(sentenceCase(again.What)+" "+again.Name, fmt.Sprintf("%d times in four weeks (%s)", len(numbers), load.List(numbers))))
	}
	if len(recurring) > 0 {
		details = append(details, detail("recurring", "What keeps breaking", list("What keeps breaking", recurring, maxRecurring)))
	}
	return details
}

// incidentLine names a private incident by nothing but what it cost.
func incidentLine(l load.Line) slack.RichTextElement {
	var named []slack.RichTextSectionElement
	switch {
	case l.Private || l.Number == 0:
		named = append(named, plainly("a private incident", maxOption))
	default:
		named = append(named, linked(l.Number.String(), l.Link), between(" "), plainly(l.Title, maxLineTitle))
	}
	said := []string{string(l.Severity)}
	for _, word := range []string{l.Service, l.Cause} {
		if word != "" && !l.Private {
			said = append(said, word)
		}
	}
	took := load.Elapsed(l.Took)
	if !l.Over {
		took = "not over after " + took
	}
	said = append(said, took, load.Several(l.People, "person")+", "+load.Worked(l.Hours))
	if l.FollowUps > 0 {
		said = append(said, load.Several(l.FollowUps, "follow-up"))
	}
	return slack.NewRichTextSection(append(named, between(" · "), plainly(strings.Join(said, " · "), maxReportLine))...)
}

// maxLineTitle is how much of an incident's title a report shows.
const maxLineTitle = 90

// linked is a link in rich text; the text alone for what is no http(s) address.
func linked(text, address string) slack.RichTextSectionElement {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return plainly(text, maxOption)
	}
	return slack.NewRichTextSectionLinkElement(address, text, nil)
}

func countedHow(r load.Report) ReportDetail {
	said := make([]slack.RichTextElement, 0, 8)
	for _, s := range r.Settings.Words() {
		said = append(said, line(s))
	}
	return detail("counted", "How this is counted", list("How this is counted", said, maxReportTeams))
}
