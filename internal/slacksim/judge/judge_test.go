// Package judge has Slack's own Node client, @slack/bolt in Socket Mode and @slack/web-api, work against
// slacksim: an independent judge that what slacksim speaks is Slack's protocol. judge.mjs is the app; the
// test plays the people and looks at the workspace.
package judge

import (
	"bufio"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

//go:embed package.json
var packageJSON []byte

//go:embed package-lock.json
var packageLock []byte

// patience bounds every wait. Bolt alone takes five seconds to come back after a disconnect.
const patience = 30 * time.Second

const manifest = `
display_information: {name: Judge}
features:
  bot_user: {display_name: judge}
  slash_commands:
    - {command: /judge, description: Try the client}
oauth_config:
  scopes:
    bot: [commands, chat:write, chat:write.public, channels:read, channels:history, reactions:read, files:read, canvases:read, canvases:write]
settings:
  event_subscriptions:
    bot_events: [message.channels, reaction_added, file_change]
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

// TestBolt is one run, in order: the client is slow to start, and each step builds on the last.
func TestBolt(t *testing.T) {
	t.Parallel()
	modules := install(t)
	w, err := slacksim.Start(slacksim.Options{Fail: t.Fatalf, Wait: patience})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	app, err := w.Install([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	ada := w.Person("Ada Lovelace")
	room := w.Channel("ops", ada, app.Person())
	j := start(t, modules, w, app, room)
	app.Connected(1)
	j.says(t, "ready", nil)

	t.Run("answers a command on the ack", func(t *testing.T) {
		answer := ada.Types(room, "/judge one two")
		if answer == nil || answer.Text() != "heard one two" {
			t.Fatalf("the answer is %v", answer)
		}
		j.says(t, "command", line{"text": "one two", "user": ada.ID, "channel": "ops"})
	})

	t.Run("opens a modal, refuses a field, then takes the submission", func(t *testing.T) {
		if answer := ada.Types(room, "/judge form"); answer != nil {
			t.Errorf("the command shows %q", answer.Text())
		}
		j.says(t, "form", line{"hash": "string"})
		form := ada.Modal("Judge")
		if out := ada.Fills(form, "Title", "bad", "Level", "high").Submits(); out.Kind != slacksim.Refused || out.Errors["Title"] != "Not a good title." {
			t.Fatalf("the bad title is %+v", out)
		}
		j.says(t, "refused", line{"title": "bad"})
		if out := ada.Fills(form, "Title", "Checkout is down").Submits(); out.Kind != slacksim.Closed {
			t.Fatalf("the good title is %+v", out)
		}
		j.says(t, "submitted", line{"title": "Checkout is down", "level": "high"})
		posted := room.Shows("Checkout is down (high) by @Ada Lovelace")
		if got := string(posted.Metadata()); !strings.Contains(got, `"level":"high"`) {
			t.Errorf("the metadata is %s", got)
		}
	})

	t.Run("is told that a modal was closed", func(t *testing.T) {
		ada.Types(room, "/judge form")
		j.says(t, "form", nil)
		ada.Modal("Judge").Cancels()
		j.says(t, "closed", nil)
	})

	t.Run("gets a click, updates the message and answers on the response_url", func(t *testing.T) {
		card := room.Shows("Checkout is down")
		if out := ada.Clicks(card, "Press"); out.Kind != slacksim.Acked {
			t.Fatalf("the click is %+v", out)
		}
		j.says(t, "pressed", line{"value": "v1", "block": "do", "container": "message"})
		card.Shows("pressed by @Ada Lovelace")
		ada.Sees("thank you")
	})

	t.Run("takes a choice from a message that one person sees, and replaces it", func(t *testing.T) {
		ada.Types(room, "/judge choose")
		j.says(t, "asked", nil)
		if out := ada.Chooses(room.ShowsOnlyTo(ada, "Which section?"), "Edit a section…", "Cause"); out.Kind != slacksim.Acked {
			t.Fatalf("the choice is %+v", out)
		}
		j.says(t, "chosen", line{"value": "cause", "ephemeral": true, "state": "cause"})
		room.ShowsOnlyTo(ada, "Cause it is")
		ada.NeverSees("Which section?")
	})

	t.Run("makes a canvas, hears that a person edited it and reads it", func(t *testing.T) {
		ada.Types(room, "/judge canvas")
		j.says(t, "canvas", nil)
		ada.EditsCanvas(room, func(was string) string { return was + "\n- [x] rotated" })
		j.says(t, "edited", line{
			"filetype": "quip", "mimetype": "application/vnd.slack-docs", "owner": app.BotUserID,
			"content": "# Untitled\n\n# Cause\n\n* [x] rotated\n",
		})
		app.Saw()
	})

	t.Run("gets messages and reactions, once each", func(t *testing.T) {
		m := ada.Says(room, "all quiet & <well>")
		j.says(t, "message", line{"text": "all quiet &amp; &lt;well&gt;", "user": ada.ID})
		ada.Reacts(m, "pushpin")
		j.says(t, "reaction", line{"name": "pushpin", "ts": m.TS(), "retry": 0.0})
		app.Saw()
	})

	t.Run("reads pages, understands a refusal and waits out a 429", func(t *testing.T) {
		w.Channel("second")
		const method = "chat.postMessage"
		remove := w.Fault(method, slacksim.Fault{
			Status: 429, RetryAfter: time.Second, Times: 1,
			Match: func(c slacksim.Call) bool { return c.Args["text"] == "after the limit" },
		})
		defer remove()
		before := len(w.Calls(method))
		j.tell(t, "api")
		j.says(t, "auth", line{"user": app.BotUserID, "bot": app.BotID, "team": "Acme"})
		if names := j.says(t, "channels", nil)["names"]; fmt.Sprint(names) != "[general ops second]" {
			t.Errorf("the pages hold %v", names)
		}
		bad := j.says(t, "bad_blocks", line{"error": "invalid_blocks"})
		if got := fmt.Sprint(bad["messages"]); !strings.Contains(got, "must be less than 3001 characters [json-pointer:/blocks/0/text/text]") {
			t.Errorf("the refusal says %s", got)
		}
		j.says(t, "rate_limited", line{"seconds": 1.0})
		j.says(t, "posted", nil)
		room.Shows("after the limit")
		if calls := w.Calls(method)[before:]; len(calls) != 3 || calls[2].At.Sub(calls[1].At) < time.Second {
			t.Errorf("the calls were %+v", calls)
		}
	})

	t.Run("comes back after a disconnect and after a cut, and gets what it missed", func(t *testing.T) {
		m := room.Shows("all quiet")
		app.Hub.Disconnect("refresh_requested", time.Second)
		connected(t, app, 0)
		ada.Reacts(m, "eyes")
		connected(t, app, 1)
		if got := j.says(t, "reaction", line{"name": "eyes"}); got["retry"] == 0.0 {
			t.Errorf("what happened in between came as %v, not as a retry", got)
		}

		app.Hub.Cut()
		ada.Reacts(m, "fire")
		connected(t, app, 1)
		j.says(t, "reaction", line{"name": "fire"})
		app.Saw()
		if answer := ada.Types(room, "/judge still there"); answer == nil || answer.Text() != "heard still there" {
			t.Errorf("the answer is %v", answer)
		}
	})
}

// connected waits until the app has n sockets open.
func connected(t *testing.T, app slacksim.App, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := app.Hub.WaitConnected(ctx, n); err != nil {
		t.Fatalf("%d sockets instead of %d: %v", app.Hub.Connections(), n, err)
	}
}

// install puts the packages of the lockfile into the user's cache, once, and returns their folder.
// Without Node it skips the test.
func install(t *testing.T) string {
	t.Helper()
	npm := need(t, "npm")
	version, err := exec.CommandContext(t.Context(), need(t, "node"), "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(string(version), "v"), ".")
	if n, err := strconv.Atoi(major); err != nil || n < 20 {
		t.Skipf("skipped: Slack's client needs Node 20 or newer, this is %s", version)
	}

	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(slices.Concat(packageJSON, packageLock))
	folder := filepath.Join(cache, "tocsin", fmt.Sprintf("judge-%x", sum[:8]))
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	// Into a folder of its own first, so that a broken or a second install leaves nothing half done.
	fresh, err := os.MkdirTemp(filepath.Dir(folder), "judge-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(fresh) }()
	for name, content := range map[string][]byte{"package.json": packageJSON, "package-lock.json": packageLock} {
		if err := os.WriteFile(filepath.Join(fresh, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ci := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
	ci.Dir = fresh
	if out, err := ci.CombinedOutput(); err != nil {
		t.Fatalf("npm ci cannot install Slack's client, %v:\n%s", err, out)
	}
	if err := os.Rename(fresh, folder); err != nil && !errors.Is(err, os.ErrExist) {
		if _, there := os.Stat(folder); there != nil { // another run was faster
			t.Fatal(err)
		}
	}
	return folder
}

func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("skipped: %s is not installed, and Slack's own client is a Node program", program)
	}
	return path
}

// line is one JSON line of judge.mjs.
type line map[string]any

// judge is the running client.
type judge struct {
	lines chan line
	stdin io.Writer
}

// start runs judge.mjs until the test ends.
func start(t *testing.T, modules string, w *slacksim.Workspace, app slacksim.App, room *slacksim.Room) *judge {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	node := exec.CommandContext(ctx, "node", "judge.mjs")
	node.Env = append(os.Environ(),
		"JUDGE_MODULES="+modules, "JUDGE_API_URL="+w.APIURL(), "JUDGE_CHANNEL="+room.ID(),
		"JUDGE_BOT_TOKEN="+app.BotToken, "JUDGE_APP_TOKEN="+app.AppToken)
	var log strings.Builder
	node.Stderr = &log
	stdin, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	j := &judge{lines: make(chan line, 100), stdin: stdin}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(j.lines)
		for scan := bufio.NewScanner(stdout); scan.Scan(); {
			var l line
			if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
				l = line{"saw": "noise", "text": scan.Text()}
			}
			j.lines <- l
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-read
		_ = node.Wait() // it was killed
		if t.Failed() {
			t.Logf("the client's log:\n%s", log.String())
		}
	})
	return j
}

func (j *judge) tell(t *testing.T, what string) {
	t.Helper()
	if _, err := io.WriteString(j.stdin, what+"\n"); err != nil {
		t.Fatal(err)
	}
}

// says takes the next line. It must be about what is expected and hold these details.
func (j *judge) says(t *testing.T, saw string, details line) line {
	t.Helper()
	select {
	case l, running := <-j.lines:
		if !running {
			t.Fatalf("the client ended before it saw %q", saw)
		}
		if l["saw"] != saw {
			t.Fatalf("the client saw %v, not %q", l, saw)
		}
		for name, want := range details {
			if l[name] != want {
				t.Errorf("the client saw %v, want %s = %v", l, name, want)
			}
		}
		return l
	case <-time.After(patience):
		t.Fatalf("the client has not seen %q", saw)
	}
	return nil
}
