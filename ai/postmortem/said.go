package postmortem

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

// span is a stretch of a message: what a reader sees of it, and how it is written in Markdown.
type span struct {
	shown string
	write func(shown string) string
	fence bool
}

// spans are a stored message as a reader sees it. A credential may stretch over several of them, so a
// message with one in it is shown as the plain text that is left of it.
func (d *draft) spans(stored string) []span {
	stored = incident.CleanText(stored)
	if plain := mrkdwn.Plain(stored, d.nameByID); d.hidden(plain) != plain {
		return []span{{shown: incident.CleanText(d.hidden(plain)), write: escapeRun}}
	}
	var spans []span
	for _, p := range mrkdwn.Read(stored) {
		spans = append(spans, d.span(p))
	}
	return spans
}

// nameByID is how the chat's markup calls a person; "" when nobody knows.
func (d *draft) nameByID(id string) string { return d.rec.People[incident.PersonID(id)].Name }

func (d *draft) span(p mrkdwn.Piece) span {
	switch p.Kind {
	case mrkdwn.Person:
		return span{shown: "@" + or(mrkdwn.Name(p, d.nameByID), p.ID), write: escapeRun}
	case mrkdwn.Channel:
		return span{shown: "#" + or(p.Text, p.ID), write: escapeRun}
	case mrkdwn.Group:
		return span{shown: "@" + or(p.Text, p.ID), write: escapeRun}
	case mrkdwn.Everyone:
		return span{shown: "@" + p.Text, write: escapeRun}
	case mrkdwn.Date:
		return span{shown: p.At.Format("2006-01-02 15:04") + " UTC", write: escapeRun}
	case mrkdwn.Link:
		return span{shown: mrkdwn.Address(p), write: escapeRun}
	case mrkdwn.Code:
		return span{shown: p.Text, write: code}
	case mrkdwn.Fence:
		return span{shown: p.Text, write: code, fence: true}
	case mrkdwn.Text:
		return span{shown: p.Text, write: escapeRun}
	default:
		return span{shown: p.Text, write: escapeRun}
	}
}

// cut keeps the first limit characters of what is shown.
func cut(spans []span, limit int) []span {
	for i := range spans {
		shown := []rune(spans[i].shown)
		if len(shown) > limit {
			spans[i].shown = betweenWords(string(shown[:limit]))
			return append(spans[:i+1:i+1], span{shown: "…", write: escapeRun})
		}
		limit -= len(shown)
	}
	return spans
}

// betweenWords takes a word that was cut off away from the end; half an address would even be a link
// to somewhere else. What is written without spaces stays as long as it is.
func betweenWords(s string) string {
	const longWord = 25
	at := strings.LastIndexAny(s, " \n") + 1
	if word := s[at:]; utf8.RuneCountInString(word) <= longWord || strings.Contains(word, "://") {
		s = s[:at]
	}
	return strings.TrimRight(s, " \n")
}

var blanks = regexp.MustCompile(`\s+`)

// onLine is a stored message on one line, of at most limit characters as read.
func (d *draft) onLine(stored string, limit int) string {
	spans := d.spans(stored)
	for i := range spans {
		spans[i].shown = blanks.ReplaceAllString(spans[i].shown, " ")
	}
	return written(cut(spans, limit))
}

// written is what is shown, as Markdown.
func written(spans []span) string {
	line := ""
	for _, s := range spans {
		line = joined(line, s.write(s.shown))
	}
	return strings.TrimSpace(line)
}

// joined keeps the backticks of two code spans apart: side by side they would end something else.
func joined(line, next string) string {
	if strings.HasSuffix(line, "`") && strings.HasPrefix(next, "`") {
		return line + " " + next
	}
	return line + next
}

// asLines is a stored message with its lines kept, and its blocks of code.
func (d *draft) asLines(stored string, limit int) []string {
	var lines []string
	line := ""
	end := func() {
		if written := atLineStart(line); written != "" {
			lines = append(lines, written)
		}
		line = ""
	}
	for _, s := range cut(d.spans(stored), limit) {
		if s.fence {
			end()
			lines = append(lines, fenced(s.shown)...)
			continue
		}
		for i, part := range strings.Split(s.shown, "\n") {
			if i > 0 {
				end()
			}
			line = joined(line, s.write(part))
		}
	}
	end()
	return lines
}

// severalLines reports whether a stored message would lose its shape on one line.
func severalLines(stored string) bool {
	return strings.ContainsRune(incident.CleanText(stored), '\n')
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
