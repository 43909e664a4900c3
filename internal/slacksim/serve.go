package slacksim

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one request to the Web API while it is handled.
type call struct {
	*Workspace
	args
	app    *app
	name   string
	method method
	now    time.Time // one instant for the whole call
}

// apiError is a refusal: the code and what else Slack says with it.
type apiError struct {
	code string
	more object
}

func (e apiError) Error() string { return e.code }

// refuse is an error with a code.
func refuse(code string) error { return apiError{code: code} }

// refuseWith is an error whose response_metadata explains it.
func refuseWith(code string, messages []string) error {
	return apiError{code: code, more: object{"response_metadata": object{"messages": messages}}}
}

// answer is what goes back over HTTP.
type answer struct {
	status int
	header map[string]string
	body   object
	text   string // sent instead of the body, as text/plain or as what page says
	page   string // the content type of a text that is a file or a page
}

func (w *Workspace) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", w.serveAPI)
	mux.HandleFunc("/link/", w.serveSocket)
	mux.HandleFunc("POST /upload/v1/{key}", w.serveUpload)
	mux.HandleFunc("GET /files-pri/{id}/{name}", w.serveFile)
	mux.HandleFunc("GET /files-pri/{id}/download/{name}", w.serveFile)
	mux.HandleFunc("POST /commands/{team}/{key}", w.serveResponseURL)
	mux.HandleFunc("POST /actions/{team}/{key}", w.serveResponseURL)
	mux.Handle("/", w.Page())
	return mux
}

// serveSocket hands a WebSocket to the hub of the app that the ticket is for.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	a := w.app(r.URL.Query().Get("app_id"))
	w.mu.Unlock()
	if a == nil {
		http.NotFound(rw, r)
		return
	}
	a.hub.ServeHTTP(rw, r)
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	a, problem := readArgs(r)
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	w.exchange(rw, r, name, a.public(), func() answer {
		return w.dispatch(r, name, a, problem)
	})
}

// dispatch runs one call and returns its answer. The lock is held.
func (w *Workspace) dispatch(r *http.Request, name string, a args, problem string) answer {
	m, known := methods[name]
	if !known {
		return refusal(apiError{code: "unknown_method", more: object{"req_method": name}})
	}
	if problem != "" {
		return refusal(refuse(problem))
	}
	t, err := w.authenticate(r, a, m.token)
	if err != nil {
		return refusal(err)
	}
	c := &call{Workspace: w, args: a, app: t.app, name: name, method: m, now: w.clock()}
	channel := a.str("channel")
	if wait := w.limits.take(name, m.tier, channel, time.Now()); wait > 0 {
		seconds := int(math.Ceil(wait.Seconds()))
		return answer{
			status: http.StatusTooManyRequests, header: map[string]string{"Retry-After": strconv.Itoa(seconds)},
			body: object{"ok": false, "error": "ratelimited"},
		}
	}
	scopes := map[string]string{}
	if t.kind == botToken {
		scopes["X-OAuth-Scopes"] = strings.Join(t.app.scopes, ",")
		scopes["X-Accepted-OAuth-Scopes"] = strings.Join(m.scopes.any(), ",")
	}
	body, err := c.run()
	if err != nil {
		out := refusal(err)
		out.header = scopes
		return out
	}
	if body == nil {
		body = object{}
	}
	body["ok"] = true
	return answer{status: http.StatusOK, header: scopes, body: body}
}

func (c *call) run() (object, error) {
	if accepted := c.method.scopes.any(); len(accepted) > 0 && !c.app.has(accepted...) {
		return nil, c.missing(c.method.scopes.needed())
	}
	return c.method.serve(c)
}

// missing is the refusal of a call whose scope the app lacks.
func (c *call) missing(needed string) error {
	return apiError{code: "missing_scope", more: object{
		"needed": needed, "provided": strings.Join(c.app.scopes, ","),
	}}
}

func refusal(err error) answer {
	e, known := err.(apiError) //nolint:errorlint // refusals are made here and never wrapped
	if !known {
		e = apiError{code: "internal_error"}
	}
	body := object{"ok": false, "error": e.code}
	for k, v := range e.more {
		body[k] = v
	}
	return answer{status: http.StatusOK, body: body}
}

// authenticate finds the token: in the header, in the form or query, or in a JSON body.
func (w *Workspace) authenticate(r *http.Request, a args, want tokenKind) (*token, error) {
	text, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer || text == "" {
		text = a.str("token")
	}
	if text == "" {
		return nil, refuse("not_authed")
	}
	t, known := w.tokens[text]
	switch {
	case !known:
		return nil, refuse("invalid_auth")
	case t.revoked != "":
		return nil, refuse(t.revoked)
	case t.kind != want:
		return nil, refuse("not_allowed_token_type")
	case want == appToken && !bearer:
		return nil, refuse("not_authed") // an app-level token counts in the header only
	}
	return t, nil
}

func (a answer) write(rw http.ResponseWriter) {
	for k, v := range a.header {
		rw.Header().Set(k, v)
	}
	if a.text != "" || a.page != "" {
		rw.Header().Set("Content-Type", orElse(a.page, "text/plain; charset=utf-8"))
		rw.WriteHeader(a.status)
		_, _ = io.WriteString(rw, a.text)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(a.status)
	_, _ = rw.Write(encode(a.body))
}

// decodeInto reads JSON into a value and tells whether it fitted.
func decodeInto(raw json.RawMessage, v any) bool { return json.Unmarshal(raw, v) == nil }
