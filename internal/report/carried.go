package report

import (
	"fmt"
	"slices"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// mostPeople is how many people are listed one by one; a long list of small figures tells nothing.
const mostPeople = 20

func carried(r load.Report) section {
	s := section{title: "Who carried it"}
	if t := teams(r); len(t.rows) > 0 {
		s.parts = append(s.parts, part{table: t})
	}
	s.parts = append(s.parts, part{picture: "clock"})
	if t := onCall(r); len(t.rows) > 0 {
		s.parts = append(s.parts, part{table: t})
	}
	s.parts = append(s.parts, people(r)...)
	return s
}

// onCall says how evenly those on call carried what their teams had to carry.
func onCall(r load.Report) *table {
	t := &table{
		caption: "How evenly those on call carried it",
		columns: []column{
			{head: "On call", grows: true}, {head: "people", number: true}, {head: "whoever carried most", number: true}, {head: "an equal share", number: true},
		},
	}
	for _, team := range r.Teams {
		if team.OnCall > 1 && team.Busiest > 0 {
			t.rows = append(t.rows, []cell{
				text(clean(load.TeamName(team.Name))), text(load.Thousands(team.OnCall)), text(load.Percent(team.Busiest)), text(load.Percent(team.Equal)),
			})
		}
	}
	return t
}

func teams(r load.Report) *table {
	t := &table{
		caption: "What each team carried", bars: true,
		columns: []column{
			{head: "Team", grows: true},
			{head: "hours", number: true},
			{bar: true},
			{head: "off hours", number: true, spare: true},
			{head: "pulled in", number: true},
			{head: "at night", number: true},
			{head: "tax", number: true},
		},
	}
	var most load.Span
	for _, team := range r.Teams {
		most = max(most, team.Hours.Total())
	}
	for _, team := range r.Teams {
		if team.Name == "" && team.Hours.Total() == 0 {
			continue
		}
		t.rows = append(t.rows, []cell{
			text(clean(load.TeamName(team.Name))), text(load.Worked(team.Hours.Total())),
			{bar: hoursBar(team.Hours, most)},
			text(load.Worked(team.Hours.OffHours())), text(load.Thousands(team.Interruptions)), text(load.Thousands(team.Nights)),
			text(taxShare(team.Tax)),
		})
	}
	return t
}

// people are named, or counted.
func people(r load.Report) []part {
	var parts []part
	named := slices.ContainsFunc(r.People, func(p load.PersonLoad) bool { return p.Name != "" })
	switch {
	case named:
		parts = append(parts, part{table: peopleTable(r)})
		if rest := r.People[min(len(r.People), mostPeople):]; len(rest) > 0 {
			var sum load.Span
			for _, p := range rest {
				sum += p.Hours.Total()
			}
			parts = append(parts, words(fmt.Sprintf("%s more gave %s together.", load.Several(len(rest), "person"), load.Worked(sum))))
		}
	case len(r.People) > 1:
		most, middle := r.People[0].Hours.Total(), r.People[len(r.People)/2].Hours.Total()
		parts = append(parts, words(fmt.Sprintf("Of %d people, the one who gave most gave %s; half of them gave %s or less.",
			len(r.People), load.Worked(most), load.Worked(middle))))
	}
	if r.Settings.MaxHours <= 0 && r.Settings.MaxNights <= 0 {
		return parts
	}
	switch r.Over {
	case 0:
		return append(parts, words("Nobody went over the limit."))
	case 1:
		return append(parts, words("1 person went over the limit."))
	default:
		return append(parts, words(load.Several(r.Over, "person")+" went over the limit."))
	}
}

func peopleTable(r load.Report) *table {
	t := &table{
		caption: "What people carried, most hours first", bars: true,
		columns: []column{
			{head: "Person", grows: true},
			{head: "Team", grows: true, narrow: true},
			{head: "hours", number: true},
			{bar: true},
			{head: "pulled in", number: true},
			{head: "at night", number: true},
			{head: "limit"},
		},
	}
	shown := r.People[:min(len(r.People), mostPeople)]
	for _, p := range shown {
		name, over := clean(p.Name), ""
		if name == "" {
			name = "not named"
		}
		if p.Over {
			over = "over"
		}
		t.rows = append(t.rows, []cell{
			text(name), text(clean(p.Team)), text(load.Worked(p.Hours.Total())),
			{bar: hoursBar(p.Hours, shown[0].Hours.Total())},
			text(load.Thousands(p.Interruptions)), text(load.Thousands(p.Nights)),
			{words: over, loud: true},
		})
	}
	return t
}

func keyPeople(r load.Report) section {
	s := section{title: "Key people: without whom would it not go?"}
	var list []entry
	for _, k := range r.KeyOf() {
		lead := "Everybody"
		if k.Name != "" {
			lead = clean(k.Name)
		}
		if k.Of == "service" {
			lead = "The service " + lead
		}
		list = append(list, entry{lead, clean(k.Words())})
	}
	if list != nil {
		s.parts = append(s.parts, part{list: list})
	}
	return s
}

func maturity(r load.Report) section {
	var list []entry
	for _, because := range r.Maturity.Because() {
		list = append(list, entry{words: because})
	}
	return section{"How mature", []part{words(r.Maturity.Stage.Words() + "."), {list: list}, words(r.Maturity.Rule())}}
}
