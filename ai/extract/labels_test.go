package extract_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/incident"
)

// labelled are everyday sentences, each by the section that a reader looks for it in.
var labelled = map[incident.Section][]string{
	incident.SectionAction: {
		"Switching the alias back to index-v41 now.",
		"alias is on v41",
		"adapter is back on the old broker since 05:51",
		"putting the old image back on fra-2",
		"rolling search-web back to v811 now",
		"restarting the three brokers one by one",
		"moved the feed back to the old cluster at 06:10",
		"pointing the resolver at the old zone again",
		"everything's now on the standby",
		"traffic is back on the previous release",
		"we've put the old certificate back on ams2",
		"I'm moving the nightly job back to the old scheduler",
		"yes, the archive keeps a day. replaying from 04:45",
		"is anyone on it? I disabled the new rule on the proxy",
		"dropped the new index on orders",
		"gateway points to the previous build again",
	},
	incident.SectionCause: {
		"found something. the new broker splits messages bigger than 4 kB, the adapter reads only the first part",
		"found it, the cron job writes to the old table",
		"it turned out that the new image has no time zone data",
		"the culprit is a rule in the proxy that drops long headers",
		"the problem is the order in which the two jobs run",
		"that's the problem: both nodes think they are the leader",
		"the lookups fail because the new subnet has no route",
		"found out why. the vendor moved the endpoint on friday",
		"found the bug, the parser counts bytes and the sender characters",
		"I know what it is: the label printer is sent the wrong paper size",
		"the pool leaks a connection on every retry",
	},
	incident.SectionImpact: {
		"so every multi-leg bag gets dropped silently",
		"the orders from the app get lost on the way to the warehouse",
		"delivered to whom? sorter db has no record for flight LX 1043 at all",
		"LX 1043 gone with 131 bags left behind",
		"users cannot upload invoices bigger than a megabyte",
		"half of the customers see an empty basket",
		"seeing new bags arrive. the ones already dropped are still missing",
		"40 parcels got lost between the two depots",
	},
	incident.SectionStatus: {
		"belt 14 runs without stopping for 6 min now",
		"error rate is back to 0.4%, normal",
		"latency is back to 40ms on every node",
		"checkout is back to normal in all regions",
		"the site is back online for everybody",
		"Right, so there are no longer any skipped checks",
		"the queue keeps dropping since noon, 40 left",
	},
}

// notDone is what stands beside deeds, and is none.
var notDone = []string{
	"pods created by the scheduler to target the build cluster",
	"https://github.com/acme/shop/pull/2291",
	"run_if_changed will be posted if it runs",
	"restarted by whom? nothing in the audit log",
	"the job gets killed on every node",
	"did you restart the broker? I see the same as before",
}

func TestSummary_puts_everyday_sentences_where_they_belong(t *testing.T) {
	t.Parallel()
	for want, sentences := range labelled {
		for _, said := range sentences {
			if got := section(pinned(t, said), said); got != want {
				t.Errorf("%q is %s, not %s", said, got, want)
			}
		}
	}
	for _, said := range notDone {
		if got := section(pinned(t, said), said); got == incident.SectionAction {
			t.Errorf("%q is an action", said)
		}
	}
}

// pinned summarises a channel in the middle of which a sentence is said and pinned, so that it has a line.
func pinned(t *testing.T, said string) extract.Extract {
	t.Helper()
	m := channel("ada: customers cannot pay, 40% of orders fail", "bo: errors on every node of payment-api",
		"cy: checkout is down for me too", "ada: the shop times out as well", "bo: "+said, "cy: what else do we know so far?")
	at := m.Record.Messages[4]
	m.Record.Timeline = append(m.Record.Timeline, incident.Entry{Kind: incident.KindMessage, At: at.At, Message: at.ID})
	return summarise(t, m)
}
