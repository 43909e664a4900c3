package mrkdwn

import "strings"

// Plain is a stored message as a person reads it, without any markup. name gives a person's name by
// their id; it may be nil, and may return "" for people it does not know.
func Plain(s string, name func(id string) string) string {
	var b strings.Builder
	for _, piece := range Read(s) {
		b.WriteString(plain(piece, name))
	}
	return b.String()
}

func plain(p Piece, name func(id string) string) string {
	switch p.Kind {
	case Person:
		return "@" + or(Name(p, name), p.ID)
	case Channel:
		return "#" + or(p.Text, p.ID)
	case Group:
		return "@" + or(p.Text, p.ID)
	case Everyone:
		return "@" + p.Text
	case Link:
		return Address(p)
	case Date:
		return p.At.Format("2 Jan 2006 15:04") + " UTC"
	case Text, Code, Fence:
		return p.Text
	default:
		return p.Text
	}
}

// Name is what a mentioned person is called: by name, else by the mention's label; "" when neither
// knows.
func Name(p Piece, name func(id string) string) string {
	if name != nil {
		if known := name(p.ID); known != "" {
			return known
		}
	}
	return p.Text
}

// Address shows a link with its address in sight, so that no label can pass for another place.
func Address(p Piece) string {
	shown := strings.TrimPrefix(p.URL, "mailto:")
	if p.Text == "" || p.Text == shown || "http://"+p.Text == p.URL || "https://"+p.Text == p.URL {
		return shown
	}
	return p.Text + " (" + shown + ")"
}
