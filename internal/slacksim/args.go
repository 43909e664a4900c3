package slacksim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// args are the arguments of a call, from a query, a form, a multipart form or a JSON body: Slack takes
// them all, and clients use them all.
type args struct {
	form url.Values
	body map[string]json.RawMessage
}

// maxBody is the largest request read.
const maxBody = 64 << 20

// readArgs reads the arguments of a request. Its error is a code in Slack's words.
func readArgs(r *http.Request) (args, string) {
	a := args{form: r.URL.Query()}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	switch kind {
	case "application/json":
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return a, "request_timeout"
		}
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			return a, ""
		}
		if !json.Valid(raw) {
			return a, "invalid_json"
		}
		if err := json.Unmarshal(raw, &a.body); err != nil {
			return a, "json_not_object"
		}
	case "multipart/form-data":
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return a, "invalid_form_data"
		}
		a.form = r.Form
	default: // forms, and calls without a body
		if err := r.ParseForm(); err != nil {
			return a, "invalid_form_data"
		}
		a.form = r.Form
	}
	return a, ""
}

// has tells whether the argument was given at all, be it empty.
func (a args) has(name string) bool {
	if raw, there := a.body[name]; there {
		return string(raw) != "null"
	}
	return a.form.Has(name)
}

// str is an argument as text, "" when it is absent or null.
func (a args) str(name string) string {
	raw, there := a.body[name]
	if !there {
		return a.form.Get(name)
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// yes is a flag: true, 1 or t.
func (a args) yes(name string) bool {
	on, _ := strconv.ParseBool(a.str(name))
	return on
}

// number is a number, or otherwise when the argument is absent. Its error is for what is no number.
func (a args) number(name string, otherwise int) (int, error) {
	s := a.str(name)
	if s == "" {
		return otherwise, nil
	}
	return strconv.Atoi(s)
}

var errNotJSON = errors.New("not JSON")

// raw is an argument that is itself JSON: written as text in forms, as it is in JSON bodies. nil when it
// is absent, null or empty.
func (a args) raw(name string) (json.RawMessage, error) {
	raw, there := a.body[name]
	var text string
	switch {
	case !there:
		text = a.form.Get(name)
	case json.Unmarshal(raw, &text) != nil:
		text = string(raw)
	}
	text = strings.TrimSpace(text)
	if text == "" || text == "null" {
		return nil, nil
	}
	if !json.Valid([]byte(text)) {
		return nil, errNotJSON
	}
	return json.RawMessage(text), nil
}

// list is several values: separated by commas, or a JSON array.
func (a args) list(name string) []string {
	s := strings.TrimSpace(a.str(name))
	if strings.HasPrefix(s, "[") {
		var list []string
		if json.Unmarshal([]byte(s), &list) == nil {
			return list
		}
	}
	var list []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// public are the arguments without the token, for the log of calls.
func (a args) public() map[string]string {
	shown := map[string]string{}
	for name := range a.form {
		shown[name] = a.form.Get(name)
	}
	for name := range a.body {
		shown[name] = a.str(name)
	}
	delete(shown, "token")
	delete(shown, "trigger_id")
	return shown
}
