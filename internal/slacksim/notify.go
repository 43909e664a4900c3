package slacksim

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// mentionToken is a mention in mrkdwn.
var mentionToken = regexp.MustCompile(`<(!channel|!here|!everyone|!subteam\^\w+|@\w+)(?:\|[^>]*)?>`)

// bareMention is what Slack makes a mention of where it parses text by itself: @here and its like, not
// inside a word or an e-mail address.
var bareMention = regexp.MustCompile(`(?:^|[^\w@./-])(@(?:channel|here|everyone))\b`)

// Notifies is whom the message would make a sound for: "@channel", "@here", "@everyone", the names of
// people and the handles of groups, sorted. It reads the message as Slack does: tokens in mrkdwn and rich
// text; and a bare @here too, where the text object does not say verbatim:true, since Slack then parses
// it. Plain text never notifies. Text beside blocks counts, since it is what the notification shows.
func (m *Message) Notifies() []string {
	return read(m.w, func() []string {
		var list []string
		add := func(who string) {
			if who != "" && !slices.Contains(list, who) {
				list = append(list, who)
			}
		}
		text, linkNames := "", false
		if m.message != nil {
			text, linkNames = m.message.text, m.message.linkNames
		} else {
			text = m.whisper.text
		}
		m.w.mrkdwnMentions(text, linkNames, add)
		var blocks any
		if raw := m.blocks(); raw != nil && json.Unmarshal(raw, &blocks) == nil {
			m.w.blockMentions(blocks, add)
		}
		slices.Sort(list)
		return list
	})
}

// mrkdwnMentions finds the mentions of a mrkdwn text; bare ones too if Slack parses it by itself.
func (w *Workspace) mrkdwnMentions(text string, parsed bool, add func(string)) {
	for _, match := range mentionToken.FindAllStringSubmatch(text, -1) {
		switch token := match[1]; {
		case strings.HasPrefix(token, "!subteam^"):
			if g := w.group(strings.TrimPrefix(token, "!subteam^")); g != nil {
				add("@" + g.handle)
			}
		case strings.HasPrefix(token, "!"):
			add("@" + token[1:])
		default:
			if u := w.users[token[1:]]; u != nil {
				add(u.called())
			}
		}
	}
	if parsed {
		for _, match := range bareMention.FindAllStringSubmatch(text, -1) {
			add(match[1])
		}
	}
}

// blockMentions walks through blocks.
func (w *Workspace) blockMentions(v any, add func(string)) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			w.blockMentions(item, add)
		}
	case map[string]any:
		text, _ := v["text"].(string)
		switch v["type"] {
		case "mrkdwn":
			w.mrkdwnMentions(text, v["verbatim"] != true, add)
		case "markdown":
			w.mrkdwnMentions(text, false, add)
		case "broadcast":
			who, _ := v["range"].(string)
			add("@" + who)
		case "user":
			id, _ := v["user_id"].(string)
			if u := w.users[id]; u != nil {
				add(u.called())
			}
		case "usergroup":
			id, _ := v["usergroup_id"].(string)
			if g := w.group(id); g != nil {
				add("@" + g.handle)
			}
		}
		for _, member := range v {
			w.blockMentions(member, add)
		}
	}
}
