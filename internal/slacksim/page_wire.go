package slacksim

import (
	"encoding/json"
	"regexp"
	"time"
)

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
