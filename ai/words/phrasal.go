package words

// particles make another verb of the verb before them, and so belong to its stem.
var particles = set(`back over off out up down in on away through`)

// heads are verbs that take a particle in the language of incidents. Any of them with any particle is
// joined; nothing else is ("errors in checkout", "over 40 minutes" are no verbs).
var heads = set(`back black blow boot break bring brown build burn call cap carry catch check clean clear close cool
	cut die dial drain drop fade fail fall fill find flip follow freeze get give go hand hang hold keep kick kill lay
	let lock log look make move opt page pass pick plug point power pull push put queue ramp reach restart roll rule
	run scale send set settle shut sign slow spin split stand start step stop swap switch take tear throttle time trip
	turn wait wake warm wear wind work`)

// irregular forms of heads that no rule finds.
var irregular = map[string]string{
	"went": "go", "gone": "go", "took": "take", "taken": "take", "brought": "bring", "broke": "break", "broken": "break",
	"built": "build", "fell": "fall", "fallen": "fall", "found": "find", "froze": "freeze", "frozen": "freeze",
	"gave": "give", "given": "give", "got": "get", "gotten": "get", "held": "hold", "hung": "hang", "kept": "keep",
	"laid": "lay", "made": "make", "ran": "run", "sent": "send", "stood": "stand", "spun": "spin", "tore": "tear",
	"torn": "tear", "threw": "throw", "woke": "wake", "wore": "wear", "worn": "wear", "wound": "wind", "caught": "catch",
	"blew": "blow", "blown": "blow", "died": "die", "dying": "die",
}

// far is how many words may stand between a verb and its particle: "rolled the checkout deploy back".
const far = 4

// phrasal returns the index of the particle that belongs to the verb at i, or 0.
func phrasal(tokens []token, i int) int {
	verb := tokens[i]
	base := baseVerb(verb.text)
	if !heads[base] || base == "back" && verb.text == "back" { // "the site is back up" is no backup
		return 0
	}
	for j := i + 1; j < len(tokens) && j <= i+1+far && tokens[j].clause == verb.clause; j++ {
		p := tokens[j].text
		if tokens[j].spent || !particles[p] {
			if between := baseVerb(p); between != p && heads[between] && len(tokens[j].wholes) == 0 {
				return 0 // "started rolling back": another verb has come, what follows is its
			}
			continue
		}
		if j == i+1 {
			if (p == "in" || p == "on") && nounFollows(tokens, j) && base != "log" && base != "sign" && base != "turn" && base != "switch" {
				return 0 // "failed in eu-west-1", "runs on node 3"
			}
			if p == "over" && j+1 < len(tokens) && tokens[j+1].text[0] >= '0' && tokens[j+1].text[0] <= '9' {
				return 0 // "ran over 40 minutes"
			}
			return j
		}
		if (p == "back" || p == "out" || p == "up" || p == "down" || p == "off" || p == "over") && !nounFollows(tokens, j) {
			return j
		}
		return 0
	}
	return 0
}

// nounFollows tells whether the word at j is a preposition to what follows it.
func nounFollows(tokens []token, j int) bool {
	if j+1 >= len(tokens) || tokens[j+1].clause != tokens[j].clause {
		return false
	}
	next := tokens[j+1].text
	return !English.Stopword(next) || articles[next]
}

var articles = set(`the a an this that these those our their its his her my your all some any every`)

// baseVerb is the form of a head that a dictionary lists: rolled, rolling and rolls are roll. Other
// words come back as they are.
func baseVerb(w string) string {
	if heads[w] {
		return w
	}
	if b, ok := irregular[w]; ok {
		return b
	}
	for _, ending := range []string{"ing", "ed", "es", "s", "d"} {
		stem := w[:max(0, len(w)-len(ending))]
		if len(stem) < 2 || w[len(stem):] != ending {
			continue
		}
		if heads[stem] {
			return stem
		}
		if heads[stem+"e"] { // timing
			return stem + "e"
		}
		if n := len(stem); stem[n-1] == stem[n-2] && heads[stem[:n-1]] { // logged
			return stem[:n-1]
		}
	}
	return w
}
