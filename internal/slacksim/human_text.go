package slacksim

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// part is a piece of a typed text: what goes into the text, and the same as a rich text element.
type part struct {
	text    string
	element object
}

// typed is the message the client makes of what somebody types.
func (w *Workspace) typed(u *user, text string) *message {
	var b strings.Builder
	elements := []object{}
	for _, p := range w.parts(text) {
		b.WriteString(p.text)
		elements = append(elements, p.element)
	}
	blocks := encode([]object{{"type": "rich_text", "block_id": w.secret(5), "elements": []object{
		{"type": "rich_text_section", "elements": elements},
	}}})
	return &message{user: u, text: b.String(), blocks: blocks, clientID: w.clientID()}
}

func (w *Workspace) clientID() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x",
		w.rng.Uint32(), w.rng.Uint32N(1<<16), w.rng.Uint32N(1<<12), w.rng.Uint32N(1<<12), w.rng.Uint64N(1<<48))
}

// parts cuts a typed text into words of Slack: mentions, channels, links, emoji, and what lies between.
func (w *Workspace) parts(text string) []part {
	var list []part
	plain := ""
	flush := func() {
		if plain != "" {
			list = append(list, part{text: escape(plain), element: object{"type": "text", "text": plain}})
			plain = ""
		}
	}
	for text != "" {
		if boundary(plain) {
			if p, length := w.token(text); length > 0 {
				flush()
				list = append(list, p)
				text = text[length:]
				continue
			}
		}
		_, size := utf8.DecodeRuneInString(text)
		plain += text[:size]
		text = text[size:]
	}
	flush()
	return list
}

// boundary tells whether a token may begin after s.
func boundary(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s == "" || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '/' && r != '.'
}

// token reads the token that text begins with, and how much of text it takes.
func (w *Workspace) token(text string) (part, int) {
	switch {
	case strings.HasPrefix(text, "@"):
		return w.mention(text)
	case strings.HasPrefix(text, "#"):
		for _, c := range w.rooms {
			if c.kind != im && c.name != "" && startsWithWord(text[1:], c.name) {
				return part{"<#" + c.id + "|" + c.name + ">", object{"type": "channel", "channel_id": c.id}}, 1 + len(c.name)
			}
		}
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		link := strings.TrimRight(text[:lengthOf(text, func(r rune) bool { return !unicode.IsSpace(r) && r != '<' && r != '>' })], ".,;:!?)'\"")
		return part{"<" + escape(link) + ">", object{"type": "link", "url": link}}, len(link)
	case strings.HasPrefix(text, ":"):
		name := text[1 : 1+lengthOf(text[1:], func(r rune) bool { return r != ':' && emojiName(string(r)) })]
		if end := 1 + len(name); name != "" && strings.HasPrefix(text[end:], ":") && strings.ContainsFunc(name, unicode.IsLetter) {
			return part{":" + name + ":", object{"type": "emoji", "name": name}}, end + 1
		}
	}
	return part{}, 0
}

func (w *Workspace) mention(text string) (part, int) {
	for _, who := range []string{"channel", "here", "everyone"} {
		if startsWithWord(text[1:], who) {
			return part{"<!" + who + ">", object{"type": "broadcast", "range": who}}, 1 + len(who)
		}
	}
	for _, g := range w.groups {
		if startsWithWord(text[1:], g.handle) {
			return part{"<!subteam^" + g.id + ">", object{"type": "usergroup", "usergroup_id": g.id}}, 1 + len(g.handle)
		}
	}
	var found *user
	length := 0
	for _, u := range w.people {
		for _, name := range []string{u.real, u.display, u.name} {
			if len(name) > length && startsWithWord(text[1:], name) {
				found, length = u, len(name)
			}
		}
	}
	if found == nil {
		return part{}, 0
	}
	return part{"<@" + found.id + ">", object{"type": "user", "user_id": found.id}}, 1 + length
}

// startsWithWord tells whether text begins with word, in any case, and the word ends there.
func startsWithWord(text, word string) bool {
	if word == "" || len(text) < len(word) || !strings.EqualFold(text[:len(word)], word) {
		return false
	}
	rest := text[len(word):]
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
}

func lengthOf(s string, in func(rune) bool) int {
	for i, r := range s {
		if !in(r) {
			return i
		}
	}
	return len(s)
}

// entities are the three characters that Slack escapes.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(s string) string { return entities.Replace(s) }

// commandText is what a slash command hands over. With should_escape in the manifest names become
// <@U1|ada> and <#C1|general>; without it they stay as typed.
func (w *Workspace) commandText(text string, shouldEscape bool) string {
	if !shouldEscape {
		return escape(text)
	}
	var b strings.Builder
	for _, p := range w.parts(text) {
		if id, isUser := p.element["user_id"].(string); isUser {
			b.WriteString("<@" + id + "|" + w.users[id].name + ">")
			continue
		}
		b.WriteString(p.text)
	}
	return b.String()
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// indented is a list of texts for a failure message, the last ten of them.
func indented(texts []string) string {
	if len(texts) == 0 {
		return "    (nothing)"
	}
	texts = slices.Clone(texts[max(0, len(texts)-10):])
	for i, t := range texts {
		texts[i] = "  · " + strings.ReplaceAll(t, "\n", "\n    ")
	}
	return strings.Join(texts, "\n")
}
