package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/incident"
)

// Bounds of the questions that an installation adds to its form.
const (
	maxQuestions = 20
	maxLabelLen  = 75
	maxHelpLen   = 150
)

var questionName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

func checkQuestions(refuse refuseFunc, key string, all []incident.Question) {
	if len(all) > maxQuestions {
		refuse(key, fmt.Sprintf("has %d entries; it has at most %d: whoever is woken has to answer them", len(all), maxQuestions))
	}
	var names []string
	for n, q := range all {
		entry := fmt.Sprintf("%s[%d]", key, n)
		switch {
		case !questionName.MatchString(q.Name):
			refuse(entry+".name", fmt.Sprintf("is %s; it is one word of a-z, 0-9 and _, of at most 30 characters", shown(q.Name)))
		case slices.Contains(names, q.Name):
			refuse(entry+".name", fmt.Sprintf("is %s; another entry has that name already", shown(q.Name)))
		}
		names = append(names, q.Name)
		checkLine(refuse, entry+".label", q.Label, 1, maxLabelLen)
		checkLine(refuse, entry+".help", q.Help, 0, maxHelpLen)
		if !slices.Contains(incident.QuestionKinds(), q.Kind) {
			refuse(entry+".kind", fmt.Sprintf("is %s; it is text, choice, number or link", shown(string(q.Kind))))
		}
		checkOptionsOf(refuse, entry+".options", q)
	}
}

func checkOptionsOf(refuse refuseFunc, key string, q incident.Question) {
	switch {
	case q.Kind != incident.AskChoice:
		if len(q.Options) > 0 {
			refuse(key, "is only of a choice")
		}
		return
	case len(q.Options) < 1 || len(q.Options) > maxOptions:
		refuse(key, fmt.Sprintf("has %d entries; a choice has 1 to %d, as many as a list in Slack", len(q.Options), maxOptions))
	}
	for n, o := range q.Options {
		checkLine(refuse, fmt.Sprintf("%s[%d]", key, n), o, 1, maxWordsLen)
		if slices.ContainsFunc(q.Options[:n], func(other string) bool { return strings.EqualFold(o, other) }) {
			refuse(fmt.Sprintf("%s[%d]", key, n), fmt.Sprintf("is %s, which stands above already", shown(o)))
		}
	}
}

func checkLine(refuse refuseFunc, key, line string, least, most int) {
	if n := utf8.RuneCountInString(line); n < least || n > most || incident.CleanLine(line) != line {
		refuse(key, fmt.Sprintf("is %s; it is a line of %d to %d characters", shown(line), least, most))
	}
}
