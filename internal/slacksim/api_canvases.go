package slacksim

import "encoding/json"

// document is the content of a canvas.
type document struct {
	Type     string `json:"type"`
	Markdown string `json:"markdown"`
}

// maxCanvas is how many characters one call may bring.
const maxCanvas = 100_000

// document reads the document_content of a call; absent is an empty canvas.
func (c *call) document() (string, error) {
	raw, err := c.raw("document_content")
	if err != nil {
		return "", refuse("invalid_arguments")
	}
	if raw == nil {
		return "", nil
	}
	return parseDocument(raw)
}

func parseDocument(raw json.RawMessage) (string, error) {
	var d document
	switch {
	case !decodeInto(raw, &d) || d.Type != "markdown":
		return "", refuse("invalid_arguments")
	case len([]rune(d.Markdown)) > maxCanvas:
		return "", apiError{code: "canvas_creation_failed", more: object{"detail": "document_content is too long"}}
	}
	return d.Markdown, nil
}

func (c *call) newCanvas(title, markdown string) *file {
	f := &file{
		id: c.id("F"), name: orElse(title, "Untitled"), title: orElse(title, "Untitled"), owner: c.app.bot,
		made: c.now, content: []byte(markdown), canvas: true, shared: true, uploaded: true,
	}
	c.files[f.id] = f
	return f
}

func conversationsCanvasesCreate(c *call) (object, error) {
	ch, err := c.writable("channel_id")
	switch {
	case err != nil:
		return nil, err
	case ch.canvas != nil && c.opts.FreePlan:
		return nil, refuse("free_team_canvas_tab_already_exists")
	case ch.canvas != nil:
		return nil, refuse("channel_canvas_already_exists")
	}
	markdown, err := c.document()
	if err != nil {
		return nil, err
	}
	ch.canvas = c.newCanvas(c.str("title"), markdown)
	ch.canvas.share(ch)
	c.happen(Happening{Kind: CanvasChanged, Channel: ch.label(), Who: c.app.name, Text: markdown})
	return object{"canvas_id": ch.canvas.id}, nil
}

func canvasesCreate(c *call) (object, error) {
	if c.opts.FreePlan {
		return nil, refuse("free_teams_cannot_create_non_tabbed_canvases")
	}
	markdown, err := c.document()
	if err != nil {
		return nil, err
	}
	f := c.newCanvas(c.str("title"), markdown)
	if id := c.str("channel_id"); id != "" {
		ch, err := c.writable("channel_id")
		if err != nil {
			return nil, err
		}
		f.share(ch)
	}
	return object{"canvas_id": f.id}, nil
}

// canvasesEdit takes one change a call.
func canvasesEdit(c *call) (object, error) {
	f, err := c.ownCanvas()
	if err != nil {
		return nil, err
	}
	var changes []struct {
		Operation string          `json:"operation"`
		SectionID string          `json:"section_id"`
		Content   json.RawMessage `json:"document_content"`
		Title     json.RawMessage `json:"title_content"`
	}
	raw, err := c.raw("changes")
	if err != nil || !decodeInto(raw, &changes) || len(changes) != 1 {
		return nil, refuse("invalid_arguments")
	}
	change := changes[0]
	if change.Operation == "rename" {
		title, err := parseDocument(change.Title)
		if err != nil {
			return nil, err
		}
		f.title = title
		return nil, nil
	}
	markdown, err := parseDocument(change.Content)
	if err != nil {
		return nil, err
	}
	switch {
	case change.SectionID != "": // sections are found by a method that is not simulated
		return nil, apiError{code: "canvas_editing_failed", more: object{"detail": "section not found"}}
	case change.Operation == "insert_at_start":
		f.content = append([]byte(markdown+"\n"), f.content...)
	case change.Operation == "insert_at_end":
		f.content = append(append(f.content, '\n'), markdown...)
	case change.Operation == "replace":
		f.content = []byte(markdown)
	default:
		return nil, apiError{code: "canvas_editing_failed", more: object{"detail": "unknown operation " + change.Operation}}
	}
	c.happen(Happening{Kind: CanvasChanged, Who: c.app.name, Text: markdown})
	return nil, nil
}

func canvasesDelete(c *call) (object, error) {
	f, err := c.ownCanvas()
	if err != nil {
		return nil, err
	}
	delete(c.files, f.id)
	for _, ch := range c.rooms {
		if ch.canvas == f {
			ch.canvas = nil
		}
	}
	return nil, nil
}

func (c *call) ownCanvas() (*file, error) {
	f := c.files[c.str("canvas_id")]
	if f == nil || !f.canvas || !f.seenBy(c.app.bot) {
		return nil, refuse("canvas_not_found")
	}
	return f, nil
}
