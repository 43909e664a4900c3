package eval

import (
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

// Report is what an evaluation found, as --format json writes it.
type Report struct {
	File      string          `json:"file"`
	Channel   string          `json:"channel,omitempty"`
	Messages  int             `json:"messages"`
	Seconds   float64         `json:"seconds"`
	Facts     bool            `json:"postmortem_facts"`
	Rows      []RowReport     `json:"timeline_rows,omitempty"`
	Causes    []FactReport    `json:"facts,omitempty"`
	Actions   []ActionReport  `json:"action_items,omitempty"`
	FollowUps []FollowReport  `json:"follow_ups,omitempty"`
	Summary   []LineReport    `json:"summary"`
	Timeline  []LineReport    `json:"timeline"`
	Citations CitationsReport `json:"citations"`
	Totals    Totals          `json:"totals"`
}

// LineReport is one line of what was extracted.
type LineReport struct {
	At      time.Time        `json:"at"`
	Section incident.Section `json:"section,omitempty"`
	Text    string           `json:"text"`
	From    string           `json:"from,omitempty"` // "summary" or "timeline", where it names something
}

// RowReport is a row of the timeline, and the line that names it.
type RowReport struct {
	At   time.Time   `json:"at"`
	Text string      `json:"text"`
	By   *LineReport `json:"named_by,omitempty"`
}

// FactReport is a fact, and the lines that name it.
type FactReport struct {
	Key   string       `json:"key"`
	Text  string       `json:"text"`
	Named bool         `json:"named"`
	Share float64      `json:"share"` // of its words in the lines
	By    []LineReport `json:"lines,omitempty"`
}

// ActionReport is an action item, and the follow-up that is it.
type ActionReport struct {
	Text string `json:"text"`
	By   string `json:"found_by,omitempty"`
}

// FollowReport is a proposed follow-up; Right is nil when there are no action items to tell by.
type FollowReport struct {
	Title string    `json:"title"`
	Owner string    `json:"owner,omitempty"`
	Due   string    `json:"due,omitempty"` // a day
	Phase string    `json:"phase"`
	Right *bool     `json:"right,omitempty"`
	At    time.Time `json:"at"`
}

// CitationsReport counts citations; Broken are those without a message, or with words that are not in it.
type CitationsReport struct {
	Checked int      `json:"checked"`
	Broken  []string `json:"broken,omitempty"`
}

// Totals are the figures at the end. OfSummary counts the rows that the summary alone names.
type Totals struct {
	RowsNamed    int `json:"rows_named"`
	OfSummary    int `json:"rows_named_by_summary"`
	Rows         int `json:"rows"`
	FactsNamed   int `json:"facts_named"`
	Facts        int `json:"facts"`
	ActionsFound int `json:"action_items_found"`
	Actions      int `json:"action_items"`
	Proposed     int `json:"follow_ups_proposed"`
	Wrong        int `json:"follow_ups_wrong"`
	Lines        int `json:"summary_lines"`
}

// evaluate holds what was extracted against the facts; f may be nil.
func evaluate(m *material.Material, x extract.Extract, f *facts) (Report, error) {
	r := Report{Channel: m.Record.Incident.ChannelName, Messages: x.Messages, Facts: f != nil}
	for _, c := range x.Claims {
		r.Summary = append(r.Summary, LineReport{At: c.At, Section: c.Section, Text: c.Text})
	}
	for _, c := range x.Moments {
		r.Timeline = append(r.Timeline, LineReport{At: c.At, Section: c.Section, Text: c.Text})
	}
	r.Totals.Lines, r.Totals.Proposed = len(x.Claims), len(x.FollowUps)
	c, err := readChannel(m)
	if err != nil {
		return r, err
	}
	r.Citations = c.check(x)
	for _, p := range x.FollowUps {
		one := FollowReport{Title: p.Title, Phase: string(p.Phase), At: c.at[p.Cites[0].Message]}
		if p.Owner != "" {
			one.Owner = m.Name(p.Owner)
		}
		if !p.Due.IsZero() {
			one.Due = p.Due.Format(time.DateOnly)
		}
		r.FollowUps = append(r.FollowUps, one)
	}
	if f != nil {
		r.hold(newJudge(x, c.language, c.common()), x, f)
	}
	return r, nil
}

// hold fills in what the facts say.
func (r *Report) hold(j *judge, x extract.Extract, f *facts) {
	t := &r.Totals
	t.Rows, t.Facts, t.Actions = len(f.rows), len(f.causes), len(f.actions)
	alone := &judge{language: j.language, common: j.common}
	for _, l := range j.lines {
		if l.from == "summary" {
			alone.lines = append(alone.lines, l)
		}
	}
	for _, one := range f.rows {
		report := RowReport{At: one.at, Text: one.text}
		if l := j.row(one); l != nil {
			report.By = l.report()
			t.RowsNamed++
		}
		if alone.row(one) != nil {
			t.OfSummary++
		}
		r.Rows = append(r.Rows, report)
	}
	for _, one := range f.causes {
		lines, share, named := j.fact(one.text)
		report := FactReport{Key: one.key, Text: one.text, Named: named, Share: share}
		for _, l := range lines {
			report.By = append(report.By, *l.report())
		}
		if named {
			t.FactsNamed++
		}
		r.Causes = append(r.Causes, report)
	}
	right := make([]bool, len(x.FollowUps))
	for _, item := range f.actions {
		report := ActionReport{Text: item}
		if i := j.action(item, x.FollowUps); i >= 0 {
			report.By = x.FollowUps[i].Title
			t.ActionsFound++
		}
		for i := range x.FollowUps { // two may say the same item
			right[i] = right[i] || j.action(item, x.FollowUps[i:i+1]) == 0
		}
		r.Actions = append(r.Actions, report)
	}
	if !f.judged {
		return
	}
	for i := range right {
		r.FollowUps[i].Right = &right[i]
		if !right[i] {
			t.Wrong++
		}
	}
}

func (l *line) report() *LineReport {
	return &LineReport{At: l.claim.At, Section: l.claim.Section, Text: l.claim.Text, From: l.from}
}

// channel is what is needed of the messages to judge by.
type channel struct {
	language words.Language
	plain    map[incident.MessageID]string
	at       map[incident.MessageID]time.Time
}

func readChannel(m *material.Material) (channel, error) {
	c := channel{plain: map[incident.MessageID]string{}, at: map[incident.MessageID]time.Time{}}
	var all strings.Builder
	for said, err := range m.Said() {
		if err != nil {
			return c, err
		}
		c.plain[said.ID], c.at[said.ID] = words.Normal(said.Plain), said.At
		if all.Len() < 1<<16 {
			all.WriteString(said.Plain + "\n")
		}
	}
	c.language = words.LanguageOf(all.String())
	return c, nil
}

// common are the words that so many messages have that they tell nothing apart.
func (c channel) common() map[string]bool {
	in := map[string]int{}
	for _, text := range c.plain {
		for stem := range set(c.language.Stems(text)) {
			in[stem]++
		}
	}
	all := map[string]bool{}
	for stem, n := range in {
		if n >= commonLeast && n*commonShare > len(c.plain) {
			all[stem] = true
		}
	}
	return all
}

// check looks up every citation: the message must stand, and have the words.
func (c channel) check(x extract.Extract) CitationsReport {
	var r CitationsReport
	look := func(text string, cites []incident.Cite) {
		if len(cites) == 0 {
			r.Broken = append(r.Broken, "nothing is cited for: "+text)
		}
		for _, cite := range cites {
			r.Checked++
			plain, there := c.plain[cite.Message]
			switch {
			case !there:
				r.Broken = append(r.Broken, "there is no message "+string(cite.Message)+", cited for: "+text)
			case cite.Quote == "" || !strings.Contains(plain, words.Normal(cite.Quote)):
				r.Broken = append(r.Broken, "message "+string(cite.Message)+" does not say: "+cite.Quote)
			}
		}
	}
	for _, claims := range [][]incident.Claim{x.Claims, x.Moments} {
		for _, claim := range claims {
			look(claim.Text, claim.Cites)
		}
	}
	for _, f := range x.FollowUps {
		look(f.Title, f.Cites)
	}
	return r
}
