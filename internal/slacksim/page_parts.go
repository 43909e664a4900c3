package slacksim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// shownPart is a part of a message or a modal as the page draws it: its links lead to pages.
type shownPart struct {
	blockkit.Part
	Said  []phrase // the text in pieces
	Shown string   // the id of the file that it shows, if it does
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
	shown := shownPart{Part: part, Said: v.said(part.Text, nil)}
	if part.Picture != nil {
		if f := v.w.pictured(*part.Picture); f != nil {
			shown.Shown = f.id
		}
	}
	return shown
}

// read takes blocks apart for the page.
func (v viewer) read(blocks json.RawMessage) []shownPart {
	var parts []shownPart
	links := &linking{viewer: v}
	for _, part := range blockkit.Parts(blocks, links) {
		shown := v.shown(part)
		shown.Said = v.said(part.Text, links.pages)
		parts = append(parts, shown)
	}
	return parts
}

// plainly is a text outside of blocks for the page.
func (v viewer) plainly(mrkdwn string) shownPart {
	links := &linking{viewer: v}
	part := blockkit.Part{Text: blockkit.MrkdwnText(mrkdwn, links)}
	return shownPart{Part: part, Said: v.said(part.Text, links.pages)}
}

// linking marks the links in what the viewer reads, so that said finds them: the place of the address in
// pages and the label, between private characters.
type linking struct {
	viewer
	pages []string
}

// Link marks a link that a browser can follow.
func (l *linking) Link(label, address string) string {
	if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return label
	}
	l.pages = append(l.pages, l.leads(address))
	return fmt.Sprintf("\uE200%d\uE201%s\uE202", len(l.pages)-1, label)
}

var linkMark = regexp.MustCompile("\uE200(\\d+)\uE201([^\uE200-\uE202]*)\uE202")

// channelName is what may be the name of a channel in a text.
var channelName = regexp.MustCompile(`#[\p{L}\p{N}_-]+`)

// said cuts a text at its links, and at the names of channels that the viewer sees.
func (v viewer) said(text string, pages []string) []phrase {
	var pieces []phrase
	from := 0
	for _, at := range linkMark.FindAllStringSubmatchIndex(text, -1) {
		n, err := strconv.Atoi(text[at[2]:at[3]])
		if err != nil || n >= len(pages) {
			continue
		}
		pieces = append(pieces, v.channels(text[from:at[0]])...)
		pieces = append(pieces, phrase{text[at[4]:at[5]], pages[n]})
		from = at[1]
	}
	return append(pieces, v.channels(text[from:])...)
}

// channels cuts a text at the names of channels.
func (v viewer) channels(text string) []phrase {
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

// leads is where an address leads from the page: one of this workspace to the message, channel or canvas
// here, any other where it says.
func (v viewer) leads(address string) string {
	path, ours := strings.CutPrefix(address, v.w.home())
	path, _, _ = strings.Cut(path, "?")
	if id, isCanvas := strings.CutPrefix(path, "docs/"+v.w.teamID+"/"); ours && isCanvas {
		return v.canvasPage(id)
	}
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
