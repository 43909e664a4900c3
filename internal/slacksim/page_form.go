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
	Kind        string // "options", "menu", "boxes", "lines", or a type of <input>
	Many        bool
	Required    bool
	Search      bool // there are too many options to look through
	Options     []blockkit.Option
	Answer      string
	Answers     []string
	Placeholder string
	Min, Max    int // characters; 0 for none
}

// Chosen tells whether an option is chosen.
func (c control) Chosen(value string) bool { return slices.Contains(c.Answers, value) }

// optionGroup are options under one heading, "" for none.
type optionGroup struct {
	Label   string
	Options []blockkit.Option
}

// Groups are the options by their headings, in order.
func (c control) Groups() []optionGroup {
	var list []optionGroup
	for _, o := range c.Options {
		if n := len(list); n == 0 || list[n-1].Label != o.Group {
			list = append(list, optionGroup{Label: o.Group})
		}
		last := &list[len(list)-1]
		last.Options = append(last.Options, o)
	}
	return list
}

// controlKinds maps types of elements to controls; what is not here is a line of text.
var controlKinds = map[string]string{
	"static_select": "options", "multi_static_select": "options", "overflow": "menu",
	"users_select": "options", "multi_users_select": "options",
	"channels_select": "options", "multi_channels_select": "options",
	"conversations_select": "options", "multi_conversations_select": "options",
	"radio_buttons": "boxes", "checkboxes": "boxes",
	"rich_text_input":  "lines",
	"email_text_input": "email", "url_text_input": "url", "number_input": "number",
	"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local",
}

// searched is from how many options on a menu has a field to search in.
const searched = 8

func newControl(name, kind string, options []blockkit.Option, chosen []string, label string) *control {
	return &control{
		Name: name, Label: label, Kind: orElse(controlKinds[kind], "text"), Options: options, Answers: chosen,
		Answer: strings.Join(chosen, ", "), Many: strings.HasPrefix(kind, "multi_") || kind == "checkboxes",
		Search: len(options) >= searched || strings.HasSuffix(kind, "users_select") || strings.HasSuffix(kind, "channels_select") || strings.HasSuffix(kind, "conversations_select"),
	}
}

// localLayout is how <input type="datetime-local"> writes an instant, in the viewer's zone.
const localLayout = "2006-01-02T15:04"

// answers are the values of a field's state as a form has them.
func (v viewer) answers(given any) []string {
	switch given := given.(type) {
	case int64:
		return []string{time.Unix(given, 0).In(v.user.zone).Format(localLayout)}
	case time.Time:
		return []string{given.In(v.user.zone).Format(localLayout)}
	}
	return answers(given)
}

// answers are the values of a field's state as text.
func answers(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return []string{v}
	case []string:
		return v
	case blockkit.Option:
		return []string{v.Value}
	case []blockkit.Option:
		values := make([]string, len(v))
		for i, o := range v {
			values[i] = o.Value
		}
		return values
	case int64:
		return []string{strconv.FormatInt(v, 10)}
	}
	return nil
}

// entered turns the strings of a form into what a person in that zone enters.
func entered(kind string, given []string, zone *time.Location) any {
	given = slices.DeleteFunc(slices.Clone(given), func(s string) bool { return s == "" })
	switch {
	case len(given) == 0:
		return nil
	case strings.HasPrefix(kind, "multi_"), kind == "checkboxes":
		return given
	case kind == "datetimepicker":
		if at, err := time.ParseInLocation(localLayout, given[0], zone); err == nil {
			return at
		}
	}
	// Browsers send the lines of a text area with CRLF.
	return strings.ReplaceAll(given[0], "\r\n", "\n")
}

func isButton(e blockkit.Element) bool {
	return strings.HasSuffix(e.Type, "button") || e.Type == "feedback_buttons"
}

// offered are the options of a menu, or those that Slack fills it with itself: people, or channels.
func (v viewer) offered(kind string, options []blockkit.Option) []blockkit.Option {
	switch strings.TrimPrefix(kind, "multi_") {
	case "users_select":
		for _, u := range v.w.people {
			if u.types() {
				options = append(options, blockkit.Option{Text: u.shown(), Value: u.id})
			}
		}
	case "channels_select", "conversations_select":
		for _, c := range v.w.rooms {
			if v.sees(c) && !c.archived {
				options = append(options, blockkit.Option{Text: v.channel(c).String(), Value: c.id})
			}
		}
	}
	return options
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
