package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func summaryKey(round int) incident.SurfaceKey {
	return incident.SurfaceKey("summary/" + strconv.Itoa(round))
}

const followUpsPrefix = "followups/"

func followUpsKey(round int) incident.SurfaceKey {
	return incident.SurfaceKey(followUpsPrefix + strconv.Itoa(round))
}

// closing is the newest round of drafting for a close of which something is written; nil before the first.
// Only such a round is shown to the channel: who asks for the postmortem in the middle wants nothing else.
func (d *drawing) closing() *incident.Drafting {
	if round := d.pic.Closing; round != nil && round.Summary != nil {
		return round
	}
	return nil
}

// summary is the draft summary, with how far a model has come with it.
func (d *drawing) summary() []surface {
	round := d.closing()
	if round == nil {
		return nil
	}
	return []surface{d.message(summaryKey(round.Round), d.pic.Incident.Channel, "", view.Summary(d.pic.Incident, *round, d.link))}
}

// followUps are those that a round has found. The messages of earlier rounds keep telling what becomes of
// theirs.
func (d *drawing) followUps() []surface {
	var rounds []int
	d.mu.Lock()
	for key := range d.pic.Surfaces {
		if round, ok := strings.CutPrefix(string(key), followUpsPrefix); ok {
			if n, err := strconv.Atoi(round); err == nil {
				rounds = append(rounds, n)
			}
		}
	}
	d.mu.Unlock()
	if round := d.closing(); round != nil && !slices.Contains(rounds, round.Round) {
		rounds = append(rounds, round.Round)
	}
	slices.Sort(rounds)
	var found []surface
	for _, round := range rounds {
		newest := d.pic.Closing
		reading := newest != nil && newest.Round == round && !newest.Reading.Over()
		m := view.FollowUps(d.pic.Incident, round, reading, d.pic.FollowUps, d.link)
		found = append(found, d.message(followUpsKey(round), d.pic.Incident.Channel, "", m))
	}
	return found
}

// link is the permalink of a message in this workspace.
func (b *Bot) link(channel incident.ChannelID, message, thread incident.MessageID) string {
	return Permalink(b.self.Home, channel, message, thread)
}
