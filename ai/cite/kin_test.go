package cite_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/ai/cite"
)

// A report has words of its own, and other words for what was said.
func TestCheck_lets_a_report_use_its_own_words(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, claim string
		ok          bool
	}{
		{"all quiet, calling it resolved", "Ada declared the incident resolved at 12:07.", true},
		{"rollback is running", "It was decided to roll back.", true},
		{"rollback is running", "It was decided to increase the timeout.", false},
		{"bounced coredns everywhere", "coredns was restarted everywhere.", true},
		{"bounced coredns everywhere", "The restart of coredns resolved the incident.", false}, // nobody said that
		{"bounced coredns, all fine", "The restart of coredns resolved the incident.", true},
		{"bounced coredns, all fine", "The restart of coredns did not resolve the incident.", false},
		{"nta on ns-int-a", "The negative trust anchor was set on ns-int-a.", true},
		{"nta on ns-int-a", "The new template agent was slow on ns-int-b.", false},
		{"they keep the servfail 15m", "The servfail was kept for 15 minutes.", true},
		{"they keep the servfail 15m", "The servfail was kept for 50 minutes.", false},
		{"vm is off, powered down", "The VM was powered down.", true},
		{"box is off, powered down", "The VM was powered up.", false},
		{"names resolve again", "The names are unresolved.", false},
		{"search results are back", "Search results came back.", true},
		{"latency went 3 s to 7 s", "Latency rose from 3 s to 7 s.", true},
		{"latency went 3 s to 7 s", "Latency fell from 3 s to 7 s.", false},
		{"lease went from 8 days to 2 hours", "The lease was lowered from 8 days to 2 hours.", true},
		{"account changed for ines. only hers", "The account of ines was changed, no other account was affected.", true},
		{"paypal customers are happy", "PayPal customers were not affected.", true},
		{"paypal customers are angry", "PayPal customers were not affected.", false},
		{"the proxy is broken, search is happy", "The proxy was not broken.", false},
		{"the vault is unreachable", "The vault was not reachable.", true},
		{"the failover failed", "The failover did not succeed.", true},
		{"the failover succeeded", "The failover did not succeed.", false},
	} {
		if err := cite.Check(c.claim, []cite.Cited{said(c.said)}); (err == nil) != c.ok {
			t.Errorf("%q from %q: %v", c.claim, c.said, err)
		}
	}
}
