package incident

import "time"

// SurfaceKey names one thing the chat shows for an incident, such as "card" or "post/17".
type SurfaceKey string

// KeyMember is whether the bot is in the incident's channel. It has a row once the bot was thrown out.
const KeyMember SurfaceKey = "member"

// SurfaceState is how far a surface has come.
type SurfaceState string

// The states of a surface. A surface without a row has never been tried.
const (
	// Sending was written before the call to the chat. Found later, it means that the call may or may
	// not have happened: look before repeating it.
	Sending SurfaceState = "sending"
	// Shown means that the chat shows Digest.
	Shown SurfaceState = "shown"
	// Waiting means that the chat asked us to come back at RetryAt, and nothing was sent.
	Waiting SurfaceState = "waiting"
	// Stuck means that trying again would not help until a person has done something; Problem says
	// what happened.
	Stuck SurfaceState = "stuck"
)

// Surface is one thing the chat shows for an incident or a notice, as far as we know.
type Surface struct {
	Key       SurfaceKey
	State     SurfaceState
	Channel   ChannelID
	Message   MessageID // of surfaces that are messages
	Handle    string    // the chat's handle of what is no message: a file, a form, a bookmark
	Digest    string    // of what is shown, or was being sent
	Echo      string    // digests of what stands there that is ours, where people can edit it
	AttemptAt time.Time // when the call was begun of which it is not known whether it worked
	ShownAt   time.Time // zero before it was first shown
	RetryAt   time.Time // not before then; zero for at once
	Problem   string    // of stuck ones, the chat's word for it
}

// Picture is all that is needed to draw an incident.
type Picture struct {
	Incident  Incident
	Undrawn   []Entry // shown entries whose surfaces are not all there yet, in order
	Surfaces  map[SurfaceKey]Surface
	Draft     *Draft      // the newest postmortem draft; nil before the first
	Drafting  *Drafting   // the newest round of drafting; nil before the first
	Closing   *Drafting   // the newest that is for a close, which the channel is shown; nil before the first
	FollowUps []FollowUp  // in the order they were recorded, the dismissed ones too
	Tasks     []Task      // in the order they were given
	Links     []Link      // in the order they were added, the removed ones too
	Nudges    []SaidNudge // those that the channel is still shown as open, the oldest first
	Invited   []Invited   // those who were not brought in yet, or cannot come and nobody was told, in order
	Near      []Sketch    // what others had declared within [TwinWithin] before it, and is open
	Form      string      // the handle of the form it was declared in; empty when there was none
}

// Synced is what came of drawing an incident or a notice.
type Synced struct {
	Version int64         // of what was drawn
	Again   time.Duration // when something is left to be drawn; zero when nothing is
}
