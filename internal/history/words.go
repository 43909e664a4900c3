package history

// What people say. {service} and {cause} are the incident's, {part} is a part of some service, {n} and {m} are numbers.
var (
	parts = []string{
		"the worker", "the cache", "the queue", "the primary", "the replica", "the load balancer", "the cron job", "the proxy",
		"the new build", "the canary", "the config map", "the connection pool", "eu-west-1", "the retry loop", "the feature flag",
	}

	alarms = []string{
		"{service}: {n} % of requests fail (usually 0)", "{service}: p99 is {m} s (usually 0.4 s)",
		"{service}: no events for {m} minutes", "{service}: {part} restarts again and again",
	}

	opening = []string{
		"I'm here, looking.", "Just got paged. What do we know?", "Support has {n} letters about it.", "Since when?",
		"It began {m} minutes ago, I think.", "On it.", "Is it everybody or only some?", "Seeing it here too.",
		"Dashboards of {service} are red since {m} minutes.", "I take a look at {part}.", "Who was deploying?",
		"Can somebody from {service} join?", "Not only us: {n} % of all requests.",
	}

	looking = []string{
		"{part} looks fine.", "{part} does not look fine.", "Logs of {service} are full of timeouts.",
		"CPU is at {n} %, nothing unusual.", "Errors went up right after the last deploy.", "No deploy today, so not that.",
		"Could it be {part}?", "I compare with yesterday.", "Only {n} of the machines have it.", "Latency doubled at {part}.",
		"Let me try it by hand.", "Works for me, in another region.", "The graph of {part} has a step {m} minutes ago.",
		"Nothing in the logs of {part}.", "I see {n} errors a minute.", "Same error as last month?", "Ruling out {part}.",
		"I ask the vendor.", "Their status page is green, of course.", "Traffic is as always.", "Can we turn it off?",
		"Memory of {part} goes up and never down.", "The runbook says to look at {part} first.", "Connections to {part}: {n}, limit 100.",
	}

	mending = []string{
		"It is {part}, I am quite sure.", "Rolling back {service}.", "Rolled back, waiting for the graphs.", "Restarted {part}.",
		"Errors go down: {n} %.", "Still {n} % errors.", "Turned the flag off.", "Doubling {part}.", "The fix is in review.",
		"Approved, merge it.", "Deploy is at {n} %.", "I drain {part} first.", "Not better yet.", "That helped.",
		"Two more machines to go.", "Cleaning up what is left in the queue: {n} thousand.", "Careful, {part} needs a minute to warm up.",
	}

	watching = []string{
		"Back to normal on all graphs.", "No new letters for {m} minutes.", "Looks good.", "I keep an eye on it until lunch.",
		"{n} of {n} went through.", "Shall we resolve?", "Give it ten more minutes.", "I write down what we did.",
		"Catching up with the backlog, {m} minutes left.", "Telling support.", "We need an alert for this.", "Thanks, everybody!",
		"I take the follow-up.", "This was the {cause} again, wasn't it?",
	}

	chatting = []string{
		"ok", "yes", "thanks", "agreed", "looking", "+1", "one minute", "back in five", "hm", "no idea", "makes sense", "nice",
		"good catch", "done", "can you share your screen?", "link?", "reading up", "good question", "on a train, back soon",
	}

	doing = []string{
		"We are looking for the cause.", "We roll back the last change.", "We restart {part}, one after the other.",
		"We wait for the vendor and send what we can elsewhere.", "The fix is on its way.", "We watch that it holds.",
	}

	notes = []string{
		"Rolled {service} back by hand.", "Turned off {part}.", "Asked the vendor, ticket open.", "Scaled {part} to twice its size.",
		"Told the biggest customers by phone.", "Copied the logs before they rotate.",
	}

	reopening = []string{"It is back.", "Support has new letters.", "The same errors again, since {m} minutes."}

	followUps = []struct {
		title string
		phase string
	}{
		{"Alert before {part} of {service} is full", "prevent"},
		{"Write down how to restart {service}", "prevent"},
		{"Roll back {service} with one command", "prevent"},
		{"Test {part} of {service} under load", "prevent"},
		{"Find out why nobody was paged for {service}", "discover"},
		{"Find out what {part} did between 2 and 4 o'clock", "discover"},
		{"Give the customers their money back", "resolve"},
		{"Clean up what {service} left in the queue", "resolve"},
		{"Limit retries against {part}", "prevent"},
		{"Take {part} out of the way of {service}", "prevent"},
		{"Say on the status page what happened", "resolve"},
		{"Review every setting of {part}", "prevent"},
	}
)
