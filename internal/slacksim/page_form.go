package slacksim

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// control is what the page draws for an element with a choice, or for a question of a modal.
type control struct {
	Name, Label string
	Kind        string // "options", "boxes", "lines", or a type of <input>
	Many        bool
	Required    bool
	Options     []blockkit.Option
	Answer      string
	Answers     []string
	Placeholder string
	Min, Max    int // characters; 0 for none
}

// Chosen tells whether an option is chosen.
func (c control) Chosen(value string) bool { return slices.Contains(c.Answers, value) }

// controlKinds maps types of elements to controls; what is not here is a line of text.
var controlKinds = map[string]string{
	"static_select": "options", "multi_static_select": "options", "overflow": "options",
	"users_select": "options", "multi_users_select": "options",
	"channels_select": "options", "multi_channels_select": "options",
	"conversations_select": "options", "multi_conversations_select": "options",
	"radio_buttons": "boxes", "checkboxes": "boxes",
	"rich_text_input":  "lines",
	"email_text_input": "email", "url_text_input": "url", "number_input": "number",
	"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local",
}

func newControl(name, kind string, options []blockkit.Option, chosen []string, label string) control {
	c := control{
		Name: name, Label: label, Kind: orElse(controlKinds[kind], "text"), Options: options, Answers: chosen,
		Answer: strings.Join(chosen, ", "), Many: strings.HasPrefix(kind, "multi_") || kind == "checkboxes",
	}
	if c.Kind == "datetime-local" {
		if unix, err := strconv.ParseInt(c.Answer, 10, 64); err == nil {
			c.Answer = time.Unix(unix, 0).UTC().Format(localLayout)
		}
	}
	return c
}

// newQuestion is the control of an input block, with the answer so far.
func newQuestion(f shownField) control {
	in := f.Input
	c := newControl("f:"+in.BlockID, in.Type, in.Options, f.Answers, in.Label)
	if in.Multiline {
		c.Kind = "lines"
	}
	c.Min, c.Max, c.Placeholder = in.MinLength, in.MaxLength, orElse(in.Placeholder, c.Placeholder)
	// A group of boxes has no "required" in HTML; the form is checked again when it is sent.
	c.Required = f.Required
	return c
}

// localLayout is how <input type="datetime-local"> writes an instant. The page takes it for UTC.
const localLayout = "2006-01-02T15:04"

// entered turns the strings of a form into what a person enters.
func entered(kind string, given []string) any {
	given = slices.DeleteFunc(slices.Clone(given), func(s string) bool { return s == "" })
	switch {
	case len(given) == 0:
		return nil
	case strings.HasPrefix(kind, "multi_"), kind == "checkboxes":
		return given
	case kind == "datetimepicker":
		if at, err := time.Parse(localLayout, given[0]); err == nil {
			return at
		}
	}
	// Browsers send the lines of a text area with CRLF.
	return strings.ReplaceAll(given[0], "\r\n", "\n")
}

func isButton(e blockkit.Element) bool {
	return strings.HasSuffix(e.Type, "button") || e.Type == "feedback_buttons"
}

// offered are the options of a menu that Slack fills itself: with people, or with channels.
func (p *shownPage) offered(kind string) []blockkit.Option {
	var list []blockkit.Option
	switch strings.TrimPrefix(kind, "multi_") {
	case "users_select":
		for _, x := range p.People {
			list = append(list, blockkit.Option{Text: x.Name, Value: x.ID})
		}
	case "channels_select", "conversations_select":
		for _, c := range p.Channels {
			if !c.Archived {
				list = append(list, blockkit.Option{Text: c.String(), Value: c.ID})
			}
		}
	}
	return list
}

// fill gives the menus of people and channels their options.
func (p *shownPage) fill(parts []shownPart) {
	for _, part := range parts {
		for i, e := range part.Elements {
			if e.Options == nil {
				part.Elements[i].Options = p.offered(e.Type)
			}
		}
		if part.Input != nil && part.Input.Options == nil {
			part.Input.Options = p.offered(part.Input.Type)
		}
	}
}

// elementKey names an element in a form: its ids, and the value for buttons that share them.
func elementKey(e blockkit.Element) string {
	return url.Values{"b": {e.BlockID}, "a": {e.ActionID}, "v": {e.Value}}.Encode()
}

// elementOf finds what elementKey named.
func elementOf(elements []blockkit.Element, key string) (blockkit.Element, bool) {
	for _, e := range elements {
		if elementKey(e) == key {
			return e, true
		}
	}
	return blockkit.Element{}, false
}
