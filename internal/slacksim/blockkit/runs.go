package blockkit

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Run is a piece of text that looks and behaves the same from end to end.
type Run struct {
	Text                       string
	Bold, Italic, Strike, Code bool
	Kind                       string // "mention", "channel", "date", "emoji", "plain" for words in which nothing has a meaning; "" for other words
	ID                         string // whom or what a mention or channel names
	Page                       string // the address that it leads to, as given; "" for none
}

// Para is one paragraph of a text as it is drawn.
type Para struct {
	Kind   string // "text", "quote", "pre" or "item"
	Mark   string // of an item: its bullet or number
	Indent int    // of an item: how deep it stands
	Runs   []Run
}

// Paras reads mrkdwn into what is drawn. Unlike [MrkdwnText] it keeps what is bold, quoted or code.
func Paras(mrkdwn string, names Names) []Para {
	var list []Para
	for i, part := range paired(mrkdwn, "```") {
		if i%2 == 1 {
			list = append(list, Para{Kind: "pre", Runs: verbatim(strings.Trim(part, "\n"), names)})
			continue
		}
		list = append(list, prose(strings.Trim(part, "\n"), names)...)
	}
	return list
}

// prose gathers lines into paragraphs: quoted ones, and the others.
func prose(s string, names Names) []Para {
	if s == "" {
		return nil
	}
	var list []Para
	kind, lines := "", []string{}
	flush := func() {
		if len(lines) > 0 {
			list = append(list, Para{Kind: kind, Runs: inline(strings.Join(lines, "\n"), Run{}, names)})
		}
		lines = nil
	}
	for line := range strings.SplitSeq(s, "\n") {
		k := "text"
		for _, mark := range []string{"&gt;", ">"} {
			if rest, quoted := strings.CutPrefix(line, mark); quoted {
				k, line = "quote", strings.TrimPrefix(rest, " ")
				break
			}
		}
		if k != kind {
			flush()
			kind = k
		}
		lines = append(lines, line)
	}
	flush()
	return list
}

// PlainParas is a plain_text: nothing in it means anything but emoji.
func PlainParas(s string) []Para {
	if s == "" {
		return nil
	}
	return []Para{{Kind: "text", Runs: []Run{{Kind: "plain", Text: emojis.ReplaceAllStringFunc(s, func(code string) string { return Emoji(strings.Trim(code, ":")) })}}}}
}

// verbatim is code: only <…> means something in it.
func verbatim(s string, names Names) []Run {
	var list []Run
	for s != "" {
		before, rest, found := strings.Cut(s, "<")
		token, after, closed := strings.Cut(rest, ">")
		if !found || !closed {
			return append(list, Run{Text: unescape(s)})
		}
		if before != "" {
			list = append(list, Run{Text: unescape(before)})
		}
		list = append(list, tokenRun(token, Run{}, names))
		s = after
	}
	return list
}

var emojiHere = regexp.MustCompile(`^:([a-z0-9_+'-]+):`)

// inline reads what stands in a line or several, all of it in a style.
func inline(s string, style Run, names Names) []Run {
	var list []Run
	plain := 0 // where the words begin that are not in list yet
	flush := func(to int) {
		if to > plain {
			r := style
			r.Text = unescape(s[plain:to])
			list = append(list, r)
		}
	}
	for i := 0; i < len(s); {
		runs, length := special(s, i, style, names)
		if length == 0 {
			i++
			continue
		}
		flush(i)
		list = append(list, runs...)
		i += length
		plain = i
	}
	flush(len(s))
	return list
}

// special reads what begins at i if it is more than words, and how long it is.
func special(s string, i int, style Run, names Names) ([]Run, int) {
	switch s[i] {
	case '<':
		if end := strings.IndexByte(s[i:], '>'); end > 1 {
			return []Run{tokenRun(s[i+1:i+end], style, names)}, end + 1
		}
	case '`':
		if end := strings.IndexAny(s[i+1:], "`\n"); end > 0 && s[i+1+end] == '`' {
			style.Code = true
			style.Text = ""
			var list []Run
			for _, r := range verbatim(s[i+1:i+1+end], names) {
				r.Code, r.Bold, r.Italic, r.Strike = true, style.Bold, style.Italic, style.Strike
				list = append(list, r)
			}
			return list, end + 2
		}
	case ':':
		if code := emojiHere.FindStringSubmatch(s[i:]); code != nil {
			if e := Emoji(code[1]); e != code[0] {
				style.Text, style.Kind = e, "emoji"
				return []Run{style}, len(code[0])
			}
		}
	case '*', '_', '~':
		if end := closing(s, i); end > 0 {
			switch s[i] {
			case '*':
				style.Bold = true
			case '_':
				style.Italic = true
			default:
				style.Strike = true
			}
			return inline(s[i+1:end], style, names), end + 1 - i
		}
	}
	return nil, 0
}

// closing finds the mark that closes the one at i; 0 if it opens nothing. Marks count at the edges of words.
func closing(s string, i int) int {
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && !edge(before) || i+1 >= len(s) || s[i+1] == ' ' || s[i+1] == s[i] {
		return 0
	}
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\n':
			return 0
		case '<', '`':
			until := byte('>')
			if s[j] == '`' {
				until = '`'
			}
			if end := strings.IndexByte(s[j+1:], until); end >= 0 {
				j += end + 1
			}
		case s[i]:
			after, _ := utf8.DecodeRuneInString(s[j+1:])
			if j > i+1 && s[j-1] != ' ' && (j+1 == len(s) || edge(after)) {
				return j
			}
		}
	}
	return 0
}

func edge(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) }

// tokenRun is what stands for <token>.
func tokenRun(token string, style Run, names Names) Run {
	style.Text = restore(tokenText(token, names))
	target, _, _ := strings.Cut(token, "|")
	switch {
	case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "!subteam^"), target == "!here", target == "!channel", target == "!everyone":
		style.Kind, style.ID = "mention", strings.TrimPrefix(strings.TrimPrefix(target, "@"), "!subteam^")
	case strings.HasPrefix(target, "#"):
		style.Kind, style.ID = "channel", target[1:]
	case strings.HasPrefix(target, "!date^"):
		style.Kind = "date"
		if parts := strings.Split(target, "^"); len(parts) > 3 {
			style.Page = unescape(parts[3])
		}
	case !strings.HasPrefix(target, "!"):
		style.Page = unescape(target)
	}
	return style
}
