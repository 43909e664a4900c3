package cite

import "github.com/tocsin-bot/tocsin/ai/words"

// Words that deny or turn around, folded. They are few and closed, unlike those for what happened.

var negations = map[words.Language]map[string]bool{
	words.English: wordSet(`not no never none zero nothing nobody neither nor without cannot unable nowhere
		dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt cant hasnt havent hadnt aint mustnt neednt`),
	words.German:     wordSet(`nicht nichts nie niemals niemand kein keine keiner keines keinem keinen ohne weder`),
	words.French:     wordSet(`pas jamais rien aucun aucune sans ni`),
	words.Spanish:    wordSet(`no nunca nada nadie ningún ninguno ninguna sin tampoco ni`),
	words.Portuguese: wordSet(`não nunca nada nenhum nenhuma ninguém sem nem`),
	words.Italian:    wordSet(`non mai niente nulla nessun nessuno nessuna senza né`),
	words.Dutch:      wordSet(`niet niets nooit niemand geen zonder noch`),
}

// softened words deny in some uses only.
var softened = wordSet(`rather instead unless barely hardly except unclear unknown unaffected untouched intact
	0 unsure missing lacking unnoticed unreachable unavailable unused unassigned
	kaum statt anstatt apenas guere peine`)

// afterVerb are denials that follow the verb they deny, in languages that do so.
var afterVerb = wordSet(`pas plus jamais rien nicht nie niemals nichts niet nooit niets`)

// modal words say what should be, not what is.
var modal = wordSet(`shouldnt mustnt should could must soll sollte sollten darf doit devrait debe deberia deve dovrebbe moet`)

// failing stems say that something did not happen. English, German, French, Spanish, as their stemmers
// leave them.
var failing = wordSet(`fail lack lose lost miss refus deni reject prevent avoid unabl unknown unclear forget forgot forgotten
	ignor skip gone disappear vanish ceas
	scheit fehlt verhind unbekannt unklar verlor vergess
	echou refus manqu perdu perdr oubli inconnu
	fallo perd olvid desconoc`)

// others and onlys are two ways to say that there is one: "no other account", "only hers".
var (
	others = wordSet(`other others else further another more weiteren weitere weiterer anderen andere anderer autre autres otro otra otros otras altro altra`)
	onlys  = wordSet(`only just solely alone nur allein lediglich seul seule seulement uniquement solo solamente somente soltanto alleen slechts`)
)

// harm is what a report denies of what was well all the time; well is how people say that. English
// stems and words, and German ones.
var (
	harm = stemSet(words.English, `affect affected impact issue problem error errors harm damage hit suffer break broken trouble fail failure failing
		wrong down interrupt disrupt degrade`)
	well = wordSet(`fine ok okay healthy happy good well works working worked clean green normal normally safe intact stable quiet unaffected
		untouched`)
)

// refusals answer a question with no.
var refusals = wordSet(`no nope nein nee non nao`)

func stemSet(l words.Language, list string) map[string]bool {
	all := map[string]bool{}
	for _, stem := range l.Stems(list) {
		all[stem] = true
	}
	return all
}

// making stems say that something is to come about that was not there.
var making = wordSet(`add ad introduc creat write implement
	einbau erganz schreib ajout anad anadir aggiung toevoeg`)

// light verbs and adverbs stand between a denial and what it denies.
var light = wordSet(`really actually fully completely yet longer even single any come came make made take took give gave seem appear
	mehr ganz wirklich sofort encore vraiment todavia realmente`)

// pronouns deny the verb, not the word after them.
var pronouns = wordSet(`nobody nothing none niemand nichts personne rien nadie nada ninguem nessuno niente niets`)

// compares are words that a denial does not turn around.
var compares = wordSet(`more less fewer mehr weniger mas menos`)

// divides are words that begin a clause of their own.
var divides = map[words.Language]map[string]bool{
	words.English: wordSet(`but because so while although and though since which that whereas after before when where who
		if or then`),
	words.German:     wordSet(`aber weil denn sodass während und dass obwohl damit nachdem bevor wenn`),
	words.French:     wordSet(`mais parce car donc tandis et alors que puisque`),
	words.Spanish:    wordSet(`pero porque aunque y mientras cuando sino pues`),
	words.Portuguese: wordSet(`mas porque enquanto e embora`),
	words.Italian:    wordSet(`ma perché mentre e quando`),
	words.Dutch:      wordSet(`maar want omdat terwijl en`),
}
