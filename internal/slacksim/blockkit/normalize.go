package blockkit

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"strconv"
)

// Normalize fills in what Slack adds when it stores blocks: block_ids and action_ids
// that are missing, emoji on plain text and verbatim on mrkdwn. The ids it makes
// depend only on the content and the position, so that a run can be repeated. It
// takes an array of blocks or a view; anything else comes back as it is.
func Normalize(blocks json.RawMessage) json.RawMessage {
	v, err := decode(blocks)
	if err != nil {
		return blocks
	}
	list := v
	if view, ok := v.(map[string]any); ok {
		list = view["blocks"]
	}
	taken := map[string]bool{}
	for _, b := range objects(list) {
		taken[stringOf(b["block_id"])] = true
	}
	for i, b := range objects(list) {
		if b != nil && stringOf(b["block_id"]) == "" {
			b["block_id"] = freshID(taken, strconv.Itoa(i), encode(b))
		}
	}
	for _, p := range places(objects(list), "") {
		if stringOf(p.element["action_id"]) == "" && p.element["type"] != "image" {
			p.element["action_id"] = freshID(taken, p.path, encode(p.element))
		}
	}
	fillFlags(v)
	return encode(v)
}

// fillFlags walks to every text object and states its defaults.
func fillFlags(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			fillFlags(item)
		}
	case map[string]any:
		_, emoji := v["emoji"]
		_, verbatim := v["verbatim"]
		switch {
		case v["type"] == "plain_text" && !emoji:
			v["emoji"] = true
		case v["type"] == "mrkdwn" && !verbatim:
			v["verbatim"] = false
		}
		for _, member := range v {
			fillFlags(member)
		}
	}
}

// freshID makes a short id in Slack's style that is not taken yet.
func freshID(taken map[string]bool, at string, content []byte) string {
	for salt := 0; ; salt++ {
		h := fnv.New64a()
		h.Write([]byte(at + " " + strconv.Itoa(salt) + " "))
		h.Write(content)
		id := base64.RawStdEncoding.EncodeToString(h.Sum(nil))[:5]
		if !taken[id] {
			taken[id] = true
			return id
		}
	}
}
