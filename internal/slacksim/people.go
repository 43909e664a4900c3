package slacksim

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Person is somebody in the workspace, or the bot user of an app. The verbs in human.go are what a
// person does in the Slack client.
type Person struct {
	ID   string // U…
	Name string // the real name
	w    *Workspace
	page bool // it is a visitor of the page: what they cannot do is a word to them, and ends no play
}

// fail ends what a person tries and cannot do. It does not return.
func (p *Person) fail(format string, args ...any) {
	if p.page {
		panic(sorry(fmt.Sprintf(format, args...)))
	}
	p.w.fail(format, args...)
}

// PersonOptions say who a new person is. The zero value is a full member in UTC.
type PersonOptions struct {
	ID          string // U…; default a new one
	Username    string // default from the name: "Ada Lovelace" is ada.lovelace
	DisplayName string // what the client shows; default none, then it shows the real name
	Email       string // default <username>@<domain>.example
	TZ          string // IANA zone; default Etc/UTC
	Title       string
	Guest       Guest
	Admin       bool
	Owner       bool
	Deactivated bool
	Bot         bool // a bot of somebody else
	Stranger    bool // of another workspace, seen through a shared channel
	Nameless    bool // neither a real name nor an e-mail address, as people have whom a directory brought in half
}

// Guest is how far a guest may go.
type Guest int

// A member is no guest; a single-channel guest can be in one channel only.
const (
	Member Guest = iota
	MultiChannelGuest
	SingleChannelGuest
)

// user is the state of a person or a bot.
type user struct {
	id      string
	teamID  string
	name    string // handle
	real    string
	display string
	email   string
	title   string
	zone    *time.Location
	guest   Guest
	admin   bool
	owner   bool
	deleted bool
	foreign bool // of another workspace
	bot     bool
	app     *app // for bot users of apps installed here
	updated time.Time

	stack   []*view                   // open modals, the top last
	notices []string                  // what Slack told them outside of any channel
	drafts  map[string]map[string]any // values chosen in a message, by channel+ts
}

// Person finds somebody by real name, handle or id; a name nobody has joins the workspace with the given options.
func (w *Workspace) Person(name string, options ...PersonOptions) *Person {
	var o PersonOptions
	if len(options) > 0 {
		o = options[0]
	}
	zone, err := time.LoadLocation(orElse(o.TZ, "Etc/UTC"))
	if err != nil {
		w.fail("person %s: %v", name, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if u := w.userNamed(name); u != nil {
		return &Person{w: w, ID: u.id, Name: u.called()}
	}
	u := &user{
		id: orElse(o.ID, w.id("U")), teamID: w.teamID, real: name, display: o.DisplayName, title: o.Title, zone: zone,
		name: orElse(o.Username, handle(name)), guest: o.Guest, admin: o.Admin || o.Owner, owner: o.Owner,
		deleted: o.Deactivated, bot: o.Bot,
	}
	if o.Stranger {
		u.teamID, u.foreign = w.id("T"), true
	}
	u.email = orElse(o.Email, u.name+"@"+w.opts.Domain+".example")
	if o.Nameless {
		u.real, u.display, u.email = "", "", ""
	}
	w.addUser(u)
	if g := w.general(); o.Guest == Member && !o.Stranger && !o.Bot && !o.Deactivated {
		g.members = append(g.members, u)
	}
	return &Person{w: w, ID: u.id, Name: u.called()}
}

// userNamed finds a user by id, real name, display name or handle. The lock is held.
func (w *Workspace) userNamed(name string) *user {
	if u := w.users[name]; u != nil {
		return u
	}
	for _, u := range w.people {
		if u.real == name || u.display != "" && u.display == name || u.name == name {
			return u
		}
	}
	return nil
}

func (w *Workspace) addUser(u *user) {
	u.updated = w.clock()
	u.drafts = map[string]map[string]any{}
	w.users[u.id] = u
	w.people = append(w.people, u)
	w.wake()
}

func (w *Workspace) addBot(a *app, display string) *user {
	u := &user{
		id: w.id("U"), teamID: w.teamID, name: handle(display), real: a.name, display: display,
		zone: time.UTC, bot: true, app: a,
	}
	w.addUser(u)
	return u
}

func (w *Workspace) addSlackbot() *user {
	u := &user{id: "USLACKBOT", teamID: w.teamID, name: "slackbot", real: "Slackbot", zone: time.UTC}
	w.addUser(u)
	return u
}

// stranger tells whether somebody belongs to another workspace.
func (u *user) stranger() bool { return u.foreign }

// shown is the name others see.
func (u *user) shown() string { return orElse(u.display, u.called()) }

// called is the real name, or the handle of who has none.
func (u *user) called() string { return orElse(u.real, u.name) }

// Changes edits the person's profile, by which apps get user_change. Empty fields stay as they are.
func (p *Person) Changes(o PersonOptions) {
	zone, err := time.LoadLocation(orElse(o.TZ, "Etc/UTC"))
	if err != nil {
		p.w.fail("person %s: %v", p.Name, err)
	}
	p.w.update(func() {
		u := p.user()
		u.display, u.title, u.email = orElse(o.DisplayName, u.display), orElse(o.Title, u.title), orElse(o.Email, u.email)
		if o.TZ != "" {
			u.zone = zone
		}
		p.w.userChanged(u)
	})
}

// Deactivates ends the person's account: they leave every channel and nobody can invite them.
func (p *Person) Deactivates() {
	p.w.update(func() {
		u := p.user()
		u.deleted = true
		for _, c := range p.w.rooms {
			c.remove(u)
		}
		p.w.userChanged(u)
	})
}

func (w *Workspace) userChanged(u *user) {
	u.updated = w.clock()
	w.emit(event{name: "user_change", inner: object{
		"type": "user_change", "user": u.json(w, true), "cache_ts": u.updated.Unix(),
	}})
}

// user is the person's state. The lock is held.
func (p *Person) user() *user { return p.w.users[p.ID] }

// json is a user as users.info shows it. The e-mail address needs the scope users:read.email.
func (u *user) json(w *Workspace, email bool) object {
	now := w.clock()
	profile := object{
		"title": u.title, "phone": "", "skype": "", "real_name": u.real, "real_name_normalized": u.real,
		"display_name": u.display, "display_name_normalized": u.display, "status_text": "", "status_emoji": "",
		"status_expiration": 0, "avatar_hash": "g" + strings.ToLower(u.id[len(u.id)-8:]), "team": u.teamID,
		"status_text_canonical": "",
	}
	first, last, _ := strings.Cut(u.real, " ")
	profile["first_name"], profile["last_name"] = first, last
	if u.bot {
		profile["always_active"] = true
	}
	if u.app != nil {
		profile["bot_id"], profile["api_app_id"] = u.app.botID, u.app.id
	} else if email && !u.bot && u.email != "" && u.id != "USLACKBOT" {
		profile["email"] = u.email
	}
	o := object{
		"id": u.id, "team_id": u.teamID, "name": u.name, "deleted": u.deleted, "profile": profile,
		"is_bot": u.bot, "is_app_user": false, "updated": u.updated.Unix(),
	}
	if u.deleted { // a deactivated account keeps little more than its name
		return o
	}
	zone, offset := zoneAt(u.zone, now)
	o["color"], o["real_name"] = "9f69e7", u.real
	o["tz"], o["tz_label"], o["tz_offset"] = u.zone.String(), zone, offset
	o["is_admin"], o["is_owner"], o["is_primary_owner"] = u.admin, u.owner, false
	o["is_restricted"], o["is_ultra_restricted"] = u.guest != Member, u.guest == SingleChannelGuest
	o["is_email_confirmed"], o["who_can_share_contact_card"] = true, "EVERYONE"
	if u.stranger() {
		o["is_stranger"] = true
	}
	return o
}

// handle makes a user name of a real one: "Ada Lovelace" → ada.lovelace.
func handle(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_', r == '.':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "."):
			b.WriteByte('.')
		}
	}
	return orElse(strings.Trim(b.String(), "."), "somebody")
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// String is the person's name, for failure messages.
func (p *Person) String() string { return fmt.Sprintf("%s (%s)", p.Name, p.ID) }
