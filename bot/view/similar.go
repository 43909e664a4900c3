package view

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

// Beside is what the form to declare an incident shows beside its questions.
type Beside struct {
	Similar *incident.Sketch // an open incident that the title resembles; nil for none
	Sudden  bool             // it was declared while the form was being filled in, and is shown instead of declaring
	Home    string           // the workspace's web address
	Now     time.Time
}

// DeclareFormBeside is DeclareForm with an open incident that may be the same, and with the message that the incident is
// declared out of.
func DeclareFormBeside(d incident.Declaration, rules incident.Rules, beside Beside) slack.ModalViewRequest {
	form := DeclareForm(d, rules)
	state := formState{Source: d.Source}
	blocks := form.Blocks.BlockSet
	var more []slack.Block
	if beside.Similar != nil {
		state.Shown = beside.Similar.Number
		more = append(more, similar(*beside.Similar, beside)...)
	}
	if beside.Sudden {
		form.Submit = literal("Declare anyway", maxViewTitle)
	}
	more = append(more, beganWith(d.Source)...)
	form.Blocks.BlockSet = append(append(blocks[:1:1], more...), blocks[1:]...)
	form.PrivateMetadata = state.String()
	return form
}

func similar(k incident.Sketch, beside Beside) []slack.Block {
	join := slack.NewButtonBlockElement(ActionJoin, Ref{Number: k.Number}.String(), literal("Join "+k.Number.String(), maxOption))
	if beside.Home != "" && identifier.MatchString(string(k.Channel)) {
		join.URL = strings.TrimSuffix(beside.Home, "/") + "/archives/" + string(k.Channel)
	}
	age := ago(beside.Now.Sub(k.DeclaredAt))
	text := incident.CleanLine(k.Number.String()+" "+k.Title) + ", " + age + ": join it instead?"
	head := slack.NewSectionBlock(literal(text, maxSection), nil, slack.NewAccessory(join))
	head.BlockID = "similar"
	says := "It is open, and may be the same. If it is not, go on."
	if beside.Sudden {
		says = "⚠️ " + person(k.DeclaredBy) + " declared it " + age + ", while you were writing. If it is not the same, press *Declare anyway*."
	}
	return []slack.Block{head, note(says)}
}

// ago says how old something is, as people do.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s ago", max(0, int(d.Seconds())))
	case d < 2*time.Minute:
		return "a minute ago"
	case d < time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d.Minutes()))
	default:
		return span(d) + " ago"
	}
}

// Twin tells the channel of what somebody else declared just before and is probably the same.
func Twin(inc incident.Incident, earlier incident.Sketch) Message {
	when := "at the same time"
	if d := inc.DeclaredAt.Sub(earlier.DeclaredAt); d >= time.Second {
		when = count(int(d.Seconds()), "second") + " before this one"
	}
	where := ""
	if earlier.Channel != "" {
		where = " → " + channel(earlier.Channel)
	}
	blocks := []slack.Block{
		section("👯 *" + earlier.Number.String() + " was declared " + when + "* by " + person(earlier.DeclaredBy) + where),
		slack.NewSectionBlock(literal(incident.CleanLine(earlier.Title), maxSection), nil, nil),
	}
	says := "If it is the same, merge this one into it: the people here are invited there, and what was said stays. If it is not, go on."
	if inc.Private {
		says = "This one is private and that one is not, so they cannot be merged. If it is the same, go on in one of them, and close the other."
	} else {
		ref := refTo(inc)
		ref.Item = strconv.FormatInt(int64(earlier.Number), 10)
		blocks = append(blocks, slack.NewActionBlock("twin", slack.NewButtonBlockElement(ActionMerge, ref.String(), literal("Merge", maxOption))))
	}
	return Message{Text: fallback(earlier.Number.String(), earlier.Title, "may be the same as this one."), Blocks: append(blocks, note(says))}
}

func beganWith(s *incident.Source) []slack.Block {
	if s == nil {
		return nil
	}
	says := "💬 The message of " + person(s.Author) + " will stand first on the timeline, with a link to it."
	if s.Private {
		says += " 🔒 It was written in private: everybody who sees the incident's channel will read it. Tick *Private* if they must not. " +
			"The announcement does not quote it."
	}
	return []slack.Block{note(says)}
}

// Joining stands where the form stood once somebody would rather join another incident.
func Joining(inc incident.Incident) slack.ModalViewRequest {
	return dialog(numbered(inc),
		section("You are asked into *"+numbered(inc)+"* → "+channel(inc.Channel)),
		slack.NewSectionBlock(literal(inc.Title, maxSection), nil, nil),
		note("Nothing was declared. Say there what you know; `/incident catchup` tells what happened so far."),
	)
}

// formState is what the form carries along, unseen.
type formState struct {
	Shown  incident.Number  `json:"shown,omitempty"`
	Source *incident.Source `json:"source,omitempty"`
}

// maxMetadata is how much a form can carry. Source: docs.slack.dev, "View: private_metadata".
const maxMetadata = 3000

func (s formState) String() string {
	if s == (formState{}) {
		return ""
	}
	for limit := incident.MaxText; ; limit -= 100 {
		if s.Source != nil {
			short := *s.Source
			short.Text = fit(short.Text, max(limit, 1))
			s.Source = &short
		}
		encoded, err := json.Marshal(s)
		if err != nil {
			panic("view: a form's state that cannot be encoded: " + err.Error()) // only our own types are in it
		}
		if utf8.RuneCount(encoded) <= maxMetadata || limit < 100 {
			return string(encoded)
		}
	}
}

func readState(v slack.View) formState {
	var s formState
	if json.Unmarshal([]byte(v.PrivateMetadata), &s) != nil {
		return formState{} // of an older form
	}
	return s
}

// ReadShown reads which resembling incident the form showed; 0 for none.
func ReadShown(v slack.View) incident.Number { return readState(v).Shown }

// PlainText is what a message of Slack's reads as.
func PlainText(text string) string { return mrkdwn.Plain(text, nil) }

// tellBeginning tells where an incident came from.
func tellBeginning(e incident.Entry) telling {
	if e.What == incident.WhatCommandLine {
		return telling{
			headline: "⌨️ *Declared on the command line* by " + person(e.By) + ", " + when(e.At) + ".",
			after:    "This channel was opened as soon as Slack could be reached.",
		}
	}
	return telling{
		headline: "💬 *It began with* " + linkTo(e.What, "a message") + " of " + person(e.Person) + ".",
		said:     []saying{{"", e.Text}},
	}
}
