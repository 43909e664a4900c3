package socket

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// frame is what a text frame of Slack says: an envelope, or word about the socket itself.
type frame struct {
	Envelope
	reason string // of a disconnect
}

var errMalformed = errors.New("not a JSON object")

// decode finds the parts of a frame in a single pass. It does not look into the payload further than for
// event_id, and does not check what it steps over: one broken block must not cost the event, and parsing
// all of it here is what slows other clients down. The payload aliases b.
func decode(b []byte) (frame, error) {
	var f frame
	if bytes.IndexByte(b, 0) >= 0 {
		return f, errMalformed // no JSON has NUL bytes, and Postgres takes none
	}
	if !utf8.Valid(b) {
		b = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	payload := func(key []byte, from int) int {
		to := skip(b, from)
		if to > 0 && string(key) == "event_id" {
			f.EventID = text(b[from:to])
		}
		return to
	}
	end := members(b, space(b, 0), func(key []byte, from int) int {
		var to int
		if string(key) == "payload" {
			if b[from] == '{' {
				to = members(b, from, payload)
			} else {
				to = skip(b, from)
			}
			if to > 0 {
				f.Payload = b[from:to:to]
			}
			return to
		}
		to = skip(b, from)
		if to <= 0 {
			return to
		}
		switch value := b[from:to]; string(key) {
		case "envelope_id":
			f.ID = text(value)
		case "type":
			f.Type = text(value)
		case "accepts_response_payload":
			f.AcceptsPayload = string(value) == "true"
		case "retry_attempt":
			f.RetryAttempt, _ = strconv.Atoi(string(value))
		case "retry_reason":
			f.RetryReason = text(value)
		case "reason":
			f.reason = text(value)
		}
		return to
	})
	if end <= 0 || space(b, end) != len(b) || f.Type == "" {
		return frame{}, errMalformed
	}
	switch {
	case f.Type != "events_api":
		f.EventID = ""
	case f.EventID == "":
		f.EventID = f.ID
	}
	return f, nil
}

// members walks the object that begins at b[i]. For each member it calls value with the key and where the
// value begins; value returns where it ends. members returns where the object ends, or 0 if it does not.
func members(b []byte, i int, value func(key []byte, from int) (to int)) int {
	if i >= len(b) || b[i] != '{' {
		return 0
	}
	if i = space(b, i+1); i < len(b) && b[i] == '}' {
		return i + 1
	}
	for i < len(b) && b[i] == '"' {
		end := quoted(b, i)
		if end == 0 {
			return 0
		}
		key := b[i+1 : end-1]
		if i = space(b, end); i >= len(b) || b[i] != ':' {
			return 0
		}
		if i = space(b, i+1); i >= len(b) {
			return 0
		}
		if i = value(key, i); i <= 0 {
			return 0
		}
		if i = space(b, i); i >= len(b) {
			return 0
		}
		switch b[i] {
		case '}':
			return i + 1
		case ',':
			i = space(b, i+1)
		default:
			return 0
		}
	}
	return 0
}

// skip returns where the value that begins at b[i] ends, or 0 if it does not.
func skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		return quoted(b, i)
	case '{', '[':
		depth := 0
		for i < len(b) {
			switch b[i] {
			case '"':
				if i = quoted(b, i); i == 0 {
					return 0
				}
				continue
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
			i++
		}
		return 0
	}
	from := i
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	if i == from {
		return 0
	}
	return i
}

// quoted returns where the string that begins at b[i] ends, or 0 if it does not.
func quoted(b []byte, i int) int {
	for i++; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0
		}
		from := i
		i += n
		escapes := 0
		for k := i - 1; k >= from && b[k] == '\\'; k-- {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
	return 0
}

// space returns the first position from i on that holds no white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// text returns the string a JSON string stands for, or "" if value is not one.
func text(value []byte) string {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1])
	}
	var s string
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
}

// appendAck appends the ack of an envelope; payload may be nil.
func appendAck(b []byte, id string, payload json.RawMessage) []byte {
	b = append(b, `{"envelope_id":`...)
	quotedID, _ := json.Marshal(id) // a string always marshals
	b = append(b, quotedID...)
	if payload != nil {
		b = append(b, `,"payload":`...)
		b = append(b, payload...)
	}
	return append(b, '}')
}
