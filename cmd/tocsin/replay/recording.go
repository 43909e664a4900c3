package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/incident"
)

// recording is a recorded channel, fit to be played.
type recording struct {
	file     string    // what the file is called
	title    string    // what the file says the incident was called; may be empty
	severity string    // how bad the file says it was; may be empty
	channel  string    // without #; may be empty
	messages []message // by ts, each ts once
	people   []*person // who wrote or reacted, in the order they first appear
	notes    []string  // what a person should know about how the file was read
}

// person is somebody in a recording.
type person struct {
	name string
	bot  bool
}

// message is one recorded message.
type message struct {
	place     place
	ts        string
	thread    string // ts of the thread's first message; empty outside threads
	author    *person
	text      string
	editedAt  time.Time // zero when never edited
	deletedAt time.Time // zero when it stands
	reactions []reaction
}

// reaction is an emoji on a message, and who put it there.
type reaction struct {
	name string
	by   []*person
}

// madeUp says in the incident itself which of its facts the recording does not hold.
func (r *recording) madeUp() string {
	return "Replayed from " + incident.CleanLine(r.file) + ": declared, resolved and closed by the replay, at the first and the last message. Nobody did that in the recorded channel."
}

// place says where in the file a message stands.
type place struct{ number, line int }

func (p place) String() string { return fmt.Sprintf("message %d (line %d)", p.number, p.line) }

// format is how to come by a file that can be played.
const format = `a recording looks like this; tocsin replay --help says the rest:
{"channel": "ops", "messages": [
  {"user": "Ada", "ts": "1549384020.000100", "text": "checkout is down"}
]}`

// read makes a recording of a file's content. It returns a complaint about everything that is wrong.
func read(name string, data []byte) (*recording, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, complain.New(name+" is empty", format)
	}
	if err := checkJSON(name, data); err != nil {
		return nil, err
	}
	top, found, err := split(data)
	switch {
	case err != nil:
		return nil, complain.New(name+" is JSON, but no object: a recording has its messages in one", format)
	case found == nil && top["messages"] == nil:
		return nil, complain.New(name+" has no list called messages", format)
	case found == nil:
		return nil, complain.New(fmt.Sprintf("in %s, messages is no list", name), format)
	case len(found) == 0:
		return nil, complain.New(name+" has no messages: there is nothing to play", "")
	}
	r := newReader(name, data)
	for i, f := range found {
		r.message(i+1, f)
	}
	r.order()
	if err := r.complaint(); err != nil {
		return nil, err
	}
	r.about(top)
	return &r.recording, nil
}

// checkJSON complains about a file that is not JSON, with the place.
func checkJSON(name string, data []byte) error {
	var whole json.RawMessage
	err := json.Unmarshal(data, &whole)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	if syntax.Offset >= int64(len(data)) && strings.Contains(syntax.Error(), "unexpected end") {
		return complain.New(fmt.Sprintf("%s ends in the middle (line %d)", name, lineAt(data, len(data))),
			"it was cut off, perhaps while it was copied or downloaded: get it again.")
	}
	return complain.New(fmt.Sprintf("%s is not JSON: line %d: %v", name, lineAt(data, int(syntax.Offset)), syntax), format)
}

// lineAt is the line, from 1, in which a byte stands.
func lineAt(data []byte, offset int) int {
	before := data[:min(max(offset-1, 0), len(data))]
	return 1 + bytes.Count(before, []byte("\n"))
}

// found is one element of the list of messages.
type found struct {
	raw    json.RawMessage
	offset int // where in the file it ends
}

// split takes the file's object apart: the list called messages, nil if there is none, and the rest.
// The data are known to be JSON.
func split(data []byte) (map[string]json.RawMessage, []found, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, errors.New("no object")
	}
	top := map[string]json.RawMessage{}
	var messages []found
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, nil, err
		}
		var value json.RawMessage
		before := dec.InputOffset()
		if err := dec.Decode(&value); err != nil {
			return nil, nil, err
		}
		top[key.(string)] = value
		if key == "messages" && value[0] == '[' {
			begin := int(before) + bytes.Index(data[before:], value)
			if messages, err = elements(value, begin); err != nil {
				return nil, nil, err
			}
		}
	}
	return top, messages, nil
}

// elements are those of a list that begins at an offset of the file.
func elements(list json.RawMessage, begin int) ([]found, error) {
	dec := json.NewDecoder(bytes.NewReader(list))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	all := []found{}
	for dec.More() {
		var f found
		if err := dec.Decode(&f.raw); err != nil {
			return nil, err
		}
		f.offset = begin + int(dec.InputOffset()) - len(f.raw) + 1
		all = append(all, f)
	}
	return all, nil
}

// about reads what stands around the messages: the channel, and the incident of a file that
// `tocsin export` wrote.
func (r *reader) about(top map[string]json.RawMessage) {
	var known struct{ Title, Severity, Channel string }
	_ = json.Unmarshal(top["incident"], &known) // what is not there, or something else, says nothing
	line := func(key, otherwise string) string {
		var text string
		_ = json.Unmarshal(top[key], &text)
		if text = incident.CleanLine(text); text == "" {
			return incident.CleanLine(otherwise)
		}
		return text
	}
	r.title = line("title", known.Title)
	r.severity = line("severity", known.Severity)
	r.channel = strings.TrimPrefix(line("channel", known.Channel), "#")
}

// first and last are the messages that frame the recording.
func (r *recording) first() message { return r.messages[0] }
func (r *recording) last() message  { return r.messages[len(r.messages)-1] }

// declaredAt is when the incident is declared: in the second of the first message.
func (r *recording) declaredAt() time.Time { return instant(r.first().ts).Truncate(time.Second) }

// ends is the instant of the last thing that happened.
func (r *recording) ends() time.Time {
	end := instant(r.last().ts)
	for _, m := range r.messages {
		for _, t := range []time.Time{m.editedAt, m.deletedAt} {
			if t.After(end) {
				end = t
			}
		}
	}
	return end
}

// bots reports whether nobody but bots wrote anything.
func (r *recording) bots() bool {
	return !slices.ContainsFunc(r.messages, func(m message) bool { return !m.author.bot })
}
