package slacksim

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// wireLine is something that went over the wire.
type wireLine struct {
	ID      int64
	At      time.Time
	Time    string
	To      string // "app" for what Slack sends, "Slack" for what the app calls, "trainer" for what they do to it
	What    string
	Detail  string
	Took    string
	Problem string
	payload json.RawMessage // what Detail is made of, once somebody looks
}

// shownWire is how much of the wire the bar shows.
const shownWire = 60

// keptWire is how many envelopes are kept for the trainer's bar.
const keptWire = 200

// secretFields are what envelopes carry that nobody should read over a shoulder.
var secretFields = regexp.MustCompile(`("(?:token|trigger_id|response_url|url_private|url_private_download|bot_access_token)":)"[^"]*"`)

// secretWords are tokens wherever they stand.
var secretWords = regexp.MustCompile(`xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|https?://[^"\s]*/(?:commands|actions)/[^"\s]*`)

// masked is a text without secrets.
func masked(s string) string {
	return secretWords.ReplaceAllString(secretFields.ReplaceAllString(s, `$1"•••"`), "•••")
}

// carried notes that an envelope was sent to an app. The lock is held.
func (w *Workspace) carried(what string, payload json.RawMessage, since time.Time, problem error) {
	line := wireLine{At: since, To: "app", What: what, payload: payload}
	if problem != nil {
		line.Problem = problem.Error()
	}
	if what != "event" {
		line.Took = took(time.Since(since))
	}
	w.wire = append(w.wire, line)
	if len(w.wire) > 2*keptWire {
		w.wire = append([]wireLine(nil), w.wire[keptWire:]...)
	}
}

// read makes of an envelope's payload what is shown of it, once. The lock is held.
func (l *wireLine) read() {
	if l.payload == nil {
		return
	}
	var p struct {
		Type, Subtype string // of an event or an interaction
		Command, Text string
	}
	_ = json.Unmarshal(l.payload, &p) // what cannot be read has no type
	switch {
	case p.Command != "":
		l.What = cutShort(strings.TrimSpace(p.Command+" "+p.Text), 40)
	case p.Type != "":
		l.What = strings.TrimSpace(p.Type + " " + p.Subtype)
	}
	l.Detail, l.payload = cutShort(masked(string(l.payload)), 600), nil
}
