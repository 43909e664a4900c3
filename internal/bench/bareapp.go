package main

import (
	"context"
	"encoding/json"
	"maps"
	"sync/atomic"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/socket"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// bareManifest is all that an app needs that opens a form and posts a card.
const bareManifest = `
display_information: {name: Bare}
features:
  bot_user: {display_name: bare}
  slash_commands:
    - {command: /bare, description: Shows what another app showed}
oauth_config:
  scopes: {bot: [commands, "chat:write", "chat:write.public"]}
settings:
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

// bareApp is an app that shows at once what the bot showed last: the same form and the same card, with nothing
// understood, looked up or kept. How long people wait for it is the limit that no bot can be under.
type bareApp struct {
	api  *bare
	room *slacksim.Room // where its card is

	form atomic.Pointer[slacksim.Call] // opens the form
	card atomic.Pointer[slacksim.Call] // shows the card as it is next
}

// withBareApp runs do while such an app is connected, whose card is in a channel of its own.
func (w *world) withBareApp(ctx context.Context, do func(*bareApp) error) error {
	app, err := w.Install([]byte(bareManifest))
	if err != nil {
		return err
	}
	b := &bareApp{api: newBare(w, app), room: w.Channel("bare", w.ada)}
	client := slack.New(app.BotToken, slack.OptionAppLevelToken(app.AppToken), slack.OptionAPIURL(w.APIURL()))
	receiver, err := socket.New(socket.Options{
		Open: func(ctx context.Context) (string, error) {
			_, address, err := client.StartSocketModeContext(ctx)
			return address, err
		},
		Inbox: noEvents{}, Handle: b.handle, Log: botLog(),
	})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- receiver.Run(running) }()
	defer func() {
		stop()
		<-ended //nolint:errcheck // it was told to stop
	}()
	app.Connected(1)
	return do(b)
}

// noEvents is the inbox of an app that has subscribed to none.
type noEvents struct{}

func (noEvents) Keep(context.Context, []socket.Envelope) error { return nil }

// handle opens the form upon a command or a click, and shows the card upon a form that was sent.
func (b *bareApp) handle(ctx context.Context, e socket.Envelope) (any, error) {
	var asked struct {
		Type    string `json:"type"`
		Trigger string `json:"trigger_id"`
	}
	if err := json.Unmarshal(e.Payload, &asked); err != nil {
		return nil, err
	}
	if asked.Type == "view_submission" {
		card := *b.card.Load()
		go func() { _, _ = b.api.call(context.WithoutCancel(ctx), card) }() // whoever waits says that it did not come
		return nil, nil                                                     //nolint:nilnil // an empty ack closes the form
	}
	_, err := b.api.call(ctx, *b.form.Load(), "trigger_id", asked.Trigger)
	return nil, err
}

// posts has the app post a card that another one showed. From now on it edits it.
func (b *bareApp) posts(ctx context.Context, card slacksim.Call) (*slacksim.Message, error) {
	card.Method = "chat.postMessage"
	if _, err := b.api.call(ctx, card, "channel", b.room.ID()); err != nil {
		return nil, err
	}
	return b.room.Shows(""), nil
}

// shows has the app's card look next as that of another app.
func (b *bareApp) shows(post *slacksim.Message, card slacksim.Call) {
	next := slacksim.Call{Method: "chat.update", Args: maps.Clone(card.Args)}
	next.Args["channel"], next.Args["ts"] = b.room.ID(), post.TS()
	b.card.Store(&next)
}
