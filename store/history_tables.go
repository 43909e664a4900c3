package store

import "github.com/tocsin-bot/tocsin/incident"

// historyTables are all tables that [Store.KeepHistory] fills, the one that the others refer to first.
var historyTables = []pastTable{
	{
		name: "incident",
		columns: []string{
			"number", "title", "description", "impact", "severity", "type", "status", "private", "declared_by",
			"channel_id", "channel_name", "declared_at", "lead_assigned_at", "mitigated_at", "resolved_at", "closed_at",
			"last_update_at", "next_update_due_at", "archive_at", "version", "service", "cause", "drill",
			"impact_started_at", "detected_at",
		},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			inc := &past.Incident
			add(int64(n), clean(inc.Title), clean(inc.Description), clean(inc.Impact), string(inc.Severity), string(inc.Type),
				string(inc.Status), inc.Private, string(inc.DeclaredBy),
				orNull(string(inc.Channel)), clean(inc.ChannelName), inc.DeclaredAt, instant(inc.LeadAssignedAt), instant(inc.MitigatedAt),
				instant(inc.ResolvedAt), instant(inc.ClosedAt), instant(inc.LastUpdateAt), instant(inc.NextUpdateDueAt),
				instant(inc.ArchiveAt), max(inc.Version, 1), string(inc.Service), string(inc.Cause), inc.Drill,
				instant(inc.ImpactStartedAt), instant(inc.DetectedAt))
		},
	},
	{
		name:    "role_holding",
		columns: []string{"incident", "role", "person", "from_at", "until_at"},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, h := range past.Holdings {
				add(int64(n), string(h.Role), string(h.Person), h.From, instant(h.Until))
			}
		},
	},
	{
		name: "timeline_entry",
		columns: []string{
			"incident", "kind", "at", "by", "text", "was", "now", "role", "person", "previous", "users_see", "we_do",
			"next_update_at", "drawn_at",
		},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, e := range past.Timeline {
				if e.Kind == incident.KindMessage {
					continue // read from the messages
				}
				add(int64(n), string(e.Kind), e.At, string(e.By), clean(e.Text), clean(e.Was), clean(e.Now), string(e.Role),
					string(e.Person), string(e.Previous), clean(e.UsersSee), clean(e.WeDo), instant(e.NextUpdateAt), e.At)
			}
		},
	},
	{
		name:    "message",
		columns: []string{"channel", "id", "incident", "thread", "author", "bot", "text", "at", "edited_at", "deleted_at", "files"},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, m := range past.Messages {
				add(string(past.Incident.Channel), string(m.ID), int64(n), thread(m), string(m.Author), m.Bot, clean(m.Text),
					m.At, instant(m.EditedAt), instant(m.DeletedAt), filesJSON(m))
			}
		},
	},
	{
		name:    "reaction",
		columns: []string{"channel", "message", "person", "name", "incident", "at", "present"},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, r := range past.Reactions {
				add(string(past.Incident.Channel), string(r.Message), string(r.By), clean(r.Name), int64(n), r.At, r.Present)
			}
		},
	},
	{
		name:    "presence",
		columns: []string{"incident", "person", "at", "joined"},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, p := range past.Presences {
				add(int64(n), string(p.Person), p.At, p.Joined)
			}
		},
	},
	{
		name: "follow_up",
		columns: []string{
			"incident", "title", "owner", "due", "phase", "state", "ticketed", "round", "cites", "proposed", "proposed_by",
			"by", "at", "decided_at", "done_at", "later",
		},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, f := range past.FollowUps {
				add(int64(n), clean(f.Title), string(f.Owner), day(f.Due), string(f.Phase), string(f.State), f.Ticketed,
					f.Round, citesJSON(f.Cites), clean(f.Proposed), clean(f.ProposedBy), string(f.By), f.At,
					instant(f.DecidedAt), instant(f.DoneAt), day(f.Later))
			}
		},
	},
	{
		name: "postmortem_draft",
		columns: []string{
			"incident", "version", "markdown", "machine", "edited_by", "differs", "made_by", "model", "made_at", "messages",
			"dropped", "cost", "note", "words", "kept",
		},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, d := range past.Drafts {
				add(int64(n), d.Version, clean(d.Markdown), clean(d.Machine), string(d.EditedBy), clean(d.Differs), clean(d.Made.By),
					d.Made.Model, d.Made.At, d.Made.Messages, d.Made.Dropped, int64(d.Made.Cost), clean(d.Made.Note), d.Words, d.Kept)
			}
		},
	},
	{
		name: "ai_run",
		columns: []string{
			"incident", "round", "purpose", "prompt", "model", "tokens_in", "tokens_out", "cost", "took", "outcome", "kept",
			"dropped", "at",
		},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, c := range past.Calls {
				add(int64(n), c.Round, c.Purpose, c.Prompt, clean(c.Model), c.TokensIn, c.TokensOut, int64(c.Cost), c.Took,
					string(c.Outcome), c.Kept, c.Dropped, c.At)
			}
		},
	},
	{
		name:    "surface",
		columns: []string{"incident", "key", "state", "channel", "message", "handle", "digest", "echo", "shown_at"},
		rows: func(n incident.Number, past *incident.Past, add func(...any)) {
			for _, s := range past.Surfaces {
				add(int64(n), string(s.Key), string(s.State), string(s.Channel), string(s.Message), s.Handle, s.Digest, s.Echo,
					instant(s.ShownAt))
			}
		},
	},
}

// orNull is null for an empty text.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
