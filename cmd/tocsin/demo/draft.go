package demo

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

var (
	// messageLink stands behind a quotation in a draft; on a screen a sign will do.
	messageLink = regexp.MustCompile(` \(\[message\]\([^)]*\)\)`)
	// link is any other link; its text will do.
	link = regexp.MustCompile(`\[([^\]]+)\]\([^)]*\)`)
	bold = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// draft prints a Markdown text for reading: headings stand out, tables are in columns, and links lose
// their addresses. pause is called after each line.
func (s *screen) draft(markdown string, pause func()) {
	lines := strings.Split(strings.TrimSpace(markdown), "\n")
	for len(lines) > 0 {
		rows := 0
		for rows < len(lines) && strings.HasPrefix(lines[rows], "|") {
			rows++
		}
		if rows > 0 {
			s.table(lines[:rows])
			lines = lines[rows:]
			continue
		}
		s.prose(lines[0])
		lines = lines[1:]
		pause()
	}
}

// prose prints one line of the text.
func (s *screen) prose(line string) {
	if heading := strings.TrimLeft(line, "#"); heading != line {
		s.line(strings.Repeat(" ", margin) + s.accent.Render(strings.TrimSpace(heading)))
		return
	}
	body := strings.TrimLeft(line, " ")
	before := strings.Repeat(" ", margin+len(line)-len(body))
	if item, isItem := strings.CutPrefix(body, "- "); isItem {
		before, body = before+"- ", item
	}
	s.hang(before, s.inline(body))
}

// inline dresses what is marked within a line.
func (s *screen) inline(text string) string {
	text = messageLink.ReplaceAllString(text, s.faint.Render(" ↗"))
	text = link.ReplaceAllString(text, "$1")
	text = bold.ReplaceAllStringFunc(text, func(b string) string { return s.strong.Render(strings.Trim(b, "*")) })
	if slanted, ok := strings.CutSuffix(text, "_"); ok { // the whole line, or all behind its ✏️
		return s.faint.Render(strings.Replace(slanted, "_", "", 1))
	}
	return text
}

// table prints the rows of a Markdown table in columns.
func (s *screen) table(rows []string) {
	var cells [][]string
	var widths []int
	for _, row := range rows {
		if strings.HasPrefix(row, "|---") {
			continue
		}
		var line []string
		for i, cell := range strings.Split(strings.Trim(row, "|"), "|") {
			line = append(line, strings.TrimSpace(cell))
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(line[i]))
		}
		cells = append(cells, line)
	}
	for i, line := range cells {
		text := ""
		for j, cell := range line {
			text += cell + strings.Repeat(" ", widths[j]-ansi.StringWidth(cell)+2)
		}
		text = strings.TrimRight(text, " ")
		if i == 0 { // the header
			text = s.faint.Render(text)
		}
		s.hang(strings.Repeat(" ", margin), text)
	}
}
