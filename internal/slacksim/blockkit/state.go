package blockkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// FieldError is what Slack's client writes under a field, before anything is sent.
type FieldError struct {
	BlockID string // empty when no field goes by the name given
	Label   string
	Message string
}

func (e FieldError) Error() string {
	if e.Label == "" {
		return e.Message
	}
	return e.Label + ": " + e.Message
}

// State fills in a form as a person would and returns view.state for its
// submission, {"values": {block_id: {action_id: {…}}}}. values maps the visible
// label (or block_id, or action_id, or both as [Element.Key] has them) of a field
// to what is entered:
//
//   - text, e-mail, URL and rich text fields: a string
//   - number fields: a string or a number
//   - menus, radio buttons: the visible text or the value of one option, or an [Option]
//   - checkboxes, menus with several choices: a []string or []Option (one alone may stand bare)
//   - menus of users, channels, conversations: ids, one or a []string
//   - dates: a string YYYY-MM-DD or a [time.Time]; times: HH:MM or a [time.Time]
//   - date and time: Unix seconds or a [time.Time]
//   - files: ids of files, one or a []string
//   - nil clears a field
//
// A field not named keeps what it shows at first. What the client would refuse
// (an empty required field, too short or too long a text, an option that is not
// there, a name that is not in the form) comes back as field errors, in the order
// of the form; the state is then not to be sent. It takes a view or an array of
// blocks, so that it also serves for the state of a message.
func State(view json.RawMessage, values map[string]any) (json.RawMessage, []FieldError) {
	state := map[string]map[string]any{}
	var errs []FieldError
	var labels []string
	used := map[string]bool{}
	for _, p := range places(blocksOf(view), "") {
		read, stateful := fillers[stringOf(p.element["type"])]
		if !stateful {
			continue
		}
		in := inputAt(p)
		if in.Label != "" {
			labels = append(labels, in.Label)
		}
		value := in.Initial
		for _, name := range []string{keyOf(in.BlockID, in.ActionID), in.BlockID, in.ActionID, in.Label} {
			v, ok := values[name]
			if ok && name != "" && !used[name] {
				value, used[name] = v, true
				break
			}
		}
		entry, empty, problem := read(in, p.element, value)
		if problem == "" && empty && p.block["type"] == "input" && !in.Optional {
			problem = "Please complete this required field."
		}
		if problem != "" {
			errs = append(errs, FieldError{in.BlockID, in.Label, problem})
		}
		entry["type"] = in.Type
		if state[in.BlockID] == nil {
			state[in.BlockID] = map[string]any{}
		}
		state[in.BlockID][in.ActionID] = entry
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !used[name] {
			errs = append(errs, FieldError{Message: fmt.Sprintf("no field %q here; there is: %s", name, strings.Join(labels, ", "))})
		}
	}
	return encode(map[string]any{"values": state}), errs
}
