package report

import (
	"fmt"
	"strings"

	"github.com/tocsin-bot/tocsin/incident/load"
)

func followUps(r load.Report) section {
	f := r.FollowUps
	said := fmt.Sprintf("%s opened and %s done in this %s; %s open at its end", upper(orNone(f.Opened)), orNone(f.Done), r.Period.Noun(), orNone(f.Open))
	if f.Open > 0 {
		said += fmt.Sprintf(", %s of them overdue. Half of the open ones are older than %s", orNone(f.Overdue), load.Elapsed(f.MedianAge))
	}
	s := section{title: "Follow-ups", parts: []part{words(said + ".")}}
	t := &table{
		caption: "Follow-ups by the team of who owns them",
		columns: []column{
			{head: "Team", grows: true},
			{head: "opened", number: true},
			{head: "done", number: true},
			{head: "open", number: true},
			{head: "overdue", number: true},
		},
	}
	for _, team := range f.ByTeam {
		name := clean(team.Team)
		if name == "" {
			name = "No team, or no owner"
		}
		t.rows = append(t.rows, []cell{
			text(name), text(load.Thousands(team.Opened)), text(load.Thousands(team.Done)), text(load.Thousands(team.Open)),
			{words: load.Thousands(team.Overdue), loud: team.Overdue > 0},
		})
	}
	if len(t.rows) > 0 {
		s.parts = append(s.parts, part{table: t})
	}
	if list := drafts(r.Drafts); list != nil {
		s.parts = append(s.parts, part{list: list})
	}
	return s
}

// drafts say how much people kept.
func drafts(d load.Drafts) (list []entry) {
	if d.Postmortems > 0 && d.Words > 0 {
		list = append(list, entry{"Postmortem drafts", fmt.Sprintf("people kept %s of %s words in %s; a model wrote %d of them",
			load.Percent(float64(d.Kept)/float64(d.Words)), load.Thousands(d.Words), load.Several(d.Postmortems, "draft"), d.Models)})
	}
	if d.Proposed > 0 {
		list = append(list, entry{"Proposed follow-ups", fmt.Sprintf("people accepted %d of %d (%s), %d of them word for word",
			d.Accepted, d.Proposed, load.Percent(float64(d.Accepted)/float64(d.Proposed)), d.AcceptedAsIs)})
	}
	if d.Cost > 0 {
		list = append(list, entry{"The model cost", fmt.Sprintf("$%.2f", float64(d.Cost)/1e6)})
	}
	return list
}

func incidents(r load.Report) section {
	s := section{title: "Incidents of the " + r.Period.Noun()}
	zone := r.Location()
	t := &table{
		caption: "Incidents in the order of their declaration",
		columns: []column{
			{head: "Incident"},
			{head: "sev."},
			{head: "Title", grows: true},
			{head: "took", number: true},
			{head: "people", number: true},
			{head: "follow-ups", number: true},
			{head: "declared", below: true},
			{head: "work", below: true},
			{head: "filed under", below: true},
			{head: "state", below: true},
		},
	}
	for _, l := range r.Lines {
		number, title, state, declared := cell{words: "private"}, "a private incident", "", "Mon 2 Jan"
		if !l.Private {
			number, title, declared = cell{words: l.Number.String(), link: l.Link}, clean(l.Title), declared+" 15:04"
		}
		if !l.Over {
			state = "still open"
		}
		t.rows = append(t.rows, []cell{
			number, text(clean(string(l.Severity))), text(title), text(load.Elapsed(l.Took)), text(load.Thousands(l.People)),
			text(load.Thousands(l.FollowUps)), text(l.DeclaredAt.In(zone).Format(declared)), text(load.Worked(l.Hours) + " of work"),
			text(sorts(l)),
			{words: state, loud: true},
		})
	}
	if len(t.rows) > 0 {
		s.parts = append(s.parts, part{table: t})
	}
	if said := r.Earlier.Words(); said != "" {
		s.parts = append(s.parts, words(said+"."))
	}
	return s
}

// sorts are what an incident is filed under.
func sorts(l load.Line) string {
	var said []string
	for _, s := range []string{l.Type, l.Service, l.Cause} {
		if s = clean(s); s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, ", ")
}

func recurring(r load.Report) section {
	s := section{title: "What came back in four weeks"}
	var list []entry
	for _, again := range r.Recurring {
		var numbers []string
		for _, n := range again.Numbers {
			numbers = append(numbers, n.String())
		}
		what := "broke"
		if again.What == "cause" {
			what = "was the cause"
		}
		list = append(list, entry{clean(again.Name), fmt.Sprintf("%s %s: %s", what, often(len(numbers)), load.List(numbers))})
	}
	if list != nil {
		s.parts = append(s.parts, part{list: list})
	}
	return s
}

func often(n int) string {
	if n == 2 {
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

func orNone(n int) string {
	if n == 0 {
		return "none"
	}
	return load.Thousands(n)
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
