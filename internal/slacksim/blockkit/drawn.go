package blockkit

import (
	"encoding/json"
	"strconv"
)

// Drawn is one block as a surface draws it that has a place for everything in it.
type Drawn struct {
	Type, ID  string
	Level     string // of an alert
	Paras     []Para // what it says
	Fields    [][]Para
	Pieces    []Piece // of a context and of actions, in order
	Accessory *Piece
	Picture   *Picture
	Markdown  string // of a markdown block, as given
	Rows      []Row
	Input     *Input
	Element   *Element // of an input: what is operated
	Listens   bool     // an input that tells of every choice
	Unknown   string   // the type of a block that is not known here
}

// Piece is a text, a picture or a control beside others.
type Piece struct {
	Paras   []Para
	Picture *Picture
	Element *Element
}

// Row is a row of a table.
type Row struct{ Cells []Cell }

// Cell is a cell of a table.
type Cell struct {
	Align string // "left", "center", "right"
	Paras []Para
}

// Draw takes blocks, or the blocks of a view, apart for drawing. A block of a type that is not known stays, as Unknown.
func Draw(blocks json.RawMessage, names Names) []Drawn {
	var list []Drawn
	for i, b := range blocksOf(blocks) {
		if b != nil {
			list = append(list, draw(b, "/"+strconv.Itoa(i), names))
		}
	}
	return list
}

func draw(b map[string]any, at string, names Names) Drawn {
	d := Drawn{Type: stringOf(b["type"]), ID: stringOf(b["block_id"])}
	switch d.Type {
	case "section":
		d.Paras = textParas(b["text"], names)
		for _, f := range objects(b["fields"]) {
			d.Fields = append(d.Fields, textParas(f, names))
		}
		if e, ok := b["accessory"].(map[string]any); ok {
			if pieces := piecesOf(b, e, at+"/accessory", names); len(pieces) > 0 {
				d.Accessory = &pieces[0]
			}
		}
	case "header", "alert":
		d.Paras, d.Level = textParas(b["text"], names), stringOf(b["level"])
	case "context", "actions", "context_actions":
		for j, e := range objects(b["elements"]) {
			if e != nil {
				d.Pieces = append(d.Pieces, piecesOf(b, e, at+"/elements/"+strconv.Itoa(j), names)...)
			}
		}
	case "divider":
	case "input":
		if e, ok := b["element"].(map[string]any); ok {
			p := place{at + "/element", b, e}
			in, el := inputAt(p), elementsAt(p)[0]
			d.Input, d.Element, d.Listens = &in, &el, b["dispatch_action"] == true
		}
	case "image":
		if p, ok := pictureOf(b, at); ok {
			d.Picture = &p
		}
	case "rich_text":
		d.Paras = richParas(b, names)
	case "markdown":
		d.Markdown = stringOf(b["text"])
	case "table":
		d.Rows = rowsOf(b, names)
	default:
		d.Unknown = orElse(d.Type, "without a type")
		w := writer{names: names}
		w.block(b)
		for _, line := range w.lines {
			d.Paras = append(d.Paras, Para{Kind: "text", Runs: []Run{{Text: line}}})
		}
	}
	return d
}

// textParas reads a text object.
func textParas(v any, names Names) []Para {
	o, _ := v.(map[string]any)
	if o["type"] == "mrkdwn" {
		return Paras(stringOf(o["text"]), names)
	}
	return PlainParas(stringOf(o["text"]))
}

// piecesOf reads what stands in a context, in actions or beside a section. Feedback buttons are two.
func piecesOf(b, e map[string]any, at string, names Names) []Piece {
	switch e["type"] {
	case "mrkdwn", "plain_text":
		return []Piece{{Paras: textParas(e, names)}}
	case "image":
		p, _ := pictureOf(e, at)
		return []Piece{{Picture: &p}}
	}
	var list []Piece
	for _, el := range elementsAt(place{at, b, e}) {
		list = append(list, Piece{Element: &el})
	}
	return list
}

func rowsOf(b map[string]any, names Names) []Row {
	settings := objects(b["column_settings"])
	var rows []Row
	for _, cells := range arrayOf(b["rows"]) {
		var row Row
		for j, c := range objects(cells) {
			cell := Cell{Align: "left"}
			if j < len(settings) {
				cell.Align = orElse(stringOf(settings[j]["align"]), "left")
			}
			if c["type"] == "rich_text" {
				cell.Paras = richParas(c, names)
			} else {
				cell.Paras = []Para{{Kind: "text", Runs: []Run{{Text: stringOf(c["text"])}}}}
			}
			row.Cells = append(row.Cells, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// EmojiNames are the names of the emoji that are known here, without colons.
func EmojiNames() map[string]string { return emojiByName }
