package incident

import "unicode/utf8"

// Source is a message out of which an incident was declared.
type Source struct {
	Author  PersonID // empty when it is not known
	Text    string   // plain text; empty when it had none
	Link    string   // its address; empty when it has none
	Private bool     // whether not everybody can read where it was written
}

// began is how the message stands on the timeline, before the declaration. Notes are told to the channel alone.
func (s Source) began(act Act) Entry {
	text := CleanText(s.Text)
	if utf8.RuneCountInString(text) > MaxText {
		text = string([]rune(text)[:MaxText-1]) + "…"
	}
	return Entry{Kind: KindNote, At: act.At, By: act.By, Person: s.Author, What: s.Link, Text: text}
}
