package incident

import (
	"context"

	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

// AskForPostmortem has the postmortem drafted from what is stored by now.
func (s *Service) AskForPostmortem(ctx context.Context, act Act, n Number) error {
	return s.store.AskForDrafts(ctx, act, n)
}

// Postmortem returns the newest version of the postmortem, or nil before the first.
func (s *Service) Postmortem(ctx context.Context, n Number) (*Draft, error) {
	return s.store.Postmortem(ctx, n)
}

// EditPostmortem puts a person's words in the place of one section; title is its heading. It returns a
// *Refusal when there is no such section, or when somebody else has changed it since: before is how it
// read to the person who edits.
func (s *Service) EditPostmortem(ctx context.Context, act Act, n Number, title, before, text string) (Draft, error) {
	return s.store.RevisePostmortem(ctx, act, n, func(newest *Draft) (*Draft, error) {
		if newest == nil {
			return nil, &Refusal{Reason: "There is no postmortem draft yet.", Hint: "Type /incident postmortem to have it written."}
		}
		now, ok := postmortem.Section(newest.Markdown, title)
		switch {
		case !ok:
			return nil, &Refusal{Reason: "The postmortem has no section “" + title + "” any more.", Hint: "Open it anew with /incident postmortem."}
		case now != before:
			return nil, &Refusal{Reason: "Somebody else has changed this section meanwhile.", Hint: "Copy what you typed, open the section again, and put it in."}
		}
		return revised(*newest, act, postmortem.Replace(newest.Markdown, title, CleanText(text))), nil
	})
}

// TakeOverPostmortem keeps the postmortem as people have edited it where the chat shows it.
// merge is given the newest version and returns its Markdown as it should read.
func (s *Service) TakeOverPostmortem(ctx context.Context, act Act, n Number, merge func(newest Draft) string) (Draft, error) {
	return s.store.RevisePostmortem(ctx, act, n, func(newest *Draft) (*Draft, error) {
		if newest == nil {
			return nil, nil
		}
		return revised(*newest, act, merge(*newest)), nil
	})
}

// revised is a draft after a person's edit; nil when it reads as before.
func revised(d Draft, act Act, markdown string) *Draft {
	if markdown == d.Markdown {
		return nil
	}
	d.Markdown, d.EditedBy = markdown, act.By
	d.Kept, d.Words = postmortem.Kept(d.Machine, d.Markdown)
	return &d
}

// Redrafted is the next version of the postmortem when a machine has written machine: what people wrote
// stays, and what the machine would say otherwise is kept beside it. newest is nil before the first.
func Redrafted(newest *Draft, n Number, machine string, made Made) Draft {
	d := Draft{Number: n, Markdown: machine, Machine: machine, Made: made}
	if newest != nil {
		d.Markdown, d.Differs = postmortem.Merge(newest.Machine, newest.Markdown, machine)
	}
	d.Kept, d.Words = postmortem.Kept(d.Machine, d.Markdown)
	return d
}
