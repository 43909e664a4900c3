package bot

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// typed is a command as somebody typed it: /incident WORD REST.
type typed struct {
	slack.SlashCommand
	raw   string          // what stands behind the word, without the incident's number, in Slack's markup: it tells who is mentioned
	rest  string          // the same as plain text
	about incident.Number // the incident that was named; 0 for the one of the channel
	act   incident.Act
}

// in is what a form needs that is opened for the typist.
func (t typed) in() slack.InteractionCallback {
	return slack.InteractionCallback{TriggerID: t.TriggerID}
}

// answer is what the typist alone reads; nil when the channel shows it anyway.
type answer = *view.Message

// command answers /incident.
func (b *Bot) command(ctx context.Context, cmd slack.SlashCommand) (any, error) {
	text := plain(cmd.Text)
	about, said := named(strings.TrimSpace(cmd.Text)) // INC-42 resolve, and resolve INC-42
	first, rest, _ := strings.Cut(said, " ")
	word, rest := plain(first), strings.TrimSpace(rest)
	verb, known := verbOf(word)
	if n, after := named(rest); n != 0 && !verb.other {
		about, rest = n, after
	}
	t := typed{
		SlashCommand: cmd, raw: rest, rest: plain(rest), about: about,
		act: b.acting(ctx, cmd.UserID, cmd.ChannelID, "command:"+cmd.TriggerID),
	}
	refused := t.act.May(verb.deed)
	var reply answer
	var err error
	switch {
	case refused != nil:
		err = refused
	case word == "":
		reply, err = b.typedAlone(ctx, t)
	case known:
		reply, err = verb.do(b, ctx, t)
	case b.mistyped(ctx, cmd.ChannelID, word, t.rest):
		err = &incident.UnknownError{What: "command", Got: word, Known: commandWords()}
	default:
		t.rest = text
		reply, err = b.typedDeclare(ctx, t)
	}
	if errors.Is(err, incident.ErrNotFound) && known {
		reply, err = b.offerOpen(ctx, t, strings.ToLower(word), err)
	}
	if errors.Is(err, incident.ErrNotFound) && t.rest != "" {
		err = &incident.Refusal{
			Reason: "This is not an incident's channel.",
			Hint:   "Type that in the incident's own channel. If it is the title of a new one: /incident declare " + text,
		}
	}
	if err != nil {
		said := b.present(err)
		reply = &said
	}
	if reply == nil {
		return nil, nil
	}
	return ephemeral(*reply), nil
}

// mistyped reports whether a first word was meant as a command. Where it could as well begin the title
// of an incident it was not, unless it stands alone or where an incident already is.
func (b *Bot) mistyped(ctx context.Context, channel, word, rest string) bool {
	if utf8.RuneCountInString(word) < 3 {
		return false
	}
	near := nearest(word, commandWords())
	if near == "" {
		return false
	}
	if rest == "" {
		return true
	}
	_, err := b.Service.InChannel(ctx, incident.ChannelID(channel))
	return err == nil && levenshtein.ComputeDistance(strings.ToLower(word), near) <= 2
}

// typedDeclare opens the form, with what was typed as its title. What does not fit a title is not
// lost: it goes where there is room.
func (b *Bot) typedDeclare(ctx context.Context, t typed) (answer, error) {
	return nil, b.open(ctx, t.in(), b.declareForm(ctx, titled(t.rest)))
}

func titled(text string) incident.Declaration {
	d := incident.Declaration{Title: incident.CleanLine(text)}
	if r := []rune(d.Title); len(r) > incident.MaxTitle {
		d.Description = string(r[:min(len(r), incident.MaxText)])
		d.Title = strings.TrimSpace(string(r[:incident.MaxTitle]))
	}
	return d
}

func (b *Bot) typedHelp(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if t.about == 0 && errors.Is(err, incident.ErrNotFound) {
		help := view.HelpOutside()
		return &help, nil
	}
	if err != nil {
		return nil, err
	}
	seen, err := b.Service.Seen(ctx, inc.Number)
	if err != nil {
		return nil, err
	}
	help := view.Help(inc, incident.Checklist(inc, seen, b.rules(), b.now()), b.rules())
	return &help, nil
}

// plain is the text a person meant, without Slack's markup: entities, and the tokens that names become.
func plain(s string) string {
	var out strings.Builder
	for {
		before, token, ok := strings.Cut(s, "<")
		out.WriteString(before)
		if !ok {
			break
		}
		inside, after, closed := strings.Cut(token, ">")
		if !closed {
			out.WriteString("<" + token)
			break
		}
		out.WriteString(plainToken(inside))
		s = after
	}
	return strings.TrimSpace(entities.Replace(out.String()))
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func plainToken(token string) string {
	target, label, labelled := strings.Cut(token, "|")
	switch {
	case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "#"):
		if labelled {
			return target[:1] + label
		}
		return target
	case strings.HasPrefix(target, "!subteam^") && labelled:
		return "@" + strings.TrimPrefix(label, "@")
	case strings.HasPrefix(target, "!"):
		return "@" + strings.TrimPrefix(target, "!")
	default:
		return target // a link shows where it leads, whatever its label says
	}
}

// commandWords are the words a mistyped one is compared with.
func commandWords() []string {
	return append(view.Subcommands(), "declare", "triage", "drill", "doctor")
}
