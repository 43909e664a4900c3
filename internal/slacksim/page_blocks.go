package slacksim

import (
	"encoding/json"
	"html/template"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// shownBlock is a block of a message, a modal or a Home tab, ready for the template.
type shownBlock struct {
	Type, Level, Unknown string
	Paras                []blockkit.Para
	Fields               [][]blockkit.Para
	Pieces               []shownPiece
	Accessory            *shownPiece
	Picture              *blockkit.Picture // its FileID is one that the viewer can load, or empty
	HTML                 template.HTML     // of a markdown block
	Rows                 []blockkit.Row
	Question             *question
}

// shownPiece is a text, a picture, a button or a choice beside others.
type shownPiece struct {
	Paras   []blockkit.Para
	Picture *blockkit.Picture
	Button  *blockkit.Element
	Control *control
	Key     string            // what a click on it says
	Asks    *blockkit.Confirm // before it is sent
}

// question is an input block with its answer so far.
type question struct {
	Label, Hint, Error string
	Optional, Listens  bool
	Key                string
	Control            *control
}

// filled is what somebody has chosen and entered so far, and what is wrong with it.
type filled struct {
	values map[string]any
	errors map[string]string
}

// blocks makes blocks ready for the page. The lock is held.
func (v viewer) blocks(raw json.RawMessage, so filled) []shownBlock {
	var list []shownBlock
	for _, d := range blockkit.Draw(raw, v) {
		b := shownBlock{Type: d.Type, Level: d.Level, Unknown: d.Unknown, Paras: v.paras(d.Paras), Picture: v.pictureFor(d.Picture)}
		for _, f := range d.Fields {
			b.Fields = append(b.Fields, v.paras(f))
		}
		for _, p := range d.Pieces {
			b.Pieces = append(b.Pieces, v.piece(p, so))
		}
		if d.Accessory != nil {
			p := v.piece(*d.Accessory, so)
			b.Accessory = &p
		}
		if d.Markdown != "" {
			b.HTML = v.markdown(d.Markdown)
		}
		for _, row := range d.Rows {
			for j := range row.Cells {
				row.Cells[j].Paras = v.paras(row.Cells[j].Paras)
			}
			b.Rows = append(b.Rows, row)
		}
		if d.Input != nil {
			b.Question = v.question(d, so)
		}
		list = append(list, b)
	}
	return list
}

func (v viewer) piece(p blockkit.Piece, so filled) shownPiece {
	shown := shownPiece{Paras: v.paras(p.Paras), Picture: v.pictureFor(p.Picture)}
	e := p.Element
	if e == nil {
		return shown
	}
	shown.Key = elementKey(*e)
	if e.Confirm != nil {
		asked := *e.Confirm
		asked.Text = blockkit.MrkdwnText(asked.Text, v)
		shown.Asks = &asked
	}
	if isButton(*e) {
		e.URL = v.follows(e.URL)
		shown.Button = e
		return shown
	}
	for i := range e.Options {
		e.Options[i].URL = v.follows(e.Options[i].URL)
	}
	chosen, there := so.values[e.Key()]
	if !there {
		chosen = e.Initial
	}
	shown.Control = newControl("e:"+shown.Key, e.Type, v.offered(e.Type, e.Options), v.answers(chosen), e.Label)
	return shown
}

func (v viewer) question(d blockkit.Drawn, so filled) *question {
	in := d.Input
	answer, there := so.values[in.BlockID]
	if !there {
		answer = in.Initial
	}
	c := newControl("f:"+in.BlockID, in.Type, v.offered(in.Type, in.Options), v.answers(answer), in.Label)
	if in.Multiline {
		c.Kind = "lines"
	}
	c.Min, c.Max, c.Placeholder = in.MinLength, in.MaxLength, orElse(in.Placeholder, c.Placeholder)
	// A group of boxes has no "required" in HTML; the form is checked again when it is sent.
	c.Required = !in.Optional
	return &question{
		Label: in.Label, Hint: in.Hint, Optional: in.Optional, Listens: d.Listens, Key: elementKey(*d.Element),
		Error: so.errors[in.BlockID], Control: c,
	}
}

// pictureFor names the file that a picture shows, if it is one of this workspace.
func (v viewer) pictureFor(p *blockkit.Picture) *blockkit.Picture {
	if p == nil {
		return nil
	}
	shown := *p
	shown.FileID = ""
	if f := v.w.pictured(*p); f != nil {
		shown.FileID = f.id
	}
	return &shown
}

// markdown draws Markdown. Goldmark leaves out raw HTML and addresses that run code, so its output is safe to show.
func (v viewer) markdown(text string) template.HTML {
	return v.linked(canvasHTML([]byte(text)))
}

// plainly is a text outside of blocks.
func (v viewer) plainly(mrkdwn string) []shownBlock {
	return []shownBlock{{Type: "section", Paras: v.paras(blockkit.Paras(mrkdwn, v))}}
}

// said is what a message says, in the order in which Slack shows it.
func (v viewer) said(text string, blocks, attachments json.RawMessage, chosen map[string]any) []shownBlock {
	var list []shownBlock
	if blocks != nil {
		list = v.blocks(blocks, filled{values: chosen})
	} else if text != "" {
		list = v.plainly(text)
	}
	var attached []struct {
		Blocks                json.RawMessage
		Title, Text, Fallback string
	}
	if attachments != nil && decodeInto(attachments, &attached) {
		for _, a := range attached {
			if a.Title != "" {
				list = append(list, shownBlock{Type: "header", Paras: blockkit.PlainParas(a.Title)})
			}
			if a.Blocks != nil {
				list = append(list, v.blocks(a.Blocks, filled{values: chosen})...)
			} else if said := strings.TrimSpace(orElse(a.Text, a.Fallback)); said != "" {
				list = append(list, v.plainly(said)...)
			}
		}
	}
	return list
}
