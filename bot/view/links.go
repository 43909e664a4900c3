package view

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// The ids of the buttons and the form for links.
const (
	ActionLinks      = "links"
	ActionRemoveLink = "remove_link"
	CallbackLink     = "link"
)

// maxLinks is how many links are shown at a time: each takes two blocks.
const maxLinks = 20

// LinkList are the links of an incident, each with a button that takes it away.
func LinkList(inc incident.Incident, all []incident.Link, rules incident.Rules) Message {
	heading := slack.NewSectionBlock(literal("🔗 Links of "+title(inc), maxSection), nil, nil)
	return Message{
		Text: fallback(count(len(all), "link"), "of", title(inc)),
		Blocks: append(append([]slack.Block{heading}, links(inc, all, rules)...),
			note("To add one: `/incident link https://… what it is`")),
	}
}

// LinkForm asks for another link, and lists those there are.
func LinkForm(inc incident.Incident, all []incident.Link, rules incident.Rules) slack.ModalViewRequest {
	blocks := []slack.Block{
		lineInput(incident.FieldAddress, "Which address?", "https://grafana.example/d/checkout", "", incident.MaxAddress),
		lineInput(incident.FieldTitle, "What is it?", "Dashboard of the checkout", "", incident.MaxLinkTitle).WithOptional(true),
	}
	return formOf(inc, CallbackLink, "Links", "Add", append(blocks, links(inc, all, rules)...)...)
}

// ReadLink reads a submitted link.
func ReadLink(v slack.View) (address, title string) {
	return typed(v, incident.FieldAddress), typed(v, incident.FieldTitle)
}

func links(inc incident.Incident, all []incident.Link, rules incident.Rules) []slack.Block {
	var blocks []slack.Block
	if call := rules.Call(&inc); call != "" {
		blocks = append(blocks, linkRow("📞 ", call, "Video call"))
	}
	for _, l := range all[max(0, len(all)-maxLinks):] {
		remove := slack.NewButtonBlockElement(ActionRemoveLink, refToItem(inc, strconv.FormatInt(l.ID, 10)).String(), literal("Remove", maxOption))
		blocks = append(blocks, linkRow("", l.Address, l.Title),
			slack.NewSectionBlock(marked("added by "+person(l.By)+" "+when(l.At)), nil, slack.NewAccessory(remove)))
	}
	if more := len(all) - maxLinks; more > 0 {
		blocks = append(blocks, note("And "+thousands(more)+" older ones. Remove what nobody needs, and they show."))
	}
	if len(blocks) == 0 {
		blocks = append(blocks, note("Nobody has added a link yet: a dashboard, a ticket, a document."))
	}
	return blocks
}

// linkRow shows a link by its title, which is shown as it was typed: rich text formats nothing and rings nobody.
func linkRow(sign, address, title string) slack.Block {
	link := slack.NewRichTextSectionLinkElement(address, or(fit(incident.CleanLine(title), maxLinkTitle), ellipsis), nil)
	if sign == "" {
		return richText(slack.NewRichTextSection(link))
	}
	return richText(slack.NewRichTextSection(slack.NewRichTextSectionTextElement(sign, nil), link))
}

const maxLinkTitle = 150

// callLine is where people talk, on the card and the announcement; nothing where there is no call, or nothing more to say.
func callLine(inc incident.Incident, rules incident.Rules) []slack.Block {
	call := rules.Call(&inc)
	if call == "" || inc.Status.Over() {
		return nil
	}
	return []slack.Block{linkRow("📞 ", call, "Join the call")}
}

// tellLink tells the channel about a link.
func tellLink(e incident.Entry) telling {
	if e.Now == incident.LinkRemoved {
		return telling{headline: "🔗 *Link* removed by " + person(e.By), said: []saying{{"", e.Text}}}
	}
	t := telling{headline: "🔗 *Link* added by " + person(e.By), said: []saying{{"", e.Text}}}
	if address, err := incident.Address(e.What); err == nil {
		t.shows = []slack.Block{linkRow("", address, address)}
	}
	return t
}
