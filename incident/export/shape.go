package export

import (
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// The shapes below are the file's format: a key, once written, keeps its meaning. Instants are RFC
// 3339 in UTC. A key whose value is not known, or does not apply, is left out.

type incidentJSON struct {
	Number      string `json:"number"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Impact      string `json:"impact,omitempty"`
	Severity    string `json:"severity"`
	Type        string `json:"type"`
	Service     string `json:"service,omitempty"`
	Cause       string `json:"cause,omitempty"`
	Drill       bool   `json:"drill"`
	// Fields are answers to the questions of the configuration, by the question's name.
	Fields          map[string]string `json:"fields,omitempty"`
	Status          string            `json:"status"`
	Private         bool              `json:"private"`
	DeclaredBy      string            `json:"declared_by"`
	DeclaredByID    string            `json:"declared_by_id"`
	Channel         string            `json:"channel,omitempty"`
	ChannelID       string            `json:"channel_id,omitempty"`
	ImpactStartedAt time.Time         `json:"impact_started_at,omitzero"`
	DetectedAt      time.Time         `json:"detected_at,omitzero"`
	DeclaredAt      time.Time         `json:"declared_at"`
	LeadAssignedAt  time.Time         `json:"lead_assigned_at,omitzero"`
	MitigatedAt     time.Time         `json:"mitigated_at,omitzero"`
	ResolvedAt      time.Time         `json:"resolved_at,omitzero"`
	ClosedAt        time.Time         `json:"closed_at,omitzero"`
	LastUpdateAt    time.Time         `json:"last_update_at,omitzero"`
	NextUpdateDueAt time.Time         `json:"next_update_due_at,omitzero"`
	Subscribers     int               `json:"subscribers"`
}

func (w *writer) incident(subscribers int) incidentJSON {
	inc := w.rec.Incident
	return incidentJSON{
		Number: inc.Number.String(), Title: inc.Title, Description: inc.Description, Impact: inc.Impact,
		Severity: string(inc.Severity), Type: string(inc.Type), Status: string(inc.Status), Private: inc.Private,
		Service: string(inc.Service), Cause: string(inc.Cause), Drill: inc.Drill, Fields: inc.Fields,
		DeclaredBy: w.rec.Name(inc.DeclaredBy), DeclaredByID: string(inc.DeclaredBy),
		Channel: inc.ChannelName, ChannelID: string(inc.Channel),
		ImpactStartedAt: utc(inc.ImpactStartedAt), DetectedAt: utc(inc.DetectedAt),
		DeclaredAt: inc.DeclaredAt.UTC(), LeadAssignedAt: utc(inc.LeadAssignedAt), MitigatedAt: utc(inc.MitigatedAt),
		ResolvedAt: utc(inc.ResolvedAt), ClosedAt: utc(inc.ClosedAt),
		LastUpdateAt: utc(inc.LastUpdateAt), NextUpdateDueAt: utc(inc.NextUpdateDueAt),
		Subscribers: subscribers,
	}
}

type roleJSON struct {
	Role     string    `json:"role"`
	Title    string    `json:"title,omitempty"`
	Person   string    `json:"person"`
	PersonID string    `json:"person_id"`
	From     time.Time `json:"from"`
	Until    time.Time `json:"until,omitzero"`
}

func (w *writer) role(h incident.Holding) roleJSON {
	out := roleJSON{
		Role: string(h.Role), Person: w.rec.Name(h.Person), PersonID: string(h.Person),
		From: h.From.UTC(), Until: utc(h.Until),
	}
	if known, err := w.rules.Role(string(h.Role)); err == nil {
		out.Title = known.Title
	}
	return out
}

type updateJSON struct {
	At           time.Time `json:"at"`
	By           string    `json:"by"`
	ByID         string    `json:"by_id"`
	UsersSee     string    `json:"users_see,omitempty"`
	WeDo         string    `json:"we_do,omitempty"`
	NextUpdateAt time.Time `json:"next_update_at,omitzero"`
}

func (w *writer) update(e incident.Entry) updateJSON {
	return updateJSON{
		At: e.At.UTC(), By: w.rec.Name(e.By), ByID: string(e.By),
		UsersSee: e.UsersSee, WeDo: e.WeDo, NextUpdateAt: utc(e.NextUpdateAt),
	}
}

type entryJSON struct {
	At           time.Time `json:"at"`
	Kind         string    `json:"kind"`
	By           string    `json:"by"`
	ByID         string    `json:"by_id"`
	Text         string    `json:"text,omitempty"`
	Was          string    `json:"was,omitempty"`
	Now          string    `json:"now,omitempty"`
	Role         string    `json:"role,omitempty"`
	Person       string    `json:"person,omitempty"`
	PersonID     string    `json:"person_id,omitempty"`
	Previous     string    `json:"previous,omitempty"`
	PreviousID   string    `json:"previous_id,omitempty"`
	UsersSee     string    `json:"users_see,omitempty"`
	WeDo         string    `json:"we_do,omitempty"`
	NextUpdateAt time.Time `json:"next_update_at,omitzero"`
	TS           string    `json:"ts,omitempty"`
	ThreadTS     string    `json:"thread_ts,omitempty"`
	Link         string    `json:"link,omitempty"`
	What         string    `json:"what,omitempty"`
	EditedBy     string    `json:"edited_by,omitempty"`
	EditedByID   string    `json:"edited_by_id,omitempty"`
	EditedAt     time.Time `json:"edited_at,omitzero"`
	EditReason   string    `json:"edit_reason,omitempty"`

	Files []incident.File `json:"files,omitempty"`
}

func (w *writer) entry(e incident.Entry) entryJSON {
	out := entryJSON{
		At: e.At.UTC(), Kind: string(e.Kind), By: w.rec.Name(e.By), ByID: string(e.By), Text: e.Text,
		Was: e.Was, Now: e.Now, Role: string(e.Role),
		Person: w.rec.Name(e.Person), PersonID: string(e.Person),
		Previous: w.rec.Name(e.Previous), PreviousID: string(e.Previous),
		UsersSee: e.UsersSee, WeDo: e.WeDo, NextUpdateAt: utc(e.NextUpdateAt),
		TS: string(e.Message), ThreadTS: string(e.Thread), What: e.What, Files: e.Files,
		EditedBy: w.rec.Name(e.EditedBy), EditedByID: string(e.EditedBy), EditedAt: utc(e.EditedAt), EditReason: e.EditReason,
	}
	if e.Message != "" {
		out.Link = w.link(w.rec.Incident.ChannelOf(e.Message), e.Message, e.Thread)
	}
	return out
}

type taskJSON struct {
	Title      string    `json:"title"`
	Owner      string    `json:"owner,omitempty"`
	OwnerID    string    `json:"owner_id,omitempty"`
	DueAt      time.Time `json:"due_at,omitzero"`
	State      string    `json:"state"`
	FollowedUp bool      `json:"followed_up"`
	GivenBy    string    `json:"given_by"`
	GivenByID  string    `json:"given_by_id"`
	At         time.Time `json:"at"`
	DoneBy     string    `json:"done_by,omitempty"`
	DoneByID   string    `json:"done_by_id,omitempty"`
	DoneAt     time.Time `json:"done_at,omitzero"`
	TS         string    `json:"ts,omitempty"`
	ThreadTS   string    `json:"thread_ts,omitempty"`
	Link       string    `json:"link,omitempty"`
}

func (w *writer) task(t incident.Task) taskJSON {
	out := taskJSON{
		Title: t.Title, Owner: w.rec.Name(t.Owner), OwnerID: string(t.Owner), DueAt: utc(t.DueAt), State: string(t.State),
		FollowedUp: t.FollowedUp, GivenBy: w.rec.Name(t.By), GivenByID: string(t.By), At: t.At.UTC(),
		DoneBy: w.rec.Name(t.DoneBy), DoneByID: string(t.DoneBy), DoneAt: utc(t.DoneAt),
		TS: string(t.Message), ThreadTS: string(t.Thread),
	}
	if t.Message != "" {
		out.Link = w.link(w.rec.Incident.ChannelOf(t.Message), t.Message, t.Thread)
	}
	return out
}

type linkJSON struct {
	Title   string    `json:"title"`
	Address string    `json:"address"`
	By      string    `json:"by"`
	ByID    string    `json:"by_id"`
	At      time.Time `json:"at"`
}

func (w *writer) kept(l incident.Link) linkJSON {
	return linkJSON{Title: l.Title, Address: l.Address, By: w.rec.Name(l.By), ByID: string(l.By), At: l.At.UTC()}
}

type followUpJSON struct {
	Title        string     `json:"title"`
	Owner        string     `json:"owner,omitempty"`
	OwnerID      string     `json:"owner_id,omitempty"`
	Due          string     `json:"due,omitempty"`
	Phase        string     `json:"phase"`
	State        string     `json:"state"`
	Ticketed     bool       `json:"ticketed"`
	ProposedBy   string     `json:"proposed_by,omitempty"`
	RecordedBy   string     `json:"recorded_by,omitempty"`
	RecordedByID string     `json:"recorded_by_id,omitempty"`
	At           time.Time  `json:"at"`
	DoneAt       time.Time  `json:"done_at,omitzero"`
	Cites        []citeJSON `json:"cites,omitempty"`
}

func (w *writer) followUp(f incident.FollowUp) followUpJSON {
	out := followUpJSON{
		Title: f.Title, Owner: w.rec.Name(f.Owner), OwnerID: string(f.Owner), Phase: string(f.Phase), State: string(f.State),
		Ticketed: f.Ticketed, ProposedBy: f.ProposedBy, RecordedBy: w.rec.Name(f.By), RecordedByID: string(f.By),
		At: f.At.UTC(), DoneAt: utc(f.DoneAt), Cites: w.cites(f.Cites),
	}
	if !f.Due.IsZero() {
		out.Due = f.Due.Format(time.DateOnly)
	}
	return out
}

type summaryJSON struct {
	Claims   []claimJSON `json:"claims"`
	MadeBy   string      `json:"made_by"`
	MadeAt   time.Time   `json:"made_at"`
	Messages int         `json:"messages"`
	Dropped  int         `json:"dropped"`
	Cost     float64     `json:"cost"` // US dollars; millionths of one are exact
	Note     string      `json:"note,omitempty"`
}

type claimJSON struct {
	Section string     `json:"section"`
	Text    string     `json:"text"`
	At      time.Time  `json:"at"`
	Cites   []citeJSON `json:"cites"`
}

func (w *writer) summary(s incident.Summary) summaryJSON {
	out := summaryJSON{
		Claims: make([]claimJSON, 0, len(s.Claims)), MadeBy: s.Made.By, MadeAt: s.Made.At.UTC(), Messages: s.Made.Messages,
		Dropped: s.Made.Dropped, Cost: float64(s.Made.Cost) / float64(incident.Dollar), Note: s.Made.Note,
	}
	for _, c := range s.Claims {
		out.Claims = append(out.Claims, claimJSON{Section: string(c.Section), Text: c.Text, At: c.At.UTC(), Cites: w.cites(c.Cites)})
	}
	return out
}

type citeJSON struct {
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts,omitempty"`
	Quote    string `json:"quote"`
	Link     string `json:"link,omitempty"`
}

func (w *writer) cites(all []incident.Cite) []citeJSON {
	out := make([]citeJSON, 0, len(all))
	for _, c := range all {
		out = append(out, citeJSON{
			TS: string(c.Message), ThreadTS: string(c.Thread), Quote: c.Quote,
			Link: w.link(w.rec.Incident.ChannelOf(c.Message), c.Message, c.Thread),
		})
	}
	return out
}

type messageJSON struct {
	TS        string          `json:"ts"`
	User      string          `json:"user"`
	UserID    string          `json:"user_id"`
	Bot       bool            `json:"bot,omitempty"`
	At        time.Time       `json:"at"`
	Text      *string         `json:"text,omitempty"` // nil once deleted; "" when there never was any
	ThreadTS  string          `json:"thread_ts,omitempty"`
	EditedAt  time.Time       `json:"edited_at,omitzero"`
	DeletedAt time.Time       `json:"deleted_at,omitzero"`
	Files     []incident.File `json:"files,omitempty"`
	Reactions []reactionJSON  `json:"reactions,omitempty"`
	Link      string          `json:"link,omitempty"`
}

type reactionJSON struct {
	Name    string   `json:"name"`
	Users   []string `json:"users"`
	UserIDs []string `json:"user_ids"`
}

// message leaves of a deleted one only that it was there: who deletes something takes it back.
func (w *writer) message(m incident.Message, reactions []reactionJSON) messageJSON {
	out := messageJSON{
		TS: string(m.ID), User: w.rec.Name(m.Author), UserID: string(m.Author), Bot: m.Bot, At: m.At.UTC(),
		ThreadTS: string(m.Thread), EditedAt: utc(m.EditedAt), DeletedAt: utc(m.DeletedAt),
	}
	if !m.DeletedAt.IsZero() {
		return out
	}
	out.Text, out.Files, out.Reactions = &m.Text, m.Files, reactions
	out.Link = w.link(m.Channel, m.ID, m.Thread)
	return out
}

// reactions are grouped by message and emoji, in the order in which the first of each came.
func (w *writer) reactions() map[incident.MessageID][]reactionJSON {
	of := map[incident.MessageID][]reactionJSON{}
	for _, r := range w.rec.Reactions {
		at := 0
		for at < len(of[r.Message]) && of[r.Message][at].Name != r.Name {
			at++
		}
		if at == len(of[r.Message]) {
			of[r.Message] = append(of[r.Message], reactionJSON{Name: r.Name})
		}
		group := &of[r.Message][at]
		group.Users = append(group.Users, w.rec.Name(r.By))
		group.UserIDs = append(group.UserIDs, string(r.By))
	}
	return of
}

// utc leaves the zero time what it is: left out.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}
