package blockkit

import "encoding/json"

// Action is the entry of a block_actions payload that operating the element
// sends, without its action_ts. choice is nothing for a button; for the others it
// is what [State] takes as a value. A choice that is not offered is a FieldError.
func (e Element) Action(choice any) (json.RawMessage, error) {
	v, err := decode(e.Raw)
	raw, ok := v.(map[string]any)
	if err != nil || !ok {
		return nil, FieldError{BlockID: e.BlockID, Label: e.Label, Message: "cannot be read"}
	}
	entry := map[string]any{}
	switch fill := fillers[e.Type]; {
	case e.Type == "overflow":
		fill = choosing
		fallthrough
	case fill != nil:
		var problem string
		in := Input{Type: e.Type, Options: e.Options, MaxLength: maxTyped}
		if entry, _, problem = fill(in, raw, choice); problem != "" {
			return nil, FieldError{BlockID: e.BlockID, Label: e.Label, Message: problem}
		}
	default: // a button sends what it shows and carries
		for _, name := range []string{"text", "value", "style", "icon"} {
			if member, ok := raw[name]; ok {
				entry[name] = member
			}
		}
	}
	entry["type"], entry["action_id"], entry["block_id"] = e.Type, e.ActionID, e.BlockID
	return encode(entry), nil
}
