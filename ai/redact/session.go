package redact

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// Session is the placeholders of one prompt, or of all prompts of one round. It holds no credential, only what has to
// be given back. Safe for concurrent use.
type Session struct {
	redactor *Redactor

	mu     sync.Mutex
	names  map[[sha256.Size]byte]string // placeholders by what they stand for
	values map[string]string            // what is given back for a placeholder
	counts map[kind]int
}

// Session begins a set of placeholders.
func (r *Redactor) Session() *Session {
	return &Session{redactor: r, names: map[[sha256.Size]byte]string{}, values: map[string]string{}, counts: map[kind]int{}}
}

// Hide replaces credentials, e-mail addresses, card numbers and the chat's own addresses by placeholders such as ⟦email-1⟧: the same value by
// the same one. Brackets that were there are hidden as well, so that no text can ask for what is not its own.
func (s *Session) Hide(text string) string {
	return replace(text, s.redactor.find(text, true), func(f finding) string { return s.name(f, text[f.start:f.end]) })
}

// name gives the placeholder of a value.
func (s *Session) name(f finding, value string) string {
	back := value
	if f.kind == secret || f.kind == card {
		back = f.mask()
	}
	id := sha256.Sum256([]byte(string(f.kind) + "\x00" + back + "\x00" + value))
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, known := s.names[id]; known {
		return name
	}
	s.counts[f.kind]++
	key := fmt.Sprintf("%s-%d", f.kind, s.counts[f.kind])
	name := "⟦" + key + "⟧"
	s.names[id], s.values[key] = name, back
	return name
}

// placeholder is one as models write it: they change spaces, dashes and case.
var placeholder = regexp.MustCompile(`(?i)⟦\s*(secret|card|email|place|text)\s*[-‐‑‒–—_ ]?\s*([0-9]{1,9})\s*⟧`)

// Restore puts e-mail addresses back into what a model answered. Credentials and card numbers come back as
// [Redactor.Mask] shows them. A placeholder that this session never gave out stays as it is. Use it on decoded texts:
// what comes back may have characters that JSON writes otherwise.
func (s *Session) Restore(text string) string {
	if !strings.Contains(text, "⟦") {
		return text
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		parts := placeholder.FindStringSubmatch(found)
		if value, ok := s.values[strings.ToLower(parts[1])+"-"+parts[2]]; ok {
			return value
		}
		return found
	})
}
