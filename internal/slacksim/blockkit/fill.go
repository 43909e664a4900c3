package blockkit

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// filler turns what a person enters into the entry of view.state for one type of
// element. It says whether the field is left empty, and what the client would
// complain about.
type filler func(in Input, element map[string]any, value any) (entry map[string]any, empty bool, problem string)

// fillers has every element that keeps a state, by type.
var fillers = map[string]filler{
	"plain_text_input": typing("value", checkLength),
	"email_text_input": typing("value", checkEmail),
	"url_text_input":   typing("value", checkURL),
	"number_input":     typing("value", checkNumber),
	"rich_text_input":  fillRichText,

	"static_select":         choosing,
	"external_select":       choosing,
	"radio_buttons":         choosing,
	"checkboxes":            choosingSeveral,
	"multi_static_select":   choosingSeveral,
	"multi_external_select": choosingSeveral,

	"users_select":               naming("selected_user"),
	"channels_select":            naming("selected_channel"),
	"conversations_select":       naming("selected_conversation"),
	"multi_users_select":         namingSeveral("selected_users"),
	"multi_channels_select":      namingSeveral("selected_channels"),
	"multi_conversations_select": namingSeveral("selected_conversations"),

	"datepicker":     picking("selected_date", time.DateOnly, isDate),
	"timepicker":     pickTime,
	"datetimepicker": pickMoment,
	"file_input":     attachFiles,
}

// typing fills a text field and checks what was typed.
func typing(key string, check func(in Input, element map[string]any, typed string) string) filler {
	return func(in Input, element map[string]any, value any) (map[string]any, bool, string) {
		typed, ok := typedText(value)
		switch {
		case !ok:
			return map[string]any{key: nil}, false, fmt.Sprintf("cannot type %T here", value)
		case typed == "":
			return map[string]any{key: nil}, true, ""
		}
		return map[string]any{key: typed}, false, check(in, element, typed)
	}
}

func typedText(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case int, int64, float64, json.Number:
		return fmt.Sprint(v), true
	}
	return "", false
}

func checkLength(in Input, _ map[string]any, typed string) string {
	switch n := utf8.RuneCountInString(typed); {
	case n < in.MinLength:
		return fmt.Sprintf("Please enter at least %d characters.", in.MinLength)
	case n > in.MaxLength:
		return fmt.Sprintf("Please enter at most %d characters.", in.MaxLength)
	}
	return ""
}

func checkEmail(_ Input, _ map[string]any, typed string) string {
	if a, err := mail.ParseAddress(typed); err != nil || a.Address != typed {
		return "Please enter a valid email address."
	}
	return ""
}

func checkURL(_ Input, _ map[string]any, typed string) string {
	if !isWebURL(typed) {
		return "Please enter a valid URL."
	}
	return ""
}

func checkNumber(_ Input, element map[string]any, typed string) string {
	n, ok := number(typed)
	if !ok {
		return "Please enter a number."
	}
	if element["is_decimal_allowed"] != true && !n.IsInt() {
		return "Please enter a whole number."
	}
	if low, ok := number(element["min_value"]); ok && n.Cmp(low) < 0 {
		return fmt.Sprintf("Please enter %v or more.", element["min_value"])
	}
	if high, ok := number(element["max_value"]); ok && n.Cmp(high) > 0 {
		return fmt.Sprintf("Please enter %v or less.", element["max_value"])
	}
	return ""
}

func fillRichText(_ Input, _ map[string]any, value any) (map[string]any, bool, string) {
	const key = "rich_text_value"
	if raw, ok := value.(json.RawMessage); ok {
		return map[string]any{key: raw}, false, ""
	}
	typed, ok := typedText(value)
	switch {
	case !ok:
		return map[string]any{key: nil}, false, fmt.Sprintf("cannot type %T here", value)
	case typed == "":
		return map[string]any{key: nil}, true, ""
	}
	section := map[string]any{
		"type":     "rich_text_section",
		"elements": []any{map[string]any{"type": "text", "text": typed}},
	}
	return map[string]any{key: map[string]any{"type": "rich_text", "elements": []any{section}}}, false, ""
}

// choosing fills what allows one choice.
func choosing(in Input, _ map[string]any, value any) (map[string]any, bool, string) {
	const key = "selected_option"
	chosen, problem := choose(in, value)
	switch {
	case problem != "":
		return map[string]any{key: nil}, false, problem
	case len(chosen) == 0:
		return map[string]any{key: nil}, true, ""
	case len(chosen) > 1:
		return map[string]any{key: nil}, false, "Only one can be chosen."
	}
	return map[string]any{key: chosen[0]}, false, ""
}

// choosingSeveral fills what allows several choices.
func choosingSeveral(in Input, element map[string]any, value any) (map[string]any, bool, string) {
	const key = "selected_options"
	chosen, problem := choose(in, value)
	if problem == "" {
		problem = tooMany(element, len(chosen))
	}
	if problem != "" {
		chosen = nil
	}
	list := make([]any, len(chosen))
	for i, o := range chosen {
		list[i] = o
	}
	return map[string]any{key: list}, len(list) == 0, problem
}

func tooMany(element map[string]any, n int) string {
	if limit, ok := whole(element["max_selected_items"]); ok && int64(n) > limit {
		return fmt.Sprintf("Please choose at most %d.", limit)
	}
	return ""
}

// choose looks the wanted options up among those offered. A menu that loads its
// options from the app is filled with an [Option] that the app answered.
func choose(in Input, value any) (chosen []json.RawMessage, problem string) {
	var wanted []any
	switch v := value.(type) {
	case nil:
	case []string:
		for _, s := range v {
			wanted = append(wanted, s)
		}
	case []Option:
		for _, o := range v {
			wanted = append(wanted, o)
		}
	case []any:
		wanted = v
	default:
		wanted = []any{v}
	}
	for _, w := range wanted {
		o, ok := findOption(in, w)
		if !ok {
			return nil, fmt.Sprintf("there is no option %q; there is: %s", optionName(w), optionNames(in.Options))
		}
		chosen = append(chosen, o)
	}
	return chosen, ""
}

func findOption(in Input, wanted any) (json.RawMessage, bool) {
	switch w := wanted.(type) {
	case Option:
		if strings.HasSuffix(in.Type, "external_select") {
			if w.Raw != nil {
				return w.Raw, true
			}
			return encode(map[string]any{
				"text":  map[string]any{"type": "plain_text", "text": w.Text, "emoji": true},
				"value": w.Value,
			}), true
		}
		for _, o := range in.Options {
			if o.Text == w.Text && o.Value == w.Value {
				return o.Raw, true
			}
		}
	case string:
		for _, o := range in.Options {
			if o.Text == w {
				return o.Raw, true
			}
		}
		for _, o := range in.Options {
			if o.Value == w {
				return o.Raw, true
			}
		}
	}
	return nil, false
}

func optionName(wanted any) string {
	if o, ok := wanted.(Option); ok {
		return o.Text
	}
	return fmt.Sprint(wanted)
}

func optionNames(options []Option) string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Text
	}
	return strings.Join(names, ", ")
}

// naming fills a menu of users, channels or conversations with one id.
func naming(key string) filler {
	return func(_ Input, _ map[string]any, value any) (map[string]any, bool, string) {
		ids, ok := idList(value)
		switch {
		case !ok || len(ids) > 1:
			return map[string]any{key: nil}, false, "Only one can be chosen."
		case len(ids) == 0 || ids[0] == "":
			return map[string]any{key: nil}, true, ""
		}
		return map[string]any{key: ids[0]}, false, ""
	}
}

func namingSeveral(key string) filler {
	return func(_ Input, element map[string]any, value any) (map[string]any, bool, string) {
		ids, ok := idList(value)
		if !ok {
			return map[string]any{key: []string{}}, false, fmt.Sprintf("cannot choose %T here", value)
		}
		return map[string]any{key: ids}, len(ids) == 0, tooMany(element, len(ids))
	}
}

// idList takes one id or several.
func idList(value any) (ids []string, ok bool) {
	switch v := value.(type) {
	case nil:
		return []string{}, true
	case string:
		if v == "" {
			return []string{}, true
		}
		return []string{v}, true
	case []string:
		return append([]string{}, v...), true
	}
	return nil, false
}

// picking fills a field that holds a formatted date or time.
func picking(key, layout string, valid func(string) bool) filler {
	return func(_ Input, _ map[string]any, value any) (map[string]any, bool, string) {
		switch v := value.(type) {
		case nil:
			return map[string]any{key: nil}, true, ""
		case time.Time:
			return map[string]any{key: v.Format(layout)}, false, ""
		case string:
			if v == "" {
				return map[string]any{key: nil}, true, ""
			}
			if valid(v) {
				return map[string]any{key: v}, false, ""
			}
		}
		return map[string]any{key: nil}, false, fmt.Sprintf("%v is not of the form %s.", value, strings.NewReplacer("2006", "YYYY", "01", "MM", "02", "DD", "15", "HH", "04", "MM").Replace(layout))
	}
}

func pickTime(in Input, element map[string]any, value any) (map[string]any, bool, string) {
	entry, empty, problem := picking("selected_time", "15:04", isTime)(in, element, value)
	if zone := stringOf(element["timezone"]); zone != "" {
		entry["timezone"] = zone
	}
	return entry, empty, problem
}

func pickMoment(_ Input, _ map[string]any, value any) (map[string]any, bool, string) {
	const key = "selected_date_time"
	switch v := value.(type) {
	case nil:
		return map[string]any{key: nil}, true, ""
	case time.Time:
		return map[string]any{key: v.Unix()}, false, ""
	case int:
		return map[string]any{key: v}, false, ""
	case int64:
		return map[string]any{key: v}, false, ""
	case string:
		if v == "" {
			return map[string]any{key: nil}, true, ""
		}
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return map[string]any{key: n}, false, ""
		}
	}
	return map[string]any{key: nil}, false, fmt.Sprintf("%v is not a moment in Unix seconds.", value)
}

func attachFiles(_ Input, element map[string]any, value any) (map[string]any, bool, string) {
	ids, ok := idList(value)
	if !ok {
		return map[string]any{"files": []any{}}, false, fmt.Sprintf("cannot attach %T here", value)
	}
	files := make([]any, len(ids))
	for i, id := range ids {
		files[i] = map[string]any{"id": id}
	}
	limit := int64(10)
	if n, ok := whole(element["max_files"]); ok {
		limit = n
	}
	problem := ""
	if int64(len(ids)) > limit {
		problem = fmt.Sprintf("Please attach at most %d.", limit)
	}
	return map[string]any{"files": files}, len(files) == 0, problem
}
