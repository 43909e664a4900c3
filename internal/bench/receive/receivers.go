package receive

import (
	"context"
	"errors"
	"io"
	"log"
	"log/slog"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/tocsin-bot/tocsin/bot/socket"
)

// receiver connects to s and acks what comes until ctx ends.
type receiver func(ctx context.Context, s *slack) error

// slackGo is slack-go's client with the least one can do: ack each event as it comes out of the channel.
// Nothing is stored.
func slackGo(ctx context.Context, s *slack) error {
	api := slackgo.New("xoxb-1", slackgo.OptionAppLevelToken("xapp-1"), slackgo.OptionAPIURL(s.apiURL()))
	client := socketmode.New(api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-client.Events:
				if e.Type == socketmode.EventTypeEventsAPI {
					_ = client.AckCtx(ctx, e.Request.EnvelopeID, nil)
				}
			}
		}
	}()
	if err := client.RunContext(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// ours is bot/socket in front of an inbox.
func ours(inbox socket.Inbox) receiver {
	return func(ctx context.Context, s *slack) error {
		r, err := socket.New(socket.Options{
			Open:   func(context.Context) (string, error) { return s.socketURL(), nil },
			Inbox:  inbox,
			Handle: func(context.Context, socket.Envelope) (any, error) { return nil, nil },
			Log:    slog.New(slog.DiscardHandler),
		})
		if err != nil {
			return err
		}
		return r.Run(ctx)
	}
}
