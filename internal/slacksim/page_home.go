package slacksim

import "net/url"

// The page's part that shows apps' Home tabs.

type shownApp struct{ ID, Name string }

// shownHome is an app's Home tab, as the app has published it for the viewer.
type shownHome struct {
	shownApp
	Published bool // there is something to show
	Parts     []shownPart
}

// showHome adds what the viewer sees of apps' Home tabs; appID is the one that is open. The lock is held.
func (w *Workspace) showHome(p *shownPage, appID string) {
	u := w.users[p.Me.ID]
	if u == nil {
		return
	}
	for _, a := range w.apps {
		if !a.homeTab {
			continue
		}
		shown := shownApp{a.id, a.name}
		p.Apps = append(p.Apps, shown)
		if a.id != appID {
			continue
		}
		p.Home = &shownHome{shownApp: shown}
		if tab := w.homes[homeKey{a.id, u.id}]; tab != nil {
			p.Home.Published, p.Home.Parts = true, viewer{reader{w: w, zone: u.zone}, u}.read(tab.Blocks)
			p.fill(p.Home.Parts)
		}
	}
}

// home opens an app's Home tab, of which the app is told.
func (p *page) home(who *Person, _ *channel, form url.Values) error {
	tab := read(p.w, func() bool {
		a := p.w.app(form.Get("home"))
		return a != nil && a.homeTab
	})
	if !tab {
		return sorry("That app has no Home tab.")
	}
	who.OpensHome(App{ID: form.Get("home")})
	return nil
}
