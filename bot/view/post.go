package view

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Post tells the channel about one entry of the timeline.
func Post(e incident.Entry, inc incident.Incident, rules incident.Rules) Message {
	told := ofDrill(inc, tell(e, rules))
	return Message{Text: told.text(""), Blocks: told.blocks()}
}

// Echo tells people outside about one entry, in the thread under the announcement. Of a private
// incident it tells nothing.
func Echo(e incident.Entry, inc incident.Incident, rules incident.Rules) Message {
	if inc.Private && e.Kind == incident.KindWarning && e.What == incident.WarnPrivate {
		text := "🔒 " + numbered(inc) + " is private from now on. What was told here stays, and nothing more is."
		return Message{Text: fallback(text), Blocks: []slack.Block{section(text)}}
	}
	if inc.Private {
		return withheld(inc)
	}
	told := ofDrill(inc, tell(e, rules))
	return Message{Text: told.text(inc.Number.String() + ": "), Blocks: told.blocks()}
}

// telling is an entry put into words.
type telling struct {
	headline string // mrkdwn
	said     []saying
	shows    []slack.Block // what cannot be said in words
	after    string        // mrkdwn; empty for none
}

type saying struct{ label, typed string }

func (t telling) blocks() []slack.Block {
	blocks := []slack.Block{section(t.headline)}
	for _, s := range t.said {
		blocks = append(blocks, said(s.label, s.typed)...)
	}
	blocks = append(blocks, t.shows...)
	if t.after != "" {
		blocks = append(blocks, note(t.after))
	}
	return blocks
}

// text stands for the blocks: the headline without its stars, and what was typed.
func (t telling) text(before string) string {
	text := before + strings.ReplaceAll(t.headline, "*", "")
	for _, s := range t.said {
		if s.typed != "" {
			text += " – " + fallback(labelled(s.label, s.typed))
		}
	}
	return text
}

func tell(e incident.Entry, rules incident.Rules) telling {
	switch e.Kind {
	case incident.KindRole:
		return tellRole(e, rules)
	case incident.KindSeverity:
		return tellSeverity(e, rules)
	case incident.KindStatus:
		return tellStatus(e)
	case incident.KindMerge:
		return tellMerge(e)
	case incident.KindTitle:
		return telling{headline: "✏️ *New title*, by " + person(e.By), said: []saying{{"", e.Now}, {"Before", e.Was}}}
	case incident.KindLink:
		return tellLink(e)
	case incident.KindChannel:
		return tellChannel(e)
	case incident.KindUpdate:
		return tellUpdate(e)
	case incident.KindNote:
		if e.What != "" {
			return tellBeginning(e)
		}
		return telling{
			headline: "📝 *Note* by " + person(e.By),
			said:     []saying{{"", e.Text}},
		}
	case incident.KindFollowUp:
		return tellFollowUp(e)
	case incident.KindCorrection:
		return tellCorrection(e)
	case incident.KindTask:
		return telling{headline: "🔧 " + person(e.By) + " gave a *task* to " + person(e.Person) + ".", said: []saying{{"", e.Text}}}
	case incident.KindWarning:
		return tellWarning(e)
	case incident.KindService, incident.KindCause:
		return tellNamed(e, rules)
	case incident.KindPeople:
		return tellPeople(e)
	case incident.KindInject:
		return tellInject(e)
	case incident.KindDeclared:
		return telling{
			headline: "🚨 *Declared* by " + person(e.By),
			said:     []saying{{"", e.Text}},
		}
	case incident.KindMessage:
		return telling{
			headline: "📌 " + person(e.By),
			said:     []saying{{"", e.Text}},
		}
	default:
		return telling{headline: "*" + escape(string(e.Kind)) + "* by " + person(e.By)}
	}
}

func tellSeverity(e incident.Entry, rules incident.Rules) telling {
	was, now := incident.SeverityName(e.Was), incident.SeverityName(e.Now)
	verb := "changed"
	switch {
	case rules.Worse(now, was):
		verb = "raised"
	case rules.Worse(was, now):
		verb = "lowered"
	}
	return telling{
		headline: severitySign(now, rules) + " *Severity " + verb + "* from " + escape(e.Was) + " to *" + escape(e.Now) + "* by " + person(e.By),
		said:     []saying{{"Reason", e.Text}},
		after:    severity(now, rules),
	}
}

func tellStatus(e incident.Entry) telling {
	was, now := incident.Status(e.Was), incident.Status(e.Now)
	what, after := "Status: "+e.Was+" → "+e.Now, sentence(now.Meaning())
	switch {
	case now == incident.Resolved:
		what = "Resolved"
	case now == incident.Closed:
		what, after = "Closed", ""
	case now == incident.Merged && e.What == "":
		what, after = "Part of another incident", "It goes on there. What was said here stays, and can be read."
	case now == incident.Merged:
		what, after = "Part of "+e.What, "It goes on there, and the people of this channel are invited. What was said here stays, and can be read."
	case now == incident.Declined:
		what, after = "Declined", "It was nothing, and counts as no incident. If it is one after all, it can be reopened."
	case was == incident.Triage && now.Active():
		what = "Accepted: it is an incident"
	case !was.Active() && now.Active():
		what, after = "Reopened", ""
	}
	return telling{
		headline: statusSign(now) + " *" + escape(what) + "* by " + person(e.By),
		said:     []saying{{"Reason", e.Text}},
		after:    after,
	}
}

// sentence makes a meaning stand alone.
func sentence(meaning string) string {
	if meaning == "" {
		return ""
	}
	return sentenceCase(meaning) + "."
}

// sentenceCase begins our own words with a capital.
func sentenceCase(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func tellUpdate(e incident.Entry) telling {
	after := "No further update is promised."
	if !e.NextUpdateAt.IsZero() {
		after = "Next update: " + when(e.NextUpdateAt)
	}
	return telling{
		headline: "📣 *Status update* by " + person(e.By),
		said:     []saying{{"Users see", e.UsersSee}, {"We do", e.WeDo}},
		after:    after,
	}
}

func tellFollowUp(e incident.Entry) telling {
	t := telling{headline: "📋 " + person(e.By) + " recorded a *follow-up*.", said: []saying{{"", e.Text}}}
	switch {
	case incident.FollowUpState(e.Now) == incident.FollowUpDone:
		t.headline = "☑️ " + person(e.By) + " says that a *follow-up* is done."
	case e.Was == e.Now && e.Was != "":
		t.headline = "➡️ " + person(e.By) + " handed a *follow-up* over to " + person(e.Person) + "."
	case e.Person != "" && e.Person != e.By:
		t.after = person(e.Person) + " takes care of it."
	}
	return t
}
