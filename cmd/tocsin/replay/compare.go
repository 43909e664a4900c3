package replay

import (
	"encoding/json"
	"fmt"
	"time"
)

// told is what our JSON tells of a message; docs/export.md describes it.
type told struct {
	TS        string
	User      string
	Text      string
	ThreadTS  string    `json:"thread_ts"`
	EditedAt  time.Time `json:"edited_at"`
	DeletedAt time.Time `json:"deleted_at"`
	Reactions []struct{ Users []string }
}

// compare holds an export against the recording: every message exactly once, in order, by the same
// people, at the same instants, with the same text.
func (p *play) compare(data []byte) error {
	var export struct{ Messages []told }
	if err := json.Unmarshal(data, &export); err != nil {
		return fmt.Errorf("the JSON cannot be read: %w", err)
	}
	for i, m := range p.rec.messages {
		if i >= len(export.Messages) {
			return fmt.Errorf("%v is missing, and so is all that follows", m.place)
		}
		if problem := p.differs(i, export.Messages[i]); problem != "" {
			return fmt.Errorf("%v: %s", m.place, problem)
		}
	}
	if more := len(export.Messages) - len(p.rec.messages); more > 0 {
		return fmt.Errorf("there are %d messages that nobody wrote, the first at %s", more, export.Messages[len(p.rec.messages)].TS)
	}
	return nil
}

// differs says what is told wrongly of a message, or "".
func (p *play) differs(i int, got told) string {
	want := p.rec.messages[i]
	for _, same := range []struct{ key, want, got string }{
		{"ts", want.ts, got.TS},
		{"user", want.author.name, got.User},
		{"text", want.standing(), got.Text},
		{"thread_ts", want.thread, got.ThreadTS},
	} {
		if same.want != same.got {
			return fmt.Sprintf("its %s should be %q and is %q", same.key, short(same.want), short(same.got))
		}
	}
	switch {
	case !got.DeletedAt.Equal(want.deletedAt):
		return fmt.Sprintf("it was deleted at %v, not %v", want.deletedAt, got.DeletedAt)
	case !want.deletedAt.IsZero():
		return ""
	case !got.EditedAt.Equal(want.editedAt):
		return fmt.Sprintf("it was edited at %v, not %v", want.editedAt, got.EditedAt)
	}
	put, kept := 0, 0
	for _, names := range p.wrote[i].Reactions() {
		put += len(names)
	}
	for _, r := range got.Reactions {
		kept += len(r.Users)
	}
	if put != kept {
		return fmt.Sprintf("it has %d reactions, not %d", put, kept)
	}
	return ""
}

// standing is the text that may still be told: none of a deleted message.
func (m message) standing() string {
	if !m.deletedAt.IsZero() {
		return ""
	}
	return m.text
}

// short is enough of a text to recognise it by.
func short(text string) string {
	const enough = 60
	if runes := []rune(text); len(runes) > enough {
		return string(runes[:enough]) + "…"
	}
	return text
}
