package replay

import (
	"github.com/tocsin-bot/tocsin/incident"
)

// Read reads a recorded channel as the record of an incident that was declared at its first message and
// closed at its last, with notes on how the file was read. People go by their names. It returns a
// complaint about everything that is wrong with the file.
func Read(file string) (incident.Record, []string, error) {
	rec, err := load(options{file: file})
	if err != nil {
		return incident.Record{}, nil, err
	}
	return rec.record(), rec.notes, nil
}

func (r *recording) record() incident.Record {
	end := r.ends()
	record := incident.Record{
		Incident: incident.Incident{
			Number: 1, Title: r.title, Severity: incident.SeverityName(r.severity), Status: incident.Closed,
			Channel: incident.ChannelID(r.channel), ChannelName: r.channel,
			DeclaredAt: r.declaredAt(), ResolvedAt: end, ClosedAt: end,
		},
		Messages: make([]incident.Message, 0, len(r.messages)),
		People:   map[incident.PersonID]incident.Person{},
	}
	ids := map[*person]incident.PersonID{}
	for _, p := range r.people {
		id := incident.PersonID(p.name)
		for _, taken := record.People[id]; taken; _, taken = record.People[id] { // two people of one name
			id += "'"
		}
		ids[p] = id
		record.People[id] = incident.Person{ID: id, Name: p.name, Bot: p.bot}
	}
	for _, m := range r.messages {
		id := incident.MessageID(m.ts)
		record.Messages = append(record.Messages, incident.Message{
			Channel: record.Incident.Channel, ID: id, Thread: incident.MessageID(m.thread), Author: ids[m.author], Bot: m.author.bot,
			Text: m.standing(), At: instant(m.ts), EditedAt: m.editedAt, DeletedAt: m.deletedAt,
		})
		for _, reacted := range m.reactions {
			for _, by := range reacted.by {
				record.Reactions = append(record.Reactions, incident.Reaction{Message: id, By: ids[by], Name: reacted.name})
			}
		}
	}
	return record
}
