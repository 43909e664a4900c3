package cite_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/cite"
)

// falsehood is a true claim made false in one way.
type falsehood struct {
	kind  string
	text  string
	cited []cite.Cited
	of    string // the true claim
}

// kinds of falsehood, in the order in which they are reported.
var kinds = []string{"number", "time", "host or version", "person", "negation", "opposite", "swapped citation", "invented quote", "altered quote"}

// falsehoods makes every kind that a true claim has room for, the same ones in every run.
func falsehoods(ch *channel, index int, t truth) []falsehood {
	rnd := rand.New(rand.NewPCG(uint64(index), uint64(len(ch.name))))
	var all []falsehood
	add := func(kind, text string, cited []cite.Cited) {
		if text != t.text || !slices.Equal(quotes(cited), quotes(t.cited)) {
			all = append(all, falsehood{kind, text, cited, t.text})
		}
	}
	for range 2 {
		add("number", changed(rnd, t.text, aNumber, otherNumber), t.cited)
		add("time", changed(rnd, t.text, aTime, otherTime), t.cited)
		add("host or version", changed(rnd, t.text, aHost, ch.otherHost), t.cited)
		add("person", ch.otherPerson(rnd, t.text), t.cited)
	}
	add("negation", negated(t.text), t.cited)
	add("opposite", turned(t.text), t.cited)
	if other := ch.truths[rnd.IntN(len(ch.truths))]; !overlap(other.ids, t.ids) {
		add("swapped citation", t.text, other.cited)
	}
	invented := slices.Clone(t.cited)
	invented[0].Quote = t.text
	add("invented quote", t.text, invented)
	altered := slices.Clone(t.cited)
	last := len(altered) - 1
	altered[last].Quote = withOtherWord(rnd, altered[last].Quote)
	add("altered quote", t.text, altered)
	return slices.CompactFunc(all, func(a, b falsehood) bool { return a.kind == b.kind && a.text == b.text && a.kind != "altered quote" })
}

func quotes(cited []cite.Cited) []string {
	var all []string
	for _, c := range cited {
		all = append(all, c.Message.Text+"\x00"+c.Quote)
	}
	return all
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(id string) bool { return slices.Contains(b, id) })
}

var (
	aNumber = regexp.MustCompile(`(?:^|[ (€])(\d+(?:[.,]\d+)?)(?:[ %).,;]|$)`)
	aTime   = regexp.MustCompile(`\b(\d{1,2}[:h]\d{2})\b`)
	aHost   = regexp.MustCompile(`([\p{L}\d]+(?:[-._:/][\p{L}\d]+)*[-._:/]?\d+(?:[-._:/][\p{L}\d]+)*|[a-z]+(?:[._-][a-z]+)+)`)
)

// changed replaces one match of what, chosen at random.
func changed(rnd *rand.Rand, text string, what *regexp.Regexp, other func(*rand.Rand, string) string) string {
	all := what.FindAllStringSubmatchIndex(text, -1)
	if len(all) == 0 {
		return text
	}
	m := all[rnd.IntN(len(all))]
	return text[:m[2]] + other(rnd, text[m[2]:m[3]]) + text[m[3]:]
}

func otherNumber(rnd *rand.Rand, s string) string {
	switch n, err := strconv.Atoi(s); {
	case err != nil:
		return string('1'+s[0]%9) + s[1:]
	case rnd.IntN(3) == 0:
		return strconv.Itoa(n * 10)
	case rnd.IntN(2) == 0:
		return strconv.Itoa(n + 1 + rnd.IntN(9))
	default:
		return strconv.Itoa(2*n + 3)
	}
}

func otherTime(rnd *rand.Rand, s string) string {
	hour, _ := strconv.Atoi(s[:2])
	minute, _ := strconv.Atoi(s[3:])
	if rnd.IntN(2) == 0 {
		hour = (hour + 1 + rnd.IntN(11)) % 24
	} else {
		minute = (minute + 2 + rnd.IntN(50)) % 60
	}
	return fmt.Sprintf("%02d%c%02d", hour, s[2], minute)
}

// otherHost takes another of the channel's names, or changes a letter or digit.
func (ch *channel) otherHost(rnd *rand.Rand, s string) string {
	if rnd.IntN(2) == 0 {
		var others []string
		for _, id := range ch.order {
			for _, h := range aHost.FindAllString(ch.messages[id].Text, -1) {
				if h != s && strings.ContainsAny(h, "._-") {
					others = append(others, h)
				}
			}
		}
		if len(others) > 0 {
			return others[rnd.IntN(len(others))]
		}
	}
	at := strings.LastIndexAny(s, "0123456789")
	if at < 0 {
		return "backup" + s[strings.IndexAny(s, "._-"):]
	}
	return s[:at] + strconv.Itoa((int(s[at]-'0')+1+rnd.IntN(8))%10) + s[at+1:]
}

var outsiders = []string{"Thomas Keller", "Olga", "Ben", "Sofia Marino", "Chris", "Fatima", "James Wu", "Nils"}

// otherPerson gives the deed of one to another: of the channel, or from outside.
func (ch *channel) otherPerson(rnd *rand.Rand, text string) string {
	var named []string
	for _, p := range ch.people {
		for _, form := range []string{p, strings.Fields(p)[0]} {
			if strings.Contains(text, form) {
				named = append(named, form)
				break
			}
		}
	}
	if len(named) == 0 {
		return text
	}
	name := named[rnd.IntN(len(named))]
	others := slices.DeleteFunc(ch.humans(), func(p string) bool { return strings.Contains(p, strings.Fields(name)[0]) })
	others = append(others, outsiders...)
	other := others[rnd.IntN(len(others))]
	if !strings.Contains(name, " ") {
		other = strings.Fields(other)[0]
	}
	if strings.EqualFold(name, other) { // sofia, and Sofia from outside
		return text
	}
	return strings.Replace(text, name, other, 1)
}

// denyings take a denial out, or put one in; the first that fits is taken.
var denyings = []struct{ from, to string }{
	{`\b(?:could|did|does|do|was|were|had|has|is|are|need|should) not\b`, "UNDENY"},
	{`\bnever `, ""},
	{`^No ([a-rt-z]\w)`, "The $1"},
	{`\bno `, "a "},
	{`\bNobody\b`, "Somebody"},
	{`\bwithout\b`, "while"},
	{`\bnot `, ""},
	{`\bno longer any\b`, "still"},
	{`\bcouldn't\b`, "could"},
	{`\bneed not\b`, "need to"},
	{`\bnicht `, ""},
	{`\bNiemand\b`, "Jemand"},
	{`\bkeine `, "eine "},
	{`\bno se\b`, "se"},
	{`\bNo se perdió ningún\b`, "Se perdió un"},
	{`\bno (\p{L})`, "$1"},
	{`\bsin `, "tras "},
	{`\bnunca `, ""},
	{`\bn'([\p{L}]+) pas\b`, "$1"},
	{`\baucune\b`, "une"},
	{`\bplus personne n'`, "tout le monde "},
	{`\bn'a été (.*) qu'`, "a été $1 "},
	// in
	{`\b(was|were|is|are|had|has|have|will|could|would|should|can)\b`, "$1 not"},
	{`\b(war|waren|wurde|wurden|hing|klappte|tauschte|bestätigte|baut|soll|stand|hatten)\b`, "$1 nicht"},
	{`\b(estaba|estaban|fue|murió|esperaban|tardaban|llegó|borró|volvían|pondrá|quitará)\b`, "no $1"},
	{`\b(était|étaient|avaient|avait)\b`, "n'$1 pas"},
	{`\b(a|ont) (\p{L}+é)\b`, "n'$1 pas $2"},
	{`\b(surveillera|passaient)\b`, "ne $1 pas"},
	{`\b(\p{L}+ed)\b`, "did not $1"},
	{`\b(ended|rose|ran|got|fell|held|gave|left|made|took|takes|recovers|shows|owns|ended|asked|told|lasted)\b`, "never $1"},
}

func negated(text string) string {
	for _, d := range denyings {
		re := regexp.MustCompile(d.from)
		at := re.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		if d.to == "UNDENY" {
			return strings.Replace(text, text[at[0]:at[1]], strings.TrimSuffix(text[at[0]:at[1]], " not"), 1)
		}
		return text[:at[0]] + string(re.ExpandString(nil, d.to, text, at)) + text[at[1]:]
	}
	return text
}

// turnings say the opposite.
var turnings = []string{
	"before|after", "rose|fell", "fell|rose", "failed|succeeded", "stopped|started", "switched off|switched on", "exhausted|available",
	"healthy|unhealthy", "worked|failed", "manual|automatic", "lost|kept", "down|up", "up|down", "expired|valid", "good|bad",
	"revoked|enabled", "added|removed", "full|empty", "empty|full", "correct|wrong", "wrong|correct", "first|last", "above|below", "resolved|unresolved",
	"stuck|running", "green|red", "missing|present", "started|stopped", "rolled back|rolled out",
	"erreichbar|unerreichbar", "steht|läuft", "wieder online|offline", "leer|voll", "bis|ab", "aktualisiert|deaktiviert",
	"vivos|muertos", "vacía|llena", "más de|menos de", "murió|arrancó", "éteint|allumé", "retard|avance", "plein|vide", "refusés|acceptés", "ouvertes|fermées",
}

func turned(text string) string {
	for _, pair := range turnings {
		from, to, _ := strings.Cut(pair, "|")
		re := regexp.MustCompile(`(^|[ (])` + from + `([ ,.;:)]|$)`)
		if at := re.FindStringSubmatchIndex(text); at != nil {
			return text[:at[3]] + to + text[at[4]:]
		}
	}
	return text
}

// withOtherWord changes one word of a quote, as a model does that quotes from memory.
func withOtherWord(rnd *rand.Rand, quote string) string {
	fields := strings.Fields(quote)
	i := rnd.IntN(len(fields))
	fields[i] = []string{"apparently", "the", "again", "not", "7"}[rnd.IntN(5)]
	if altered := strings.Join(fields, " "); altered != quote {
		return altered
	}
	return quote + " indeed"
}
