package blockkit

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Rules that look at more than one field.

// oneOf wants exactly one of the fields. The wording follows Slack's message for
// a section without text and fields.
func oneOf(names ...string) rule {
	return func(r *report, o map[string]any, at string) {
		if given(o, names) != 1 {
			r.add(at, "must define either "+quoted(names))
		}
	}
}

// onePicture wants an image to have one source.
func onePicture(r *report, o map[string]any, at string) {
	switch given(o, []string{"image_url", "slack_file"}) {
	case 0:
		r.add(at, "missing required field: image_url")
	case 2:
		r.add(at, "must define either `image_url` or `slack_file`")
	}
}

func atLeastOne(names ...string) rule {
	return func(r *report, o map[string]any, at string) {
		if given(o, names) == 0 {
			r.add(at, "must define either "+quoted(names))
		}
	}
}

func given(o map[string]any, names []string) (n int) {
	for _, name := range names {
		if _, ok := o[name]; ok {
			n++
		}
	}
	return n
}

func quoted(names []string) string {
	return "`" + strings.Join(names, "` or `") + "`"
}

func sectionSaysSomething(r *report, o map[string]any, at string) {
	if given(o, []string{"text", "fields"}) == 0 {
		r.add(at+"/type", "must define either `text` or `fields`")
	}
}

// initialsAreOptions wants every initial option to be one of the options, the
// whole of it: Slack compares text and value. The wording is ours.
func initialsAreOptions(r *report, o map[string]any, at string) {
	var offered []any
	offered = append(offered, arrayOf(o["options"])...)
	for _, group := range objects(o["option_groups"]) {
		offered = append(offered, arrayOf(group["options"])...)
	}
	check := func(initial any, at string) {
		if _, ok := initial.(map[string]any); !ok {
			return // its own shape has said so
		}
		for _, option := range offered {
			if sameOption(option, initial) {
				return
			}
		}
		r.add(at, "must match one of the options")
	}
	if initial, ok := o["initial_option"]; ok {
		check(initial, at+"/initial_option")
	}
	for i, initial := range arrayOf(o["initial_options"]) {
		check(initial, at+"/initial_options/"+strconv.Itoa(i))
	}
}

// sameOption compares options by text and value; flags such as emoji do not matter.
func sameOption(a, b any) bool {
	x, _ := a.(map[string]any)
	y, _ := b.(map[string]any)
	if x == nil || y == nil {
		return false
	}
	return reflect.DeepEqual(x["value"], y["value"]) && plainOf(x["text"]) == plainOf(y["text"])
}

// minBelowMax wants one bound not to lie above the other. The wording is ours.
func minBelowMax(low, high string) rule {
	return func(r *report, o map[string]any, at string) {
		a, okA := number(o[low])
		b, okB := number(o[high])
		if okA && okB && a.Cmp(b) > 0 {
			r.add(at+"/"+low, fmt.Sprintf("must be less than or equal to `%s`", high))
		}
	}
}

// initialFits wants a text field to open with a value it would accept.
func initialFits(r *report, o map[string]any, at string) {
	initial, ok := o["initial_value"].(string)
	if !ok {
		return
	}
	limit := int64(maxTyped)
	if n, ok := whole(o["max_length"]); ok {
		limit = n
	}
	if int64(utf8.RuneCountInString(initial)) > limit {
		r.add(at+"/initial_value", fmt.Sprintf("must be less than %d characters", limit+1))
	}
}

// maxTyped is how many characters a text field takes at most.
const maxTyped = 3000

// uniqueActionIDs wants action_ids to differ within one block. Across blocks they may repeat.
func uniqueActionIDs(r *report, o map[string]any, at string) {
	seen := map[string]bool{}
	for i, e := range objects(o["elements"]) {
		id, _ := e["action_id"].(string)
		if id != "" && seen[id] {
			r.add(fmt.Sprintf("%s/elements/%d/action_id", at, i), fmt.Sprintf("`action_id` %q already exists", id))
		}
		seen[id] = true
	}
}

// uniqueBlockIDs wants block_ids to differ within one message or view. The wording is that of action_ids.
func uniqueBlockIDs(r *report, blocks []map[string]any, at string) {
	seen := map[string]bool{}
	for i, b := range blocks {
		id, _ := b["block_id"].(string)
		if id != "" && seen[id] {
			r.add(fmt.Sprintf("%s/%d/block_id", at, i), fmt.Sprintf("`block_id` %q already exists", id))
		}
		seen[id] = true
	}
}

// checkMessage holds the rules of a message as a whole.
func checkMessage(r *report, blocks []map[string]any, at string) {
	uniqueBlockIDs(r, blocks, at)
	tables, markdown := 0, 0
	for i, b := range blocks {
		switch b["type"] {
		case "table":
			if tables++; tables > 1 {
				r.add(fmt.Sprintf("%s/%d", at, i), "only_one_table_allowed")
			}
		case "markdown":
			text, _ := b["text"].(string)
			n := utf8.RuneCountInString(text)
			if markdown += n; markdown > MaxMarkdown && n <= MaxMarkdown {
				r.add(fmt.Sprintf("%s/%d/text", at, i), fmt.Sprintf("must be less than %d characters", MaxMarkdown+1))
			}
		}
	}
	oneFocus(r, blocks, at)
}

// checkView holds the rules of a view as a whole.
func checkView(r *report, view map[string]any, at string) {
	blocks := objects(view["blocks"])
	uniqueBlockIDs(r, blocks, at+"/blocks")
	oneFocus(r, blocks, at+"/blocks")
	if _, ok := view["submit"]; ok || view["type"] != "modal" {
		return
	}
	for i, b := range blocks {
		if b["type"] == "input" {
			r.add(fmt.Sprintf("%s/blocks/%d/input", at, i), "must define `submit` to use an `input` block in modals")
		}
	}
}

// oneFocus wants at most one element to take the focus when the surface opens. The wording is ours.
func oneFocus(r *report, blocks []map[string]any, at string) {
	focused := false
	for _, p := range places(blocks, at) {
		if p.element["focus_on_load"] != true {
			continue
		}
		if focused {
			r.add(p.path+"/focus_on_load", "only one element may define `focus_on_load`")
		}
		focused = true
	}
}

// place is an element, where it stands, and the block around it.
type place struct {
	path    string
	block   map[string]any
	element map[string]any
}

// places lists the elements of blocks in reading order: accessories, elements, inputs.
func places(blocks []map[string]any, at string) []place {
	var out []place
	for i, b := range blocks {
		at := at + "/" + strconv.Itoa(i)
		switch b["type"] {
		case "section":
			if e, ok := b["accessory"].(map[string]any); ok {
				out = append(out, place{at + "/accessory", b, e})
			}
		case "input":
			if e, ok := b["element"].(map[string]any); ok {
				out = append(out, place{at + "/element", b, e})
			}
		case "actions", "context_actions":
			for j, e := range objects(b["elements"]) {
				if e != nil {
					out = append(out, place{at + "/elements/" + strconv.Itoa(j), b, e})
				}
			}
		}
	}
	return out
}

func arrayOf(v any) []any {
	a, _ := v.([]any)
	return a
}

func isDate(s string) bool {
	_, err := time.Parse("2006-01-02", s)
	return err == nil
}

// isFileID knows the shape of a file's id. Source: slackapi/python-slack-sdk issue 1521.
func isFileID(s string) bool { return fileID.MatchString(s) }

var fileID = regexp.MustCompile(`^F[A-Z0-9]{8,}$`)

func isTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == len("15:04")
}

func isNumber(s string) bool {
	_, ok := number(s)
	return ok
}

// number reads a JSON number or a number in a string. Exponents are refused: a
// person does not type them, and a huge one would cost memory to expand.
func number(v any) (*big.Rat, bool) {
	var s string
	switch v := v.(type) {
	case json.Number:
		s = v.String()
	case string:
		s = v
	}
	if s == "" || len(s) > 64 || strings.Trim(s, "+-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}
