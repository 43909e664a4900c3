package cite

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// nameParts are what people call somebody by: the words of the display name.
func nameParts(name string) []string {
	var parts []string
	for _, p := range strings.FieldsFunc(words.Fold(words.Normal(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if utf8.RuneCountInString(p) > 1 {
			parts = append(parts, p)
		}
	}
	return parts
}

// person tells whether a folded word names an author or somebody mentioned; "steve" names
// stevekuznetsov.
func (s *source) person(w string) bool {
	if s.people[w] || s.whole[w] {
		return true
	}
	if len(w) < 4 {
		return false
	}
	for p := range s.people {
		if strings.HasPrefix(p, w) {
			return true
		}
	}
	return false
}

var term = regexp.MustCompile(`\p{L}[\p{L}\p{M}]*(?:['-]\p{L}[\p{L}\p{M}]*)*`)

// checkNames drops a claim with a name, or a compound, that the cited messages do not have. Who it is
// cannot be known here; but a word with a capital that is neither theirs nor an ordinary way to begin
// a sentence is a name.
func (s *source) checkNames(rest string) error {
	if err := s.checkPresent(rest); err != nil {
		return err
	}
	all := term.FindAllStringIndex(rest, -1)
	for i, at := range all {
		w := rest[at[0]:at[1]]
		if last, _ := utf8.DecodeLastRuneInString(rest[:at[0]]); unicode.IsDigit(last) { // 1.2M
			continue
		}
		if strings.Contains(w, "-") {
			if err := s.checkCompound(w); err != nil {
				return err
			}
			continue
		}
		w = unquoted(w)
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) || s.knows(w) {
			continue
		}
		next := ""
		if i+1 < len(all) && strings.TrimSpace(rest[at[1]:all[i+1][0]]) == "" {
			next = unquoted(rest[all[i+1][0]:all[i+1][1]])
		}
		begins := beginsSentence(rest[:at[0]])
		before := ""
		if i > 0 && !begins {
			before = words.Fold(rest[all[i-1][0]:all[i-1][1]])
		}
		if s.familyName(w, before) || begins && s.compoundSubject(rest, all[i+1:]) {
			continue
		}
		if s.isName(w, before, next, begins) {
			return newFact("%s is named in no cited message", w)
		}
	}
	return nil
}

// checkPresent drops a claim that names somebody who was there, but neither wrote nor is named in what
// it cites.
func (s *source) checkPresent(rest string) error {
	if len(s.present) == 0 {
		return nil
	}
	said := map[string]bool{}
	for _, w := range word.FindAllString(rest, -1) {
		said[words.Fold(w)] = true
	}
	for _, name := range s.present {
		parts := nameParts(name)
		if len(parts) == 0 || !said[parts[0]] { // by the first name, or by the only one
			continue
		}
		if !s.person(parts[0]) && !s.facts.known[parts[0]] {
			return newFact("%s neither wrote nor is named in a cited message", name)
		}
	}
	return nil
}

// compoundSubject tells whether the words after the first of a sentence are a known noun and an
// auxiliary: "Password resets had …". A name is followed by its verb.
func (s *source) compoundSubject(rest string, after [][]int) bool {
	if len(after) < 2 {
		return false
	}
	noun, verb := rest[after[0][0]:after[0][1]], rest[after[1][0]:after[1][1]]
	return !s.lang.Stopword(words.Fold(noun)) && s.knows(noun) && auxiliaries[words.Fold(verb)]
}

// familyName tells whether w completes the first name of somebody whom the messages name by that
// alone. Whose family name is known may have no other.
func (s *source) familyName(w, before string) bool {
	if before == "" || !s.facts.known[before] || s.people[before] {
		return false
	}
	for _, name := range s.present {
		if parts := nameParts(name); len(parts) > 1 && parts[0] == before {
			return parts[1] == words.Fold(w)
		}
	}
	return len(s.present) == 0 && !s.stems[stemOf(s.lang, w)]
}

// knows tells whether the sources have a word, in any form.
func (s *source) knows(w string) bool {
	folded := words.Fold(w)
	return s.facts.known[folded] || s.person(folded) || s.stems[stemOf(s.lang, folded)] ||
		s.lang.Stopword(folded) || words.English.Stopword(folded) || months[folded] > 0 || isWeekday(folded) || counts[s.lang][folded] > 0
}

func isWeekday(w string) bool { _, ok := weekdays[w]; return ok }

// isName guesses whether an unknown word with a capital names somebody.
func (s *source) isName(w, before, next string, begins bool) bool {
	capital, _ := utf8.DecodeRuneInString(next)
	pair := unicode.IsUpper(capital) && !s.knows(next) // Thomas Keller
	if s.lang == words.German {                        // every noun has a capital
		if pair {
			return true
		}
		bare := begins || conjunctions[before] || unicode.IsLower(capital) && prepositionsOfPeople[before]
		passive := auxiliaries[next] && participle(w)
		return bare && unicode.IsLower(capital) && !ordinary(w) && !passive
	}
	if generic[words.Fold(strings.TrimSuffix(w, "s"))] {
		return false
	}
	return pair || !begins || !ordinary(w)
}

// participle tells whether a German word may be one that begins a sentence: Ausgelöst wurde …
func participle(w string) bool { return strings.HasSuffix(w, "t") || strings.HasSuffix(w, "en") }

var (
	auxiliaries          = wordSet(`had has have was were is are will wurde wurden war waren ist sind wird werden`)
	conjunctions         = wordSet(`und dass weil da aber denn sondern oder wenn als nachdem bevor ob damit obwohl`)
	prepositionsOfPeople = wordSet(`von laut durch`)
)

// beginsSentence tells whether what comes after before begins a sentence, or a quote or list in one.
func beginsSentence(before string) bool {
	before = strings.TrimRight(before, " \"'([*_`")
	if before == "" {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune(".!?:;-•|\x01…", last) && last != taken || last == '\n'
}

// unquoted drops what an apostrophe adds: Katharine's, l'Allemagne.
func unquoted(w string) string {
	before, after, found := strings.Cut(w, "'")
	switch {
	case !found:
		return w
	case len(before) <= 2 && len(after) > 2:
		return after
	}
	return before
}

// checkCompound looks for loyalty-sync: as it stands, in one word or in two, or at least all that it is
// made of.
func (s *source) checkCompound(w string) error {
	folded := words.Fold(w)
	if s.facts.known[folded] || s.facts.known[strings.ReplaceAll(folded, "-", "")] ||
		strings.Contains(s.plain, strings.ReplaceAll(folded, "-", " ")) || s.stems[stemOf(s.lang, folded)] {
		return nil
	}
	for _, part := range strings.Split(folded, "-") {
		if !s.facts.known[part] && !s.lang.Stopword(part) && !s.stems[stemOf(s.lang, part)] && !s.person(part) && counts[s.lang][part] == 0 {
			return newFact("%s is in no cited message", w)
		}
	}
	return nil
}

// ordinary tells whether a word may begin a sentence about an incident without being a name.
func ordinary(w string) bool {
	folded := words.Fold(w)
	if openers[folded] {
		return true
	}
	for _, ending := range []string{
		"ly", "ing", "tion", "tions", "ment", "ments", "ity", "ness", "ance", "ence", "wards", "ung", "ungen", "heit", "keit",
		"mente", "ndo", "cion", "ciones", "cao", "coes", "zione", "zioni",
	} {
		if len(folded) > len(ending)+2 && strings.HasSuffix(folded, ending) {
			return true
		}
	}
	if n := len(folded); n >= 5 && folded[n-1] == 's' { // plurals; Thomas, Chris, Klaus, Carlos and Agnes are none
		return !strings.ContainsRune("aiou", rune(folded[n-2])) && !strings.HasSuffix(folded, "nes") && !strings.HasSuffix(folded, "mes")
	}
	return false
}

var openers = wordSet(`access action additionally afterward afterwards alert also another anyone availability both cause checkout
	client clients code communication customer data deploy deploying deployment deployments deploys during earlier
	engineering everybody everyone everything eventually failed failover finally finance fix fixed follow-up further half
	however impact initially investigation it its last later latency legal load local logs management meanwhile members mitigation
	monitoring most multiple network new next no nobody nobody's nothing old one only open operations oncall originally others
	overall owner part people performance previously production recovery regular release remaining requests resolved responders restoring
	retries roll rollback root sales second security service several service's similarly since single software some soon staff status
	subsequently summary support synthetic system team teams technical test testing the then there third this throughput today
	together tomorrow total traffic two unclear unknown until unresolved update user users version what when within work
	yesterday
	account agent application attacker audit backend backfill backup banner board browser build bug cache call card cart certificate change
	channel chat checkout cloud cluster command commit config configuration connection container controller core cpu credit crash cron
	dashboard database debugging default delivery demand device disk domain dump email endpoint engineer error event export failure
	feature feed file firewall flag frontend gateway health host hotfix image import index inventory invoice job key landing legacy library
	limit line link listener login logging mail maintenance map marketing medium member memory merge message metric migration mobile
	model module node notification on-call order outage output page password patch payment peak phishing pipeline plugin pod pool port
	portal postmortem power price primary print probe process product profile programme project provider proxy public pull push query
	queue quota rate read rebuild reboot record refund registry reload replica replication report repository request reset
	resource response restart result retry revenue review route router rule runbook runtime sale scan scheduler schema script search
	server session setup shipping shop signup site spike standby startup storage store stream subscription switch sync table
	task template terraform thread ticket tile timeout token tool trace transaction trigger tunnel upgrade upload upstream
	vendor video volume warehouse web website webhook wiki worker write zone
	auch betroffen danach dabei erst geplant kunden laut offen schließlich später ursache ursächlich zuerst zunächst zuvor anschließend
	ensuite enfin finalement toutes tous selon cause reste encore
	después finalmente además luego todavía causa según todos todas queda
	depois além causa segundo ainda todos
	inoltre infine poi causa secondo ancora tutti
	daarna later oorzaak volgens alle`)

func wordSet(list string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(list) {
		all[words.Fold(w)] = true
	}
	return all
}
