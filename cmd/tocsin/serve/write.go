package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tocsin-bot/tocsin/ai"
	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/export"
	"github.com/tocsin-bot/tocsin/store"
)

// Drafter writes postmortem drafts with links into the workspace at home.
func Drafter(home string, now func() time.Time) ai.FromTimeline {
	return ai.FromTimeline{Link: Linker(home), Now: now}
}

// Linker gives the addresses of messages in the workspace at home.
func Linker(home string) func(incident.ChannelID, incident.MessageID, incident.MessageID) string {
	return func(channel incident.ChannelID, message, thread incident.MessageID) string {
		return bot.Permalink(home, channel, message, thread)
	}
}

// WriteMarkdown writes the newest postmortem draft of an incident, or one made now if there is none
// yet. It returns incident.ErrNotFound.
func WriteMarkdown(ctx context.Context, s *store.Store, n incident.Number, rules incident.Rules, to io.Writer) error {
	picture, err := s.Picture(ctx, n)
	if err != nil {
		return err
	}
	draft := picture.Draft
	if draft == nil {
		record, err := s.Record(ctx, n)
		if err != nil {
			return err
		}
		made, err := Drafter(record.Home, nil).Draft(ctx, record, rules)
		if err != nil {
			return fmt.Errorf("draft the postmortem of %s: %w", n, err)
		}
		draft = &made
	}
	_, err = io.WriteString(to, draft.Markdown)
	return err
}

// errEnough ends a reading whose reader wants no more.
var errEnough = errors.New("enough")

// WriteJSON writes all that is stored of an incident; its messages pass through and are not held. It
// returns incident.ErrNotFound.
func WriteJSON(ctx context.Context, s *store.Store, n incident.Number, rules incident.Rules, to io.Writer) error {
	outline, err := s.Outline(ctx, n)
	if err != nil {
		return err
	}
	messages := func(yield func(incident.Message, error) bool) {
		err := s.EachMessage(ctx, n, func(m incident.Message) error {
			if !yield(m, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(incident.Message{}, err)
		}
	}
	return export.JSON(to, outline, rules, export.Options{Messages: messages, Link: Linker(outline.Home)})
}
