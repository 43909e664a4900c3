package blockkit

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// BlocksText is what a person reads in blocks, in order and without markup:
// headers and texts as they are, fields with a bold label as "Label: value",
// context on one line, buttons in brackets, tables in columns. It takes an array
// of blocks or a view; the title of a modal leads and its buttons follow. The
// result has no newline at its end. names may be nil.
func BlocksText(blocks json.RawMessage, names Names) string {
	w := writer{names: names}
	v, err := decode(blocks)
	if err != nil {
		return ""
	}
	view, isView := v.(map[string]any)
	if isView {
		v = view["blocks"]
		w.line(w.text(view["title"]))
	}
	for _, b := range objects(v) {
		w.block(b)
	}
	if isView {
		w.line(w.bracketed(view["close"]) + " " + w.bracketed(view["submit"]))
	}
	return strings.Join(w.lines, "\n")
}

// BlockWith is the position of the first block in which a person reads this text,
// -1 if there is none.
func BlockWith(blocks json.RawMessage, text string, names Names) int {
	for i, b := range blocksOf(blocks) {
		w := writer{names: names}
		if w.block(b); strings.Contains(strings.Join(w.lines, "\n"), text) {
			return i
		}
	}
	return -1
}

// writer collects lines for one reader.
type writer struct {
	names Names
	lines []string
}

// line adds a line, unless there is nothing on it.
func (w *writer) line(s string) {
	if s = strings.TrimSpace(s); s != "" {
		w.lines = append(w.lines, s)
	}
}

func (w *writer) block(b map[string]any) {
	switch b["type"] {
	case "section":
		w.section(b)
	case "header", "alert":
		w.line(w.text(b["text"]))
	case "context":
		w.line(strings.Join(w.each(b["elements"], w.contextItem), " · "))
	case "divider":
		w.line("────────")
	case "actions", "context_actions":
		w.line(strings.Join(w.each(b["elements"], w.element), " "))
	case "input":
		w.input(b)
	case "image":
		w.line(w.text(b["title"]))
		w.line("[image: " + stringOf(b["alt_text"]) + "]")
	case "video":
		w.line("[video: " + w.text(b["title"]) + "]")
	case "file":
		w.line("[file: " + stringOf(b["external_id"]) + "]")
	case "markdown":
		w.line(MarkdownText(stringOf(b["text"])))
	case "rich_text":
		w.line(w.richText(b))
	case "table":
		w.table(b)
	}
}

func (w *writer) section(b map[string]any) {
	text := w.text(b["text"])
	accessory, _ := b["accessory"].(map[string]any)
	drawn := w.element(accessory)
	if text != "" && drawn != "" {
		text, drawn = text+"  "+drawn, ""
	}
	w.line(text)
	for _, f := range objects(b["fields"]) {
		w.line(w.field(f))
	}
	w.line(drawn)
}

// labelled finds a field that opens with a bold label: "*Severity:*\nSEV1".
var labelled = regexp.MustCompile(`^\*([^*\n]+?):?\*:?\s*((?s).*)$`)

func (w *writer) field(f map[string]any) string {
	raw := stringOf(f["text"])
	if m := labelled.FindStringSubmatch(raw); m != nil && f["type"] == "mrkdwn" {
		return MrkdwnText(m[1], w.names) + ": " + MrkdwnText(m[2], w.names)
	}
	return w.text(f)
}

func (w *writer) input(b map[string]any) {
	label := w.text(b["label"])
	if b["optional"] == true {
		label += " (optional)"
	}
	e, _ := b["element"].(map[string]any)
	if !strings.HasSuffix(label, "?") && !strings.HasSuffix(label, ":") {
		label += ":"
	}
	drawn := w.element(e)
	if !strings.HasPrefix(drawn, "\n") {
		label += " "
	}
	w.line(label + drawn)
	w.line(w.text(b["hint"]))
}

// text reads a text object.
func (w *writer) text(v any) string {
	o, _ := v.(map[string]any)
	if o["type"] == "mrkdwn" {
		return MrkdwnText(stringOf(o["text"]), w.names)
	}
	return plainText(stringOf(o["text"]))
}

// plainText draws the emoji codes of a plain text; nothing else in it is markup.
func plainText(s string) string { return proseText(s) }

func (w *writer) bracketed(v any) string {
	if text := w.text(v); text != "" {
		return "[" + text + "]"
	}
	return ""
}

func (w *writer) contextItem(e map[string]any) string {
	if e["type"] == "image" {
		return "[image: " + stringOf(e["alt_text"]) + "]"
	}
	return w.text(e)
}

// each draws the objects of an array and leaves out what comes to nothing.
func (w *writer) each(list any, draw func(map[string]any) string) []string {
	var out []string
	for _, o := range objects(list) {
		if s := draw(o); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// element draws what a person can operate: "[Resolve]", "[SEV2 ▾]", "◉ yes ○ no".
func (w *writer) element(e map[string]any) string {
	kind := stringOf(e["type"])
	switch {
	case kind == "":
		return ""
	case kind == "image":
		return "[image: " + stringOf(e["alt_text"]) + "]"
	case kind == "overflow":
		return "[⋯]"
	case kind == "radio_buttons":
		return w.choices(e, "◉ ", "○ ")
	case kind == "checkboxes":
		return w.choices(e, "☑ ", "☐ ")
	case kind == "feedback_buttons":
		positive, _ := e["positive_button"].(map[string]any)
		negative, _ := e["negative_button"].(map[string]any)
		return strings.TrimSpace(w.bracketed(positive["text"]) + " " + w.bracketed(negative["text"]))
	case strings.HasSuffix(kind, "button"):
		return w.bracketed(e["text"])
	}
	shown := w.chosen(e)
	if shown == "" {
		shown = w.text(e["placeholder"])
	}
	if strings.HasSuffix(kind, "_select") {
		return "[" + shown + " ▾]"
	}
	return "[" + shown + "]"
}

// choices draws options beside one another, or on lines of their own if one has a description.
func (w *writer) choices(e map[string]any, on, off string) string {
	chosen := append(arrayOf(e["initial_options"]), e["initial_option"])
	between, before := " ", ""
	drawn := w.each(e["options"], func(o map[string]any) string {
		mark := off
		for _, c := range chosen {
			if sameOption(o, c) {
				mark = on
			}
		}
		text := mark + w.text(o["text"])
		if description := w.text(o["description"]); description != "" {
			text += " – " + description
			between, before = "\n  ", "\n  "
		}
		return text
	})
	return before + strings.Join(drawn, between)
}

// chosen is what a field or a menu shows at first.
func (w *writer) chosen(e map[string]any) string {
	switch v := initialOf(e).(type) {
	case string:
		switch e["type"] {
		case "users_select":
			return mention("@", v, w.names)
		case "channels_select", "conversations_select":
			return mention("#", v, w.names)
		}
		return v
	case []string:
		mark := "#"
		if e["type"] == "multi_users_select" {
			mark = "@"
		}
		names := make([]string, len(v))
		for i, id := range v {
			names[i] = mention(mark, id, w.names)
		}
		return strings.Join(names, ", ")
	case int64:
		return formatDate(v, "{date_short} {time}", "", w.names)
	case Option:
		return plainText(v.Text)
	case []Option:
		return plainText(optionNames(v))
	case json.RawMessage:
		return BlocksText(json.RawMessage("["+string(v)+"]"), w.names)
	}
	return ""
}

// table sets the cells in columns, two spaces apart.
func (w *writer) table(b map[string]any) {
	var rows [][]string
	var widths []int
	for _, row := range arrayOf(b["rows"]) {
		var cells []string
		for i, c := range objects(row) {
			cell := stringOf(c["text"])
			if c["type"] == "rich_text" {
				cell = strings.ReplaceAll(w.richText(c), "\n", " ")
			}
			cells = append(cells, cell)
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
		rows = append(rows, cells)
	}
	for _, cells := range rows {
		var line strings.Builder
		for i, cell := range cells {
			fmt.Fprintf(&line, "%-*s  ", widths[i], cell)
		}
		w.line(line.String())
	}
}
