package slacksim

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// The page's data: what one person may see, copied out of the workspace under its lock, so that the
// template runs without it.

// shownPage is the whole page for one person.
type shownPage struct {
	Team     string
	Boot     string // another one after a restart
	Me       shownPerson
	People   []shownPerson
	Channels []shownChannel
	Directs  []shownChannel
	Apps     []shownApp
	Room     *shownRoom
	Home     *shownHome
	Thread   *shownThread
	Modal    *shownModal
	Bar      *shownBar
	Notice   string // why the last thing done here did not work
	Token    string // against forged posts

	MessageShortcuts, Shortcuts []string
}

// At is what is open: the id of a channel, or of an app whose Home tab it is.
func (p shownPage) At() string {
	switch {
	case p.Home != nil:
		return p.Home.App.ID
	case p.Room != nil:
		return p.Room.ID
	}
	return ""
}

type shownPerson struct {
	ID, Name, Title, Zone string
	face
}

// face is what stands for a picture of somebody.
type face struct {
	Initials string
	Hue      int // one of hues
	App      bool
}

// hues is how many colours there are for faces.
const hues = 8

// faceOf goes by the name, so that whoever is called alike in another workspace looks alike.
func faceOf(name string, app bool) face {
	f := face{App: app}
	for word := range strings.FieldsSeq(name) {
		if r, _ := utf8.DecodeRuneInString(word); (unicode.IsLetter(r) || unicode.IsDigit(r)) && utf8.RuneCountInString(f.Initials) < 2 {
			f.Initials += strings.ToUpper(string(r))
		}
	}
	f.Initials = orElse(f.Initials, "?")
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	f.Hue = int(h.Sum32() >> 3 % hues)
	return f
}

type shownChannel struct {
	ID, Name string
	Mark     string // what stands before the name: # 🔒 @
	Archived bool
	Unread   bool
	Pings    int // unread messages that are for the viewer
	Face     face
}

type shownApp struct {
	shownPerson
	HomeTab bool
}

// Name as people say it.
func (c shownChannel) String() string { return c.Mark + c.Name }

// shownModal is the modal on top of the viewer's screen.
type shownModal struct {
	ID, Title, Submit, Close string
	Below                    string // the title of the one below
	App                      face
	Blocks                   []shownBlock
}

// viewer is who looks at the page.
type viewer struct {
	reader
	user *user
}

// Channel hides the names of channels the viewer may not see.
func (v viewer) Channel(id string) string {
	if c := v.w.channels[id]; c != nil && !v.sees(c) {
		return "private channel"
	}
	return v.reader.Channel(id)
}

// sees tells whether the viewer may read a channel: members do, and of public ones everybody who is
// neither a guest nor of another workspace.
func (v viewer) sees(c *channel) bool {
	return c.has(v.user) || c.kind == public && v.user.guest == Member && v.user.teamID == v.w.teamID
}

// whereabouts are what somebody has open.
type whereabouts struct {
	In     string // a channel's id or name, or an app's id; "" goes where the story is
	Thread string // the ts of the thread beside it
	Bar    bool   // the trainer's bar
}

// show copies what somebody sees. The lock is held.
func (p *page) show(u *user, at whereabouts) shownPage {
	w := p.w
	shown := shownPage{Team: w.opts.TeamName, Token: p.token, Boot: p.boot}
	for _, x := range w.people {
		if x.types() {
			shown.People = append(shown.People, shownPerson{x.id, x.shown(), x.title, x.zone.String(), faceOf(x.shown(), false)})
		}
	}
	if u == nil {
		return shown
	}
	v := viewer{reader{w: w, zone: u.zone}, u}
	shown.Me = shownPerson{u.id, u.shown(), u.title, u.zone.String(), faceOf(u.shown(), false)}
	for _, a := range w.apps {
		shown.Apps = append(shown.Apps, shownApp{shownPerson{ID: a.id, Name: a.name, face: faceOf(a.name, true)}, a.homeTab})
		for _, s := range a.shortcuts {
			if s.Type == "message" {
				shown.MessageShortcuts = append(shown.MessageShortcuts, s.Name)
			} else {
				shown.Shortcuts = append(shown.Shortcuts, s.Name)
			}
		}
		if a.id == at.In && a.homeTab {
			shown.Home = v.home(a)
		}
	}
	var open *channel
	if shown.Home == nil {
		in := at.In
		if in == "" && w.player != nil {
			in = w.player.Playing().In
		}
		open = v.opened(in)
	}
	if open != nil {
		p.reads(u, open)
		shown.Room = v.room(open)
		if root := open.byTS[at.Thread]; root != nil {
			shown.Thread = v.thread(root)
		}
	}
	for _, c := range w.rooms {
		switch {
		case !v.sees(c):
		case c.kind == im || c.kind == mpim:
			if len(c.messages) > 0 || c == open {
				shown.Directs = append(shown.Directs, p.unread(v, c))
			}
		case c.has(u) || !c.archived || c == open:
			shown.Channels = append(shown.Channels, p.unread(v, c))
		}
	}
	if top := u.top(); top != nil {
		shown.Modal = v.modal(top)
	}
	shown.Bar = p.bar(u, at)
	return shown
}

// opened is the channel of that id or name that the viewer sees, or else the first there is.
func (v viewer) opened(in string) *channel {
	if c := v.w.channels[in]; c != nil && v.sees(c) {
		return c
	}
	if c := v.named(in); c != nil {
		return c
	}
	for _, c := range v.w.rooms {
		if v.sees(c) {
			return c
		}
	}
	return nil
}

// reads has somebody read a channel to its end. The lock is held.
func (p *page) reads(u *user, c *channel) {
	if n := len(c.messages); n > 0 {
		p.read[u.id+c.id] = c.messages[n-1].ts
	}
}

// unread is a channel of the side, with what is new in it. The lock is held.
func (p *page) unread(v viewer, c *channel) shownChannel {
	shown := v.channel(c)
	if !c.has(v.user) {
		return shown
	}
	seen := p.read[v.user.id+c.id]
	me := "<@" + v.user.id
	for _, m := range slices.Backward(c.messages) {
		if m.ts <= seen || shown.Pings > 98 {
			break
		}
		if m.user == v.user || m.root != nil && !m.broadcast {
			continue
		}
		shown.Unread = shown.Unread || m.subtype == "" || m.subtype == "file_share" || m.broadcast
		if c.kind == im || strings.Contains(m.text, me) || strings.Contains(m.text, "<!channel>") || strings.Contains(m.text, "<!here>") {
			shown.Pings++
		}
	}
	return shown
}

// types tells whether somebody can sit at the page: a person who is still here.
func (u *user) types() bool { return !u.bot && !u.deleted && u.id != "USLACKBOT" }

// signs is what somebody goes by where they act. An app's bot goes by the app's name, and by its own where it is
// mentioned.
func (u *user) signs() string {
	if u.app != nil {
		return u.app.name
	}
	return u.shown()
}

func (v viewer) channel(c *channel) shownChannel {
	shown := shownChannel{ID: c.id, Name: c.name, Mark: "#", Archived: c.archived}
	switch c.kind {
	case public:
	case private:
		shown.Mark = "🔒"
	case im, mpim:
		var others []string
		for _, u := range c.members {
			if u != v.user || len(c.members) == 1 {
				others = append(others, u.signs())
			}
		}
		peer := c.peer(v.user)
		shown.Mark, shown.Name = "@", strings.Join(others, ", ")
		shown.Face = faceOf(peer.signs(), peer.bot)
	}
	return shown
}

func (v viewer) modal(top *view) *shownModal {
	modal := &shownModal{
		ID: top.id, Title: plain(top.Title), Submit: plain(top.Submit), Close: orElse(plain(top.Close), "Cancel"),
		App: faceOf(top.app.name, true), Blocks: v.blocks(top.Blocks, filled{top.values, top.errors}),
	}
	if n := len(v.user.stack); n > 1 {
		modal.Below = plain(v.user.stack[n-2].Title)
	}
	if modal.Submit == "" && slices.ContainsFunc(modal.Blocks, func(b shownBlock) bool { return b.Question != nil }) {
		modal.Submit = "Submit"
	}
	return modal
}

// time is an instant by its ts in the viewer's zone, in one of Slack's formats.
func (v viewer) time(ts, format string) string {
	return blockkit.Date(secondsOf(ts), format, v)
}

func shownNames(users []*user) string {
	shown := make([]string, len(users))
	for i, u := range users {
		shown[i] = u.shown()
	}
	return strings.Join(shown, ", ")
}
