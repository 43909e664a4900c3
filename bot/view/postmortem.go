package view

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// CanvasTitle is what the canvas with the postmortem is called.
func CanvasTitle(inc incident.Incident) string { return "Postmortem of " + numbered(inc) }

// DraftFile goes with the postmortem draft when it is posted as a file.
func DraftFile(d incident.Draft, inc incident.Incident) Message {
	text := "📄 Postmortem draft of " + numbered(inc) + " · " + madeLine(d.Made) + ". "
	if d.EditedBy != "" {
		text = "📄 Postmortem draft of " + numbered(inc) + ", as edited by " + person(d.EditedBy) + ". "
	}
	text += "Correct it and fill in what only people know: it is yours now. `/incident postmortem` edits it."
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// DraftCanvas tells the channel about the canvas that the postmortem draft is in: nobody notices a canvas
// by itself.
func DraftCanvas(d incident.Draft, inc incident.Incident, address string) Message {
	name := "📄 Postmortem draft of " + numbered(inc)
	return Message{
		Text: fallback(name + " is in this channel's canvas."),
		Blocks: append([]slack.Block{
			section("*" + linkTo(address, name) + "* is in this channel's canvas. Correct it and fill in what only people know: it is yours now."),
		}, provenance(d.Made)...),
	}
}

// DraftComes says that the postmortem is being written.
func DraftComes(inc incident.Incident, first bool) Message {
	text := "📄 The postmortem draft of " + numbered(inc) + " is being written from what is stored by now. It appears in the channel in some seconds."
	if !first {
		text = "📄 The postmortem of " + numbered(inc) + " is being drafted again. What people wrote in it stays; what differs is shown by `/incident postmortem`."
	}
	return Message{Text: strings.ReplaceAll(text, "`", ""), Blocks: []slack.Block{section(text)}}
}

// DraftIsRead says that a model is at it already.
func DraftIsRead(inc incident.Incident, r incident.Reading) Message {
	text := "⏳ A model is still reading the channel of " + numbered(inc)
	if r.Parts > 0 {
		text += fmt.Sprintf(": %d of %s", r.Part, count(r.Parts, "part"))
	}
	text += ". What it writes comes by itself."
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// maxDiffers is how much is shown of what a new draft says otherwise: the answer may travel on an ack.
const maxDiffers = 1500

// Place is where the draft can be read.
type Place struct {
	Address string           // empty while it is nowhere
	Stuck   incident.Surface // what Slack refuses to show; the zero Surface when it does not
}

// Postmortem is the answer to who asks for the postmortem: the way to the draft, how it came about, what
// a machine would say otherwise, and how to change it. titles are its sections.
// unread says that what people wrote in the canvas lately could not be read.
func Postmortem(inc incident.Incident, d incident.Draft, place Place, titles []string, unread bool) Message {
	name := "Postmortem draft of " + numbered(inc)
	way := "It is being posted to the channel."
	switch {
	case place.Address != "":
		way = linkTo(place.Address, "Open it") + "."
	case place.Stuck.State == incident.Stuck:
		way = "It is kept, and shown nowhere yet. " + trouble(place.Stuck) + " `tocsin export " + inc.Number.String() + "` writes it."
	}
	blocks := []slack.Block{section("📄 *" + name + "*, version " + thousands(d.Version) + ". " + way)}
	blocks = append(blocks, provenance(d.Made)...)
	blocks = append(blocks, note(kept(d)))
	if unread {
		blocks = append(blocks, note("⚠️ The canvas could not be read just now: what was written in it lately may be missing here. Nothing of it is lost."))
	}
	if d.Differs != "" {
		blocks = append(blocks,
			section("*Where people's words stayed, the newest draft says:*"),
			slack.NewSectionBlock(literal(incident.CleanText(d.Differs), maxDiffers), nil, nil))
	}
	row := []slack.BlockElement{slack.NewButtonBlockElement(ActionDraftAgain, refToItem(inc, "").String(), literal("Draft again", maxOption))}
	if menu := sectionMenu(inc, titles); menu != nil {
		row = append(row, menu)
	}
	blocks = append(blocks, slack.NewActionBlock("postmortem", row...), note("Only you see this. Drafting again keeps what people wrote."))
	return Message{Text: fallback(name + "."), Blocks: blocks}
}

// kept is mrkdwn: how much of what a machine wrote still stands.
func kept(d incident.Draft) string {
	if d.Markdown == d.Machine || d.Words == 0 {
		return "Nobody has changed it yet."
	}
	line := fmt.Sprintf("People have worked on it: %d %% of the machine's words still stand.", 100*d.Kept/d.Words)
	if d.EditedBy != "" {
		line += " Last edited by " + person(d.EditedBy) + "."
	}
	return line
}

func sectionMenu(inc incident.Incident, titles []string) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	seen := map[string]bool{}
	for _, t := range titles {
		value := refToItem(inc, TextDigest(t)).String()
		if shown := incident.CleanLine(t); shown != "" && !seen[value] && len(options) < maxMenu {
			options = append(options, option(value, shown, ""))
			seen[value] = true
		}
	}
	if options == nil {
		return nil
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, literal("Edit a section…", maxHeader), ActionEditSection, options...)
}

// TextDigest stands for a text where there is no room for it, such as in a form's private metadata.
func TextDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// FieldSection is the block_id of the text of a section.
const FieldSection incident.Field = "section_text"

// MaxSectionText is how many characters of a section can be edited in a form.
const MaxSectionText = 3000

// SectionForm lets a person edit one section of the postmortem. A section too long for it is edited where
// the draft is, at address, which may be empty.
func SectionForm(inc incident.Incident, title, text, address string) slack.ModalViewRequest {
	heading := slack.NewSectionBlock(literal(title, maxSection), nil, nil)
	if utf8.RuneCountInString(text) > MaxSectionText {
		way := "Edit it in the draft itself"
		if address != "" {
			way = linkTo(address, way)
		}
		return dialog("Too long to edit here", heading,
			section(fmt.Sprintf("This section has %s characters; a form holds %s.", thousands(utf8.RuneCountInString(text)), thousands(MaxSectionText))),
			note(way+"."))
	}
	element := slack.NewPlainTextInputBlockElement(literal("Leave empty what is not known", maxHeader), string(FieldSection)).
		WithMultiline(true).WithMaxLength(MaxSectionText)
	element.InitialValue = text
	form := form(CallbackSection, headed("Postmortem", inc), "Save", heading,
		slack.NewInputBlock(string(FieldSection), literal("Text", maxSection),
			literal("Markdown: - for a list, **bold**, [words](https://…) for a link.", maxSection), element).WithOptional(true),
	)
	// Who sends it believed that the section read like this.
	form.PrivateMetadata = refToItem(inc, TextDigest(title)+"."+TextDigest(text)).String()
	return form
}

// ReadSection reads a submitted section: which one it is, how it read before, both by their digests, and
// how it should read.
func ReadSection(v slack.View, ref Ref) (title, before, text string) {
	title, before, _ = strings.Cut(ref.Item, ".")
	return title, before, typed(v, FieldSection)
}
