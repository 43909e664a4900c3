package slacksim

import (
	"net/url"
	"slices"
)

// marked is the message that a pins or reactions call names, in a channel the app is in.
func (c *call) marked() (*message, error) {
	ch, err := c.writable("channel")
	if err != nil {
		return nil, err
	}
	ts := c.str("timestamp")
	if ts == "" {
		return nil, refuse("no_item_specified")
	}
	m := ch.byTS[ts]
	if m == nil {
		return nil, refuse("message_not_found")
	}
	return m, nil
}

// said turns a refusal in Slack's words into an answer.
func said(code string) (object, error) {
	if code != "" {
		return nil, refuse(code)
	}
	return nil, nil
}

func pinsAdd(c *call) (object, error) {
	m, err := c.marked()
	if err != nil {
		return nil, err
	}
	return said(c.pin(m, c.app.bot))
}

func pinsRemove(c *call) (object, error) {
	m, err := c.marked()
	if err != nil {
		return nil, err
	}
	return said(c.unpin(m, c.app.bot))
}

func pinsList(c *call) (object, error) {
	ch, err := c.inside("channel")
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, p := range slices.Backward(ch.pins) {
		items = append(items, p.json(c.Workspace))
	}
	return object{"items": items}, nil
}

func reactionsAdd(c *call) (object, error) {
	m, err := c.marked()
	if err != nil {
		return nil, err
	}
	return said(c.react(m, c.app.bot, c.str("name")))
}

func reactionsRemove(c *call) (object, error) {
	m, err := c.marked()
	if err != nil {
		return nil, err
	}
	return said(c.unreact(m, c.app.bot, c.str("name")))
}

func reactionsGet(c *call) (object, error) {
	ch, err := c.inside("channel")
	if err != nil {
		return nil, err
	}
	m := ch.byTS[c.str("timestamp")]
	if m == nil {
		return nil, refuse("message_not_found")
	}
	o := m.json()
	o["permalink"] = c.permalink(m)
	return object{"type": "message", "channel": ch.id, "message": o}, nil
}

func bookmarksAdd(c *call) (object, error) {
	ch, err := c.writable("channel_id")
	if err != nil {
		return nil, err
	}
	b := &bookmark{title: c.str("title"), link: c.str("link"), emoji: c.str("emoji"), made: c.now, updated: c.now, by: c.app.bot}
	switch {
	case c.str("type") != "link":
		return nil, refuse("invalid_bookmark_type")
	case b.title == "":
		return nil, refuseWith("invalid_arguments", []string{"[ERROR] missing required field: title"})
	case !webLink(b.link):
		return nil, refuse("invalid_link")
	case len(ch.bookmarks) >= maxBookmarks:
		return nil, refuse("too_many_bookmarks")
	}
	b.id = c.id("Bk")
	ch.bookmarks = append(ch.bookmarks, b)
	c.happen(Happening{Kind: Bookmarked, Channel: ch.label(), Who: c.app.name, Text: b.title + " " + b.link})
	return object{"bookmark": b.json(c.Workspace, ch)}, nil
}

func bookmarksEdit(c *call) (object, error) {
	ch, b, err := c.bookmarked()
	if err != nil {
		return nil, err
	}
	if c.has("link") && !webLink(c.str("link")) {
		return nil, refuse("invalid_link")
	}
	b.title, b.link = orElse(c.str("title"), b.title), orElse(c.str("link"), b.link)
	if c.has("emoji") {
		b.emoji = c.str("emoji")
	}
	b.updated, b.by = c.now, c.app.bot
	c.happen(Happening{Kind: Bookmarked, Channel: ch.label(), Who: c.app.name, Text: b.title + " " + b.link})
	return object{"bookmark": b.json(c.Workspace, ch)}, nil
}

func bookmarksRemove(c *call) (object, error) {
	ch, b, err := c.bookmarked()
	if err != nil {
		return nil, err
	}
	ch.bookmarks = slices.DeleteFunc(ch.bookmarks, func(x *bookmark) bool { return x == b })
	return nil, nil
}

func (c *call) bookmarked() (*channel, *bookmark, error) {
	ch, err := c.writable("channel_id")
	if err != nil {
		return nil, nil, err
	}
	for _, b := range ch.bookmarks {
		if b.id == c.str("bookmark_id") {
			return ch, b, nil
		}
	}
	return nil, nil, refuse("not_found")
}

func bookmarksList(c *call) (object, error) {
	ch, err := c.inside("channel_id")
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, b := range ch.bookmarks {
		list = append(list, b.json(c.Workspace, ch))
	}
	return object{"bookmarks": list}, nil
}

func webLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
