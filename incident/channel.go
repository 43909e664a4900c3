package incident

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Lost is why nothing can be done in an incident's channel any more; empty while it can. No program comes back into a
// channel that was archived: people can unarchive it and invite the bot, or the incident goes on in a new one.
type Lost string

// What becomes of channels.
const (
	LostArchived Lost = "archived"
	LostDeleted  Lost = "deleted"
	LostMissing  Lost = "missing" // the chat knows of none: it was deleted, or is private and we were removed
)

// Moved is what a KindChannel entry is about when the incident goes on in a new channel; Was is the one before, and Now
// its name where the chat cannot show that any more. An entry about a channel that was lost has a [Lost] there.
const Moved = "new channel"

// PastChannel is a channel in which an incident lived before.
type PastChannel struct {
	Channel ChannelID
	Name    string
	Last    MessageID // greater ids are of a later channel; empty until that is made
}

// ChannelOf is where a message of the incident was said.
func (inc *Incident) ChannelOf(m MessageID) ChannelID {
	for _, past := range inc.Past {
		if m != "" && (past.Last == "" || m <= past.Last) {
			return past.Channel
		}
	}
	return inc.Channel
}

// LostChannel is what somebody did to a channel.
type LostChannel struct {
	Channel ChannelID
	What    Lost
	By      PersonID // empty when nobody knows
	At      time.Time
}

// LoseChannel notes that nothing can be done in the channel any more. While the incident is open, those who hold a
// role in it are told, or who declared it when nobody does.
func (inc *Incident) LoseChannel(l LostChannel) *Outcome {
	if inc.Channel == "" || inc.Channel != l.Channel || inc.Lost != "" {
		return nil
	}
	inc.Lost = l.What
	if inc.Status.Over() {
		return &Outcome{}
	}
	out := one(Entry{Kind: KindChannel, At: l.At, By: l.By, What: string(l.What), Was: string(inc.Channel), Now: inc.ChannelName})
	body, _ := json.Marshal(ChannelGone{Number: inc.Number, Channel: inc.Channel, Name: inc.ChannelName, What: l.What, By: l.By}) // strings and a number always marshal
	for _, person := range inc.inCharge() {
		if person != l.By {
			key := fmt.Sprintf("%s%d/%s", inc.Number.ChannelNotices(), inc.Version+1, person)
			out.Notices = append(out.Notices, Notice{Key: key, Kind: NoticeChannel, Person: person, At: l.At, Body: body})
		}
	}
	return out
}

// ChannelNotices is how the keys of an incident's notices of [NoticeChannel] begin.
func (n Number) ChannelNotices() string { return string(NoticeChannel) + "/" + n.String() + "/" }

// Hide makes an incident private because its channel was made so: whoever is not in it learns nothing more. What was told
// before stays where it was told.
func (inc *Incident) Hide(c Closing) *Outcome {
	if inc.Private {
		return nil
	}
	inc.Private = true
	return one(Entry{Kind: KindWarning, At: c.At, By: c.By, What: WarnPrivate})
}

// inCharge are those who hold a role, or who declared it while nobody does.
func (inc *Incident) inCharge() []PersonID {
	var all []PersonID
	for _, people := range inc.Roles {
		all = append(all, people...)
	}
	if len(all) == 0 {
		all = append(all, inc.DeclaredBy)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ChannelGone is what the body of a [NoticeChannel] holds, as JSON.
type ChannelGone struct {
	Number  Number
	Channel ChannelID
	Name    string
	What    Lost
	By      PersonID // empty when nobody knows
}

// goOn has the incident go on in a new channel: who draws it leaves the old one and makes another.
func (inc *Incident) goOn(act Act) Entry {
	e := Entry{Kind: KindChannel, At: act.At, By: act.By, What: Moved, Was: string(inc.Channel)}
	if inc.Lost != LostArchived {
		e.Now = inc.ChannelName
	}
	inc.Lost = ""
	return e
}

// Leaves reports whether an entry has the incident leave the channel that it is in.
func (inc *Incident) Leaves(e Entry) bool {
	return e.Kind == KindChannel && e.What == Moved && inc.Channel != "" && e.Was == string(inc.Channel)
}

// FoundGone notes that the chat refuses to show anything in the incident's channel.
func (s *Service) FoundGone(ctx context.Context, act Act, n Number, channel ChannelID, what Lost) (Incident, error) {
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		return inc.LoseChannel(LostChannel{Channel: channel, What: what, At: act.At}), nil
	})
}
