package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// bare makes the calls of a declaration with nothing around them: no bot, no database, no client
// library. How long that takes is the limit that no bot can be under.
type bare struct {
	w     *world
	token string
	http  *http.Client
	made  int
}

func newBare(w *world, app slacksim.App) *bare {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 8
	return &bare{w: w, token: app.BotToken, http: &http.Client{Transport: transport}}
}

// warmUp opens a connection.
func (b *bare) warmUp(ctx context.Context) error {
	_, err := b.call(ctx, slacksim.Call{Method: "auth.test"})
	return err
}

// declare makes the calls that one declaration of the bot's made, in a channel of its own: create,
// invite, then card and announcement beside each other. It returns how long after the beginning the
// declarer was invited, and both messages were posted.
func (b *bare) declare(ctx context.Context, d *declaration) (invited, shown time.Duration, err error) {
	create, e1 := d.create()
	invite, e2 := d.invite()
	card, e3 := d.card()
	announcement, e4 := d.announcement(b.w.incidents)
	for _, err := range []error{e1, e2, e3, e4} {
		if err != nil {
			return 0, 0, err
		}
	}
	b.made++
	begin := time.Now()
	channel, err := b.call(ctx, create, "name", fmt.Sprintf("bare-%d", b.made))
	if err != nil {
		return 0, 0, err
	}
	if _, err := b.call(ctx, invite, "channel", channel); err != nil {
		return 0, 0, err
	}
	invited = time.Since(begin)
	var posts errgroup.Group
	posts.Go(func() error {
		_, err := b.call(ctx, card, "channel", channel)
		return err
	})
	posts.Go(func() error {
		_, err := b.call(ctx, announcement, "channel", b.w.incidents.ID())
		return err
	})
	err = posts.Wait()
	return invited, time.Since(begin), err
}

// call repeats a call with other values of some arguments, each a name and a value, and returns the id of the
// channel in the answer, if there is one.
func (b *bare) call(ctx context.Context, c slacksim.Call, other ...string) (channel string, err error) {
	form := url.Values{"token": {b.token}}
	for k, v := range c.Args {
		form.Set(k, v)
	}
	for pair := range slices.Chunk(other, 2) {
		form.Set(pair[0], pair[1])
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.w.APIURL()+c.Method, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := b.http.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		OK      bool
		Error   string
		Channel json.RawMessage // an id, or an object with one
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("%s: %w", c.Method, err)
	}
	if !answer.OK {
		return "", fmt.Errorf("%s: %s", c.Method, answer.Error)
	}
	var made struct{ ID string }
	_ = json.Unmarshal(answer.Channel, &made)
	return made.ID, nil
}
