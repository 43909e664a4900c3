// Package blockkit treats Slack's Block Kit as data: it checks blocks and views
// the way Slack's servers do, reads what a person sees in them, and fills in
// forms as Slack's client does.
//
// The rules are tables. Every block, element and composition object is one
// [object] value that lists its fields, each with a shape: length, number of
// items, allowed values, nested types. A single walker compares JSON with the
// tables and writes what differs in Slack's words, with a JSON pointer.
//
// Limits and field lists come from docs.slack.dev, "Reference: Block Kit"; the
// wording of the messages from answers of the Web API that people have
// published. Where Slack's wording is not known, the message follows its style
// and says so in a comment.
//
// The package knows nothing of workspaces: names of users and channels come
// through [Names].
package blockkit

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Limits that hold for a whole message or view rather than for one field.
const (
	// MaxMessageBlocks is how many blocks one message may hold.
	MaxMessageBlocks = 50
	// MaxViewBlocks is how many blocks a modal or a Home tab may hold.
	MaxViewBlocks = 100
	// MaxViewBytes is how large a view may be as JSON. The Web API answers
	// view_too_large beyond it.
	MaxViewBytes = 250_000
	// MaxMarkdown is how many characters all markdown blocks of one message may
	// hold together.
	MaxMarkdown = 12_000
)

// ValidateMessage checks the blocks of a message. It returns nil when Slack would
// take them, otherwise the lines that Slack puts into response_metadata.messages,
// such as "[ERROR] no more than 50 items allowed [json-pointer:/blocks]".
// Absent blocks (empty, or JSON null) are fine.
func ValidateMessage(blocks json.RawMessage) []string {
	if absent(blocks) {
		return nil
	}
	r := &report{surface: onMessage}
	v, err := decode(blocks)
	if err != nil {
		r.add("/blocks", "must provide valid JSON")
		return r.lines
	}
	list{of: blockTypes, max: MaxMessageBlocks}.check(r, v, "/blocks")
	checkMessage(r, objects(v), "/blocks")
	return r.lines
}

// ValidateView checks a modal or a Home tab. It returns nil when Slack would take
// the view, otherwise the lines of response_metadata.messages. Problems of the
// view's form are led by "failed to match all allowed schemas", as Slack does it.
func ValidateView(view json.RawMessage) []string {
	const at = "/view"
	r := &report{surface: onModal}
	v, err := decode(view)
	if err != nil {
		r.add(at, "must provide valid JSON")
		return r.lines
	}
	if len(view) > MaxViewBytes {
		r.add(at, fmt.Sprintf("must be less than %d bytes", MaxViewBytes+1)) // the wording is ours; Slack has an error code for it
		return r.lines
	}
	o, ok := v.(map[string]any)
	if !ok {
		r.add(at, "must provide an object")
		return r.lines
	}
	if o["type"] == "home" {
		r.surface = onHome
	}
	viewTypes.check(r, v, at)
	checkView(r, o, at)
	return r.lines
}

// absent reports whether raw stands for "not given".
func absent(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || bytes.Equal(raw, []byte("null"))
}

// decode reads JSON, keeping numbers as they were written.
func decode(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return v, nil
}

// encode writes JSON without turning <, > and & into escapes, so that mrkdwn stays legible.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return json.RawMessage("null") // only values that came from JSON are encoded
	}
	return bytes.TrimSpace(b.Bytes())
}
