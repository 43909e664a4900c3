package bot

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// present turns any error into what a person reads: a sentence and a way out. What is no answer of the
// domain's is ours to mend: it is logged, and the person gets a reference to the log's line.
func (b *Bot) present(err error) view.Message {
	var refusal *incident.Refusal
	var taken *incident.TakenError
	var owned *incident.OwnedError
	var unknown *incident.UnknownError
	var elsewhere *movedError
	switch {
	case errors.As(err, &elsewhere):
		return view.MovedOn(elsewhere.inc)
	case errors.As(err, &refusal):
		return view.Refusal(refusal)
	case errors.As(err, &taken):
		return view.Taken(taken)
	case errors.As(err, &owned):
		return view.TaskTaken(owned)
	case errors.As(err, &unknown):
		return view.Unknown(unknown.What, unknown.Got, nearest(unknown.Got, unknown.Known), unknown.Known)
	case errors.Is(err, incident.ErrNotFound):
		return view.NotHere()
	}
	if what, code, _ := judge(err); what == hopeless {
		b.Log.Warn("Slack refused what somebody asked for", slog.Any("error", err))
		return view.SlackRefused(code)
	}
	ref := reference()
	b.Log.Error("request failed", slog.String("ref", ref), slog.Any("error", err))
	return view.Broken(ref)
}

// reference is short enough to be read out over the phone.
func reference() string {
	var raw [3]byte
	_, _ = rand.Read(raw[:]) // never fails, says its documentation
	return hex.EncodeToString(raw[:])
}

// nearest is the known word that was probably meant; empty when none is near.
func nearest(word string, known []string) string {
	best, at := "", 3 // farther than two typing mistakes is another word
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(k)); d < at && d < len(k) {
			best, at = k, d
		}
	}
	return best
}
