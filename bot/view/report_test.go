package view_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// week is the believable week that the other ways to show a report are tested with, too.
func week() load.Report {
	var r load.Report
	kept, err := os.ReadFile("../../internal/report/testdata/week.golden.json")
	if err == nil {
		err = json.Unmarshal(kept, &r)
	}
	if err != nil {
		panic(err)
	}
	return r
}

// nameless is the week where nobody is named.
func nameless() load.Report {
	r := week()
	r.Settings.Names = false
	for i := range r.People {
		r.People[i].Person, r.People[i].Name = "", ""
	}
	for i := range r.Key {
		r.Key[i].HalfAre, r.Key[i].MostAre, r.Key[i].HalfName, r.Key[i].MostName = nil, nil, nil, nil
	}
	return r
}

func quietWeek() load.Report {
	r := week()
	return load.Report{Period: r.Period, Made: r.Made, Zone: r.Zone, Settings: r.Settings, Before: r.Before}
}

func runningWeek() load.Report {
	r := nameless()
	r.Made = r.Period.From.Add(80 * time.Hour)
	return r
}

func pictures() []view.ReportPicture {
	return []view.ReportPicture{
		{FileID: "F0HOURS000", Alt: "Hours by team over eight weeks; Payments gave most."},
		{FileID: "F0CLOCK000", Alt: "Hours by weekday and hour; most on Monday before noon."},
		{FileID: "F0RESOLVE0", Alt: "Median time to resolve by week over a year."},
	}
}

func myFigures() load.Figures {
	r := week()
	return load.Figures{
		Period: r.Period, Person: "U0ADA", Name: "Ada", Team: "Payments",
		Hours: load.Hours{Working: 5 * time.Hour, Evening: 30 * time.Minute, Night: 3 * time.Hour}, Interruptions: 4, Nights: 2, Over: true,
		Working: 40 * time.Hour, TeamMedian: 3 * time.Hour, Compared: 6,
		Incidents: []load.OwnLine{
			{Number: 412, Title: "Checkout answers 502", Severity: "SEV1", Link: r.Lines[0].Link, Hours: load.Hours{Night: 3 * time.Hour}, Nights: 2, Responded: true},
			{Number: 416, Title: hostile, Severity: "SEV4", Link: "javascript:alert(1)", Hours: load.Hours{Working: 4 * time.Minute}},
		},
	}
}

func reportMessages() map[string]view.Message {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	all := map[string]view.Message{
		"report":                view.Report(week(), pictures(), false),
		"report_pictures_below": view.Report(week(), nil, true),
		"report_quiet":          view.Report(quietWeek(), nil, false),
		"report_running":        view.OwnReport(runningWeek()),
		"report_own_quiet":      view.OwnReport(quietWeek()),
		"figures":               view.Figures(myFigures(), 7, berlin, false),
		"figures_weekly":        view.Figures(load.Figures{Period: week().Period, Person: "U0BEN"}, 7, time.UTC, true),
	}
	for _, d := range view.ReportDetails(week()) {
		all["report_thread_"+strings.ReplaceAll(d.Key, "/", "_")] = d.Message
	}
	all["figures_coming"] = view.FiguresComing()
	all["report_thread_who_nameless"] = view.ReportDetails(nameless())[0].Message
	return all
}

func TestReport_names_nobody_whom_it_must_not_name(t *testing.T) {
	t.Parallel()
	named, r := week(), nameless()
	shown := []view.Message{view.Report(r, pictures(), false), view.OwnReport(r)}
	for _, d := range view.ReportDetails(r) {
		shown = append(shown, d.Message)
	}
	for _, p := range named.People {
		if p.Name == "" {
			continue
		}
		for _, m := range shown {
			if strings.Contains(string(encode(t, m.Blocks))+m.Text, p.Name) {
				t.Errorf("%s is named", p.Name)
			}
		}
	}
}

func TestReport_is_an_ack_that_Slack_takes(t *testing.T) {
	t.Parallel()
	if n := len(encode(t, view.OwnReport(week()).Blocks)); n > 19_000 {
		t.Errorf("%d bytes; Slack drops an ack of 20 kB", n)
	}
}

// A large company with words that people typed, or worse.
func TestReport_holds_whatever_is_in_it(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := week()
		r.Period.Name = rapid.SampledFrom([]string{"2026-W46", "2026-11"}).Draw(t, "period")
		word := anything(t, "word")
		for i := range rapid.IntRange(0, 60).Draw(t, "teams") {
			team := r.Teams[0]
			team.Name = fmt.Sprint(i) + word
			r.Teams = append(r.Teams, team)
			r.People = append(r.People, load.PersonLoad{Name: word, Hours: team.Hours, Over: true})
			r.Key = append(r.Key, load.KeyPeople{Of: "service", Name: word, People: 9, Hours: time.Hour, HalfName: []string{word, word}, MostName: []string{word, word}})
			r.FollowUps.ByTeam = append(r.FollowUps.ByTeam, load.TeamFollowUps{Team: word})
			r.Incidents.BySeverity = append(r.Incidents.BySeverity, load.Tally{Name: word, Count: 3})
		}
		for i := range rapid.IntRange(0, 300).Draw(t, "incidents") {
			l := r.Lines[0]
			l.Number, l.Title, l.Service, l.Cause = incident.Number(i+1), word, word, word
			l.Link = rapid.SampledFrom([]string{l.Link, "", "javascript:1", "https://x|y<z"}).Draw(t, "link")
			r.Lines = append(r.Lines, l)
			r.Recurring = append(r.Recurring, load.Recurring{What: "service", Name: word, Numbers: make([]incident.Number, 40)})
		}
		p := pictures()
		p[0].Alt = strings.Repeat(word, 3)
		messages := map[string]view.Message{"report": view.Report(r, p, false), "own": view.OwnReport(r)}
		for _, d := range view.ReportDetails(r) {
			if _, twice := messages[d.Key]; twice {
				t.Errorf("two details are called %s", d.Key)
			}
			messages[d.Key] = d.Message
		}
		f := myFigures()
		f.Team = word
		for range 40 {
			f.Incidents = append(f.Incidents, f.Incidents[1])
		}
		messages["figures"] = view.Figures(f, 7, time.UTC, false)
		for name, m := range messages {
			checkMessage(about{t, name}, m)
		}
	})
}
