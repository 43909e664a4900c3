package slacksim

import (
	"encoding/json"
	"slices"
)

func filesGetUploadURLExternal(c *call) (object, error) {
	length, err := c.number("length", 0)
	name := c.str("filename")
	if err != nil || length <= 0 || name == "" {
		return nil, refuse("missing_argument")
	}
	f := &file{id: c.id("F"), name: name, title: name, owner: c.app.bot, made: c.now, length: length}
	key := c.secret(40)
	c.uploads[key] = f
	return object{"upload_url": c.base + "/upload/v1/" + key, "file_id": f.id}, nil
}

// filesCompleteUploadExternal ends an upload, once, and shares the files to a channel if one is named.
func filesCompleteUploadExternal(c *call) (object, error) {
	var wanted []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	raw, err := c.raw("files")
	if err != nil || !decodeInto(raw, &wanted) || len(wanted) == 0 {
		return nil, refuse("invalid_arguments")
	}
	var ch *channel
	if id := orElse(c.str("channel_id"), c.str("channel")); id != "" {
		ch = c.channels[id]
		switch {
		case ch == nil || ch.kind != public && !ch.has(c.app.bot):
			return nil, refuse("channel_not_found")
		case ch.archived:
			return nil, refuse("is_archived")
		case !ch.has(c.app.bot):
			return nil, refuse("not_in_channel")
		}
	}
	var files []*file
	for _, want := range wanted {
		f := c.pending(want.ID)
		if f == nil {
			return nil, refuse("file_not_found")
		}
		f.title = orElse(want.Title, f.name)
		files = append(files, f)
	}
	var root *message
	if ts := c.str("thread_ts"); ts != "" && ch != nil {
		if root = ch.byTS[ts]; root == nil {
			return nil, refuse("thread_not_found")
		}
	}
	var blocks json.RawMessage
	if blocks, err = c.raw("blocks"); err == nil {
		blocks, err = checkedBlocks(blocks)
	}
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, f := range files {
		c.files[f.id] = f
		for key, pending := range c.uploads {
			if pending == f {
				delete(c.uploads, key)
			}
		}
		f.held = c.holdFiles
		f.share(ch)
		list = append(list, f.json(c.Workspace))
	}
	if ch != nil {
		c.post(ch, &message{
			user: c.app.bot, app: c.app, subtype: "file_share", text: c.str("initial_comment"), blocks: blocks,
			files: files, upload: true, root: root,
		})
	}
	return object{"files": list}, nil
}

// pending is a file whose bytes have come and that was not completed yet.
func (c *call) pending(id string) *file {
	for _, f := range c.uploads {
		if f.id == id && f.uploaded {
			return f
		}
	}
	return nil
}

func filesInfo(c *call) (object, error) {
	f := c.files[c.str("file")]
	if f == nil || !f.seenBy(c.app.bot) {
		return nil, refuse("file_not_found")
	}
	return object{"file": f.json(c.Workspace)}, nil
}

func filesDelete(c *call) (object, error) {
	f := c.files[c.str("file")]
	switch {
	case f == nil:
		return nil, refuse("file_not_found")
	case f.owner != c.app.bot:
		return nil, refuse("cant_delete_file")
	}
	delete(c.files, f.id)
	for _, ch := range f.channels {
		for _, m := range slices.Clone(ch.messages) {
			if slices.Contains(m.files, f) {
				m.files = slices.DeleteFunc(slices.Clone(m.files), func(x *file) bool { return x == f })
				if m.rendered = ""; len(m.files) == 0 && m.text == "" {
					c.delete(m, c.app.bot)
				}
			}
		}
	}
	return nil, nil
}
