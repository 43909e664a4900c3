package bot

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/tocsin-bot/tocsin/incident"
)

// numberFirst is an incident named at the beginning of what was typed.
var numberFirst = regexp.MustCompile(`(?i)^INC-[1-9][0-9]{0,8}\b[:,]?`)

// named takes the incident out of what was typed where it is named first. It returns 0 when none is. Further on a
// number may be part of a sentence: /incident note this looks like INC-7.
func named(text string) (incident.Number, string) {
	first := numberFirst.FindString(text)
	n, err := incident.ParseNumber(strings.TrimRight(first, ":,"))
	if err != nil {
		return 0, text
	}
	return n, strings.TrimSpace(text[len(first):])
}

// here is the incident a command is about: the one it names, else the one whose channel it was typed in.
func (b *Bot) here(ctx context.Context, t typed) (incident.Incident, error) {
	if t.about == 0 {
		inc, err := b.Service.InChannel(ctx, incident.ChannelID(t.ChannelID))
		if errors.Is(err, incident.ErrNotFound) {
			return inc, b.movedOn(ctx, t, err)
		}
		return inc, err
	}
	inc, err := b.seen(ctx, t.act, t.about)
	if err != nil && !errors.Is(err, incident.ErrNotFound) {
		return incident.Incident{}, err
	}
	if err != nil {
		return incident.Incident{}, &incident.Refusal{
			Reason: "There is no " + t.about.String() + " that you may see.",
			Hint:   "Open ones are listed by /incident list. What is private is answered to those who are in it.",
		}
	}
	return inc, nil
}
