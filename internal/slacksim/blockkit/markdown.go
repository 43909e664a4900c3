package blockkit

import (
	"regexp"
	"strings"
)

// MarkdownText is what a person reads in the standard Markdown of a markdown
// block: headings, emphasis and links without their marks; code as it is.
func MarkdownText(s string) string {
	var out []string
	fenced := false
	for _, line := range strings.Split(s, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		if !fenced {
			line = markdownLine(line)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

var (
	mdHeading  = regexp.MustCompile(`^\s{0,3}#{1,6}\s+(.*?)\s*#*$`)
	mdBullet   = regexp.MustCompile(`^(\s*)[-*+]\s+`)
	mdLink     = regexp.MustCompile(`!?\[([^\]]*)\]\([^()\s]*\)`)
	mdStrong   = regexp.MustCompile(`\*\*(\S(?:.*?\S)?)\*\*|__(\S(?:.*?\S)?)__`)
	mdEmphasis = regexp.MustCompile(`\*(\S(?:[^*]*\S)?)\*`)
	mdStrike   = regexp.MustCompile(`~~(\S(?:.*?\S)?)~~`)
	mdEscape   = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
)

func markdownLine(line string) string {
	var out strings.Builder
	for i, part := range strings.Split(line, "`") {
		if i%2 == 1 {
			out.WriteString(part)
			continue
		}
		if i == 0 {
			part = mdHeading.ReplaceAllString(part, "$1")
			part = mdBullet.ReplaceAllString(part, "$1• ")
		}
		// An escaped mark must outlive the marks: it hides as a private character.
		part = mdEscape.ReplaceAllStringFunc(part, func(e string) string { return string(rune(0xE100 + int(e[1]))) })
		part = mdLink.ReplaceAllString(part, "$1")
		part = mdStrong.ReplaceAllString(part, "$1$2")
		part = mdEmphasis.ReplaceAllString(part, "$1")
		part = mdStrike.ReplaceAllString(part, "$1")
		part = strings.Map(func(r rune) rune {
			if r >= 0xE100 && r < 0xE180 {
				return r - 0xE100
			}
			return r
		}, part)
		out.WriteString(part)
	}
	return out.String()
}
