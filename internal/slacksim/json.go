package slacksim

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// encode writes JSON as Slack does: without HTML escapes.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("slacksim: encode %T: %v", v, err)) // everything encoded here is of our own making
	}
	return bytes.TrimSpace(b.Bytes())
}
