package ai

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// maxSuggested is how many characters a suggested update has in each field: what is longer nobody checks
// before sending it.
const maxSuggested = 500

// SuggestUpdate is what a status update could say, from what was recorded and said since the last one:
// quoted, for a person to put right and send. It asks no model, so that a form need not wait for it.
func (w *Writer) SuggestUpdate(ctx context.Context, m *material.Material, since time.Time) (incident.Update, error) {
	m = w.masked(m)
	said, err := extract.Since(ctx, m, since)
	if err != nil {
		return incident.Update{}, err
	}
	update := incident.Update{UsersSee: fitting([]string{m.Record.Incident.ImpactText()})}
	if update.UsersSee == "" {
		for _, c := range said.Claims {
			if c.Section == incident.SectionImpact {
				update.UsersSee = fitting([]string{c.Text})
				break
			}
		}
	}
	update.WeDo = fitting(done(m, since, said.Claims))
	return update, nil
}

// done are the notes, reasons, actions and decisions since then, in the order of time,
// each once.
func done(m *material.Material, since time.Time, claims []incident.Claim) []string {
	type thing struct {
		at   time.Time
		text string
	}
	var things []thing
	add := func(at time.Time, text string) {
		if text = incident.CleanLine(text); text != "" && at.After(since) &&
			!slices.ContainsFunc(things, func(t thing) bool { return alike(t.text, text) }) {
			things = append(things, thing{at, text})
		}
	}
	for _, e := range m.Record.Timeline {
		switch e.Kind {
		case incident.KindNote, incident.KindStatus:
			add(e.At, m.Plain(e.Text))
		case incident.KindDeclared, incident.KindRole, incident.KindSeverity, incident.KindUpdate, incident.KindFollowUp,
			incident.KindService, incident.KindCause, incident.KindTask, incident.KindCorrection, incident.KindTitle, incident.KindLink,
			incident.KindPeople, incident.KindMerge, incident.KindChannel, incident.KindInject, incident.KindWarning:
		case incident.KindMessage: // somebody's 📌 says that it matters, not that it was done: the claims know
		}
	}
	for _, c := range claims {
		if c.Section == incident.SectionAction || c.Section == incident.SectionDecision {
			add(c.At, c.Text)
		}
	}
	slices.SortStableFunc(things, func(a, b thing) int { return a.at.Compare(b.at) })
	texts := make([]string, 0, len(things))
	for _, t := range things {
		texts = append(texts, t.text)
	}
	return texts
}

// fitting are as many of the newest texts as there is room for, one on each line; of one that is too long
// alone, its beginning.
func fitting(texts []string) string {
	room, from := maxSuggested, len(texts)
	for from > 0 && utf8.RuneCountInString(texts[from-1]) < room {
		from--
		room -= utf8.RuneCountInString(texts[from]) + 1
	}
	if from == len(texts) && from > 0 {
		text := []rune(texts[from-1])
		return strings.TrimSpace(string(text[:maxSuggested-1])) + "…"
	}
	return strings.Join(texts[from:], "\n")
}
