package cite

import (
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/ai/words"
)

// telling words say what kind of thing was said or done, or when, not what: a report of "shall we?" "go"
// says that it was decided. That something ended well or was done is not among them: that has to be
// said by somebody.
var telling = map[words.Language]string{
	words.English: `accord affect agree announce answer appear approve approximate ask assume attempt attribute
		become begin believe bring brought came case cause claim come compare concern conclude condition consider consist contain contribute
		current day decide decision describe detail determine discover due effect entire evening event expect experience
		explain express fact find found follow further gave give given happen identify impact incident include indicate initial involve
		issue keep kept kind know knew lead led learn made main make matter mean mention moment morning name nature near need next night
		notice observe occur offer opinion originate participant party people period person place plan point possible
		previous probable problem propose put question reason receive recommend regard relate remain remark remind reply report
		require respective respond responder response result role same say said see saw seen seem send sent set show shown
		side situation so-called source state statement subsequent suggest suspect suspicion take taken team tell thing think thought
		time told took total turn use various want warn way wish wonder work`,
	words.German: `Anfang Angabe annehmen antworten Antwort bemerken benötigen berichten beschließen beschlossen bestehen bestätigen
		betreffen betroffen bitten brauchen danach entscheiden entschieden Entscheidung erklären erhalten erwarten feststellen
		Folge fragen führen geben gefunden gemeldet geschehen Grund Lage laut melden Mitarbeiter mitteilen nennen
		Person Personen Problem sagen sagte scheinen sehen Störung Team Ursache verantwortlich vermuten vermutet vorher
		vorschlagen vorgeschlagen Vorfall Vortag wissen zeigen Zeit zunächst`,
	words.French: `affecter ajouter annoncer attendre cause causer conclure confirmer constater décider décision demander dire
		équipe estimer expliquer fait fois heure impact incident indiquer jour montrer moment noter penser personne
		problème proposer provoquer question raison recevoir répondre signaler situation soupçonner sembler trouver`,
	words.Spanish: `afectar anunciar causa causar concluir confirmar considerar decidir decisión decir detectar equipo esperar
		explicar hora impacto incidente indicar informar mostrar momento motivo notar observar pedir pensar persona
		pregunta preguntar problema proponer provocar recibir responder resultar situación sospechar ver`,
	words.Portuguese: `afetar anunciar causa causar concluir confirmar considerar decidir decisão dizer equipe esperar explicar
		hora impacto incidente indicar informar mostrar momento motivo notar pedir pensar pessoa pergunta perguntar problema
		propor provocar receber responder situação suspeitar ver`,
	words.Italian: `affermare annunciare causa causare chiedere concludere confermare considerare decidere decisione dire
		domanda impatto incidente indicare informare momento motivo mostrare notare pensare persona problema proporre
		provocare ricevere rispondere situazione sospettare squadra vedere`,
	words.Dutch: `aangeven antwoorden bericht besluit besluiten besloten bevestigen gebeuren gevolg incident melden
		oorzaak persoon probleem reden situatie team tijd vermoeden vraag vragen zeggen zien`,
}

var tellingStems = func() map[words.Language]map[string]bool {
	all := map[words.Language]map[string]bool{}
	for l, list := range telling {
		all[l] = map[string]bool{}
		for _, stem := range l.Stems(list) {
			all[l][stem] = true
		}
	}
	return all
}()

// outcomes have to be said by somebody, in some words.
var outcomes = wordSet(`resolved restored recovered fixed solved repaired mitigated succeeded completed finished`)

// tells tells whether a word is of any report.
func tells(l words.Language, w words.Word) bool {
	return len(w.Stems) == 1 && tellingStems[l][w.Stems[0]]
}

// kin are words for the same in the trade: a service that somebody "bounced" was restarted. Each line
// lists words of English as written.
var kin = []string{
	`restart bounce reboot recycle kick boot cycle restarted`,
	`remove drop delete purge clear clean uninstall revoke dropped gone taken`,
	`expire expiration lapse`,
	`revert rollback undo unwind backout rolled`,
	`deploy ship release rollout push redeploy publish deployment live`,
	`enable activate switchon turnon`,
	`disable deactivate switchoff turnoff shutdown shutoff off pause`,
	`crash die died dead kill killed crashloop oom`,
	`fail failure error broken break broke 500s 5xx timeout exception unsuccessful down`,
	`increase raise rise rose grow grew climb jump bump spike up`,
	`decrease reduce lower drop fall fell shrink shorten cut down`,
	`resolve restore recover fix solve repair mitigate recovery back again fine healthy normal good ok okay green clean works working gone over closed quiet clear done 0 zero`,
	`succeed success successful pass ok okay fine good works worked run ran thru through`,
	`complete finish done end ended ready live ran all`,
	`slow slowness latency lag delay`,
	`configure configuration config setting`,
	`customer user client people`,
	`confirm confirmed verify check sure yes`,
	`move migrate switch shift transfer reroute route point`,
	`inform notify tell told announce post page alert ping`,
	`add added create introduce put`,
	`unreachable unavailable offline down`,
	`enter type input submit`,
	`obtain get gets got steal stole`,
	`access touch log login`,
	`start begin began boot launch`,
	`stop halt pause cease`,
	`write wrote draft prepare`,
	`host server box machine vm node instance`,
	`repository repo`,
	`database db postgres mysql`,
	`mail email message`,
	`request call query`,
	`certificate cert`,
	`permission perms access rights`,
	`environment env production prod staging`,
	`connection conn connect`,
	`reinitialise reinitialize reinit rebuild`,
	`decommission decom retire`,
	`authenticate authentication auth login`,
	`review approve lgtm`,
	`suspend lock block`,
	`exhaust full`,
}

// kinOf lists, by stem, the stems and words that say the same.
var kinOf = func() map[string][]string {
	all := map[string][]string{}
	for _, line := range kin {
		group := strings.Fields(line)
		for _, w := range group {
			stem := stemOf(words.English, w)
			if stem == "" { // back, up: they bear out, and need no bearing out
				continue
			}
			for _, other := range group {
				key := other
				if s := stemOf(words.English, other); s != "" {
					key = s
				}
				if key != stem && !slices.Contains(all[stem], key) {
					all[stem] = append(all[stem], key)
				}
			}
		}
	}
	return all
}()

// meansIt tells whether the cited text has another word for one of the claim.
func (s *source) meansIt(w words.Word) bool {
	if s.lang != words.English || len(w.Stems) != 1 {
		return false
	}
	return slices.ContainsFunc(kinOf[w.Stems[0]], func(other string) bool { return s.stems[other] || s.facts.known[other] })
}

// abbreviated are those of a claim's words that the cited text has only by their first letters, next to
// each other: "negative trust anchor" where it says nta.
func (s *source) abbreviated(claim []words.Word) map[string]bool {
	all := map[string]bool{}
	for from := range claim {
		for n := 3; n <= 5 && from+n <= len(claim); n++ {
			if s.facts.known[initials(claim[from:from+n])] {
				for _, w := range claim[from : from+n] {
					all[w.Text] = true
				}
			}
		}
	}
	return all
}

// initials are the first letters of a clause's words, or nothing.
func initials(of []words.Word) string {
	var b strings.Builder
	for _, w := range of {
		if w.Clause != of[0].Clause || len(w.Stems) != 1 || w.Text == "" || w.Text[0] < 'a' || w.Text[0] > 'z' {
			return "nothing"
		}
		b.WriteByte(w.Text[0])
	}
	return b.String()
}
