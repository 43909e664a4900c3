package cite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// checkOpposites drops a claim that says "succeeded" where its sources say "failed" of the same.
func checkOpposites(claimed, said clauses) error {
	theirs := map[int][]stance{}
	for _, o := range said.stances() {
		theirs[o.pair] = append(theirs[o.pair], o)
	}
	taken := map[place]bool{}
	for _, c := range claimed.stances() {
		taken[c.place] = true
	}
	for _, c := range claimed.stances() {
		if taken[place{c.pair, both - c.side}] { // it has both: after this, before that
			continue
		}
		same := func(o stance) bool { return o.side == c.side }
		if slices.ContainsFunc(theirs[c.pair], same) {
			continue
		}
		if i := slices.IndexFunc(theirs[c.pair], c.meets); i >= 0 {
			return Dropped{Negated, fmt.Sprintf("it says %q, the cited messages say %q", c.word, theirs[c.pair][i].word)}
		}
	}
	for stem := range claimed.stems {
		if other := said.turned(stem, claimed); other != "" {
			return Dropped{Negated, fmt.Sprintf("it says %q, the cited messages say %q", stem, other)}
		}
	}
	return nil
}

// turned returns the opposite of a claim's stem that a text has, where it is made of the same verb or
// adjective: unresolved for resolved, powered up for powered down.
func (c clauses) turned(stem string, claim clauses) string {
	if c.stems[stem] > 0 {
		return ""
	}
	candidates := []string{"un" + stem, strings.TrimPrefix(stem, "un")}
	for _, p := range [][2]string{{"up", "down"}, {"down", "up"}, {"on", "off"}, {"off", "on"}} {
		if base, ok := strings.CutSuffix(stem, p[0]); ok {
			candidates = append(candidates, base+p[1])
		}
	}
	hard := func(d denial) bool { return !d.soft }
	for _, other := range candidates {
		long := min(len(other), len(stem)) >= shortest
		if other != stem && long && c.stems[other] > 0 && claim.stems[other] == 0 &&
			!slices.ContainsFunc(c.denials, hard) && !slices.ContainsFunc(claim.denials, hard) {
			return other
		}
	}
	return ""
}

// stance is one of two opposites, as a text has it, and what its sentence speaks of besides.
type stance struct {
	place
	word  string
	scope []string
}

// meets tells whether two stances speak of the same.
func (a stance) meets(b stance) bool {
	return len(a.scope) == 0 || len(b.scope) == 0 || slices.ContainsFunc(a.scope, func(s string) bool { return slices.Contains(b.scope, s) })
}

// stances are all opposites that a text uses. One that is denied counts as the other.
func (c clauses) stances() []stance {
	var all []stance
	bounds := boundaries(c.lang, c.all)
	for i, w := range c.all {
		for k, key := range append([]string{w.Text}, w.Stems...) {
			if k > 0 && key == w.Text {
				continue
			}
			for _, at := range oppositeOf[key] {
				from, to := clauseAround(c.all, bounds, i)
				o := stance{place: at, word: w.Text}
				for j := from; j < to; j++ {
					if hard, _ := denies(c.lang, c.all, j); hard && j < i && c.deniedBy(j, i) && !compares[w.Text] {
						o.side = both - at.side
						o.word = c.all[j].Text + " " + w.Text
					}
				}
				for j := max(0, i-2*widest); j < min(len(c.all), i+2*widest); j++ {
					if j != i && sentenceOf(c.all[j]) == sentenceOf(w) {
						o.scope = append(o.scope, c.all[j].Stems...)
					}
				}
				if divides[c.lang][w.Text] { // before and after stand between two clauses
					o.scope = nil
				}
				all = append(all, o)
			}
		}
	}
	return all
}

// deniedBy tells whether the denial at j is of the word at i: nothing is said between them, but for
// what a verb may take before its particle ("did not bring the rate down").
func (c clauses) deniedBy(j, i int) bool {
	if pronouns[c.all[j].Text] { // "nobody outside noticed" was not inside
		return false
	}
	if c.all[i].Text == "up" || c.all[i].Text == "down" || c.all[j].Text == "without" {
		return true
	}
	return !slices.ContainsFunc(c.all[j+1:i], func(w words.Word) bool { return len(w.Stems) > 0 && !light[w.Text] })
}

// both sides of a pair are numbered 1 and 2.
const both = 3

// what a word is in: pair and side (1 or 2).
type place struct{ pair, side int }

var oppositeOf = func() map[string][]place {
	all := map[string][]place{}
	for i, pair := range opposites {
		for side, list := range pair {
			for _, w := range list {
				key := words.Fold(w)
				all[key] = append(all[key], place{i, side + 1})
			}
		}
	}
	return all
}()

// opposites are pairs of which a claim may not take one where its sources have the other. Each side
// lists words as written and stems.
var opposites = [][2][]string{
	pairOf("up online reachable", "down offline unreachable"),
	pairOf("succeed success work", "fail failur"),
	pairOf("enabl activat turnon switchon", "disabl deactivat turnoff switchoff"),
	pairOf("increas rise rose risen grow grew grown climb jump", "decreas drop fall fell fallen shrink shrank declin sank"),
	pairOf("before", "after"),
	pairOf("healthi", "unhealthi"),
	pairOf("available", "unavailable exhaust"),
	pairOf("known", "unknown"),
	pairOf("clear", "unclear"),
	pairOf("able", "unable"),
	pairOf("affected", "unaffected"),
	pairOf("start begin began", "stop end halt"),
	pairOf("connect", "disconnect"),
	pairOf("allow permit", "deni block forbid forbidden"),
	pairOf("accept", "reject refus"),
	pairOf("add ad", "remov delet"),
	pairOf("above exceed", "below"),
	pairOf("more", "less fewer"),
	pairOf("slow slower", "fast faster"),
	pairOf("high higher", "low lower"),
	pairOf("full", "empti"),
	pairOf("valid", "invalid expir"),
	pairOf("correct right", "wrong incorrect"),
	pairOf("better", "worse"),
	pairOf("early earlier", "late later"),
	pairOf("rollback revert", "rollout"),
	pairOf("scaleup scaleout", "scaledown scalein"),
	pairOf("upgrad", "downgrad"),
	pairOf("internal inside", "external outside"),
	pairOf("manual manually hand", "automat automatically"),
	pairOf("lost", "kept"),
	pairOf("open", "close"),
	pairOf("lock", "unlock"),
	pairOf("always", "never"),
	pairOf("all", "none"),
	pairOf("public", "private"),
	pairOf("primary", "replica secondary standby"),
	pairOf("first", "last"),
	pairOf("resolved", "unresolved"),
	pairOf("green", "red"),
	pairOf("miss", "present"),
	pairOf("good fine", "bad"),

	pairOf("vor bevor", "nach nachdem"),
	pairOf("funktioniert lauft laufen lief liefen", "ausgefallen steht stand"),
	pairOf("gestiegen steigt stieg", "gefallen gesunken sinkt sank fiel"),
	pairOf("erreichbar", "unerreichbar"),
	pairOf("aktiviert eingeschaltet", "deaktiviert abgeschaltet ausgeschaltet"),
	pairOf("mehr", "weniger"),
	pairOf("erfolgreich", "fehlgeschlagen gescheitert"),
	pairOf("bekannt", "unbekannt"),

	pairOf("avant", "apres"),
	pairOf("active activé activée", "desactive désactivé désactivée"),
	pairOf("augmente augmenté monte", "baisse baissé diminue diminué"),
	pairOf("reussi réussi", "echoue échoué"),
	pairOf("disponible", "indisponible"),
	pairOf("ouvert ouverte ouverts ouvertes", "ferme fermé fermée fermés fermées"),
	pairOf("allume allumé allumée", "eteint éteint éteinte"),
	pairOf("plein pleine", "vide"),
	pairOf("avance", "retard"),

	pairOf("antes", "despues después depois"),
	pairOf("activado activada activo", "desactivado desactivada"),
	pairOf("subio subió aumento aumentó aumentaron", "bajo bajó disminuyo disminuyó"),
	pairOf("lleno llena", "vacio vacía vacia"),
	pairOf("vivo vivos viva vivas", "muerto muertos muerta muertas caido caidos"),
	pairOf("mas más", "menos"),
	pairOf("prima", "dopo"),
}

func pairOf(one, other string) [2][]string {
	return [2][]string{strings.Fields(one), strings.Fields(other)}
}
