package postmortem

import (
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

const (
	// maxClaim is how many characters of a claim are shown at most; the link leads to the rest.
	maxClaim = 600
	// maxLinks is how many messages are linked to behind a claim at most.
	maxLinks = 3
)

// naming says whether a text may hold people's names.
type naming bool

const (
	byName naming = true
	byRole naming = false // in causes: roles and systems, not people
)

// of are the claims of one section that stand on something.
func (d *draft) of(section incident.Section) []incident.Claim {
	var all []incident.Claim
	for _, c := range d.Summary {
		if c.Section == section {
			all = append(all, c)
		}
	}
	return d.standing(all)
}

// standing are the claims whose messages still stand, each with those alone.
func (d *draft) standing(claims []incident.Claim) []incident.Claim {
	var all []incident.Claim
	for _, c := range claims {
		if c.Cites = d.cites(c.Cites); len(c.Cites) > 0 && incident.CleanLine(c.Text) != "" {
			all = append(all, c)
		}
	}
	return all
}

// cites are those to messages that still stand, each message once.
func (d *draft) cites(all []incident.Cite) []incident.Cite {
	var cites []incident.Cite
	seen := map[incident.MessageID]bool{}
	for _, c := range all {
		if _, stands := d.cited[c.Message]; stands && !seen[c.Message] {
			seen[c.Message] = true
			cites = append(cites, c)
		}
	}
	return cites
}

// bullets writes claims as a list.
func (d *draft) bullets(claims []incident.Claim, naming naming) {
	for _, c := range claims {
		d.line("- %s", d.claim(c, naming))
	}
}

// claim is one on a line of its own: what it says, or, when it is a message's own words, those as a
// quotation.
func (d *draft) claim(c incident.Claim, naming naming) string {
	switch quotation := verbatim(c); {
	case quotation && naming == byRole:
		return d.quotation(c.Text) + d.sources(c.Cites, "")
	case quotation:
		return "“" + d.inline(c.Text, maxClaim) + "”" + d.sources(c.Cites, d.name(d.cited[c.Cites[0].Message].Author))
	case naming == byRole:
		return d.inline(d.blameless(c.Text, asRole), maxClaim) + d.sources(c.Cites, "")
	default:
		return d.inline(c.Text, maxClaim) + d.sources(c.Cites, "")
	}
}

// quotation is somebody's own words, with nobody named. What was changed in them shows.
func (d *draft) quotation(text string) string {
	return "“" + d.inline(d.blameless(text, inBrackets), maxClaim) + "”"
}

// sources are who said it and when, with links, in parentheses behind a claim.
func (d *draft) sources(cites []incident.Cite, by string) string {
	var parts []string
	if by != "" {
		parts = append(parts, by)
	}
	for i, c := range cites {
		if i == maxLinks {
			parts = append(parts, "and "+count(len(cites)-i, "more message"))
			break
		}
		parts = append(parts, linked(d.clock.at(d.cited[c.Message].At), d.address(c.Message, c.Thread)))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// verbatim reports whether a claim is the words of one message and nothing besides.
func verbatim(c incident.Claim) bool {
	text := strings.TrimSuffix(incident.CleanLine(c.Text), "…")
	return len(c.Cites) == 1 && text != "" && strings.HasPrefix(incident.CleanLine(c.Cites[0].Quote), text)
}

var inCode = regexp.MustCompile("```[^`]+```|`[^`]+`")

// inline is plain text on one line as Markdown, with its code as code, of at most limit characters.
func (d *draft) inline(text string, limit int) string {
	text = incident.CleanLine(d.hidden(text))
	var spans []span
	for text != "" {
		at := inCode.FindStringIndex(text)
		if at == nil {
			spans = append(spans, span{shown: text, write: escapeRun})
			break
		}
		if at[0] > 0 {
			spans = append(spans, span{shown: text[:at[0]], write: escapeRun})
		}
		spans = append(spans, span{shown: strings.Trim(text[at[0]:at[1]], "`"), write: code})
		text = text[at[1]:]
	}
	return atLineStart(written(cut(spans, limit)))
}
