package demo

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
)

// screen lays out what happens for a terminal of any width, or for a file.
type screen struct {
	w       io.Writer
	columns int
	live    bool // somebody watches as it is printed

	plain, faint, strong, accent lipgloss.Style
	inks                         []lipgloss.Style // of people, in the order they appear
	inkOf                        map[string]lipgloss.Style
}

const (
	// widest is how wide a text gets on a terminal that is wider.
	widest = 100
	// margin, timeColumn and nameColumn are the columns before what is said.
	margin, timeColumn, nameColumn = 2, 7, 10
)

func newScreen(w io.Writer) *screen {
	columns, live := stage.Terminal(w)
	look := lipgloss.NewRenderer(w) // knows NO_COLOR, and what the terminal can show
	ink := func(code string) lipgloss.Style { return look.NewStyle().Foreground(lipgloss.Color(code)).Bold(true) }
	return &screen{
		w: w, columns: min(columns, widest), live: live,
		plain: look.NewStyle(), faint: look.NewStyle().Faint(true), strong: look.NewStyle().Bold(true),
		accent: ink("1"),
		inks:   []lipgloss.Style{ink("6"), ink("3"), ink("5"), ink("4"), ink("2")},
		inkOf:  map[string]lipgloss.Style{},
	}
}

// name is a name in its own colour; the bot's is the accent.
func (s *screen) name(name string) string {
	if name == botName {
		return s.accent.Render(name)
	}
	if _, known := s.inkOf[name]; !known {
		s.inkOf[name] = s.inks[len(s.inkOf)%len(s.inks)]
	}
	return s.inkOf[name].Render(name)
}

func (s *screen) line(text string) { _, _ = fmt.Fprintln(s.w, strings.TrimRight(text, " ")) }

// hang prints a text behind what stands before it, and indents what does not fit on one line.
func (s *screen) hang(before, text string) {
	indent := ansi.StringWidth(before)
	if indent > s.columns/2 { // too narrow for columns: what is said gets lines of its own
		s.line(before)
		before, indent = "    ", 4
	}
	for i, line := range wrap(text, s.columns-indent) {
		if i > 0 {
			before = strings.Repeat(" ", indent)
		}
		s.line(before + line)
	}
}

// wrap breaks a text into lines of at most so many columns.
func wrap(text string, columns int) []string {
	return strings.Split(ansi.Wrap(text, max(columns, 10), ""), "\n")
}

// hanging breaks a text into lines of at most so many columns, of which all but the first are indented.
func hanging(text string, columns, indent int) []string {
	lines := wrap(text, columns)
	if len(lines) == 1 {
		return lines
	}
	rest := strings.TrimLeft(strings.TrimPrefix(text, lines[0]), " ")
	first := lines[0]
	lines = wrap(rest, columns-indent)
	for i := range lines {
		lines[i] = strings.Repeat(" ", indent) + lines[i]
	}
	return append([]string{first}, lines...)
}

// said prints what somebody said; a reply stands a little further in.
func (s *screen) said(at, name, text string, reply bool) {
	into := ""
	if reply {
		into = "  ↳ "
	}
	pad := strings.Repeat(" ", max(1, nameColumn-ansi.StringWidth(name)))
	s.hang(strings.Repeat(" ", margin)+s.faint.Render(at)+strings.Repeat(" ", timeColumn-len(at))+into+s.name(name)+pad, text)
}

// direction prints what somebody does, as in a play.
func (s *screen) direction(text string) {
	s.hang(strings.Repeat(" ", margin+timeColumn), s.faint.Render("▸ ")+text)
}

// typing prints a command that somebody types. Where somebody watches, it comes letter by letter.
func (s *screen) typing(name, command string, pause func()) {
	before := strings.Repeat(" ", margin+timeColumn) + s.faint.Render("▸ ") + s.name(name) + " types "
	if !s.live || ansi.StringWidth(before)+ansi.StringWidth(command) > s.columns {
		s.hang(before, s.strong.Render(command))
		return
	}
	_, _ = fmt.Fprint(s.w, before)
	for _, letter := range command {
		_, _ = fmt.Fprint(s.w, s.strong.Render(string(letter)))
		pause()
	}
	s.line("")
}

// changed prints what is new on the card.
func (s *screen) changed(facts, next string) {
	for _, text := range []string{facts, next} {
		if text != "" {
			s.hang(strings.Repeat(" ", margin+timeColumn)+s.faint.Render("card │ "), s.dressed(text))
		}
	}
}

// aside prints what happens elsewhere, on one line.
func (s *screen) aside(text string) {
	before := strings.Repeat(" ", margin+timeColumn)
	s.line(before + s.faint.Render(ansi.Truncate(text, max(20, s.columns-len(before)), "…")))
}

// heading begins a place, such as a channel.
func (s *screen) heading(text string) {
	s.line("")
	rule := max(0, min(s.columns, 78)-margin-ansi.StringWidth(text)-1)
	s.line(strings.Repeat(" ", margin) + s.strong.Render(text) + " " + s.faint.Render(strings.Repeat("─", rule)))
}

// box frames what a form or a card shows. A line that is too long goes on under its own beginning.
func (s *screen) box(title string, lines []string) {
	inner := min(s.columns-margin-4, 74)
	bar := func(left, text, right string) {
		rule := strings.Repeat("─", max(0, inner+2-ansi.StringWidth(text)))
		s.line(strings.Repeat(" ", margin) + s.faint.Render(left) + s.strong.Render(text) + s.faint.Render(rule+right))
	}
	if title != "" {
		title = " " + ansi.Truncate(title, inner, "…") + " "
	}
	bar("╭", title, "╮")
	for _, line := range lines {
		indent := len(line) - len(strings.TrimLeft(line, " ")) + 2
		for _, part := range hanging(line, inner, indent) {
			pad := strings.Repeat(" ", max(0, inner-ansi.StringWidth(part)))
			s.line(strings.Repeat(" ", margin) + s.faint.Render("│ ") + s.dressed(part) + pad + s.faint.Render(" │"))
		}
	}
	bar("╰", "", "╯")
}

// dressed lets the label and the buttons of a line stand out.
func (s *screen) dressed(line string) string {
	label, rest, labelled := strings.Cut(line, ": ")
	question, answer, asked := strings.Cut(line, "? ")
	switch {
	case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
		return s.strong.Render(line)
	case labelled && len(label) < 30 && label == "Next":
		return s.accent.Render(label+":") + " " + rest
	case asked && len(question) < 30 && !strings.HasPrefix(line, " "):
		return s.faint.Render(question+"?") + " " + answer
	case labelled && len(label) < 30:
		return s.faint.Render(label+":") + " " + rest
	}
	return line
}

// clockTime is an instant of today as Slack shows it.
var clockTime = regexp.MustCompile(`(?:today )?\b(\d{1,2}):(\d\d) (AM|PM)\b`)

// night writes Slack's "today 2:47 AM", and "2:47 AM", as 02:47.
func night(text string) string {
	return clockTime.ReplaceAllStringFunc(text, func(found string) string {
		part := clockTime.FindStringSubmatch(found)
		hour, _ := strconv.Atoi(part[1])
		hour %= 12
		if part[3] == "PM" {
			hour += 12
		}
		return fmt.Sprintf("%02d:%s", hour, part[2])
	})
}
