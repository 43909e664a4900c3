package extract

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// owner is who takes a task on: the author who promises it, or a person who is named in it and asked.
// Nobody otherwise.
func (t *tasks) owner(s sentence, said material.Said) incident.PersonID {
	if s.heard[commitment] > 0 {
		return said.Author
	}
	if s.heard[request] == 0 && s.heard[followup] == 0 && !strings.Contains(s.text, "(") {
		return ""
	}
	named := t.named(s.text)
	for _, id := range material.Mentioned(said.Text) {
		if !slices.Contains(named, id) && strings.Contains(s.text, "@"+t.material.Name(id)) {
			named = append(named, id)
		}
	}
	if len(named) != 1 { // of several, nobody knows which
		return ""
	}
	return named[0]
}

// named are the people whom a sentence addresses by name, at its beginning, after an @ or in brackets.
func (t *tasks) named(text string) []incident.PersonID {
	var all []incident.PersonID
	for id, p := range t.material.Record.People {
		if p.Bot || p.Name == "" {
			continue
		}
		first, _, _ := strings.Cut(p.Name, " ")
		for _, name := range []string{p.Name, first} {
			if addresses(text, name) && !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// addresses tells whether a sentence is addressed to a name, or has it in brackets.
func addresses(text, name string) bool {
	if len(name) < 2 {
		return false
	}
	low, name := strings.ToLower(text), strings.ToLower(name)
	for _, lead := range []string{"@" + name, "(" + name + ")"} {
		if strings.Contains(low, lead) {
			return true
		}
	}
	for _, after := range []string{" please", " pls", ", could", ", can", ", please", " could you", " can you", " will you", " would you", ", will you", ": "} {
		if at := strings.Index(low, name+after); at == 0 || at > 0 && strings.ContainsRune(" ,.-", rune(low[at-1])) {
			return true
		}
	}
	return false
}

// zone is where a person is; UTC when nobody knows.
func (t *tasks) zone(id incident.PersonID) *time.Location {
	if zone := t.material.Record.People[id].Zone; zone != "" {
		if where, err := time.LoadLocation(zone); err == nil {
			return where
		}
	}
	return time.UTC
}

// phase is what a task is for.
func (one *task) phase() incident.Phase {
	switch {
	case one.heard[unknown] > 2:
		return incident.PhaseDiscover
	case unfinished.MatchString(one.title):
		return incident.PhaseResolve
	default:
		return incident.PhasePrevent
	}
}

var (
	// unfinished is said of what the incident itself left to be done.
	unfinished = regexp.MustCompile(`(?i)\b(revert|refund|restore|re-?run|re-?enable|roll (?:it )?(?:back|forward)|recover|clean ?up|back (?:to|on|in)|retry|again|letter|notify|correction|compensat\w*|voucher|reject)\b`)
	// ticket is the mark of a ticket that exists.
	ticket = regexp.MustCompile(`\b[A-Z][A-Z0-9]+-\d+\b|(?:^|\s)[\w./-]*#\d+\b|/(?:issues|browse|pull|merge_requests)/[\w-]+`)
)
