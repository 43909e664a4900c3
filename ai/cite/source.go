package cite

import (
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// source is all that a claim may be drawn from: its messages, read once.
type source struct {
	lang    words.Language // of the claim: sources are compared in it
	present []string       // display names of all who were there

	plain   string          // all texts, folded and spaced: for what must occur verbatim
	facts   facts           // of all texts
	stems   map[string]bool // of what stands around the quotes
	begun   map[string]bool // what the stems begin with
	people  map[string]bool // parts of the names of authors and of who is mentioned, folded
	whole   map[string]bool // people's full names, folded
	written []time.Time     // when the messages were written, UTC
	quoted  string          // the sentences that the quotes stand in, and the files' names
}

// around is how many bytes before and after a quote count as what it is about. Nearly every message is
// shorter; a log of 40,000 characters would prove anything.
const around = 1500

func newSource(lang words.Language, cited []Cited, people []string) *source {
	s := &source{
		lang: lang, present: people,
		stems: map[string]bool{}, people: map[string]bool{}, whole: map[string]bool{},
	}
	var plain, quoted strings.Builder
	seen := map[string]bool{}
	for _, c := range cited {
		m := c.Message
		text := words.Normal(m.Text)
		s.written = append(s.written, m.At.UTC())
		for _, name := range append([]string{m.Author}, m.Names...) {
			s.whole[words.Fold(words.Normal(name))] = true
			for _, part := range nameParts(name) {
				s.people[part] = true
			}
		}
		for _, stem := range lang.Stems(near(text, words.Normal(c.Quote)) + "\n" + strings.Join(m.Files, "\n")) {
			s.stems[stem] = true
		}
		quoted.WriteString(sentencesOf(m.Text, c.Quote))
		quoted.WriteByte('\n')
		key := m.Author + "\x00" + m.At.String() + "\x00" + text
		if seen[key] {
			continue // cited twice, read once
		}
		seen[key] = true
		plain.WriteString(text)
		plain.WriteByte('\n')
		for _, f := range m.Files {
			plain.WriteString(words.Normal(f))
			plain.WriteByte('\n')
		}
	}
	s.begun = beginnings(s.stems)
	s.facts = factsOf(plain.String(), languages(lang, plain.String()))
	s.plain = " " + words.Fold(plain.String()) + " "
	s.quoted = quoted.String()
	return s
}

// languages are those whose words for numbers a text may use.
func languages(claim words.Language, text string) []words.Language {
	all := []words.Language{claim}
	for _, l := range []words.Language{words.LanguageOf(text), words.English} {
		if l != all[0] && l != all[len(all)-1] {
			all = append(all, l)
		}
	}
	return all
}

// near is the part of a text around a quote of it, cut at spaces.
func near(text, quote string) string {
	at := strings.Index(text, quote)
	from, to := max(0, at-around), min(len(text), at+len(quote)+around)
	if from > 0 {
		from += max(0, strings.IndexByte(text[from:at], ' '))
	}
	if to < len(text) {
		if cut := strings.LastIndexByte(text[at+len(quote):to], ' '); cut >= 0 {
			to = at + len(quote) + cut
		}
	}
	return strings.ToValidUTF8(text[from:to], "")
}

// sentencesOf are the sentences of a message that its quote has a part in.
func sentencesOf(text, quote string) string {
	sentences := words.Sentences(text)
	quote = words.Normal(quote)
	var whole strings.Builder // all sentences, to see where the quote lies
	starts := make([]int, len(sentences))
	for i, one := range sentences {
		sentences[i] = words.Normal(one)
		starts[i] = whole.Len()
		whole.WriteString(sentences[i])
		whole.WriteByte(' ')
	}
	at := strings.Index(whole.String(), quote)
	if at < 0 { // the space between two sentences was written otherwise
		return words.Normal(text)
	}
	var b strings.Builder
	for i, one := range sentences {
		if starts[i] < at+len(quote) && at < starts[i]+len(one) {
			b.WriteString(one)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
