package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestSlacksim_says_how_the_bot_gets_in(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	printed, out := io.Pipe()
	root := newRoot()
	root.SetArgs([]string{"slacksim", "--addr", "127.0.0.1:0"})
	root.SetOut(out)
	ended := make(chan error, 1)
	go func() {
		ended <- root.ExecuteContext(ctx)
		_ = out.Close()
	}()

	page, created, exported := "", "", map[string]string{}
	lines := bufio.NewScanner(printed)
	for lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C") {
		if _, address, found := strings.Cut(lines.Text(), "is up: "); found {
			page = address
		}
		if command, found := strings.CutPrefix(lines.Text(), "  createdb "); found {
			created = command[strings.LastIndex(command, " ")+1:]
		}
		if name, value, found := strings.Cut(strings.TrimPrefix(lines.Text(), "  export "), "="); found {
			exported[name] = value
		}
	}

	if used := exported["TOCSIN_DATABASE_URL"]; created == "" || path.Base(used) != created {
		t.Errorf("it has %q made, and uses %s", created, used)
	}
	client := slack.New(exported["TOCSIN_SLACK_BOT_TOKEN"], slack.OptionAPIURL(exported["TOCSIN_SLACK_API_URL"]), slack.OptionAppLevelToken(exported["TOCSIN_SLACK_APP_TOKEN"]))
	if who, err := client.AuthTestContext(ctx); err != nil || who.Team != "Practice" {
		t.Errorf("the bot token: %v, %v", who, err)
	}
	if _, _, err := client.StartSocketModeContext(ctx); err != nil {
		t.Errorf("the app token: %v", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK || !strings.Contains(string(body), "incidents") {
		t.Errorf("the page answers %s", answer.Status)
	}

	interrupt()
	if err := <-ended; err != nil {
		t.Errorf("Ctrl-C ends it with %v", err)
	}
}
