package blockkit

import (
	"encoding/json"
	"unicode/utf8"
)

// MaxMessageLength is how much [Length] may count in one message posted or updated
// through the Web API, which answers msg_blocks_too_long beyond it.
//
// No reference page gives the number. A maintainer of Bolt names 12,000 characters
// and some room for the containers (slackapi/bolt-js issue 2509); people measured
// refusals between 11,300 and 13,300, the lower ones for rich text with many
// links. So the addresses of links count here too, and nothing is added for
// containers: what passes here should pass at Slack.
const MaxMessageLength = 12_000

// Length is how many characters all blocks of a message bring together: whatever
// is to be read, and the addresses of links.
func Length(blocks json.RawMessage) int {
	v, err := decode(blocks)
	if err != nil {
		return 0
	}
	return length(v)
}

func length(v any) (n int) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			n += length(item)
		}
	case map[string]any:
		for name, member := range v {
			text, isText := member.(string)
			switch {
			case !isText:
				n += length(member)
			case name == "text", name == "url", name == "alt_text", name == "fallback":
				n += utf8.RuneCountInString(text)
			}
		}
	}
	return n
}
