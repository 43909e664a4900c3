package postmortem_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/incident"
)

var night = time.Date(2026, 1, 15, 2, 47, 0, 0, time.UTC)

func at(minutes int) time.Time { return night.Add(time.Duration(minutes) * time.Minute) }

func words() incident.Rules {
	return incident.Rules{
		Severities: []incident.Severity{
			{Name: "SEV1", Meaning: "everybody is hit, or money or data is being lost", UpdateEvery: 30 * time.Minute},
			{Name: "SEV2", Meaning: "an important part is broken for many", UpdateEvery: time.Hour},
		},
		Roles: []incident.Role{
			{Name: incident.Commander, Title: "Incident commander"}, {Name: "scribe", Title: "Scribe"},
		},
	}
}

func link(channel incident.ChannelID, message, thread incident.MessageID) string {
	address := "https://shop.slack.example/archives/" + string(channel)
	if message == "" {
		return address
	}
	address += "/p" + strings.ReplaceAll(string(message), ".", "")
	if thread != "" {
		address += "?thread_ts=" + string(thread) + "&cid=" + string(channel)
	}
	return address
}

// said is a message; its id follows from when it was said, in seconds since the night began.
func said(second int, by incident.PersonID, text string) incident.Message {
	t := night.Add(time.Duration(second) * time.Second)
	return incident.Message{
		Channel: "C0INC42", ID: incident.MessageID(fmt.Sprintf("%d.000100", t.Unix())), Author: by, Text: text, At: t,
	}
}

func pinned(m incident.Message) incident.Entry {
	return incident.Entry{Kind: incident.KindMessage, At: m.At, By: m.Author, Text: m.Text, Message: m.ID, Thread: m.Thread}
}

// shop is the night in which nobody could pay.
func shop() incident.Record {
	messages := []incident.Message{
		said(70, "U0ADA", "pay button is dead for me too, anyone else?"),
		said(95, "U0BEN", "yes. <https://grafana.shop.example/d/pay?from=now-1h&amp;to=now|payments dashboard> is flat since 02:31"),
		said(130, "U0CAM", "<@U0BEN> deploy 812 went out at 02:30"),
		said(160, "U0EVE", "whose fault is THAT"),
		said(170, "U0CAM", "```\nPAYMENT_KEY: unset\npanic: no key <nil>\n```\nthat is it"),
		said(185, "B0DEPLOY", "rollback of `812` &amp; `813` started by <@U0CAM>"),
		said(3000, "U0BEN", "payments are back :tada:"),
		said(3020, "U0ADA", "confirmed, I bought socks"),
	}
	messages[3].DeletedAt = at(4)
	messages[4].Thread = messages[2].ID
	messages[5].Bot = true
	messages[7].Files = []incident.File{{ID: "F0SOCKS", Name: "order_4711.png"}}
	return incident.Record{
		Incident: incident.Incident{
			Number: 42, Title: "Checkout is down", Description: "The pay button does nothing.", Impact: "Nobody can pay; the cart itself works.",
			Severity: "SEV1", Type: "service", Status: incident.Closed, DeclaredBy: "U0ADA",
			Channel: "C0INC42", ChannelName: "inc-42-checkout-down",
			DeclaredAt: night, LeadAssignedAt: at(2), MitigatedAt: at(50), ResolvedAt: at(83), ClosedAt: at(95), LastUpdateAt: at(10),
		},
		Holdings: []incident.Holding{
			{Role: incident.Commander, Person: "U0BEN", From: at(2), Until: at(20)},
			{Role: incident.Commander, Person: "U0CAM", From: at(20)},
		},
		Timeline: []incident.Entry{
			{Kind: incident.KindDeclared, At: night, By: "U0ADA", Text: "Checkout is down", Now: "SEV2"},
			{Kind: incident.KindRole, At: at(2), By: "U0BEN", Role: incident.Commander, Person: "U0BEN"},
			pinned(messages[2]), pinned(messages[3]), pinned(messages[4]),
			{Kind: incident.KindSeverity, At: at(5), By: "U0BEN", Was: "SEV2", Now: "SEV1", Text: "No payment for ten minutes."},
			{Kind: incident.KindUpdate, At: at(10), By: "U0BEN", UsersSee: "Nobody can pay; the cart itself works.", WeDo: "Rolling back the 02:30 deploy.", NextUpdateAt: at(40)},
			{Kind: incident.KindRole, At: at(20), By: "U0CAM", Role: incident.Commander, Person: "U0CAM", Previous: "U0BEN"},
			{Kind: incident.KindStatus, At: at(30), By: "U0CAM", Was: "investigating", Now: "identified", Text: "Deploy 812 lost the payment key."},
			{Kind: incident.KindNote, At: at(33), By: "U0CAM", Text: "Rolled back at 03:10."},
			{Kind: incident.KindStatus, At: at(50), By: "U0CAM", Was: "identified", Now: "monitoring"},
			{Kind: incident.KindStatus, At: at(83), By: "U0CAM", Was: "monitoring", Now: "resolved", Text: "Held for half an hour."},
			{Kind: incident.KindStatus, At: at(95), By: "U0ADA", Was: "resolved", Now: "closed"},
		},
		Messages: messages,
		Reactions: []incident.Reaction{
			{Message: messages[2].ID, By: "U0BEN", Name: "pushpin"},
			{Message: messages[3].ID, By: "U0BEN", Name: "angry"},
			{Message: messages[6].ID, By: "U0ADA", Name: "tada"},
			{Message: messages[6].ID, By: "U0CAM", Name: "tada"},
			{Message: messages[6].ID, By: "U0CAM", Name: "heart"},
		},
		Presences: []incident.Presence{{Person: "U0ADA", At: night, Joined: true}, {Person: "U0LEE", At: at(6), Joined: true}},
		People: map[incident.PersonID]incident.Person{
			"U0ADA": {Name: "Ada"}, "U0BEN": {Name: "Ben"}, "U0CAM": {Name: "Cam"}, "U0EVE": {Name: "Eve"},
			"U0LEE": {Name: "Lee *the* new one"}, "B0DEPLOY": {Name: "deploybot", Bot: true},
		},
	}
}

// cites are to messages of the shop, by their place in it; the whole text is the quotation.
func cites(places ...int) []incident.Cite {
	var all []incident.Cite
	messages := shop().Messages
	for _, i := range places {
		m := messages[i]
		all = append(all, incident.Cite{Message: m.ID, Thread: m.Thread, Quote: m.Text})
	}
	return all
}

func claim(section incident.Section, text string, places ...int) incident.Claim {
	return incident.Claim{Section: section, Text: text, Cites: cites(places...)}
}

// found is what a model found out about the night in the shop, and what was recorded to do after it.
func found() (postmortem.Parts, []incident.FollowUp) {
	parts := postmortem.Parts{
		Summary: []incident.Claim{
			claim(incident.SectionImpact, "The pay button was dead; the payments dashboard was flat since 02:31.", 0, 1),
			claim(incident.SectionCause, "Deploy 812, of which Cam said that it went out at 02:30, lost `PAYMENT_KEY`.", 2, 4),
			claim(incident.SectionAction, "A rollback of `812` & `813` was started by Cam.", 5),
			claim(incident.SectionStatus, "Payments are back, and Ada has bought socks.", 6, 7),
			claim(incident.SectionQuestion, "Whose fault is that?", 3), // its message was deleted
		},
		Moments: []incident.Claim{
			claim("", "pay button is dead for me too, anyone else?", 0),
			claim("", "@Ben deploy 812 went out at 02:30", 2), // carries a 📌
			claim("", "The log shows that the payment key is unset.", 4, 5),
			claim("", "payments are back :tada:", 6),
			claim("", "whose fault is THAT", 3),
		},
		Contributing: []incident.Claim{
			claim("", "Deploy 812 was rolled out by @Cam without PAYMENT_KEY, and Ben-the-bot's check at https://ci.example/Ben did not notice.", 2, 4),
			claim("", "Cam had to start the rollback by hand.", 5),
		},
		WentWell: []incident.Claim{claim("", "Ada and Ben confirmed each other's findings within a minute.", 0, 1)},
		FollowUps: []incident.FollowUp{
			{Title: "Refuse a deploy without `PAYMENT_KEY`", Owner: "U0CAM", Due: at(7 * 24 * 60), State: incident.FollowUpProposed, Cites: cites(4)},
			{Title: "Find out whose fault it was", State: incident.FollowUpProposed, Cites: cites(3)},
			{Title: "alert when no payment succeeds for a minute", State: incident.FollowUpProposed, Cites: cites(1)},
		},
		Made: incident.Made{
			By: "gpt-4.1-mini", Model: true, At: at(96), Messages: 7, Dropped: 2, Cost: 31 * incident.Dollar / 1000,
			Note: "The last part was not read: the budget was used up",
		},
	}
	recorded := []incident.FollowUp{
		{Title: "Alert when no payment succeeds for a minute", Owner: "U0BEN", Due: at(7 * 24 * 60), State: incident.FollowUpOpen},
		{Title: "Put the key back", State: incident.FollowUpDone, Owner: "U0CAM", Cites: cites(5)},
		{Title: "Write a runbook for rollbacks", State: incident.FollowUpOpen, Ticketed: true},
		{Title: "Say sorry", State: incident.FollowUpDismissed},
		{Title: "An older proposal", State: incident.FollowUpProposed},
	}
	return parts, recorded
}

// quoted is what can be found out without a model: words of messages.
func quoted() postmortem.Parts {
	verbatim := func(section incident.Section, place int, text string) incident.Claim {
		c := claim(section, text, place)
		c.Cites[0].Quote = text + " and more"
		return c
	}
	return postmortem.Parts{
		Summary: []incident.Claim{
			verbatim(incident.SectionImpact, 0, "pay button is dead for me too, anyone else?"),
			verbatim(incident.SectionCause, 2, "@Ben deploy 812 went out at 02:30"),
			verbatim(incident.SectionAction, 5, "rollback of `812` & `813` started by @Cam"),
			verbatim(incident.SectionStatus, 6, "payments are back…"),
		},
		Moments: []incident.Claim{
			verbatim("", 0, "pay button is dead for me too, anyone else?"), verbatim("", 5, "rollback of `812` & `813` started by @Cam"),
			verbatim("", 6, "payments are back…"),
		},
		FollowUps: []incident.FollowUp{{Title: "we should refuse a deploy without a key", State: incident.FollowUpProposed, Cites: cites(4)}},
		Made:      incident.Made{By: incident.MadeByTimeline, At: at(96), Messages: 7},
	}
}

// days is an incident that goes on over two midnights and is not over.
func days() incident.Record {
	rec := shop()
	rec.Incident.Status = incident.Investigating
	rec.Incident.MitigatedAt, rec.Incident.ResolvedAt, rec.Incident.ClosedAt = time.Time{}, time.Time{}, time.Time{}
	rec.Messages = append(rec.Messages, said(86_400, "U0BEN", "it is back"), said(86_400+22*3600, "U0CAM", "and again"))
	rec.Timeline = append(rec.Timeline[:5:5],
		incident.Entry{Kind: incident.KindNote, At: at(24 * 60), By: "U0BEN", Text: "Back on the second night."})
	return rec
}

// silent is an incident that was declared and closed without a word.
func silent() incident.Record {
	return incident.Record{
		Incident: incident.Incident{
			Number: 7, Title: "False alarm", Severity: "SEV2", Type: "service", Status: incident.Closed,
			DeclaredBy: "U0ADA", DeclaredAt: night, MitigatedAt: at(0), ResolvedAt: at(0), ClosedAt: at(0),
		},
		Timeline: []incident.Entry{{Kind: incident.KindDeclared, At: night, By: "U0ADA", Text: "False alarm", Now: "SEV2"}},
	}
}

// hostile texts would be Markdown, HTML or links if they were not escaped.
var hostile = []string{
	"# heading", "a\n# heading\n===\n---", "- item", "1. item\n2) item", "> quote", "```\ncode", "`a``b`", "|a|b|\n|---|---|\n|c|d|",
	"[slack.com](https://evil.example)", "![](https://evil.example/pixel.png)", "<https://evil.example|slack.com>",
	"<img src=x onerror=alert(1)>", "<!-- hidden -->", "<!channel> @here <!subteam^S1|@payments>", "*bold* _it_ ~gone~ **b** __u__",
	"&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &amp;copy;", "snake_case_name and $x$", "[ref]: https://evil.example", "[^1]: note",
	"    indented", "\tindented", "trailing\\", "***", "___", "<javascript:alert(1)|click>", "<https://x.example/a_b*c(d)|ok>",
	"https://x.example/~user/a_b?c=*d*.", "www.evil.example", "ends with ##", "\u202egnp.exe", "停止👩‍🚒", "<@U0LEE> in <#C1|general> <!date^0^{date}|x>",
	"`` ` ``", "```a```b```c```", "- [ ] task", "+ plus", "#hash #", "<http://[bad|x>", "+++", "~~~\nfence", "a | b", "\\[x\\](y)",
}

func odd() incident.Record {
	rec := shop()
	rec.Incident.Title, rec.Incident.Impact = "# <b>[x](https://evil.example)</b> ##", "1. ![](https://evil.example/p.png)\n\n# x"
	rec.Messages, rec.Timeline = nil, nil
	for i, text := range hostile {
		m := said(60*i, "U0LEE", text)
		rec.Messages = append(rec.Messages, m)
		rec.Timeline = append(rec.Timeline, pinned(m),
			incident.Entry{Kind: incident.KindNote, At: m.At, By: "U0LEE", Text: text})
	}
	return rec
}
