package words_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/ai/words"
)

func TestStems_of_a_verb_and_its_particle_are_one(t *testing.T) {
	t.Parallel()
	for want, texts := range map[string][]string{
		"rollback": {"rollback", "roll back", "rolled back", "rolling back", "roll-back", "rolled-back", "Rollbacks", "rolling it back", "rolled them back"},
		"failov":   {"failover", "fail over", "failed over", "failing over", "failovers", "fail-over"},
		"login":    {"login", "log in", "logged in", "logging in", "logins", "log-in"},
		"setup":    {"setup", "set up", "setting up", "sets up", "set-up", "setting it up"},
		"timeout":  {"timeout", "time out", "timed out", "timing out", "timeouts", "times out"},
		"shutdown": {"shutdown", "shut down", "shutting down", "shut it down"},
		"rollout":  {"rollout", "rolled out", "rolling out", "roll-out"},
		"handov":   {"handover", "hand over", "handed over", "handing it over"},
	} {
		for _, text := range texts {
			if got := words.Stems(text); !slices.Equal(got, []string{want}) {
				t.Errorf("%q: got %q, want %q alone", text, got, want)
			}
		}
	}
}

func TestStems_join_across_what_was_rolled_back(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"we rolled the checkout deploy back at once":    {"rollback", "checkout", "deploy"},
		"rolled 2.14 back":                              {"rollback", "2.14", "2", "14"},
		"started rolling back the build":                {"start", "rollback", "build"},
		"deployed in eu-west-1":                         {"deploy", "eu-west-1", "eu", "west", "1"},
		"it failed in the build, runs on node 3 fine":   {"fail", "build", "run", "node", "3", "fine"},
		"errors over 5% for the checkout":               {"error", "5", "checkout"},
		"the site is back up":                           {"site", "up"},
		"rolled forward, then the cache came back":      {"roll", "forward", "cach", "came"},
		"restarted the pods and scaled the workers out": {"restart", "pod", "scaleout", "worker"},
	} {
		if got := words.Stems(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestStems_of_names_are_the_whole_and_its_parts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"PodNamespace":            {"podnamespace", "pod", "namespac"},
		"prowJobNamespace":        {"prowjobnamespace", "prow", "job", "namespac"},
		"HTTPServer":              {"httpserver", "http", "server"},
		"run_if_changed":          {"run_if_changed", "run", "chang"},
		"payments-api":            {"payments-api", "payment", "api"},
		"config.PodNamespace":     {"config.podnamespace", "podnamespace", "config", "pod", "namespac"},
		"db-3.eu.example.com":     {"db-3.eu.example.com", "db-3", "db", "3", "eu", "exampl", "com"},
		"kubernetes/test-infra":   {"kubernetes/test-infra", "test-infra", "kubernet", "test", "infra"},
		"v2.14.0":                 {"v2.14.0", "v2", "14", "0"},
		"`plank`'s *queue*":       {"plank", "queue"},
		"prow’s pods weren’t up.": {"prow", "pod", "up"},
	} {
		if got := words.Stems(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestStems_fold_what_people_type_differently(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Café RÉSEAU", "cafe reseau", "CAFE\u0301 reseau"},
		{"le service a été redémarré par nous", "le service a ete redemarre par nous"},
		{"die Lösung ist gefunden", "Die LÖSUNG ist gefunden", "die Lo\u0308sung ist gefunden"},
		{"４１５ jobs", "415 jobs", "٤١٥ jobs"},
		{"roll\u200bback of ﬁles", "rollback of files"},
	} {
		for _, text := range same[1:] {
			if diff := cmp.Diff(words.Stems(same[0]), words.Stems(text)); diff != "" {
				t.Errorf("%q and %q: %s", same[0], text, diff)
			}
		}
	}
}

// Each line says the same in two forms of the same language: enough stems must be shared.
func TestStems_share_what_other_languages_inflect(t *testing.T) {
	t.Parallel()
	for a, b := range map[string]string{
		"wir haben die Datenbank neu gestartet":        "die Datenbanken wurden neu gestartet",
		"le déploiement a été annulé par les équipes":  "les déploiements annulés par une équipe",
		"los servidores fueron reiniciados por la red": "el servidor fue reiniciado en las redes",
		"os servidores foram reiniciados na região":    "o servidor foi reiniciado nas regiões",
		"i server sono stati riavviati nella zona":     "il server è stato riavviato nelle zone",
		"de servers werden opnieuw gestart in de zone": "de server is opnieuw gestart in deze zones",
		"серверы были перезапущены":                    "сервер был перезапущен",
		"数据库主节点故障转移失败":                                 "主节点故障转移没有成功，数据库不可用",
		"データベースを再起動しました":                               "データベースの再起動が完了",
		"데이터베이스를 재시작했습니다":                              "데이터베이스 재시작",
	} {
		if LanguageA, LanguageB := words.LanguageOf(a), words.LanguageOf(b); LanguageA != LanguageB {
			t.Errorf("%q is taken for %v, %q for %v", a, LanguageA, b, LanguageB)
		}
		in := words.Stems(b)
		shared := 0
		for _, s := range words.Stems(a) {
			if slices.Contains(in, s) {
				shared++
			}
		}
		if shared < 2 {
			t.Errorf("%q and %q share %d: %q, %q", a, b, shared, words.Stems(a), in)
		}
	}
}

func TestLanguageOf_is_English_when_nothing_tells(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]words.Language{
		"": words.English, "rollback": words.English, "::": words.English,
		"the checkout is down for everyone in the region":        words.English,
		"das Problem war die Datenbank, wir haben sie gestartet": words.German,
		"la cause est une erreur dans le cache":                  words.French,
		"la causa fue un error en el despliegue":                 words.Spanish,
		"a causa foi um erro na configuração do cache":           words.Portuguese,
		"la causa è stato un errore nella configurazione":        words.Italian,
		"de oorzaak was een fout in het netwerk":                 words.Dutch,
	} {
		if got := words.LanguageOf(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestStopword_knows_words_that_say_nothing(t *testing.T) {
	t.Parallel()
	for _, w := range []string{"the", "The", " and ", "nicht", "für", "fur", "sont", "según", "não", "perché"} {
		if !words.Stopword(w) {
			t.Errorf("%q is none", w)
		}
	}
	for _, w := range []string{"status", "test", "log", "node", "down", "up", "error", "bin", "port", "", "checkout"} {
		if words.Stopword(w) && w != "bin" { // "bin" is German for am
			t.Errorf("%q is one", w)
		}
	}
}

func TestNormal_makes_copies_of_the_same_words_equal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  it’s\n\tdown\u00a0now  ":            "it's down now",
		"“rolled back” – at 17:27 … ok":        `"rolled back" - at 17:27 ... ok`,
		"zero\u200bwidth\ufeff and so\u00adft": "zerowidth and soft",
		"Cafe\u0301":                           "Café",
		"1\u202f000":                           "1 000",
		"":                                     "",
		"Case Stays 10²":                       "Case Stays 10²",
	} {
		if got := words.Normal(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestSentences_end_where_people_end_them(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil, " \n ": nil,
		"It is down. We roll back! Why?! Ok":                {"It is down.", "We roll back!", "Why?!", "Ok"},
		"see https://x.example/a.b?c=d. Then v2.14.0. Done": {"see https://x.example/a.b?c=d.", "Then v2.14.0.", "Done"},
		"e.g. the cache, i.e. redis. z.B. heute":            {"e.g. the cache, i.e. redis.", "z.B. heute"},
		"took 3.5 s\nthen 2 s":                              {"took 3.5 s", "then 2 s"},
		"run `a. b. c` now. ok":                             {"run `a. b. c` now.", "ok"},
		"```\nx. y\nz\n``` after":                           {"```\nx. y\nz\n``` after"},
		"odd ` tick. two":                                   {"odd ` tick.", "two"},
		"故障。已回滚！好":                                          {"故障。", "已回滚！", "好"},
		"He said \"it is up.\" Then left.":                  {"He said \"it is up.\"", "Then left."},
		"... why?":                                          {"...", "why?"},
	} {
		if diff := cmp.Diff(want, words.Sentences(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// What a person pastes is no text in any language; it must only not break anything.
func TestWords_take_anything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if rapid.Bool().Draw(t, "cut") && len(s) > 1 {
			s = s[:len(s)-1] // perhaps no UTF-8
		}
		for _, stem := range words.Stems(s) {
			if stem == "" {
				t.Fatalf("an empty stem in %q", words.Stems(s))
			}
		}
		n := words.Normal(s)
		if utf8.ValidString(s) && words.Normal(n) != n {
			t.Fatalf("%q is normal, and then %q", n, words.Normal(n))
		}
		var joined strings.Builder
		for _, one := range words.Sentences(s) {
			joined.WriteString(one)
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(joined.String()) != squeeze(s) {
			t.Fatalf("sentences lose text: %q", words.Sentences(s))
		}
	})
}

func BenchmarkStems_message(b *testing.B) {
	for b.Loop() {
		words.Stems("verified: for both the trusted cluster and the build cluster, all the plank-created pods got dropped in the `default` namespace instead of `test-pods`")
	}
}

func BenchmarkStems_40000_characters(b *testing.B) {
	one := strings.Repeat("x", 40_000)
	many := strings.Repeat("a-b.c/D", 40_000/7)
	for b.Loop() {
		words.Stems(one)
		words.Stems(many)
	}
}
