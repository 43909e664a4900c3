package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// maxStack is how many modals may lie on one another.
const maxStack = 3

// view is the state of a modal or of somebody's Home tab.
type view struct {
	viewBody
	id       string
	hash     string
	app      *app
	user     *user
	root     *view // the bottom of its stack; itself for the bottom
	previous *view
	open     bool
	values   map[string]any // what was filled in, by block_id
	errors   map[string]string
}

// viewBody is what the app says of a view.
type viewBody struct {
	Type            string          `json:"type"`
	Title           json.RawMessage `json:"title,omitempty"`
	Submit          json.RawMessage `json:"submit,omitempty"`
	Close           json.RawMessage `json:"close,omitempty"`
	Blocks          json.RawMessage `json:"blocks"`
	PrivateMetadata string          `json:"private_metadata"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
	SubmitDisabled  bool            `json:"submit_disabled"`
}

type homeKey struct{ app, user string }

// trigger is a trigger_id.
type trigger struct {
	app     *app
	user    *user
	expires time.Time
	used    bool
	inside  *view // the view it came from, for what happened in a modal
}

// newTrigger makes a trigger_id for what a user just did.
func (w *Workspace) newTrigger(a *app, u *user, inside *view) string {
	now := w.clock()
	for id, t := range w.triggers { // long dead ones only take up room
		if now.Sub(t.expires) > time.Hour {
			delete(w.triggers, id)
		}
	}
	id := fmt.Sprintf("%d.%d.%s", now.UnixMilli(), 1e10+w.rng.Int64N(9e10), w.secret(32))
	w.triggers[id] = &trigger{app: a, user: u, expires: now.Add(w.opts.TriggerLife), inside: inside}
	return id
}

// pull uses a trigger up.
func (c *call) pull() (*trigger, error) {
	t := c.triggers[c.str("trigger_id")]
	switch {
	case c.str("trigger_id") == "" || t == nil || t.app != c.app:
		return nil, refuse("invalid_trigger_id")
	case c.now.After(t.expires):
		return nil, refuse("expired_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	}
	t.used = true
	return t, nil
}

// parseView reads and checks the definition of a view. kind is modal or home.
func parseView(raw json.RawMessage, kind string) (viewBody, error) {
	var b viewBody
	switch {
	case len(raw) > blockkit.MaxViewBytes:
		return b, refuse("view_too_large")
	case !decodeInto(raw, &b):
		return b, refuseWith("invalid_arguments", []string{"[ERROR] must provide an object [json-pointer:/view]"})
	}
	if problems := blockkit.ValidateView(raw); problems != nil {
		return b, refuseWith("invalid_arguments", problems)
	}
	if b.Type != kind {
		return b, refuseWith("invalid_arguments", []string{fmt.Sprintf("[ERROR] must be %s [json-pointer:/view/type]", kind)})
	}
	b.Blocks = blockkit.Normalize(b.Blocks)
	return b, nil
}

// newView puts a checked definition on a user's screen, on top of below if that is not nil.
func (w *Workspace) newView(a *app, u *user, b viewBody, below *view) *view {
	v := &view{viewBody: b, id: w.id("V"), app: a, user: u, open: true, values: map[string]any{}, previous: below}
	v.root = v
	if below != nil {
		v.root = below.root
	}
	v.hash = w.hash()
	w.views[v.id] = v
	if b.Type == "modal" {
		u.stack = append(u.stack, v)
		w.happen(Happening{Kind: ModalOpened, Who: a.name, To: u.shown(), Text: w.viewText(v)})
	}
	w.wake()
	return v
}

// replaceView is an update: what was filled in stays where a block of the same id is.
func (w *Workspace) replaceView(v *view, b viewBody) {
	v.viewBody, v.errors = b, nil
	v.hash = w.hash()
	kept := map[string]any{}
	definition := v.definition()
	for key, value := range v.values {
		if fieldKey(definition, key) == key {
			kept[key] = value
		}
	}
	v.values = kept
	k := ModalUpdated
	if v.Type == "home" {
		k = HomeUpdated
	}
	w.happen(Happening{Kind: k, Who: v.app.name, To: v.user.shown(), Text: w.viewText(v)})
	w.wake()
}

// closeView takes a view off the screen, and the ones below it too if all is set.
func (w *Workspace) closeView(v *view, all bool) {
	for _, u := range slices.Backward(slices.Clone(v.user.stack)) {
		if u == v || all && u.root == v.root {
			u.open = false
			delete(w.views, u.id)
			v.user.stack = slices.DeleteFunc(v.user.stack, func(x *view) bool { return x == u })
		}
	}
	w.happen(Happening{Kind: ModalClosed, Who: v.user.shown(), Text: plain(v.Title)})
	w.wake()
}

func (w *Workspace) hash() string {
	return fmt.Sprintf("%d.%s", w.clock().Unix(), w.secret(8))
}

// externalIDTaken tells whether another open view has this external_id.
func (w *Workspace) externalIDTaken(id string, but *view) bool {
	if id == "" {
		return false
	}
	for _, v := range w.views {
		if v != but && v.open && v.ExternalID == id {
			return true
		}
	}
	return false
}

// top is the modal somebody sees, nil if there is none.
func (u *user) top() *view {
	if len(u.stack) == 0 {
		return nil
	}
	return u.stack[len(u.stack)-1]
}

// definition is the view as JSON for blockkit.
func (v *view) definition() json.RawMessage { return encode(v.viewBody) }

// state is what is filled in now, as payloads carry it.
func (v *view) state() (json.RawMessage, []blockkit.FieldError) {
	return blockkit.State(v.definition(), v.values)
}

// json is the view as the API answers it and payloads carry it.
func (v *view) json(w *Workspace) object {
	state, _ := v.state()
	o := object{
		"id": v.id, "team_id": w.teamID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.PrivateMetadata,
		"callback_id": v.CallbackID, "external_id": v.ExternalID, "state": state, "hash": v.hash,
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "submit_disabled": v.SubmitDisabled,
		"root_view_id": v.root.id, "previous_view_id": nil, "app_id": v.app.id, "app_installed_team_id": w.teamID,
		"bot_id": v.app.botID, "title": orNull(v.Title), "submit": orNull(v.Submit), "close": orNull(v.Close),
	}
	if v.previous != nil {
		o["previous_view_id"] = v.previous.id
	}
	return o
}

func orNull(raw json.RawMessage) any {
	if raw == nil {
		return nil
	}
	return raw
}

// plain is the text of a plain_text object.
func plain(raw json.RawMessage) string {
	var t struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(raw, &t)
	return t.Text
}

// viewText is what the user reads in a view.
func (w *Workspace) viewText(v *view) string {
	text := w.readable(v.user, "", v.Blocks)
	if title := plain(v.Title); title != "" {
		text = title + "\n" + text
	}
	return text
}
