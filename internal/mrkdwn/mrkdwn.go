// Package mrkdwn reads the markup in which Slack keeps what people write: entities, <…> tokens and
// code. Other formatting (*bold*, lists, quotes) is left as the text it is.
//
// Source: docs.slack.dev, "Formatting message text".
package mrkdwn

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Kind is what a piece of a message is.
type Kind int

// The kinds of pieces.
const (
	Text     Kind = iota
	Code          // between single backticks
	Fence         // between triple backticks
	Person        // <@U1>
	Channel       // <#C1|general>
	Group         // <!subteam^S1|@payments>
	Everyone      // <!here>, <!channel>, <!everyone>
	Link          // <https://…|label>
	Date          // <!date^…>
)

// Piece is a stretch of a message.
type Piece struct {
	Kind Kind
	// Text is what is shown, entities resolved: text, code, or a token's label. A token without a
	// label has none.
	Text string
	ID   string    // of a Person, Channel or Group
	URL  string    // of a Link
	At   time.Time // of a Date; UTC
}

// Read takes a stored message apart. Markup that is not well formed is text.
func Read(s string) []Piece {
	var pieces []Piece
	for s != "" {
		at := strings.IndexAny(s, "`<")
		if at < 0 {
			return appendText(pieces, s)
		}
		piece, length := readOne(s[at:])
		if length == 0 {
			pieces, s = appendText(pieces, s[:at+1]), s[at+1:]
			continue
		}
		pieces, s = append(appendText(pieces, s[:at]), piece), s[at+length:]
	}
	return pieces
}

func appendText(pieces []Piece, s string) []Piece {
	if s == "" {
		return pieces
	}
	if n := len(pieces); n > 0 && pieces[n-1].Kind == Text {
		pieces[n-1].Text += unescape(s)
		return pieces
	}
	return append(pieces, Piece{Text: unescape(s)})
}

// readOne reads what starts at the beginning of s; length is 0 when it is nothing but text.
func readOne(s string) (piece Piece, length int) {
	const fence = "```"
	if inside, ok := strings.CutPrefix(s, fence); ok {
		if end := strings.Index(inside, fence); end > 0 {
			return Piece{Kind: Fence, Text: strings.Trim(plainCode(inside[:end]), "\n")}, end + 2*len(fence)
		}
		return Piece{}, 0
	}
	if s[0] == '`' {
		end := strings.IndexAny(s[1:], "`\n")
		if end > 0 && s[1+end] == '`' {
			return Piece{Kind: Code, Text: plainCode(s[1 : 1+end])}, end + 2
		}
		return Piece{}, 0
	}
	end := strings.IndexAny(s[1:], "<>\n")
	if end < 1 || s[1+end] != '>' {
		return Piece{}, 0
	}
	piece, ok := token(s[1 : 1+end])
	if !ok {
		return Piece{}, 0
	}
	return piece, end + 2
}

func token(s string) (Piece, bool) {
	target, label, _ := strings.Cut(s, "|")
	label = unescape(label)
	switch {
	case strings.HasPrefix(target, "@") && len(target) > 1:
		return Piece{Kind: Person, ID: target[1:], Text: strings.TrimPrefix(label, "@")}, true
	case strings.HasPrefix(target, "#") && len(target) > 1:
		return Piece{Kind: Channel, ID: target[1:], Text: strings.TrimPrefix(label, "#")}, true
	case strings.HasPrefix(target, "!subteam^"):
		return Piece{Kind: Group, ID: strings.TrimPrefix(target, "!subteam^"), Text: strings.TrimPrefix(label, "@")}, true
	case strings.HasPrefix(target, "!date^"):
		return date(target, label)
	case strings.HasPrefix(target, "!") && len(target) > 1:
		name, _, _ := strings.Cut(target[1:], "^")
		return Piece{Kind: Everyone, Text: strings.TrimPrefix(or(label, name), "@")}, true
	}
	address := unescape(target)
	if u, err := url.Parse(address); err != nil || u.Scheme == "" {
		return Piece{}, false
	}
	return Piece{Kind: Link, URL: address, Text: label}, true
}

func date(target, label string) (Piece, bool) {
	parts := strings.Split(target, "^")
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return Piece{}, false
	}
	return Piece{Kind: Date, At: time.Unix(seconds, 0).UTC(), Text: label}, true
}

// plainCode is what code shows: Slack links addresses inside code too.
func plainCode(s string) string {
	var b strings.Builder
	for s != "" {
		before, rest, _ := strings.Cut(s, "<")
		b.WriteString(unescape(before))
		if len(before) == len(s) {
			break
		}
		inside, after, closed := strings.Cut(rest, ">")
		piece, ok := token(inside)
		if !closed || !ok {
			b.WriteString("<")
			s = rest
			continue
		}
		b.WriteString(plain(piece, nil))
		s = after
	}
	return b.String()
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return entities.Replace(s) }

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
