package extract_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

// tuesday is when the channels of the tests begin.
var tuesday = time.Date(2026, 3, 3, 2, 47, 0, 0, time.UTC)

var typed = regexp.MustCompile(`^(?:(\d\d):(\d\d) )?([\p{L}-]+)(!?): ?`)

// channel is what people type, a message on a line: "03:10 ada: text". Without a time, each comes a minute
// after the one before. A name with a ! is a bot's.
func channel(lines ...string) *material.Material {
	m := &material.Material{Now: tuesday.Add(24 * time.Hour)}
	m.Record.People = map[incident.PersonID]incident.Person{}
	at := tuesday
	for _, line := range lines {
		found := typed.FindStringSubmatch(line)
		if found == nil {
			panic("no message: " + line)
		}
		at = at.Add(time.Minute)
		if found[1] != "" {
			clock, _ := time.Parse("15:04", found[1]+":"+found[2])
			at = time.Date(at.Year(), at.Month(), at.Day(), clock.Hour(), clock.Minute(), 0, 0, time.UTC)
		}
		say(m, at, found[3], found[4] != "", strings.TrimPrefix(line, found[0]))
	}
	return m
}

// say adds a message, and the person if they are new.
func say(m *material.Material, at time.Time, name string, bot bool, text string) *incident.Message {
	id := incident.PersonID("U" + strings.ToUpper(name))
	m.Record.People[id] = incident.Person{ID: id, Name: name, Bot: bot}
	m.Record.Messages = append(m.Record.Messages, incident.Message{
		ID: incident.MessageID(fmt.Sprintf("%d.%06d", at.Unix(), len(m.Record.Messages))), Author: id, Bot: bot, At: at, Text: text,
	})
	return &m.Record.Messages[len(m.Record.Messages)-1]
}

// summarise extracts, and checks what holds for every channel: the limits, and that every quote is
// in its message.
func summarise(t *testing.T, m *material.Material) extract.Extract {
	t.Helper()
	x, err := extract.Summarise(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Claims) > extract.MaxClaims || len(x.Moments) > extract.MaxMoments || len(x.FollowUps) > extract.MaxFollowUps {
		t.Errorf("%d claims, %d moments, %d follow-ups", len(x.Claims), len(x.Moments), len(x.FollowUps))
	}
	said := map[incident.MessageID]string{}
	for one, err := range m.Said() {
		if err != nil {
			t.Fatal(err)
		}
		said[one.ID] = words.Normal(one.Plain)
	}
	quoted := func(text string, cites []incident.Cite) {
		if len(cites) == 0 {
			t.Errorf("%q cites nothing", text)
		}
		for _, c := range cites {
			if c.Quote == "" || !strings.Contains(said[c.Message], words.Normal(c.Quote)) {
				t.Errorf("%q is not in message %s", c.Quote, c.Message)
			}
		}
	}
	for i, c := range append(x.Claims, x.Moments...) {
		quoted(c.Text, c.Cites)
		if n := len([]rune(c.Text)); n > extract.MaxLine+1 {
			t.Errorf("line %d has %d characters", i, n)
		}
		if c.Section == "" || c.At.IsZero() {
			t.Errorf("line %d has no section or no time: %+v", i, c)
		}
	}
	for i, c := range x.Moments[min(1, len(x.Moments)):] {
		if c.At.Before(x.Moments[i].At) {
			t.Errorf("the moments are not in order: %s", c.Text)
		}
	}
	for _, f := range x.FollowUps {
		quoted(f.Title, f.Cites)
		if f.State != incident.FollowUpProposed || f.Phase.Meaning() == "" || f.ProposedBy != incident.MadeByTimeline {
			t.Errorf("%+v is no proposal", f)
		}
	}
	return x
}

// all is all text that was extracted.
func all(x extract.Extract) string {
	var b strings.Builder
	for _, c := range append(x.Claims, x.Moments...) {
		fmt.Fprintln(&b, c.Text)
	}
	for _, f := range x.FollowUps {
		fmt.Fprintln(&b, f.Title)
	}
	return b.String()
}

// section is where a text stands in the summary; empty when it does not.
func section(x extract.Extract, text string) incident.Section {
	for _, c := range x.Claims {
		if strings.Contains(c.Text, text) {
			return c.Section
		}
	}
	return ""
}
