package blockkit

import (
	"regexp"
	"strings"
	"time"
)

// Names tells what a reader sees in place of ids, and where the reader is.
//
// A Names that also has a method Now() time.Time decides what "today" is;
// otherwise it is the day of the machine's clock. One that has a method
// Link(label, address string) string decides how a link reads; otherwise it is
// its label, or the address if it has none.
type Names interface {
	User(id string) string    // display name without "@"; "" if unknown
	Channel(id string) string // name without "#"; "" if unknown or hidden from the reader
	Group(id string) string   // handle without "@"; "" if unknown
	Location() *time.Location // the reader's zone; nil means UTC
}

// MrkdwnText is what a person reads in a text of Slack's mrkdwn: mentions, channels,
// links and dates in words, formatting marks gone, entities unescaped, the emoji
// codes we know as emoji. names may be nil: ids then stand for names.
func MrkdwnText(s string, names Names) string {
	var out strings.Builder
	for i, part := range paired(s, "```") {
		if i%2 == 1 {
			out.WriteString(tokens(strings.Trim(part, "\n"), names, codeText))
			continue
		}
		for j, part := range paired(part, "`") {
			if j%2 == 1 {
				out.WriteString(tokens(part, names, codeText))
			} else {
				out.WriteString(tokens(part, names, proseText))
			}
		}
	}
	return restore(unmark(out.String()))
}

// paired splits s at a mark that opens and closes: the odd parts stand inside. A
// mark that is never closed stays text.
func paired(s, mark string) []string {
	parts := strings.Split(s, mark)
	if n := len(parts); n%2 == 0 {
		parts = append(parts[:n-2], parts[n-2]+mark+parts[n-1])
	}
	return parts
}

// tokens resolves <…> and hands the text between them to plain.
func tokens(s string, names Names, plain func(string) string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "<")
		out.WriteString(plain(before))
		if !found {
			return out.String()
		}
		token, after, closed := strings.Cut(rest, ">")
		if !closed {
			out.WriteString(plain("<" + rest))
			return out.String()
		}
		out.WriteString(tokenText(token, names))
		s = after
	}
}

// codeText keeps every character.
func codeText(s string) string { return shield(unescape(s)) }

// proseText draws emoji. Entities wait until the marks are gone: what was escaped is no mark.
func proseText(s string) string {
	return emojis.ReplaceAllStringFunc(s, func(code string) string { return Emoji(strings.Trim(code, ":")) })
}

// mention is what a reader sees for an id: mark "@" for users, "#" for channels,
// "!subteam^" for groups.
func mention(mark, id string, names Names) string { return restore(tokenText(mark+id, names)) }

// tokenText is what stands for <token>.
func tokenText(token string, names Names) string {
	target, label, labelled := strings.Cut(token, "|")
	label = shield(unescape(label))
	name := func(of func(Names, string) string, mark, id string) string {
		if names != nil {
			if n := of(names, id); n != "" {
				return shield(mark + strings.TrimPrefix(n, mark))
			}
		}
		if label != "" {
			return mark + strings.TrimPrefix(label, mark)
		}
		return shield(mark + id)
	}
	switch {
	case strings.HasPrefix(target, "@"):
		return name(Names.User, "@", target[1:])
	case strings.HasPrefix(target, "#"):
		return name(Names.Channel, "#", target[1:])
	case strings.HasPrefix(target, "!subteam^"):
		return name(Names.Group, "@", strings.TrimPrefix(target, "!subteam^"))
	case strings.HasPrefix(target, "!date^"):
		return shield(dateToken(strings.TrimPrefix(target, "!date^"), unescape(labelOr(token)), names))
	case target == "!here", target == "!channel", target == "!everyone":
		return "@" + target[1:]
	case strings.HasPrefix(target, "!"):
		if labelled {
			return label
		}
		return shield(target[1:])
	}
	address := unescape(target)
	return link(orElse(label, shield(strings.TrimPrefix(address, "mailto:"))), address, names)
}

// link is what a reader sees of a link.
func link(label, address string, names Names) string {
	if l, ok := names.(interface {
		Link(label, address string) string
	}); ok {
		return l.Link(label, address)
	}
	return label
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func labelOr(token string) string {
	_, label, _ := strings.Cut(token, "|")
	return label
}

// Formatting marks count only at the edges of words. The edges are matched with
// the text around, so a mark inside a word, as in snake_case, stays.
var (
	bold   = regexp.MustCompile(`(^|[\s\p{P}\p{S}])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[\s\p{P}\p{S}])`)
	italic = regexp.MustCompile(`(^|[\s\p{P}\p{S}])_([^\s_](?:[^_\n]*[^\s_])?)_($|[\s\p{P}\p{S}])`)
	strike = regexp.MustCompile(`(^|[\s\p{P}\p{S}])~([^\s~](?:[^~\n]*[^\s~])?)~($|[\s\p{P}\p{S}])`)
	emojis = regexp.MustCompile(`:([a-z0-9_+'-]+):`)
)

func unmark(s string) string {
	for _, mark := range []struct {
		sign string
		pair *regexp.Regexp
	}{{"*", bold}, {"_", italic}, {"~", strike}} {
		if strings.Count(s, mark.sign) < 2 {
			continue // as in most texts, and the expression would take its time to find out
		}
		for range 2 { // neighbours share an edge, which one pass consumes
			s = mark.pair.ReplaceAllString(s, "$1$2$3")
		}
	}
	return s
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return entities.Replace(s) }

// Text that must come out as it is (names, labels, code) passes the formatting
// with its marks and entities replaced by private characters.
var (
	hide = strings.NewReplacer("*", "\uE0F0", "_", "\uE0F1", "~", "\uE0F2", "&", "\uE0F3")
	show = strings.NewReplacer("\uE0F0", "*", "\uE0F1", "_", "\uE0F2", "~", "\uE0F3", "&")
)

func shield(s string) string  { return hide.Replace(s) }
func restore(s string) string { return show.Replace(unescape(s)) }
