package slacksim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/tocsin-bot/tocsin/internal/slacksim/hub"
)

// App is an installed app, with what its owner copies from Slack's settings pages.
type App struct {
	ID        string // A…
	Name      string
	BotID     string // B…
	BotUserID string // U…
	BotToken  string // xoxb-…
	AppToken  string // xapp-…
	Hub       *hub.Hub

	w *Workspace
}

// app is the state of an installed app.
type app struct {
	id, name    string
	botID       string
	bot         *user
	hub         *hub.Hub
	scopes      []string
	events      []string
	commands    map[string]command
	shortcuts   []shortcut
	homeTab     bool
	messagesTab bool
	verify      string // the deprecated verification token that payloads carry
}

type command struct {
	Command      string `yaml:"command"`
	Description  string `yaml:"description"`
	UsageHint    string `yaml:"usage_hint"`
	ShouldEscape bool   `yaml:"should_escape"`
}

type shortcut struct {
	Name       string `yaml:"name"`
	Type       string `yaml:"type"` // global or message
	CallbackID string `yaml:"callback_id"`
}

// token is a key to the API.
type token struct {
	app     *app
	kind    tokenKind
	revoked string // the error that Slack answers since it was revoked, "" while it is good
}

type tokenKind int

const (
	botToken tokenKind = iota
	appToken
)

// manifest is the part of an app manifest that has an effect here.
type manifest struct {
	Display struct {
		Name string `yaml:"name"`
	} `yaml:"display_information"`
	Features struct {
		Home struct {
			HomeTab     bool `yaml:"home_tab_enabled"`
			MessagesTab bool `yaml:"messages_tab_enabled"`
		} `yaml:"app_home"`
		Bot struct {
			DisplayName string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Commands  []command  `yaml:"slash_commands"`
		Shortcuts []shortcut `yaml:"shortcuts"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `yaml:"is_enabled"`
		} `yaml:"interactivity"`
		SocketMode bool `yaml:"socket_mode_enabled"`
	} `yaml:"settings"`
}

// check refuses what Slack's manifest editor refuses, in words that name the field.
func (m manifest) check() error {
	switch {
	case m.Display.Name == "":
		return errors.New("display_information.name is missing")
	case len([]rune(m.Display.Name)) > 35:
		return errors.New("display_information.name is longer than 35 characters")
	case m.Features.Bot.DisplayName == "":
		return errors.New("features.bot_user.display_name is missing")
	case !m.Settings.SocketMode:
		return errors.New("settings.socket_mode_enabled must be true: there is no public URL here")
	case len(m.Features.Commands) > 50:
		return errors.New("features.slash_commands has more than 50 entries")
	case len(m.Features.Shortcuts) > 10:
		return errors.New("features.shortcuts has more than 10 entries")
	case len(m.Features.Commands) > 0 && !slices.Contains(m.OAuth.Scopes.Bot, "commands"):
		return errors.New("features.slash_commands needs the scope commands")
	}
	for _, c := range m.Features.Commands {
		if !strings.HasPrefix(c.Command, "/") || len(c.Command) > 32 {
			return fmt.Errorf("slash command %q must begin with / and have at most 32 characters", c.Command)
		}
	}
	for _, e := range m.Settings.Events.Bot {
		if _, known := eventScopes[e]; !known {
			return fmt.Errorf("settings.event_subscriptions.bot_events: %q is not known here", e)
		}
	}
	return nil
}

// Install installs an app from its manifest: the app gets the scopes, commands, shortcuts and events
// that it declares and no others.
func (w *Workspace) Install(manifestYAML []byte) (App, error) {
	var m manifest
	if err := yaml.Unmarshal(manifestYAML, &m); err != nil {
		return App{}, fmt.Errorf("read the app manifest: %w", err)
	}
	if err := m.check(); err != nil {
		return App{}, fmt.Errorf("app manifest: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	a := &app{
		id:          w.id("A"),
		name:        m.Display.Name,
		botID:       w.id("B"),
		scopes:      m.OAuth.Scopes.Bot,
		events:      m.Settings.Events.Bot,
		commands:    map[string]command{},
		shortcuts:   m.Features.Shortcuts,
		homeTab:     m.Features.Home.HomeTab,
		messagesTab: m.Features.Home.MessagesTab,
		verify:      w.secret(24),
	}
	for _, c := range m.Features.Commands {
		a.commands[c.Command] = c
	}
	a.bot = w.addBot(a, m.Features.Bot.DisplayName)
	o := w.opts.Hub
	o.AppID = a.id
	a.hub = hub.New(o)
	w.apps = append(w.apps, a)
	handle := App{
		ID: a.id, Name: a.name, BotID: a.botID, BotUserID: a.bot.id, Hub: a.hub, w: w,
		BotToken: "xoxb-" + w.secret(11) + "-" + w.secret(24),
		AppToken: "xapp-1-" + a.id + "-" + w.secret(40),
	}
	w.tokens[handle.BotToken] = &token{app: a, kind: botToken}
	w.tokens[handle.AppToken] = &token{app: a, kind: appToken}
	w.wake()
	return handle, nil
}

// Revoke makes both tokens answer code from now on: token_revoked, account_inactive or invalid_auth.
func (a App) Revoke(code string) {
	a.w.update(func() {
		a.w.tokens[a.BotToken].revoked = code
		a.w.tokens[a.AppToken].revoked = code
	})
}

// Grant gives the app a scope that its manifest lacks; Withdraw takes one away.
func (a App) Grant(scope string) {
	a.w.update(func() {
		if s := a.w.app(a.ID); !slices.Contains(s.scopes, scope) {
			s.scopes = append(slices.Clone(s.scopes), scope)
		}
	})
}

// Withdraw takes a scope away from the app, as a reinstallation with fewer scopes would.
func (a App) Withdraw(scope string) {
	a.w.update(func() {
		s := a.w.app(a.ID)
		s.scopes = slices.DeleteFunc(slices.Clone(s.scopes), func(have string) bool { return have == scope })
	})
}

// Person is the app's bot user, for instance to invite it: ada.Invites(app.Person(), room).
func (a App) Person() *Person { return &Person{w: a.w, ID: a.BotUserID, Name: a.Name} }

// SocketMode switches the app's Socket Mode off or on, as in its settings. Slack then tells every socket,
// open or new, link_disabled.
func (a App) SocketMode(on bool) { a.Hub.SocketMode(on) }

// Saw waits until the app has acked every event sent so far.
func (a App) Saw() {
	ctx, cancel := context.WithTimeout(a.w.closed, a.w.opts.Wait)
	defer cancel()
	if err := a.Hub.WaitAcked(ctx); err != nil {
		a.w.fail("waited %v for %s to ack its events: %d are open", a.w.opts.Wait, a.Name, a.Hub.Unacked())
	}
}

// Connected waits until the app has n sockets open.
func (a App) Connected(n int) {
	ctx, cancel := context.WithTimeout(a.w.closed, a.w.opts.Wait)
	defer cancel()
	if err := a.Hub.WaitConnected(ctx, n); err != nil {
		a.w.fail("waited %v for %d sockets of %s: %d are open", a.w.opts.Wait, n, a.Name, a.Hub.Connections())
	}
}

func (w *Workspace) app(id string) *app {
	for _, a := range w.apps {
		if a.id == id {
			return a
		}
	}
	return nil
}

func (a *app) has(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(a.scopes, s) })
}
