package slacksim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// word is something that the composer completes.
type word struct {
	Insert string `json:"insert"`         // what is put into the text
	Shown  string `json:"shown"`          // what stands in the list
	Hint   string `json:"hint,omitempty"` // beside it
}

// words are what the composer completes for one person: commands, people, channels, emoji, by the sign
// that each begins with.
func (p *page) words(rw http.ResponseWriter, r *http.Request) {
	list := read(p.w, func() map[string][]word {
		u := p.whoever(r.FormValue("as"))
		if u == nil {
			return nil
		}
		return p.wordsOf(viewer{reader{w: p.w, zone: u.zone}, u})
	})
	rw.Header().Set("Content-Type", "application/json")
	_, _ = rw.Write(encode(list))
}

// wordsOf is words with the lock held.
func (p *page) wordsOf(v viewer) map[string][]word {
	list := map[string][]word{"/": {}, "@": {}, "#": {}, ":": {}}
	for _, a := range p.w.apps {
		for _, c := range a.commands {
			list["/"] = append(list["/"], word{c.Command, c.Command + " " + c.UsageHint, c.Description + " · " + a.name})
		}
	}
	for _, u := range p.w.people {
		if !u.deleted && u.id != "USLACKBOT" {
			list["@"] = append(list["@"], word{"@" + u.shown(), u.shown(), u.title})
		}
	}
	for _, g := range p.w.groups {
		list["@"] = append(list["@"], word{"@" + g.handle, g.handle, "group"})
	}
	list["@"] = append(list["@"], word{"@here", "here", "everyone who is here"}, word{"@channel", "channel", "everyone in the channel"})
	for _, c := range p.w.rooms {
		if c.name != "" && c.kind != im && v.sees(c) && !c.archived {
			list["#"] = append(list["#"], word{"#" + c.name, c.name, ""})
		}
	}
	for name, e := range blockkit.EmojiNames() {
		list[":"] = append(list[":"], word{":" + name + ":", e + " " + name, ""})
	}
	for _, words := range list {
		slices.SortFunc(words, func(a, b word) int { return strings.Compare(strings.ToLower(a.Insert), strings.ToLower(b.Insert)) })
	}
	return list
}
