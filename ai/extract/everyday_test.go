package extract_test

import "testing"

// The words that announce a task are everyday words. Each sentence is said when the worst is over, where
// tasks are most likely.
var everyday = []string{
	"the queue drains as it should",
	"restarted worker-7, and its queue drains as it should",
	"checked the cache of search, its index builds as it should",
	"the import runs slower than it should",
	"everything is where it should be",
	"orders arrive the way they should",
	"that should have worked by now",
	"the backup should have finished an hour ago",
	"the mail should have arrived by now, can you look again?",
	"you should see the new banner after a reload",
	"nobody should be affected any more",
	"I thought we should see more traffic than this",
	"why should the proxy care about the region?",
	"should the disk of web-3 fill up again, the pager will tell us",
	"not sure that we should touch the replica tonight",
	"the failover must have happened around three",
	"it must be the proxy then",
	"we must have missed the deploy at noon",
	"I need to leave at five",
	"do you need the logs of the proxy as well?",
	"no need to restart anything",
	"the mailer doesn't need a restart for that",
	"we don't have to restore the archive after all",
	"it needs a minute to warm up",
	"the check said that it needs 4 GB, the node has 8",
	"we needed the old key for that, it worked",
	"they had to call the data centre to get in",
	"the new node has to catch up first, lag is 40 seconds",
	"it will be fine now that the cache is warm",
	"will the orders be sent again on their own?",
	"I will be in a meeting until noon",
	"the report will come in by itself at six",
	"we were told that the vendor will call back",
	"let's see what the graph says in ten minutes",
	"let's wait for the next batch",
	"let's hope the second region holds",
	"that TODO in the code has been there since 2019",
	"what would have happened if the queue had been empty?",
	"I'd like a coffee now, what a night",
	"if the cache were cold we would need a second node",
	"it was worth the wait, latency is down to 20 ms",
}

var tasks = []string{
	"we should add a test for the empty cart",
	"we should have had an alert on the age of the queue",
	"we should not deploy on fridays without the canary",
	"the health check should fail when the disk is full",
	"there should be a limit on the size of an upload",
	"the timeout of the gateway should be shorter than that of the client",
	"the dashboard should show the lag of each consumer",
	"it should not be possible to delete a zone by hand",
	"the retry should back off instead of hammering the gateway",
	"the alert must name the region",
	"every vendor key must have an owner",
	"we must never again rotate keys without a second person",
	"somebody needs to update the runbook of the proxy",
	"the runbook needs a section about the failover",
	"the canary needs to run for at least an hour",
	"we need a second person on call for the warehouse",
	"before the next launch we need to load test the search",
	"we have no alert on the age of the certificate",
	"the deploy script has to check the region first",
	"long term we have to split the billing database",
	"we ought to rehearse the failover twice a year",
	"TODO: clean up the old topics of the broker",
	"let's add an alarm for the age of the backup",
	"let's get rid of the cron job on web-3",
	"as a next step we move the archive to the other bucket",
	"I'll file a ticket for the flaky probe on monday",
	"I will write the letter to the merchants tomorrow",
	"I'll make sure that the archive is restored once a month",
	"Ada, please write down how the key is rotated",
	"can you open a ticket for the stale index, Bo?",
	"a dry run would have shown the missing table",
}

func TestFollowUps_are_no_everyday_sentences(t *testing.T) {
	t.Parallel()
	for _, said := range everyday {
		for _, more := range []string{"", " (on the alert dashboard, and in the backup test)"} { // words of tasks, beside none
			if x := summarise(t, channel(afterwards("cy: "+said+more)...)); len(x.FollowUps) > 0 {
				t.Errorf("proposed: %q", titles(x))
			}
		}
	}
}

func TestFollowUps_are_told_in_everyday_words(t *testing.T) {
	t.Parallel()
	for _, said := range tasks {
		if x := summarise(t, channel(afterwards("cy: "+said)...)); len(x.FollowUps) != 1 {
			t.Errorf("of %q was proposed: %q", said, titles(x))
		}
	}
}
