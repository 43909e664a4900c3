package slacksim

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// reader resolves ids for one person, in their time zone; blockkit asks it for names.
type reader struct {
	w    *Workspace
	zone *time.Location
}

func (r reader) User(id string) string {
	if u := r.w.users[id]; u != nil {
		return u.shown()
	}
	return ""
}

func (r reader) Channel(id string) string {
	if c := r.w.channels[id]; c != nil {
		return c.label()
	}
	return ""
}

func (r reader) Group(id string) string {
	if g := r.w.group(id); g != nil {
		return g.handle
	}
	return ""
}

// Now decides what "today" is.
func (r reader) Now() time.Time { return r.w.clock() }

func (r reader) Location() *time.Location { return r.zone }

// readable is what somebody reads: the blocks if there are any, else the text.
func (w *Workspace) readable(u *user, text string, blocks json.RawMessage) string {
	r := reader{w: w, zone: time.UTC}
	if u != nil {
		r.zone = u.zone
	}
	if blocks != nil {
		return blockkit.BlocksText(blocks, r)
	}
	return blockkit.MrkdwnText(text, r)
}

// glance is what a message shows, for those who watch; nobody watching, it is not worked out.
func (w *Workspace) glance(m *message) string {
	if len(w.happenings) == 0 {
		return ""
	}
	return w.visible(m)
}

// visible is what a message shows in UTC, with the names of its files.
func (w *Workspace) visible(m *message) string {
	if m.rendered != "" {
		return m.rendered
	}
	parts := []string{}
	if m.text != "" || m.blocks != nil {
		parts = append(parts, w.readable(nil, m.text, m.blocks))
	}
	var attached []struct {
		Blocks   json.RawMessage `json:"blocks"`
		Text     string          `json:"text"`
		Title    string          `json:"title"`
		Fallback string          `json:"fallback"`
	}
	if m.attachments != nil && decodeInto(m.attachments, &attached) {
		for _, a := range attached {
			if a.Title != "" {
				parts = append(parts, a.Title)
			}
			parts = append(parts, w.readable(nil, orElse(a.Text, a.Fallback), a.Blocks))
		}
	}
	for _, f := range m.files {
		parts = append(parts, "["+f.title+"]")
	}
	m.rendered = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
	return m.rendered
}
