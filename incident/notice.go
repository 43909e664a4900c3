package incident

import "time"

// NoticeID identifies a notice.
type NoticeID int64

// NoticeKind is what a notice is.
type NoticeKind string

// The kinds of notices.
const (
	NoticeReport    NoticeKind = "report"     // the weekly incident load report
	NoticeFigures   NoticeKind = "figures"    // one person's own figures
	NoticeFollowUps NoticeKind = "follow_ups" // follow-ups of one owner that are due or overdue
	NoticeDigest    NoticeKind = "digest"     // overdue follow-ups of a team, for its lead
	NoticeBrief     NoticeKind = "brief"      // how things stand, for somebody who was given a role or took it over
	NoticeRelieved  NoticeKind = "relieved"   // for somebody who has a role no more
	NoticeChannel   NoticeKind = "channel"    // the channel of an open incident is archived or gone
	NoticeBroadcast NoticeKind = "broadcast"  // incidents cannot be announced, for an admin

	// NoticeSubscription is all that a subscriber is told of an incident, one message after the other.
	NoticeSubscription NoticeKind = "subscription"
)

// Notice is something the bot says that belongs to no one incident, once: to a channel, or to one person.
type Notice struct {
	ID      NoticeID
	Key     string // what it is about, such as "report/2026-W46"; the same is never said twice
	Kind    NoticeKind
	Person  PersonID // whom it is for; empty for the report's channel
	At      time.Time
	Body    []byte // JSON: what it says, as it was when it was made
	Version int64  // grows with every change
}

// NoticePicture is all that is needed to draw a notice.
type NoticePicture struct {
	Notice   Notice
	Surfaces map[SurfaceKey]Surface
	// FollowUps are those it reminds of, as they stand now, in the order of their due days, with the incidents
	// they belong to.
	FollowUps []FollowUp
	Incidents map[Number]Incident
}
