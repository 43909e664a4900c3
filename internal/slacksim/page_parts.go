package slacksim

import (
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// What leads where: links and names in a text become links within the page.

// paras gives the runs of a text the pages that they lead to.
func (v viewer) paras(list []blockkit.Para) []blockkit.Para {
	for i, p := range list {
		var runs []blockkit.Run
		for _, r := range p.Runs {
			runs = append(runs, v.run(r)...)
		}
		list[i].Runs = runs
	}
	return list
}

func (v viewer) run(r blockkit.Run) []blockkit.Run {
	switch {
	case r.Page != "":
		r.Page = v.follows(r.Page)
	case r.Kind == "channel":
		if c := v.w.channels[r.ID]; c != nil && v.sees(c) {
			r.Page = v.pageOf(c)
		}
	case r.Kind == "mention" && r.ID == v.user.id:
		r.Kind = "mention me"
	case r.Kind == "" && !r.Code:
		return v.channels(r)
	}
	return []blockkit.Run{r}
}

// follows is where an address leads, "" for one that a browser should not open from here.
func (v viewer) follows(address string) string {
	if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return v.leads(address)
}

// channelName is what may be the name of a channel in a text.
var channelName = regexp.MustCompile(`#[\p{L}\p{N}_-]+`)

// channels cuts a run at the names of channels that the viewer sees.
func (v viewer) channels(r blockkit.Run) []blockkit.Run {
	if !strings.Contains(r.Text, "#") {
		return []blockkit.Run{r}
	}
	var pieces []blockkit.Run
	cut := func(text, kind, page string) {
		if text != "" {
			piece := r
			piece.Text, piece.Kind, piece.Page = text, kind, page
			pieces = append(pieces, piece)
		}
	}
	from := 0
	for _, at := range channelName.FindAllStringIndex(r.Text, -1) {
		c := v.named(r.Text[at[0]+1 : at[1]])
		if c == nil || !boundary(r.Text[:at[0]]) {
			continue
		}
		cut(r.Text[from:at[0]], "", "")
		cut(r.Text[at[0]:at[1]], "channel", v.pageOf(c))
		from = at[1]
	}
	cut(r.Text[from:], "", "")
	return pieces
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
func (v viewer) pageOf(c *channel) string { return v.page(c.id) }

// page is the address of a channel, or of an app's Home tab.
func (v viewer) page(id string) string {
	return "/?" + url.Values{"as": {v.user.id}, "in": {id}}.Encode()
}

// threadPage is the address of a channel with a thread open beside it.
func (v viewer) threadPage(c *channel, ts string) string {
	return v.pageOf(c) + "&thread=" + url.QueryEscape(ts)
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
	ts := found[2] + "." + found[3]
	if m := c.byTS[ts]; m != nil && m.root != nil && !m.broadcast {
		return v.threadPage(c, m.root.ts) + "#m" + ts
	}
	return v.pageOf(c) + "#m" + ts
}

// The links and the pictures in the HTML of a canvas, whose addresses goldmark has escaped.
var (
	hrefs = regexp.MustCompile(` href="([^"]*)"`)
	imgs  = regexp.MustCompile(`<img src="[^"]*" alt="([^"]*)"[^>]*>`)
)

// linked has the links of some HTML of goldmark's lead within the page, or to other sites and nowhere else: not to what
// runs or to the page as somebody else. Pictures are named and not loaded, since they would tell their site who reads.
func (v viewer) linked(markup string) template.HTML {
	markup = imgs.ReplaceAllString(markup, `<span class="sub">[picture: $1]</span>`)
	return template.HTML(hrefs.ReplaceAllStringFunc(markup, func(attribute string) string { //nolint:gosec // see markdown
		address := html.UnescapeString(hrefs.FindStringSubmatch(attribute)[1])
		if !strings.HasPrefix(address, "mailto:") {
			address = v.follows(address)
		}
		if address == "" {
			return ""
		}
		return ` href="` + html.EscapeString(address) + `"`
	}))
}
