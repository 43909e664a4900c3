package cite_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/ai/cite"
)

// noon is when the messages of these tests were written, unless they say otherwise.
var noon = time.Date(2026, time.March, 4, 12, 7, 31, 0, time.UTC)

// said is a message of Ada's, quoted as a whole.
func said(text string) cite.Cited {
	return cite.Cited{Message: cite.Message{Text: text, Author: "Ada Byron", At: noon}, Quote: text}
}

func rule(err error) cite.Rule {
	var d cite.Dropped
	errors.As(err, &d)
	return d.Rule
}

func TestCheck_drops_a_claim_that_cites_or_says_nothing(t *testing.T) {
	t.Parallel()
	for claim, cited := range map[string][]cite.Cited{
		"The rollback is done.": nil,
		"":                      {said("rollback is done")},
		" \n\t":                 {said("rollback is done")},
		"...!?":                 {said("rollback is done")},
		"It is so.":             {said("rollback is done")},
		"At 12:07.":             {said("rollback is done")},
		"Ada.":                  {said("rollback is done")},
	} {
		if err := cite.Check(claim, cited); rule(err) != cite.NoEvidence {
			t.Errorf("%q: %v", claim, err)
		}
	}
}

func TestCheck_wants_quotes_verbatim(t *testing.T) {
	t.Parallel()
	const text = "we’re  rolling back “checkout” now – service unavailable again.\nThe cache is cold"
	for quote, want := range map[string]cite.Rule{
		text: "",
		"we're rolling back \"checkout\" now - service": "",
		"again. The cache":    "",
		"rolling\u200b back":  "",
		"":                    cite.WrongQuote,
		"  ":                  cite.WrongQuote,
		"now":                 cite.WrongQuote, // proves nothing
		"available again":     cite.WrongQuote, // cut out of unavailable
		"rolled back":         cite.WrongQuote,
		"Rolling back":        cite.WrongQuote,
		"rolling back … cold": cite.WrongQuote,
	} {
		err := cite.Check("Ada is rolling back checkout.", []cite.Cited{{Message: cite.Message{Text: text, Author: "Ada Byron", At: noon}, Quote: quote}})
		if rule(err) != want {
			t.Errorf("%q: %v", quote, err)
		}
	}
	if err := cite.Check("Ada said yes to rolling back.", []cite.Cited{said("shall we start rolling back?"), said("Yes")}); err != nil {
		t.Errorf("a short message can be quoted whole: %v", err)
	}
}

func TestCheck_takes_no_quote_stitched_from_two_messages(t *testing.T) {
	t.Parallel()
	stitched := "the failover is done and nothing is lost"
	one, two := said("the failover is done"), said("and nothing is lost")
	one.Quote, two.Quote = stitched, stitched
	if err := cite.Check("The failover is done and nothing is lost.", []cite.Cited{one, two}); rule(err) != cite.WrongQuote {
		t.Error(err)
	}
}

// Each line: what was said, a claim, and whether it may stand.
func TestCheck_compares_facts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, claim string
		ok          bool
	}{
		{"1,000 orders failed", "1000 orders failed.", true},
		{"1k orders failed", "1,000 orders failed.", true},
		{"1.000 orders failed", "1 000 orders failed.", true},
		{"two orders failed", "2 orders failed.", true},
		{"12 orders failed", "A dozen orders failed.", true},
		{"1.2M rows were deleted", "1.2 million rows were deleted.", true},
		{"1.2M rows were deleted", "1,200,000 rows were deleted.", true},
		{"1.2M rows were deleted", "1.3 million rows were deleted.", false},
		{"two thousand jobs are stuck", "2000 jobs are stuck.", true},
		{"٤١٥ jobs are stuck", "415 jobs are stuck.", true},
		{"415 jobs are stuck", "４１５ jobs are stuck.", true},
		{"415 jobs are stuck", "４１６ jobs are stuck.", false},
		{"102 jobs are stuck", "10² jobs are stuck.", false},
		{"the outage took 47 min", "The outage took 47 minutes.", true},
		{"the outage took 47 min", "The outage took 47 hours.", false},
		{"the outage took 90 min", "The outage took 1.5 hours.", true},
		{"the outage took 90 min", "The outage took one and a half days.", false},
		{"latency is 300 ms", "Latency is 0.3 s.", true},
		{"latency is 300 ms", "Latency is 300 s.", false},
		{"error rate at 37%", "The error rate is at 37 %.", true},
		{"error rate at 37%", "The error rate is at 37.5 %.", false},
		{"disk has 31 GB left", "The disk has 31 MB left.", false},
		{"lost 85k EUR of carts", "Carts of €85,000 were lost.", true},
		{"lost 85k EUR of carts", "Carts of $85,000 were lost.", false},
		{"release 2.14.0 is out", "Release v2.14.0 is out.", true},
		{"release 2.14.0 is out", "Release 2.14 is out.", true},
		{"release 2.14.0 is out", "Release 2.1 is out.", false},
		{"release 2.14 is out", "Release 2.14.1 is out.", false},
		{"10.4.17.22 holds the lock", "10.4.17.2 holds the lock.", false},
		{"10.4.17.22 holds the lock", "10.4.17 holds the lock.", true},
		{"db-3.eu.example.com is slow", "db-3 is slow.", true},
		{"db-3.eu.example.com is slow", "db-3.us.example.com is slow.", false},
		{"db-3 is slow", "db-3.eu.example.com is slow.", false},
		{"db-30 is slow", "db-3 is slow.", false},
		{"PAY-812 tracks the index", "PAY-821 tracks the index.", false},
		{"payments-api is slow", "The orders-api is slow.", false},
		{"payments-api is slow", "The payments API is slow.", true},
		{"pods use PodNamespace", "Pods use ProwJobNamespace.", false},
		{"pods use PodNamespace", "Pods use `podNamespace`.", true},
		{"pods use PodNamespace", "Pods use `default`.", false},
		{"the rule is in alerts/es.yaml", "The rule is in alerts/db.yaml.", false},
		{"the SSO login is down", "The VPN login is down.", false},
		{"ship it by Friday", "It is shipped by Friday.", true},
		{"ship it by Friday", "It is shipped by Monday.", false},
		{"we ship it tomorrow", "It ships on 5 March.", true},
		{"we ship it tomorrow", "It ships on 6 March.", false},
		{"the cert ends on May 26", "The cert ends on 26 May 2026.", true},
		{"the cert ends on May 26", "The cert ends on 2026-05-26.", true},
		{"the cert ends on May 26", "The cert ends on 27 May.", false},
	} {
		if err := cite.Check(c.claim, []cite.Cited{said(c.said)}); (err == nil) != c.ok {
			t.Errorf("%q from %q: %v", c.claim, c.said, err)
		}
	}
}

func TestCheck_knows_when_messages_were_written(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, claim string
		ok          bool
	}{
		{"rollback is done", "The rollback was done at 12:07.", true},
		{"rollback is done", "The rollback was done at 12:07Z.", true},
		{"rollback is done", "The rollback was done at 12:07:31 UTC.", true},
		{"rollback is done", "The rollback was done at 12:07 pm UTC.", true},
		{"rollback is done", "The rollback was done at 13:07 CET.", true},
		{"rollback is done", "The rollback was done at 07:07 EST.", true},
		{"rollback is done", "The rollback was done at 14:07+02:00.", true},
		{"rollback is done", "The rollback was done at 12:07 CET.", false},
		{"rollback is done", "The rollback was done at 12:08.", false},
		{"rollback is done", "The rollback was done at 12:07:32.", false},
		{"rollback is done", "The rollback was done on 4 March.", true},
		{"rollback is done", "The rollback was done on Wednesday.", true},
		{"rollback is done", "The rollback was done on Thursday.", false},
		{"rollback done at 13:02 CET", "The rollback was done at 12:02 UTC.", true},
		{"rollback done at 13:02 CET", "The rollback was done at 13:02 UTC.", false},
		{"rollback done at 12:02", "The rollback was done at 12:02 UTC.", true},
		{"rollback done at 14:02", "The rollback was done at 14:02 UTC.", false}, // it had not come yet
		{"retry at 3pm", "The retry is at 15:00.", true},
		{"retry at 3pm", "The retry is at 3:00 am.", false},
		{"um 22:15 Uhr wurde aktualisiert", "Um 22.15 Uhr wurde aktualisiert.", true},
		{"depuis 09h20 le portail est coupé", "Depuis 09:20 le portail est coupé.", true},
	} {
		if err := cite.Check(c.claim, []cite.Cited{said(c.said)}); (err == nil) != c.ok {
			t.Errorf("%q from %q: %v", c.claim, c.said, err)
		}
	}
}

func TestCheck_computes_time_that_passed(t *testing.T) {
	t.Parallel()
	start, end := said("rollback started"), said("rollback finished")
	end.Message.At = noon.Add(10*time.Minute + 12*time.Second)
	both := []cite.Cited{start, end}
	for claim, ok := range map[string]bool{
		"The rollback finished ten minutes later.":      true,
		"The rollback took 10 minutes.":                 true,
		"The rollback took 12 minutes.":                 false,
		"The rollback finished two hours later.":        false,
		"The rollback started at 12:07, ended at 12:17": true,
	} {
		if err := cite.Check(claim, both); (err == nil) != ok {
			t.Errorf("%q: %v", claim, err)
		}
	}
	if err := cite.Check("The rollback finished ten minutes later.", both[1:]); rule(err) != cite.NewFact {
		t.Errorf("from one message: %v", err)
	}
}

func TestCheck_knows_people(t *testing.T) {
	t.Parallel()
	by := func(author, text string, names ...string) []cite.Cited {
		return []cite.Cited{{Message: cite.Message{Text: text, Author: author, At: noon, Names: names, Files: []string{"heap-31.png"}}, Quote: text}}
	}
	room := cite.Room{People: []string{"Ada Byron", "bentheelder", "Mei Lin"}}
	for _, c := range []struct {
		claim string
		cited []cite.Cited
		ok    bool
	}{
		{"Ada rolled back the release.", by("Ada Byron", "I rolled back the release"), true},
		{"@Ada rolled back the release.", by("Ada Byron", "I rolled back the release"), true},
		{"@Ada Byron rolled back the release.", by("Ada Byron", "I rolled back the release"), true},
		{"Ada Lovelace rolled back the release.", by("Ada Byron", "I rolled back the release"), false},
		{"Mei rolled back the release.", by("Ada Byron", "I rolled back the release"), false},
		{"@mei rolled back the release.", by("Ada Byron", "I rolled back the release"), false},
		{"Thomas rolled back the release.", by("Ada Byron", "I rolled back the release"), false},
		{"The release was rolled back by Thomas.", by("Ada Byron", "I rolled back the release"), false},
		{"What made bentheelder roll back was the release.", by("Ada Byron", "I rolled back the release"), false},
		{"Steve rolled back the release.", by("stevekuznetsov", "I rolled back the release"), true},
		{"Mei is asked to roll back.", by("Ada Byron", "@Mei Lin please roll back", "Mei Lin"), true},
		{"Ada attached heap-31.png of the leak.", by("Ada Byron", "here is the leak"), true},
		{"Ada attached heap-32.png of the leak.", by("Ada Byron", "here is the leak"), false},
		{"Engineers rolled back the release.", by("Ada Byron", "rolled back the release"), true},
		{"Initially, the release was rolled back.", by("Ada Byron", "rolled back the release"), true},
	} {
		if err := room.Check(c.claim, c.cited); (err == nil) != c.ok {
			t.Errorf("%q from %q of %s: %v", c.claim, c.cited[0].Message.Text, c.cited[0].Message.Author, err)
		}
	}
}

func TestCheck_lets_no_markup_through(t *testing.T) {
	t.Parallel()
	cited := []cite.Cited{said("dashboard for the rollback: https://grafana.example.com/d/checkout?orgId=1 and runbook.example.com/roll")}
	for claim, ok := range map[string]bool{
		"The rollback has a dashboard: https://grafana.example.com/d/checkout?orgId=1.":     true,
		"The rollback has a dashboard (https://grafana.example.com/d/checkout?orgId=1).":    true,
		"The rollback has a dashboard: https://grafana.example.com/d/checkout?orgId=2":      false,
		"The rollback has a dashboard: https://grafana.example.com/":                        false,
		"The rollback has a dashboard: https://evil.example/d/checkout":                     false,
		"The rollback has a dashboard: <https://evil.example|dashboard>":                    false,
		"The rollback has a dashboard: [dashboard](https://evil.example)":                   false,
		"The rollback has a dashboard: [dashboard](javascript:alert(1))":                    false,
		"The rollback has a dashboard: evil.example/d":                                      false,
		"The rollback has a dashboard: runbook.example.com/roll":                            true,
		"The rollback has a dashboard: HTTPS://GRAFANA.EXAMPLE.COM@evil.example/d/checkout": false,
		"@channel the rollback has a dashboard":                                             false,
		"The rollback has a dashboard, @here":                                               false,
		"<!channel> the rollback has a dashboard":                                           false,
		"<@U0ADA> has a dashboard for the rollback":                                         false,
		"The rollback has a \u202edraobhsad\u202c dashboard":                                false,
		"The rollback has a dash\x00board":                                                  false,
		"The rollback has a d\u0430shboard":                                                 false, // a Cyrillic а
		"The rollback has a dashboard: gr\u0430fana.example.com":                            false,
		"The rollback has a dash\u200bboard.":                                               true,
	} {
		if err := cite.Check(claim, cited); (err == nil) != ok {
			t.Errorf("%q: %v", claim, err)
		}
	}
}

func TestCheck_wants_the_claim_to_be_about_what_it_cites(t *testing.T) {
	t.Parallel()
	cited := []cite.Cited{said("the failover to db-4 is complete, connections recovered")}
	for claim, want := range map[string]cite.Rule{
		"The failover to db-4 completed and connections recovered.":       "",
		"Connections recovered thanks to a failover.":                     "",
		"Customers lost money during a long outage of db-4 connections.":  cite.OffTopic,
		"A vulnerable dependency leaked several credentials to attackers": cite.OffTopic,
	} {
		if err := cite.Check(claim, cited); rule(err) != want {
			t.Errorf("%q: %v", claim, err)
		}
	}
}

// A claim that is true, and the same turned around; in several languages.
func TestCheck_hears_a_no(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ said, yes, no string }{
		{"the failover is complete", "The failover completed.", "The failover did not complete."},
		{"the failover is not complete", "The failover is not complete.", "The failover is complete."},
		{"the failover isn't complete yet", "The failover was not complete.", "The failover was complete."},
		{"we never tested the failover", "The failover was never tested.", "The failover was tested."},
		{"no alert fired for the queue", "No alert fired for the queue.", "An alert fired for the queue."},
		{"nothing paged us for the queue", "Nobody was paged for the queue.", "Somebody was paged for the queue."},
		{"branchprotector failed to drop statuses", "The branchprotector did not drop statuses.", "The branchprotector dropped statuses."},
		{"unable to reach the vault", "The vault could not be reached.", "The vault could be reached."},
		{"deployed without a review", "It was deployed without a review.", "It was deployed with a review."},
		{"the vault is up", "The vault is up.", "The vault is down."},
		{"the vault is not down", "The vault is up.", "The vault is down."},
		{"the deploy succeeded", "The deploy succeeded.", "The deploy failed."},
		{"the flag is disabled", "The flag is disabled.", "The flag is enabled."},
		{"latency increased to 2 s", "Latency rose to 2 s.", "Latency decreased to 2 s."},
		{"it broke before the deploy", "It broke before the deploy.", "It broke after the deploy."},
		{"node 3 is healthy", "Node 3 is healthy.", "Node 3 is unhealthy."},
		{"der Failover ist abgeschlossen und die Last ist normal", "Der Failover ist abgeschlossen.", "Der Failover ist nicht abgeschlossen."},
		{"die Sicherung wurde nie getestet", "Die Sicherung wurde nie getestet.", "Die Sicherung wurde getestet."},
		{"la sauvegarde n'a pas été testée", "La sauvegarde n'a pas été testée.", "La sauvegarde a été testée."},
		{"aucune donnée n'est perdue", "Aucune donnée n'a été perdue.", "Une donnée a été perdue."},
		{"la copia no se probó nunca", "La copia no se probó nunca.", "La copia se probó."},
		{"o backup não foi testado pela equipe", "O backup não foi testado.", "O backup foi testado."},
		{"il backup non è stato testato", "Il backup non è stato testato.", "Il backup è stato testato."},
		{"de back-up is niet getest door ons", "De back-up is niet getest.", "De back-up is getest."},
	} {
		if err := cite.Check(c.yes, []cite.Cited{said(c.said)}); err != nil {
			t.Errorf("%q from %q: %v", c.yes, c.said, err)
		}
		if err := cite.Check(c.no, []cite.Cited{said(c.said)}); err == nil {
			t.Errorf("%q passes from %q", c.no, c.said)
		}
	}
}

// A pasted log proves what stands around the quote, not whatever it has anywhere.
func TestCheck_does_not_take_a_long_log_for_proof_of_anything(t *testing.T) {
	t.Parallel()
	m := cite.Message{Author: "Ada Byron", At: noon, Text: "heap exhausted on the worker. " + strings.Repeat("padding of the log ", 2000) + "customers lost orders"}
	if err := cite.Check("Customers lost orders.", []cite.Cited{{Message: m, Quote: "heap exhausted on the worker"}}); err == nil {
		t.Error("it does")
	}
	if err := cite.Check("The worker exhausted its heap.", []cite.Cited{{Message: m, Quote: "heap exhausted on the worker"}}); err != nil {
		t.Error(err)
	}
}

// What people paste and what a model may answer; none may pass, none may take long.
func TestCheck_takes_anything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		claim, text := rapid.String().Draw(t, "claim"), rapid.String().Draw(t, "text")
		if rapid.Bool().Draw(t, "long") {
			text = strings.Repeat(text+" ", 1+2000/(1+len(text)))
		}
		if err := cite.Check(claim, []cite.Cited{said(text)}); err != nil && rule(err) == "" {
			t.Fatalf("no rule in %v", err)
		}
	})
	long := strings.Repeat("the worker is not up at 12:07, ", 1500)
	if err := cite.Check(long, []cite.Cited{said(long)}); rule(err) != cite.OffTopic {
		t.Errorf("a claim of %d characters: %v", len(long), err)
	}
}

func BenchmarkCheck(b *testing.B) {
	cited := []cite.Cited{said("verified: for both the trusted cluster and the build cluster, all the plank-created pods got dropped in the `default` namespace instead of `test-pods`")}
	for b.Loop() {
		_ = cite.Check("In both clusters all pods created by plank were dropped in the `default` namespace at 12:07Z.", cited)
	}
}

// Ten times the text takes ten times the time: compare the two.
func BenchmarkCheck_long_message(b *testing.B) {
	for name, n := range map[string]int{"4000": 4_000, "40000": 40_000} {
		for kind, one := range map[string]string{"words": "db-3 is not slow at 12:07, 415 jobs. ", "letters": "x", "digits": "1 234,", "ticks": "` \"", "denials": "not no never "} {
			long := said(strings.Repeat(one, n/len(one)) + " the end is near")
			long.Quote = "the end is near"
			b.Run(kind+"/"+name, func(b *testing.B) {
				for b.Loop() {
					_ = cite.Check("The end is near, said Ada at 12:07.", []cite.Cited{long})
				}
			})
		}
	}
}
