package slacksim

// shownHome is the Home tab of an app.
type shownHome struct {
	App    shownPerson
	ID     string // of the view; "" before the app has published one
	Direct string // where one writes to the app
	Blocks []shownBlock
}

// home is what an app has published for the viewer. The lock is held.
func (v viewer) home(a *app) *shownHome {
	shown := &shownHome{App: shownPerson{ID: a.id, Name: a.name, face: faceOf(a.name, true)}}
	if a.messagesTab {
		c, _ := v.w.direct(a.bot, v.user)
		shown.Direct = v.pageOf(c)
	}
	if published := v.w.homes[homeKey{a.id, v.user.id}]; published != nil {
		shown.ID = published.id
		shown.Blocks = v.blocks(published.Blocks, filled{published.values, published.errors})
	}
	return shown
}

// opensHome tells an app that somebody looks at its Home tab, if that is what they open.
func (p *page) opensHome(u *user, at whereabouts) {
	if a := read(p.w, func() *app { return p.w.app(at.In) }); a != nil && a.homeTab && u != nil {
		(&Person{w: p.w, ID: u.id, Name: u.called()}).OpensHome(App{ID: a.id, w: p.w})
	}
}
