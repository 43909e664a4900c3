package demo

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// filled is what a form shows with the values that somebody entered, given as pairs of label and value,
// and its button.
func filled(form *slacksim.Modal, submit string, fields []any) []string {
	lines := questions(strings.Split(night(form.Text()), "\n")[1:]) // the title leads
	for i := 0; i+1 < len(fields); i += 2 {
		lines = enter(lines, fmt.Sprint(fields[i]), fmt.Sprint(fields[i+1]))
	}
	var shown []string
	for _, line := range lines { // answers stand free; brackets are for what can be pressed
		if part := input.FindStringSubmatch(line); part != nil {
			line = part[1] + " " + part[3]
		}
		line = choice.ReplaceAllString(line, "$1")
		shown = append(shown, strings.Split(strings.ReplaceAll(line, "\n", "\n  "), "\n")...)
	}
	return append(shown, "["+submit+"]")
}

// questions joins the lines of an answer that has several.
func questions(lines []string) []string {
	var all []string
	for _, line := range lines {
		if n := len(all) - 1; n >= 0 && begun.MatchString(all[n]) {
			all[n] += "\n" + line
		} else {
			all = append(all, line)
		}
	}
	return all
}

// begun is a question whose answer goes on in the next line.
var begun = regexp.MustCompile(`^[^\[]*[:?)] \[[^\]]*$`)

// input is a question with its answer, as slacksim reads it: Label (optional): [answer].
var input = regexp.MustCompile(`(?s)^(.*?)( \(optional\))?:? \[(.*)\]$`)

// choice is a question that need not be answered, with its options below: Label? (optional):
var choice = regexp.MustCompile(`^(.*\?) \(optional\):$`)

// enter writes a value into the line of its question, or marks it among the options below.
func enter(lines []string, label, value string) []string {
	asked := false
	for i, line := range lines {
		if part := input.FindStringSubmatch(line); part != nil && part[1] == label {
			lines[i] = label + " " + value
			return lines
		}
		option := strings.HasPrefix(line, "  ○ ") || strings.HasPrefix(line, "  ◉ ")
		switch {
		case strings.HasPrefix(line, label):
			asked = true
		case asked && option && strings.Contains(line, " "+value):
			lines[i] = strings.Replace(line, "○", "◉", 1)
		case asked && option:
			lines[i] = strings.Replace(line, "◉", "○", 1)
		case asked:
			return lines
		}
	}
	return lines
}

// lastingLine is what a form says once the incident is open: where its channel is.
func lastingLine(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, "→ #") {
			return line
		}
	}
	return text
}
