package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/incident"
)

// words checks a list of names with meanings, which people pick from a list or type.
type words struct {
	key    string
	refuse refuseFunc
	names  []string
}

func (w *words) add(n int, name, meaning string) {
	entry := fmt.Sprintf("%s[%d]", w.key, n)
	switch nameLen := utf8.RuneCountInString(name); {
	case nameLen < 1 || nameLen > maxNameLen || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' }) || incident.CleanLine(name) != name:
		// It is typed: "/incident severity SEV2 because…".
		w.refuse(entry+".name", fmt.Sprintf("is %s; it is one word of 1 to %d characters", shown(name), maxNameLen))
	case w.has(name):
		w.refuse(entry+".name", fmt.Sprintf("is %s; another entry has that name already (capitals make no difference)", shown(name)))
	}
	if n := utf8.RuneCountInString(meaning); n < 1 || n > maxWordsLen || incident.CleanLine(meaning) != meaning {
		w.refuse(entry+".meaning", fmt.Sprintf("is %s; it is a line of 1 to %d characters, as much as fits into a list in Slack", shown(meaning), maxWordsLen))
	}
	w.names = append(w.names, name)
}

func (w *words) has(name string) bool {
	return slices.ContainsFunc(w.names, func(known string) bool { return strings.EqualFold(known, name) })
}

func (w *words) checkNumber() {
	if n := len(w.names); n < 1 || n > maxOptions {
		w.refuse(w.key, fmt.Sprintf("has %d entries; it has 1 to %d, as many as a list in Slack", n, maxOptions))
	}
}

func (w *words) checkDefault(key, name string) {
	if slices.Contains(w.names, name) || len(w.names) == 0 {
		return
	}
	w.refuse(key, fmt.Sprintf("is %s; it is one of %s, the names in %s", shown(name), strings.Join(w.names, ", "), w.key))
}
