package blockkit

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Element is something in a message or view that a person can operate.
type Element struct {
	Path     string // JSON pointer within the blocks, "/2/elements/0"
	BlockID  string
	ActionID string
	Type     string // "button", "static_select", …
	Label    string // what is written on it: button text or placeholder
	Value    string // what a button sends
	URL      string // what a button opens
	Style    string // "primary", "danger" or ""
	Options  []Option
	// Initial is what is chosen when the element appears, in the form that [State]
	// takes as a value; nil when nothing is.
	Initial any
	Confirm *Confirm // asked before the action is sent; nil if it is not
	Raw     json.RawMessage
}

// Key names the element among those of its message or view: action_ids may repeat from block to block.
// [State] takes it as the name of a field.
func (e Element) Key() string { return keyOf(e.BlockID, e.ActionID) }

// Block is the position of the element's block.
func (e Element) Block() int {
	at, _, _ := strings.Cut(strings.TrimPrefix(e.Path, "/"), "/")
	n, _ := strconv.Atoi(at)
	return n
}

func keyOf(blockID, actionID string) string { return blockID + "/" + actionID }

// Option is one line of a menu, a radio button or a checkbox.
type Option struct {
	Text, Value, Description, URL string
	Group                         string          // label of its option group, or ""
	Raw                           json.RawMessage // as given; it is what an interaction sends back
}

// Confirm is the dialog that stands before an action.
type Confirm struct {
	Title, Text, Confirm, Deny string
}

// Input is one question of a form.
type Input struct {
	BlockID, ActionID string
	Label, Hint       string
	Placeholder       string
	Type              string // of its element: "plain_text_input", "static_select", …
	Optional          bool
	Multiline         bool
	MinLength         int // characters; 0 for none
	MaxLength         int // characters; 0 where length does not apply
	Options           []Option
	Initial           any // in the form that [State] takes as a value; nil for none
}

// Actions lists what a person can click or choose in blocks, in reading order:
// accessories of sections, elements of actions, and inputs that dispatch. It takes
// an array of blocks or a whole view.
func Actions(blocks json.RawMessage) []Element {
	var out []Element
	for _, p := range places(blocksOf(blocks), "") {
		if p.element["type"] == "image" || p.block["type"] == "input" && p.block["dispatch_action"] != true {
			continue
		}
		out = append(out, elementsAt(p)...)
	}
	return out
}

// Inputs lists the questions of a form, in order. It takes a view or an array of blocks.
func Inputs(view json.RawMessage) []Input {
	var out []Input
	for _, p := range places(blocksOf(view), "") {
		if p.block["type"] == "input" {
			out = append(out, inputAt(p))
		}
	}
	return out
}

func inputAt(p place) Input {
	e := p.element
	in := Input{
		BlockID:     stringOf(p.block["block_id"]),
		ActionID:    stringOf(e["action_id"]),
		Label:       plainOf(p.block["label"]),
		Hint:        plainOf(p.block["hint"]),
		Placeholder: plainOf(e["placeholder"]),
		Type:        stringOf(e["type"]),
		Optional:    p.block["optional"] == true,
		Multiline:   e["multiline"] == true,
		Options:     optionsOf(e),
		Initial:     initialOf(e),
	}
	if in.Type == "plain_text_input" {
		in.MaxLength = maxTyped
		if n, ok := whole(e["max_length"]); ok {
			in.MaxLength = int(n)
		}
		if n, ok := whole(e["min_length"]); ok {
			in.MinLength = int(n)
		}
	}
	return in
}

// elementsAt reads the element of a place. Feedback buttons are two that share an action.
func elementsAt(p place) []Element {
	e := p.element
	el := Element{
		Path:     p.path,
		BlockID:  stringOf(p.block["block_id"]),
		ActionID: stringOf(e["action_id"]),
		Type:     stringOf(e["type"]),
		Label:    labelOf(e),
		Value:    stringOf(e["value"]),
		URL:      stringOf(e["url"]),
		Style:    stringOf(e["style"]),
		Options:  optionsOf(e),
		Initial:  initialOf(e),
		Confirm:  confirmOf(e["confirm"]),
		Raw:      encode(e),
	}
	if el.Type != "feedback_buttons" {
		return []Element{el}
	}
	var both []Element
	for _, name := range []string{"positive_button", "negative_button"} {
		b, _ := e[name].(map[string]any)
		el.Label, el.Value, el.Raw = plainOf(b["text"]), stringOf(b["value"]), encode(b)
		both = append(both, el)
	}
	return both
}

func labelOf(e map[string]any) string {
	for _, name := range []string{"text", "placeholder"} {
		if label := plainOf(e[name]); label != "" {
			return label
		}
	}
	return stringOf(e["action_id"])
}

func optionsOf(e map[string]any) []Option {
	var out []Option
	add := func(list any, group string) {
		for _, o := range objects(list) {
			if o != nil {
				opt := optionOf(o)
				opt.Group = group
				out = append(out, opt)
			}
		}
	}
	add(e["options"], "")
	for _, g := range objects(e["option_groups"]) {
		add(g["options"], plainOf(g["label"]))
	}
	return out
}

func optionOf(o map[string]any) Option {
	return Option{
		Text:        plainOf(o["text"]),
		Value:       stringOf(o["value"]),
		Description: plainOf(o["description"]),
		URL:         stringOf(o["url"]),
		Raw:         encode(o),
	}
}

// initialOf reads what is chosen at first, in the form State takes.
func initialOf(e map[string]any) any {
	for _, name := range []string{
		"initial_value", "initial_user", "initial_channel", "initial_conversation", "initial_date", "initial_time",
	} {
		switch v := e[name].(type) {
		case string:
			return v
		case map[string]any: // rich text
			return encode(v)
		}
	}
	for _, name := range []string{"initial_users", "initial_channels", "initial_conversations"} {
		if list := arrayOf(e[name]); len(list) > 0 {
			ids := make([]string, len(list))
			for i, id := range list {
				ids[i] = stringOf(id)
			}
			return ids
		}
	}
	if n, ok := whole(e["initial_date_time"]); ok {
		return n
	}
	if o, ok := e["initial_option"].(map[string]any); ok {
		return optionOf(o)
	}
	var chosen []Option
	for _, o := range objects(e["initial_options"]) {
		if o != nil {
			chosen = append(chosen, optionOf(o))
		}
	}
	if chosen != nil {
		return chosen
	}
	return nil
}

func confirmOf(v any) *Confirm {
	o, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	c := &Confirm{
		Title:   plainOf(o["title"]),
		Text:    plainOf(o["text"]),
		Confirm: plainOf(o["confirm"]),
		Deny:    plainOf(o["deny"]),
	}
	if c.Confirm == "" {
		c.Confirm = "Yes"
	}
	if c.Deny == "" {
		c.Deny = "No"
	}
	return c
}

// blocksOf takes the blocks out of an array of blocks or out of a view; broken JSON holds none.
func blocksOf(raw json.RawMessage) []map[string]any {
	v, err := decode(raw)
	if err != nil {
		return nil
	}
	if view, ok := v.(map[string]any); ok {
		v = view["blocks"]
	}
	return objects(v)
}

// plainOf is the text of a text object, as given.
func plainOf(v any) string {
	o, _ := v.(map[string]any)
	return stringOf(o["text"])
}

func stringOf(v any) string {
	s, _ := v.(string)
	return s
}
