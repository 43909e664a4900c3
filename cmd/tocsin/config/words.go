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
	w.addName(n, name)
	if length := utf8.RuneCountInString(meaning); length < 1 || length > maxWordsLen || incident.CleanLine(meaning) != meaning {
		w.refuse(fmt.Sprintf("%s[%d].meaning", w.key, n), fmt.Sprintf("is %s; it is a line of 1 to %d characters, as much as fits into a list in Slack", shown(meaning), maxWordsLen))
	}
}

func (w *words) addName(n int, name string) {
	entry := fmt.Sprintf("%s[%d]", w.key, n)
	switch nameLen := utf8.RuneCountInString(name); {
	case nameLen < 1 || nameLen > maxNameLen || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' }) || incident.CleanLine(name) != name:
		// It is typed: "/incident severity SEV2 because…".
		w.refuse(entry+".name", fmt.Sprintf("is %s; it is one word of 1 to %d characters", shown(name), maxNameLen))
	case w.has(name):
		w.refuse(entry+".name", fmt.Sprintf("is %s; another entry has that name already (capitals make no difference)", shown(name)))
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

// checkNamed checks a list that may be empty, of names that may go without a meaning.
func checkNamed(refuse refuseFunc, key string, all []incident.Named) {
	names := words{key, refuse, nil}
	for n, one := range all {
		names.addName(n, one.Name)
		if utf8.RuneCountInString(one.Meaning) > maxWordsLen || incident.CleanLine(one.Meaning) != one.Meaning {
			refuse(fmt.Sprintf("%s[%d].meaning", key, n), fmt.Sprintf("is %s; it is a line of at most %d characters, as much as fits into a list in Slack", shown(one.Meaning), maxWordsLen))
		}
	}
	if len(all) > maxOptions {
		refuse(key, fmt.Sprintf("has %d entries; it has at most %d, as many as a list in Slack", len(all), maxOptions))
	}
}
