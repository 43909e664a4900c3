package slacksim

import "encoding/json"

// document is the content of a canvas.
type document struct {
	Type     string `json:"type"`
	Markdown string `json:"markdown"`
}

// maxCanvas is how many characters one call may bring.
const maxCanvas = 100_000

// document reads the document_content of a call that makes a canvas; absent is an empty canvas.
func (c *call) document() (string, error) {
	raw, err := c.raw("document_content")
	if err != nil {
		return "", refuse("invalid_arguments")
	}
	if raw == nil {
		return "", nil
	}
	return parseDocument(raw, "canvas_creation_failed")
}

// parseDocument reads Markdown; what is too long is refused with the code tooLong.
func parseDocument(raw json.RawMessage, tooLong string) (string, error) {
	var d document
	switch {
	case !decodeInto(raw, &d) || d.Type != "markdown":
		return "", refuse("invalid_arguments")
	case len([]rune(d.Markdown)) > maxCanvas:
		return "", explained(tooLong, "document_content is too long")
	}
	return d.Markdown, nil
}

// explained is a refusal with the detail that canvas methods give.
func explained(code, detail string) error {
	return apiError{code: code, more: object{"detail": detail}}
}

func conversationsCanvasesCreate(c *call) (object, error) {
	if c.opts.CanvasesOff {
		return nil, refuse("canvas_disabled_user_team")
	}
	ch, err := c.writable("channel_id")
	switch {
	case err != nil:
		return nil, err
	case c.opts.TeamTierWithoutCanvases:
		return nil, refuse("team_tier_cannot_create_channel_canvases")
	case ch.canvas != nil && c.opts.FreePlan:
		return nil, refuse("free_team_canvas_tab_already_exists")
	case ch.canvas != nil:
		return nil, refuse("channel_canvas_already_exists")
	}
	markdown, err := c.document()
	if err != nil {
		return nil, err
	}
	f := c.newChannelCanvas(ch, c.str("title"), c.app.bot)
	f.content = []byte(markdown)
	c.happen(Happening{Kind: CanvasChanged, Channel: ch.label(), Who: c.app.name, Text: markdown})
	return object{"canvas_id": f.id}, nil
}

// canvasesCreate makes a canvas outside of any channel's header. On the free plan there are none but those:
// a canvas needs a channel, and takes the one place that the channel has.
func canvasesCreate(c *call) (object, error) {
	switch {
	case c.opts.CanvasesOff:
		return nil, refuse("canvas_disabled_user_team")
	case c.opts.FreePlan && c.str("channel_id") == "":
		return nil, refuse("free_teams_cannot_create_non_tabbed_canvases")
	}
	markdown, err := c.document()
	if err != nil {
		return nil, err
	}
	var ch *channel
	if c.str("channel_id") != "" {
		if ch, err = c.writable("channel_id"); err != nil {
			return nil, err
		}
		if c.opts.FreePlan && ch.canvas != nil {
			return nil, refuse("free_team_canvas_tab_already_exists")
		}
	}
	f := c.newCanvas(c.str("title"), c.app.bot)
	f.content = []byte(markdown)
	f.share(ch)
	if c.opts.FreePlan {
		ch.canvas = f
	}
	return object{"canvas_id": f.id}, nil
}

// canvasChange is one entry of the changes of canvases.edit.
type canvasChange struct {
	Operation string          `json:"operation"`
	SectionID string          `json:"section_id"`
	Content   json.RawMessage `json:"document_content"`
	Title     json.RawMessage `json:"title_content"`
}

// canvasesEdit takes one change a call.
func canvasesEdit(c *call) (object, error) {
	f, err := c.ownCanvas()
	if err != nil {
		return nil, err
	}
	if c.opts.CanvasesOff {
		return nil, refuse("canvas_disabled_user_team")
	}
	var changes []canvasChange
	raw, err := c.raw("changes")
	if err != nil || !decodeInto(raw, &changes) || len(changes) != 1 {
		return nil, refuse("invalid_arguments")
	}
	const failed = "canvas_editing_failed"
	change := changes[0]
	if change.SectionID != "" { // sections are found by a method that is not simulated
		return nil, explained(failed, "section not found")
	}
	if change.Operation == "rename" {
		title, err := parseDocument(change.Title, failed)
		if err != nil {
			return nil, err
		}
		f.name, f.title = title, title
		c.canvasChanged(f, c.app.bot)
		return nil, nil
	}
	switch change.Operation {
	case "insert_at_start", "insert_at_end", "replace":
	case "insert_after", "insert_before", "delete":
		return nil, explained(failed, "section_id is required for "+change.Operation)
	default:
		return nil, explained(failed, "unknown operation "+change.Operation)
	}
	text, err := parseDocument(change.Content, failed)
	if err != nil {
		return nil, err
	}
	switch change.Operation {
	case "insert_at_start":
		text += "\n" + string(f.content)
	case "insert_at_end":
		text = string(f.content) + "\n" + text
	}
	c.writeCanvas(f, c.app.bot, text)
	return nil, nil
}

// canvasesGetContent gives out all that a canvas says, to whoever may see it.
func canvasesGetContent(c *call) (object, error) {
	f, err := c.ownCanvas()
	if err != nil {
		return nil, err
	}
	switch c.str("content_type") {
	case "", "markdown":
		return object{"content": canvasMarkdown(f.title, f.content)}, nil
	case "html":
		return object{"content": canvasHTML(f.content)}, nil
	default:
		return nil, refuse("invalid_arguments")
	}
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
