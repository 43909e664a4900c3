package ai

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

// people are those who take part, as a model knows them: U1, U2, … in the order in which they appear.
// Neither what they call themselves nor the chat's own ids reach it, so that no name can speak to it.
// Safe for concurrent use.
type people struct {
	m     *material.Material
	roles func(text string) string // puts roles in the place of names

	mu     sync.Mutex
	alias  map[incident.PersonID]string
	person []incident.PersonID // U1 first
}

func newPeople(m *material.Material) *people {
	return &people{m: m, roles: postmortem.Roles(m), alias: map[incident.PersonID]string{}}
}

// as is a person's alias, a new one for somebody new.
func (p *people) as(id incident.PersonID) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if alias, ok := p.alias[id]; ok {
		return alias
	}
	p.person = append(p.person, id)
	alias := "U" + strconv.Itoa(len(p.person))
	p.alias[id] = alias
	return alias
}

// who is the person behind an alias, with or without an @; empty for none.
func (p *people) who(alias string) incident.PersonID {
	digits, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(alias), "@"), "U")
	n, err := strconv.Atoi(digits)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !ok || err != nil || n < 1 || n > len(p.person) {
		return ""
	}
	return p.person[n-1]
}

// plain is a text in the chat's markup as the model reads it: people by their aliases, credentials masked.
func (p *people) plain(text string) string {
	plain := incident.CleanText(mrkdwn.Plain(text, func(id string) string { return p.as(incident.PersonID(id)) }))
	if p.m.Mask != nil {
		return p.m.Mask(plain)
	}
	return plain
}

// marked puts an @ before the aliases in a model's sentence, so that one sign tells a person from the rack
// U2 somebody wrote of: typed are the texts in which such a word is not a person.
func (p *people) marked(sentence string, typed ...string) string {
	return bareAlias.ReplaceAllStringFunc(sentence, func(word string) string {
		if p.who(word) == "" {
			return word
		}
		for _, text := range typed {
			for _, other := range bareAlias.FindAllString(text, -1) {
				if other == word {
					return word
				}
			}
		}
		return "@" + strings.TrimPrefix(word, "@")
	})
}

var (
	bareAlias = regexp.MustCompile(`@?\bU[1-9][0-9]{0,5}\b`)
	markAlias = regexp.MustCompile(`@U[1-9][0-9]{0,5}\b`)
)

// named is a text with people's names in place of their marked aliases; before stands before each.
func (p *people) named(text, before string) string {
	return markAlias.ReplaceAllStringFunc(text, func(alias string) string {
		if id := p.who(alias); id != "" {
			return before + p.m.Name(id)
		}
		return alias
	})
}

// blameless is a text with what people were in the place of who they were: in what tells of causes, it does
// not matter whose hands it went through. Names that were typed go as well.
func (p *people) blameless(text string) string {
	return p.roles(markAlias.ReplaceAllStringFunc(text, func(alias string) string {
		if p.m.Record.People[p.who(alias)].Bot {
			return p.named(alias, "") // a system, and systems are named
		}
		return p.named(alias, "@")
	}))
}
