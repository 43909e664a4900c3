package slacksim

import (
	"slices"
	"strconv"
	"strings"
)

// maxHistory is the most messages a page of history holds.
const maxHistory = 999

// span is the part of a channel that latest, oldest and inclusive ask for.
type span struct {
	oldest, latest string
	inclusive      bool
}

func (c *call) span() (span, error) {
	s := span{inclusive: c.yes("inclusive")}
	var fits bool
	if s.oldest, fits = lenientTS(c.str("oldest")); !fits {
		return s, refuse("invalid_ts_oldest")
	}
	if s.latest, fits = lenientTS(c.str("latest")); !fits {
		return s, refuse("invalid_ts_latest")
	}
	return s, nil
}

// lenientTS takes a ts, or seconds with fewer digits behind the dot or none, as Slack does for ranges.
func lenientTS(s string) (string, bool) {
	if s == "" || strings.TrimLeft(s, "0.") == "" {
		return "", true
	}
	seconds, micros, _ := strings.Cut(s, ".")
	if len(micros) > 6 || len(seconds) > 10 {
		return "", false
	}
	s = strings.Repeat("0", 10-len(seconds)) + seconds + "." + micros + strings.Repeat("0", 6-len(micros))
	return s, validTS(s)
}

func (s span) holds(ts string) bool {
	if s.inclusive && (ts == s.oldest || ts == s.latest) {
		return true
	}
	return (s.oldest == "" || ts > s.oldest) && (s.latest == "" || ts < s.latest)
}

// conversationsHistory answers messages from the newest back, without the replies in threads. With oldest
// and no latest it is still the newest that come first; a cursor leads on.
func conversationsHistory(c *call) (object, error) {
	ch, err := c.inside("channel")
	if err != nil {
		return nil, err
	}
	s, err := c.span()
	if err != nil {
		return nil, err
	}
	size, err := c.pageSize(maxHistory)
	if err != nil {
		return nil, err
	}
	before := ""
	if cursor := c.str("cursor"); cursor != "" {
		at, fits := uncursor(cursor, "next_ts:")
		if !fits {
			return nil, refuse("invalid_cursor")
		}
		before = at
	}
	list := []object{}
	next := ""
	for _, m := range slices.Backward(ch.messages) {
		if m.root != nil && !m.broadcast || !s.holds(m.ts) || before != "" && m.ts >= before {
			continue
		}
		if len(list) == size {
			next = cursorAt("next_ts:" + list[size-1]["ts"].(string))
			break
		}
		list = append(list, withMetadata(m.json(), c.yes("include_all_metadata")))
	}
	out := object{
		"messages": list, "has_more": next != "", "pin_count": len(ch.pins),
		"channel_actions_ts": nil, "channel_actions_count": 0,
	}
	if latest := c.str("latest"); latest != "" {
		out["latest"] = latest
	}
	if next != "" {
		out["response_metadata"] = object{"next_cursor": next}
	}
	return out, nil
}

// conversationsReplies answers a thread from its root on. The root is the first message of every page.
func conversationsReplies(c *call) (object, error) {
	ch, err := c.inside("channel")
	if err != nil {
		return nil, err
	}
	root := ch.byTS[c.str("ts")]
	if root == nil {
		return nil, refuse("thread_not_found")
	}
	if root.root != nil { // any message of the thread leads to it
		root = root.root
	}
	s, err := c.span()
	if err != nil {
		return nil, err
	}
	n, err := c.number("limit", 1000)
	if err != nil || n < 0 || n > 1000 {
		return nil, refuse("invalid_limit")
	}
	if n == 0 {
		n = 1000
	}
	from := 0
	if cursor := c.str("cursor"); cursor != "" {
		at, fits := uncursor(cursor, "reply:")
		if from, err = strconv.Atoi(at); !fits || err != nil || from < 0 {
			return nil, refuse("invalid_cursor")
		}
	}
	all := c.yes("include_all_metadata")
	list := []object{withMetadata(root.json(), all)}
	replies := slices.SortedFunc(slices.Values(root.replies), func(a, b *message) int { return strings.Compare(a.ts, b.ts) })
	replies = slices.DeleteFunc(replies, func(m *message) bool { return !s.holds(m.ts) })
	from = min(from, len(replies))
	to := min(from+max(n-1, 1), len(replies))
	for _, m := range replies[from:to] {
		list = append(list, withMetadata(m.json(), all))
	}
	out := object{"messages": list, "has_more": to < len(replies)}
	if to < len(replies) {
		out["response_metadata"] = object{"next_cursor": cursorAt("reply:" + strconv.Itoa(to))}
	}
	return out, nil
}
