package postmortem

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

// names finds the people of an incident in a text, and knows what to call them instead.
type names struct {
	pattern *regexp.Regexp
	roles   map[string]string // by name in lower case
}

// shortestName is how many letters a part of a name has at least that is looked for by itself.
const shortestName = 3

func (d *draft) readNames() *names {
	n := &names{roles: map[string]string{}}
	for id, p := range d.rec.People {
		if p.Bot || d.wrote[id].bot {
			continue // a system, and systems are named
		}
		role := d.roleOf(id)
		name := incident.CleanLine(p.Name)
		for _, form := range append(partsOf(name), name, string(id)) {
			known := strings.ToLower(form)
			switch {
			case form == "":
			case n.roles[known] != "" && n.roles[known] != role:
				n.roles[known] = aResponder // two of one name
			default:
				n.roles[known] = role
			}
		}
	}
	if len(n.roles) == 0 {
		return n
	}
	var forms []string
	for known := range n.roles {
		forms = append(forms, regexp.QuoteMeta(known))
	}
	slices.SortFunc(forms, func(a, b string) int { // the longest of those that begin alike
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	n.pattern = regexp.MustCompile(`(?i)@?(?:` + strings.Join(forms, "|") + `)`)
	return n
}

// partsOf are the first and the last of a person's names.
func partsOf(name string) []string {
	var parts []string
	for i, all := 0, strings.Fields(name); i < len(all); i++ {
		first, _ := utf8.DecodeRuneInString(all[i])
		if (i == 0 || i == len(all)-1) && unicode.IsUpper(first) && utf8.RuneCountInString(all[i]) >= shortestName {
			parts = append(parts, all[i])
		}
	}
	return parts
}

const aResponder = "a responder"

// roleOf is what a person is called in a text without names.
func (d *draft) roleOf(id incident.PersonID) string {
	role := aResponder
	for _, h := range d.rec.Holdings {
		if h.Person == id && (role == aResponder || h.Role == incident.Commander) {
			role = "the " + lowerFirst(d.roleTitle(h.Role))
		}
	}
	return role
}

// blameless is a text with roles in the place of people's names, as write puts them. Names that are words as well, such as
// Will, count where they are written like names.
func (d *draft) blameless(text string, write func(role string, first bool) string) string {
	if d.roster == nil {
		d.roster = d.readNames()
	}
	if d.roster.pattern == nil {
		return text
	}
	var b strings.Builder
	done := 0
	addresses := address.FindAllStringIndex(text, -1)
	for _, at := range d.roster.pattern.FindAllStringIndex(text, -1) {
		found := text[at[0]:at[1]]
		name := strings.TrimPrefix(found, "@")
		inAddress := slices.ContainsFunc(addresses, func(a []int) bool { return a[0] <= at[0] && at[1] <= a[1] })
		asWord := name == found && name == strings.ToLower(name) && (words.Stopword(name) || d.isTopic(name))
		if inAddress || asWord || !standsAlone(text, at[0], at[1]) {
			continue
		}
		before := strings.TrimRight(text[:at[0]], " ")
		first := before == "" || strings.HasSuffix(before, ".")
		b.WriteString(text[done:at[0]] + write(d.roster.roles[strings.ToLower(name)], first))
		done = at[1]
	}
	return b.String() + text[done:]
}

// isTopic reports whether a name stands in the incident's title: an account may be called like the
// system that is broken.
func (d *draft) isTopic(name string) bool {
	return slices.Contains(strings.Fields(strings.ToLower(d.rec.Incident.Title)), name)
}

// asRole writes a role as a part of its sentence, of which it may be the first word.
func asRole(role string, first bool) string {
	if first {
		return upperFirst(role)
	}
	return role
}

// inBrackets writes a role as what an editor put into somebody's words.
func inBrackets(role string, _ bool) string { return "[" + role + "]" }

// standsAlone reports whether text[from:until] is a word and no part of one, such as of a host's name.
func standsAlone(text string, from, until int) bool {
	before, size := utf8.DecodeLastRuneInString(text[:from])
	further, _ := utf8.DecodeLastRuneInString(text[:from-size])
	after, size := utf8.DecodeRuneInString(text[until:])
	beyond, _ := utf8.DecodeRuneInString(text[until+size:])
	return !joins(before, further) && !joins(after, beyond)
}

// joins reports whether what stands beside a word belongs to it: a letter, or a joint and a letter.
func joins(near, far rune) bool {
	if strings.ContainsRune("-_.@", near) {
		near = far
	}
	return unicode.IsLetter(near) || unicode.IsDigit(near)
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// lowerFirst leaves words such as "SRE lead" alone.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}
