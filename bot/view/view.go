// Package view draws what Slack shows: pure functions from an incident to Block Kit.
//
// What people typed is only ever put into plain_text objects, in which Slack turns emoji shortcodes
// into emoji and parses nothing else: no mention rings, no link is made, no backtick formats. mrkdwn
// holds our own words, words of the configuration (escaped), and tokens made from identifiers; it is
// always verbatim, because without that Slack goes looking for @here and URLs even in escaped text.
package view

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/slack-go/slack"
)

// Message is what is posted: blocks, and the text that stands for them in notifications, in search
// and for screen readers.
type Message struct {
	Text   string // escaped
	Blocks []slack.Block
}

// Digest is a short hash of what the message shows: two messages that look the same share it.
func (m Message) Digest() string {
	shown, err := json.Marshal(m)
	if err != nil {
		panic("view: a message that cannot be encoded: " + err.Error()) // only our own types are in it
	}
	sum := sha256.Sum256(shown)
	return hex.EncodeToString(sum[:8])
}
