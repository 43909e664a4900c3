package extract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/incident"
)

// afterwards is a channel in which a message is said when all is over.
func afterwards(lines ...string) []string {
	return append([]string{
		"ada: customers cannot pay, 40% of orders fail", "bo: rolled back payment-api to v811", "ada: checkout works again, all green",
		"ada: calling it resolved",
	}, lines...)
}

func titles(x extract.Extract) string {
	var all []string
	for _, f := range x.FollowUps {
		all = append(all, f.Title)
	}
	return strings.Join(all, "\n")
}

func TestFollowUps_are_found(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		"action item: write a runbook for the failover of orders-db",
		"we should alert on the age of the oldest message in the queue",
		"TODO rotate the signing key of the webhook",
		"let's make sure that the canary runs for an hour before the next rollout",
		"we need to test the restore of the archive every month",
		"I'll add a timeout to the voucher lookup tomorrow",
		"nobody noticed that the nightly export had died, there is no alert for it",
		"a canary would have caught this before anyone was hurt",
		"next time the vendor has to tell us before they move the endpoint",
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			x := summarise(t, channel(afterwards("cy: "+said)...))
			if len(x.FollowUps) != 1 || !strings.Contains(said, x.FollowUps[0].Title) {
				t.Errorf("proposed: %q", titles(x))
			}
		})
	}
}

func TestFollowUps_are_not(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"what is done at once":       {"ada: customers cannot pay", "bo: I'll look at the logs", "bo: we need to restart payment-api", "bo: let me check"},
		"what is expected":           afterwards("bo: it should be fine now", "cy: that should recover by itself"),
		"what is asked":              afterwards("bo: should we keep the channel open?", "cy: do you need anything from me?"),
		"thanks and plans for lunch": afterwards("bo: we should get lunch", "cy: thanks all, have a good weekend"),
		"what a bot says":            afterwards("ci!: action item: we should alert on the queue of payment-api"),
		"what was done since":        afterwards("bo: we should raise the connection limit of orders-db-1", "cy: raised the connection limit of orders-db-1 to 400"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if x := summarise(t, channel(lines...)); len(x.FollowUps) > 0 {
				t.Errorf("proposed: %q", titles(x))
			}
		})
	}
}

func TestFollowUps(t *testing.T) {
	t.Parallel()
	const alert = "we should alert on the age of the oldest message in the queue"
	t.Run("belong to who promised, or was asked by name, or nobody", func(t *testing.T) {
		t.Parallel()
		for said, want := range map[string]incident.PersonID{
			"cy: I'll write a runbook for the failover, by friday":                         "UCY",
			"cy: <@UBO> please write a runbook for the failover by friday":                 "UBO",
			"cy: Bo, could you please write a runbook for the failover by friday?":         "UBO",
			"cy: for the review: a runbook for the failover of orders-db (bo)":             "UBO",
			"cy: we need a runbook for the failover of orders-db":                          "",
			"cy: we need a runbook for the failover, ada and bo had none":                  "",
			"cy: <@UADA> <@UBO> can you please write a runbook for the failover by friday": "",
		} {
			x := summarise(t, channel(afterwards(said)...))
			if len(x.FollowUps) != 1 || x.FollowUps[0].Owner != want {
				t.Errorf("%q: %+v", said, x.FollowUps)
			}
		}
	})
	t.Run("are due on the author's day", func(t *testing.T) {
		t.Parallel()
		m := channel(afterwards("23:30 cy: I'll add a timeout to the voucher lookup tomorrow")...)
		p := m.Record.People["UCY"]
		p.Zone = "Asia/Tokyo" // it is Wednesday there already
		m.Record.People["UCY"] = p
		x := summarise(t, m)
		if want := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC); len(x.FollowUps) != 1 || !x.FollowUps[0].Due.Equal(want) {
			t.Errorf("%+v", x.FollowUps)
		}
	})
	t.Run("are not proposed again", func(t *testing.T) {
		t.Parallel()
		m := channel(afterwards("cy: " + alert)...)
		m.FollowUps = []incident.FollowUp{{Title: strings.ToUpper(alert), State: incident.FollowUpDismissed}}
		if x := summarise(t, m); len(x.FollowUps) > 0 {
			t.Errorf("proposed: %q", titles(x))
		}
	})
	t.Run("are taken from a list that was announced", func(t *testing.T) {
		t.Parallel()
		m := channel(afterwards("ada: follow-ups please, in this thread")...)
		root := m.Record.Messages[4]
		for i, text := range []string{"500ms for the lookup and fail open by default", "list of vendors that know our addresses", "nice"} {
			say(m, root.At.Add(time.Duration(i+1)*time.Minute), "bo", false, text).Thread = root.ID
		}
		if x := summarise(t, m); len(x.FollowUps) != 2 {
			t.Errorf("proposed: %q", titles(x))
		}
	})
	t.Run("say what nobody has understood", func(t *testing.T) {
		t.Parallel()
		x := summarise(t, channel(afterwards("bo: it's still not clear why the replica fell behind before the deploy")...))
		if len(x.FollowUps) != 1 || x.FollowUps[0].Phase != incident.PhaseDiscover {
			t.Errorf("%+v", x.FollowUps)
		}
	})
	t.Run("know a ticket", func(t *testing.T) {
		t.Parallel()
		x := summarise(t, channel(afterwards("bo: we should fix the retry logic of the worker, OPS-4711 is open for it")...))
		if len(x.FollowUps) != 1 || !x.FollowUps[0].Ticketed {
			t.Errorf("%+v", x.FollowUps)
		}
	})
}
