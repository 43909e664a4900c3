package cite

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// quantity is a number as it may be meant: "1.200" is 1200 or 1.2, so it has several values.
type quantity struct {
	values []float64 // in the base of the unit: seconds, bytes, per cent
	unit   unit
	step   float64 // what one of the unit is in the base: 60 for minutes
	text   string
	parts  []quantity // "443 200" may be two numbers
	either bool       // "5m" is minutes or millions, and its values are of both
}

type unit string

const (
	bare     unit = ""
	seconds  unit = "time"
	percent  unit = "%"
	bytes    unit = "bytes"
	euro     unit = "EUR"
	dollar   unit = "USD"
	pound    unit = "GBP"
	yen      unit = "JPY"
	calendar unit = "months"
)

type measure struct {
	unit   unit
	factor float64
}

// multipliers stand between a number and its unit: 85k EUR, 40 million rows.
var multipliers = byWord(map[string]float64{
	"hundred hundert honderd cento":                                                              100,
	"k thousand thousands tausend tsd mille mil mila duizend":                                    1e3,
	"m mn mio million millions millionen millón millones milhão milhões milione milioni miljoen": 1e6,
	"bn billion billions mrd milliarde milliarden milliard milliards miliardo miliardi miljard":  1e9,
})

var measures = byWord(map[string]measure{
	"% percent pct prozent procent percento":                                                                {percent, 1},
	"ms millisecond milliseconds millisekunden milisegundos millisecondes":                                  {seconds, 0.001},
	"s sec secs second seconds sekunde sekunden seconde seconden secondes segundo segundos secondo secondi": {seconds, 1},
	"min mins minute minutes minuten minuto minutos minuti minuut":                                          {seconds, 60},
	"h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren":                       {seconds, 3600},
	"d day days tag tage tagen jour jours dia dias giorno giorni dag dagen":                                 {seconds, 86400},
	"week weeks woche wochen semaine semaines semana semanas settimana settimane weken":                     {seconds, 604800},
	"month months monat monate monaten mois mes meses mese mesi maand maanden":                              {calendar, 1},
	"year years jahr jahre jahren ans año años ano anos anno anni jaar jaren":                               {calendar, 12},
	"b byte bytes octet octets": {bytes, 1}, "kb kib ko": {bytes, 1e3}, "mb mib": {bytes, 1e6}, "gb gib": {bytes, 1e9}, "tb tib": {bytes, 1e12},
	"€ eur euro euros": {euro, 1}, "$ usd dollar dollars dólares": {dollar, 1}, "£ gbp pounds": {pound, 1}, "¥ jpy yen": {yen, 1},
})

// octets are bytes in French; in small letters they are words of other languages ("up to", "go").
var octets = map[string]float64{"Mo": 1e6, "Go": 1e9, "To": 1e12}

func byWord[V any](of map[string]V) map[string]V {
	all := map[string]V{}
	for list, v := range of {
		for _, w := range strings.Fields(list) {
			all[words.Fold(w)] = v
		}
	}
	return all
}

// number is digits, grouped or not, with what stands before and after them.
var number = regexp.MustCompile(`([€$£¥]\s?)?(\d{1,3}(?: \d{3})+\b(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*)\+?((?:[ -]?[%€$£¥])|(?:[ -]?\p{L}+))?((?: ?[€$£¥])| \p{L}+)?`)

// grouped is digits in groups of three.
var grouped = regexp.MustCompile(`^\d{1,3}(?:([.,' ’])\d{3})+$`)

// valuesOf are the values a run of digits and separators may have; none for a version or an address.
func valuesOf(digits string) []float64 {
	var values []float64
	add := func(s string) {
		if v, err := strconv.ParseFloat(s, 64); err == nil {
			values = append(values, v)
		}
	}
	strip := func(s, sep string) string { return strings.ReplaceAll(s, sep, "") }
	if m := grouped.FindStringSubmatch(digits); m != nil && strings.Count(digits, m[1])*4+3 >= len(digits) {
		add(strip(digits, m[1]))
	}
	whole := strip(strip(strip(digits, " "), "'"), "’")
	switch dots, commas := strings.Count(whole, "."), strings.Count(whole, ","); {
	case dots+commas == 0, dots == 1 && commas == 0:
		add(whole)
	case dots == 0 && commas == 1:
		add(strings.Replace(whole, ",", ".", 1))
	case dots == 1 && strings.LastIndex(whole, ".") > strings.LastIndex(whole, ","): // 1,234.5
		add(strip(whole, ","))
	case commas == 1 && strings.LastIndex(whole, ",") > strings.LastIndex(whole, "."): // 1.234,5
		add(strings.Replace(strip(whole, "."), ",", ".", 1))
	}
	return values
}

// quantityAt reads the quantity of one match of [number] and says how many bytes of text it took.
func quantityAt(text string, m []int) (q quantity, end int) {
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return text[m[2*i]:m[2*i+1]]
	}
	q.values = valuesOf(part(2))
	end = m[5]
	take := func(word string, glued bool) bool { // of what follows the digits
		plain := strings.TrimLeft(word, " -")
		folded := words.Fold(plain)
		if f, ok := multipliers[folded]; ok && (len(folded) > 2 || glued || folded == "mio" || folded == "bn") {
			if plain == "m" { // minutes, or millions: 5m
				q.values = slices.Concat(q.values, scaled(q.values, 60), scaled(q.values, f))
				q.unit, q.either = bare, true
				return true
			}
			q.values = scaled(q.values, f)
			return true
		}
		if glued && folded == "s" && len(part(2)) >= 3 { // "502s" are several, not seconds
			return true
		}
		u, ok := measures[folded]
		if f, capital := octets[plain]; capital {
			u, ok = measure{bytes, f}, true
		}
		if ok && q.unit == bare {
			q.values, q.unit, q.step = scaled(q.values, u.factor), u.unit, u.factor
			return true
		}
		return false
	}
	if before := strings.TrimSpace(part(1)); before != "" {
		take(before, false)
	}
	if after := part(3); after != "" && take(after, after == strings.TrimLeft(after, " -")) {
		end = m[7]
		if more := part(4); more != "" {
			if _, isUnit := measures[words.Fold(strings.TrimSpace(more))]; isUnit && take(more, false) {
				end = m[9]
			}
		}
	}
	q.text = strings.TrimSpace(text[m[0]:end])
	return q, end
}

func scaled(values []float64, factor float64) []float64 {
	all := make([]float64, len(values))
	for i, v := range values {
		all[i] = v * factor
	}
	return all
}

// proves tells whether a source's quantity q bears out the claim's: the same value, and the same unit
// unless one of them names none where people leave it out (a rate of 25).
func (q quantity) proves(claim quantity) bool {
	comparable := claim.unit == q.unit || claim.unit == bare || claim.unit == percent && q.unit == bare || claim.unit == seconds && q.either
	if !comparable {
		return false
	}
	for _, a := range claim.values {
		for _, b := range q.values {
			if same(a, b) {
				return true
			}
			if claim.unit == bare && q.unit == seconds && (same(a*60, b) || same(a*3600, b)) { // "47" for 47 min
				return true
			}
		}
	}
	return false
}

func same(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// counts are the words for small numbers. One is left out: it is an article or a pronoun as often.
var counts = map[words.Language]map[string]float64{
	words.English: counting(`zero - two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
		sixteen seventeen eighteen nineteen twenty`, map[string]float64{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "dozen": 12, "both": 2}),
	words.German:     counting(`null - zwei drei vier fünf sechs sieben acht neun zehn elf zwölf`, map[string]float64{"zwanzig": 20, "dreißig": 30, "beide": 2, "beiden": 2}),
	words.French:     counting(`zéro - deux trois quatre cinq six sept huit neuf dix onze douze`, map[string]float64{"quinze": 15, "vingt": 20, "trente": 30}),
	words.Spanish:    counting(`cero - dos tres cuatro cinco seis siete ocho nueve diez once doce`, map[string]float64{"quince": 15, "veinte": 20, "treinta": 30, "ambos": 2, "ambas": 2}),
	words.Portuguese: counting(`zero - dois três quatro cinco seis sete oito nove dez onze doze`, map[string]float64{"duas": 2, "quinze": 15, "vinte": 20, "trinta": 30, "ambos": 2}),
	words.Italian:    counting(`zero - due tre quattro cinque sei sette otto nove dieci undici dodici`, map[string]float64{"quindici": 15, "venti": 20, "trenta": 30, "entrambi": 2}),
	words.Dutch:      counting(`nul - twee drie vier vijf zes zeven acht negen tien elf twaalf`, map[string]float64{"vijftien": 15, "twintig": 20, "dertig": 30, "beide": 2}),
}

func counting(inOrder string, more map[string]float64) map[string]float64 {
	all := map[string]float64{}
	for i, w := range strings.Fields(inOrder) {
		if w != "-" {
			all[words.Fold(w)] = float64(i)
		}
	}
	for w, v := range more {
		all[words.Fold(w)] = v
	}
	return all
}
