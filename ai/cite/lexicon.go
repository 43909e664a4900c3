package cite

// Words that deny or turn around, folded. They are few and closed, unlike those for what happened.

var negations = wordSet(`not no never none zero nothing nobody neither nor without cannot unable nowhere
	dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt cant hasnt havent hadnt aint mustnt neednt
	nicht nichts nie niemals niemand kein keine keiner keines keinem keinen ohne weder
	pas jamais rien aucun aucune sans ni
	no nunca nada nadie ningun ninguno ninguna sin tampoco
	nao nenhum nenhuma ninguem sem nem
	non mai niente nessun nessuno nessuna senza
	niet niets nooit niemand geen zonder`)

// softened words deny in some uses only.
var softened = wordSet(`rather instead unless barely hardly except unclear unknown unaffected untouched intact
	unsure missing lacking unnoticed unreachable unavailable unused unassigned
	kaum statt anstatt apenas guere peine`)

// modal words say what should be, not what is.
var modal = wordSet(`shouldnt mustnt should must soll sollte sollten darf doit devrait debe deberia deve dovrebbe moet`)

// failing stems say that something did not happen. English, German, French, Spanish, as their stemmers
// leave them.
var failing = wordSet(`fail lack lose lost miss refus deni reject prevent avoid unabl unknown unclear forget forgot forgotten
	ignor skip
	scheit fehlt verhind unbekannt unklar verlor vergess
	echou refus manqu perdu perdr oubli inconnu
	fallo perd olvid desconoc`)

// light verbs and adverbs stand between a denial and what it denies.
var light = wordSet(`really actually fully completely yet longer even single any come came make made take took give gave seem appear
	mehr ganz wirklich sofort encore vraiment todavia realmente`)

// pronouns deny the verb, not the word after them.
var pronouns = wordSet(`nobody nothing none niemand nichts personne rien nadie nada ninguem nessuno niente niets`)

// compares are words that a denial does not turn around.
var compares = wordSet(`more less fewer mehr weniger mas menos`)

// divides are words that begin a clause of their own.
var divides = wordSet(`but because so while although and though since which that whereas after before when where who if or then
	aber weil denn sodass während und dass obwohl damit nachdem bevor wenn
	mais parce car donc tandis et alors que puisque
	pero porque aunque y mientras cuando sino pues
	mas porque enquanto e embora
	ma perche mentre e quando
	maar want omdat terwijl en`)

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
	pairOf("add", "remov delet"),
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
