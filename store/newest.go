package store

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
)

// One statement can write a row once only, so what is said several times within a batch is settled
// here first, by the same rules as in the statements. Those sort what they write by key: transactions
// that write the same rows take their locks in the same order.

type messageKey struct {
	channel incident.ChannelID
	id      incident.MessageID
}

func keyOf(m incident.Message) messageKey { return messageKey{m.Channel, m.ID} }

// newestEdits returns each message that is more than a deletion, as its newest edit reads. Of two
// equally new ones the later in the batch wins.
func newestEdits(heard []incident.Message) []incident.Message {
	newest := map[messageKey]incident.Message{}
	for _, m := range heard {
		if bareDeletion(m) {
			continue
		}
		if known, ok := newest[keyOf(m)]; ok {
			if m.EditedAt.Before(known.EditedAt) {
				m, known = known, m
			}
			m.Thread = cmp.Or(m.Thread, known.Thread)
		}
		newest[keyOf(m)] = m
	}
	return slices.Collect(maps.Values(newest))
}

func bareDeletion(m incident.Message) bool {
	return !m.DeletedAt.IsZero() && m.Author == "" && m.Text == "" && len(m.Files) == 0
}

// earliestDeletions returns each message that was deleted, with the first deletion heard of.
func earliestDeletions(heard []incident.Message) []incident.Message {
	earliest := map[messageKey]incident.Message{}
	for _, m := range heard {
		if m.DeletedAt.IsZero() {
			continue
		}
		if known, ok := earliest[keyOf(m)]; !ok || m.DeletedAt.Before(known.DeletedAt) {
			earliest[keyOf(m)] = m
		}
	}
	return slices.Collect(maps.Values(earliest))
}

// lastWords returns the newest word on each reaction. Of two equally new ones the later in the batch
// wins.
func lastWords(heard []incident.HeardReaction) []incident.HeardReaction {
	type key struct {
		channel incident.ChannelID
		incident.Reaction
	}
	newest := map[key]incident.HeardReaction{}
	for _, r := range heard {
		k := key{r.Channel, r.Reaction}
		if known, ok := newest[k]; !ok || !r.At.Before(known.At) {
			newest[k] = r
		}
	}
	return slices.Collect(maps.Values(newest))
}
