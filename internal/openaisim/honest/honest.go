// Package honest is a script for a simulated model that reads: it finds what matters by a mark in the
// text, quotes it word for word, and passes it on. So whatever is lost on the way was lost by us.
package honest

import (
	"encoding/json"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// Reader finds in the messages it is given what the test has put there.
type Reader struct {
	// Section says to which section of a summary a text belongs; "" when it does not matter.
	Section func(text string) string
	// First says what comes first when there is room for a few only; nil puts nothing before anything.
	First func(text string) bool
	// FollowUp says whether a text is something to be done later; nil finds none.
	FollowUp func(text string) bool
}

// line is one JSON object of a prompt: a message, or a claim about some.
type line struct {
	ID      string `json:"i"`
	Author  string `json:"u"`
	Section string `json:"s"`
	Text    string `json:"x"`
}

type cite struct {
	Message string `json:"msg"`
	Quote   string `json:"quote"`
}

type claim struct {
	Section string `json:"section"`
	Text    string `json:"text"`
	Cites   []cite `json:"cites"`
}

type followUp struct {
	Title    string  `json:"title"`
	Owner    *string `json:"owner"`
	Due      *string `json:"due"`
	Phase    string  `json:"phase"`
	Ticketed bool    `json:"already_ticketed"`
	Cites    []cite  `json:"cites"`
}

type merged struct {
	IDs     []string `json:"ids"`
	Section string   `json:"section"`
	Text    string   `json:"text"`
}

// Answer answers a question, whichever of ours it is.
func (r Reader) Answer(q openaisim.Request) openaisim.Reply {
	lines := read(q.User())
	switch shape := q.System(); {
	case strings.Contains(shape, "`ids`"):
		return openaisim.JSON(map[string]any{"claims": r.choose(lines)})
	case strings.Contains(shape, "`went_well`"):
		return openaisim.JSON(map[string]any{"contributing": []int{}, "went_well": []int{}, "went_badly": []int{}})
	default:
		claims, followUps := r.find(lines)
		return openaisim.JSON(map[string]any{"claims": claims, "follow_ups": followUps})
	}
}

// read takes the JSON objects out of a prompt.
func read(prompt string) []line {
	var lines []line
	for text := range strings.Lines(prompt) {
		var l line
		if json.Unmarshal([]byte(text), &l) == nil && l.ID != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

func (r Reader) find(lines []line) (claims []claim, followUps []followUp) {
	claims, followUps = []claim{}, []followUp{}
	for _, l := range lines {
		cites := []cite{{Message: l.ID, Quote: l.Text}}
		if section := r.Section(l.Text); section != "" {
			claims = append(claims, claim{Section: section, Text: l.Text, Cites: cites})
		}
		if r.FollowUp != nil && r.FollowUp(l.Text) {
			followUps = append(followUps, followUp{Title: l.Text, Owner: &l.Author, Phase: "prevent", Cites: cites})
		}
	}
	return claims, followUps
}

// choose keeps every claim as it is, the most important first, as it was asked to.
func (r Reader) choose(lines []line) []merged {
	chosen, rest := []merged{}, []merged{}
	for _, l := range lines {
		one := merged{IDs: []string{l.ID}, Section: l.Section, Text: l.Text}
		if r.First != nil && r.First(l.Text) {
			chosen = append(chosen, one)
		} else {
			rest = append(rest, one)
		}
	}
	return append(chosen, rest...)
}
