package slacksim

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// shownPart is a part of a message or a modal as the page draws it: its links lead to pages.
type shownPart struct {
	blockkit.Part
	Said []phrase // the text in pieces
}

// phrase is a piece of a text, and the page it leads to, if it does.
type phrase struct{ Text, Page string }

// shown makes a part ready for the page.
func (v viewer) shown(part blockkit.Part) shownPart {
	for i, e := range part.Elements {
		part.Elements[i].URL = v.leads(e.URL)
		if e.Confirm != nil {
			asked := *e.Confirm
			asked.Text = blockkit.MrkdwnText(asked.Text, v)
			part.Elements[i].Confirm = &asked
		}
	}
	return shownPart{part, v.said(part.Text)}
}

// read takes blocks apart for the page.
func (v viewer) read(blocks json.RawMessage) []shownPart {
	var parts []shownPart
	for _, part := range blockkit.Parts(blocks, v) {
		parts = append(parts, v.shown(part))
	}
	return parts
}

// channelName is what may be the name of a channel in a text.
var channelName = regexp.MustCompile(`#[\p{L}\p{N}_-]+`)

// said cuts a text at the names of channels that the viewer sees.
func (v viewer) said(text string) []phrase {
	var pieces []phrase
	from := 0
	for _, at := range channelName.FindAllStringIndex(text, -1) {
		c := v.named(text[at[0]+1 : at[1]])
		if c == nil || !boundary(text[:at[0]]) {
			continue
		}
		pieces = append(pieces, phrase{Text: text[from:at[0]]}, phrase{text[at[0]:at[1]], v.pageOf(c)})
		from = at[1]
	}
	return append(pieces, phrase{Text: text[from:]})
}

// named is the channel of that name that the viewer sees; nil if there is none.
func (v viewer) named(name string) *channel {
	for _, c := range v.w.rooms {
		if c.name == name && c.kind != im && v.sees(c) {
			return c
		}
	}
	return nil
}

// pageOf is where the viewer reads a channel.
func (v viewer) pageOf(c *channel) string {
	return "/?" + url.Values{"as": {v.user.id}, "in": {c.id}}.Encode()
}

// archived is the path of a message's address: its channel and its ts without the dot.
var archived = regexp.MustCompile(`^archives/([A-Z0-9]+)(?:/p(\d+)(\d{6}))?$`)

// leads is where an address leads from the page: one of this workspace to the message or channel here,
// any other where it says.
func (v viewer) leads(address string) string {
	path, ours := strings.CutPrefix(address, v.w.home())
	path, _, _ = strings.Cut(path, "?")
	found := archived.FindStringSubmatch(path)
	if !ours || found == nil {
		return address
	}
	c := v.w.channels[found[1]]
	if c == nil || !v.sees(c) {
		return address
	}
	if found[2] == "" {
		return v.pageOf(c)
	}
	return v.pageOf(c) + "#m" + found[2] + "." + found[3]
}
