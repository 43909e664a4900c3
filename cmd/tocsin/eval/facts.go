package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// facts are what somebody who knows the incident wrote of it afterwards.
type facts struct {
	causes  []fact // root_cause, resolution and their like, those that are there
	actions []string
	rows    []row
	judged  bool // whether there are action items to hold follow-ups against, even none
}

// fact is one of the things a summary should name.
type fact struct{ key, text string }

// row is one line of the timeline.
type row struct {
	at   time.Time
	text string
}

// factKeys are the facts that are looked for.
var factKeys = []string{"impact", "detection", "trigger", "root_cause", "resolution"}

// readFacts reads the key postmortem_facts of a recording; nil when there is none.
// The file was read before, so that it is known to be JSON.
func readFacts(file string, messages []incident.Message) (*facts, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var top struct {
		Facts map[string]json.RawMessage `json:"postmortem_facts"`
	}
	if err := json.Unmarshal(data, &top); err != nil {
		return nil, fmt.Errorf("postmortem_facts is no object: %w", err)
	}
	if top.Facts == nil {
		return nil, nil
	}
	f := &facts{}
	for _, key := range factKeys {
		if text := strings.Join(texts(top.Facts[key]), "; "); text != "" {
			f.causes = append(f.causes, fact{key, text})
		}
	}
	f.actions = texts(top.Facts["action_items"])
	f.judged = top.Facts["action_items"] != nil
	var list []json.RawMessage
	if raw := top.Facts["timeline"]; raw != nil {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("postmortem_facts.timeline is no list: %w", err)
		}
	}
	days := dates{}
	if len(messages) > 0 {
		days.last = messages[0].At
	}
	for i, raw := range list {
		one, err := days.row(raw)
		if err != nil {
			return nil, fmt.Errorf("postmortem_facts.timeline, row %d: %w", i+1, err)
		}
		f.rows = append(f.rows, one)
	}
	return f, nil
}

// texts are the texts of a JSON string or list of strings, without the empty ones.
func texts(raw json.RawMessage) []string {
	var many []string
	var one string
	if json.Unmarshal(raw, &many) != nil && json.Unmarshal(raw, &one) == nil {
		many = []string{one}
	}
	var all []string
	for _, text := range many {
		if text = incident.CleanLine(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// dates gives rows that have only a time of day their day.
type dates struct {
	last time.Time // the row before; at first, the first message
	any  bool      // a row was read
}

const (
	// disorder is how far a row may go back behind the one before it without being of the next day.
	disorder = 2 * time.Hour
	day      = 24 * time.Hour
)

// row reads ["16:47Z", "bump merged"], or the same with a full timestamp.
func (d *dates) row(raw json.RawMessage) (row, error) {
	var pair []string
	if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 {
		return row{}, fmt.Errorf(`%s is not ["16:47Z", "what happened"]`, raw)
	}
	at, err := d.instant(strings.TrimSpace(pair[0]))
	if err != nil {
		return row{}, err
	}
	d.last, d.any = at, true
	return row{at, incident.CleanLine(pair[1])}, nil
}

func (d *dates) instant(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	for _, layout := range []string{"15:04Z07:00", "15:04:05Z07:00", "15:04", "15:04:05", "15:04 UTC", "15:04:05 UTC"} {
		if at, err := time.Parse(layout, text); err == nil {
			return d.dated(at.UTC()), nil
		}
	}
	return time.Time{}, fmt.Errorf(`%q is no time such as "16:47Z" or "2019-02-05T16:47:00Z"`, text)
}

// dated puts a time of day on a day: the first row as near to the first message as it can be, every other
// on the first day on which it does not come before the last row.
func (d *dates) dated(clock time.Time) time.Time {
	y, m, dd := d.last.UTC().Date()
	at := time.Date(y, m, dd, clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC).Add(-day)
	if !d.any {
		for at.Add(day/2).Before(d.last) || at.Add(day/2).Equal(d.last) {
			at = at.Add(day)
		}
		return at
	}
	for at.Before(d.last.Add(-disorder)) {
		at = at.Add(day)
	}
	return at
}
