package blockkit

import (
	"encoding/json"
	"strings"
)

// Part is one block, taken apart for a surface that can draw its own controls.
type Part struct {
	Text     string    // what a person reads, without the controls
	Heading  bool      // the text is a header
	Rule     bool      // the block is a divider
	Elements []Element // what a person can operate, images left out
	Input    *Input    // the question, if the block asks one
	Picture  *Picture  // the image, if the block is one
}

// Parts takes blocks, or the blocks of a view, apart into text and controls.
// Together the texts are what [BlocksText] says, without its brackets.
func Parts(blocks json.RawMessage, names Names) []Part {
	var parts []Part
	for _, b := range blocksOf(blocks) {
		if b == nil {
			continue
		}
		part := Part{Heading: b["type"] == "header", Rule: b["type"] == "divider"}
		for _, p := range places([]map[string]any{b}, "") {
			switch {
			case b["type"] == "input":
				in := inputAt(p)
				part.Input = &in
			case p.element["type"] != "image":
				part.Elements = append(part.Elements, elementsAt(p)...)
			}
		}
		if part.Input == nil && !part.Rule {
			w := writer{names: names}
			w.block(withoutControls(b))
			part.Text = strings.Join(w.lines, "\n")
		}
		if p, ok := pictureOf(b, ""); ok {
			part.Picture = &p
		}
		parts = append(parts, part)
	}
	return parts
}

// withoutControls is the block without what [Part.Elements] holds.
func withoutControls(b map[string]any) map[string]any {
	bare := make(map[string]any, len(b))
	for name, member := range b {
		bare[name] = member
	}
	switch b["type"] {
	case "section":
		if accessory, _ := b["accessory"].(map[string]any); accessory["type"] != "image" {
			delete(bare, "accessory")
		}
	case "actions", "context_actions":
		delete(bare, "elements")
	}
	return bare
}
