// Package export writes an incident's record as JSON, for whoever wants to keep it or to compute with
// it. docs/export.md describes the keys; a test keeps the two equal.
package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/tocsin-bot/tocsin/incident"
)

// Options are what the record itself does not hold.
type Options struct {
	// Messages gives the messages one by one, in the order of their ids, so that a channel of any
	// length is written in little memory. nil writes the record's own.
	Messages iter.Seq2[incident.Message, error]
	// Link gives a message's permalink, "" when it is not known. nil leaves links out.
	Link func(channel incident.ChannelID, message, thread incident.MessageID) string
	// FollowUps are all that are known; the dismissed ones are not written.
	FollowUps []incident.FollowUp
	// Tasks are all that were given, the dropped ones too.
	Tasks []incident.Task
	// Links are all that people added; the removed ones are not written.
	Links []incident.Link
	// Subscribers is how many people are told of it in person. Who they are is theirs.
	Subscribers int
	// Summary is the newest draft summary; nil leaves it out.
	Summary *incident.Summary
}

// JSON writes the record. Every message is written once, in order: it returns an error when they
// come otherwise, and what Messages or w returned.
func JSON(w io.Writer, rec incident.Record, rules incident.Rules, o Options) error {
	out := &writer{to: bufio.NewWriter(w), rec: &rec, rules: rules, link: o.Link}
	if out.link == nil {
		out.link = func(incident.ChannelID, incident.MessageID, incident.MessageID) string { return "" }
	}
	if o.Messages == nil {
		o.Messages = each(rec.Messages)
	}
	out.print("{\n")
	out.member("incident", out.incident(o.Subscribers))
	list(out, "roles", rec.Holdings, out.role)
	list(out, "updates", updates(rec.Timeline), out.update)
	list(out, "timeline", rec.Timeline, out.entry)
	list(out, "tasks", o.Tasks, out.task)
	list(out, "links", incident.StandingLinks(o.Links), out.kept)
	list(out, "follow_ups", standing(o.FollowUps), out.followUp)
	if o.Summary != nil {
		out.member("summary", out.summary(*o.Summary))
	}
	out.messages(o.Messages)
	out.print("\n}\n")
	if out.err == nil {
		out.err = out.to.Flush()
	}
	if out.err != nil {
		return fmt.Errorf("export %s: %w", rec.Incident.Number, out.err)
	}
	return nil
}

// writer remembers the first error, so that the rest need not ask after each line.
type writer struct {
	to    *bufio.Writer
	rec   *incident.Record
	rules incident.Rules
	link  func(incident.ChannelID, incident.MessageID, incident.MessageID) string
	err   error
}

func (w *writer) print(s string) {
	if w.err == nil {
		_, w.err = w.to.WriteString(s)
	}
}

// value writes v over several lines, at the given depth.
func (w *writer) value(v any, indent string) {
	if w.err != nil {
		return
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(indent, "  ")
	if w.err = enc.Encode(v); w.err == nil {
		w.print(string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))))
	}
}

func (w *writer) member(key string, v any) {
	w.print("  \"" + key + "\": ")
	w.value(v, "  ")
	w.print(",\n")
}

func list[From, To any](w *writer, key string, all []From, convert func(From) To) {
	converted := make([]To, 0, len(all)) // an empty list is [], not null
	for _, one := range all {
		converted = append(converted, convert(one))
	}
	w.member(key, converted)
}

func (w *writer) messages(all iter.Seq2[incident.Message, error]) {
	reactions := w.reactions()
	w.print("  \"messages\": [")
	var last incident.MessageID
	for m, err := range all {
		if err == nil && last != "" && m.ID <= last {
			err = fmt.Errorf("message %s comes after %s", m.ID, last)
		}
		if w.err == nil {
			w.err = err
		}
		if w.err != nil {
			return
		}
		if last != "" {
			w.print(",")
		}
		last = m.ID
		w.print("\n    ")
		w.value(w.message(m, reactions[m.ID]), "    ")
	}
	if last != "" {
		w.print("\n  ")
	}
	w.print("]")
}

func each(all []incident.Message) iter.Seq2[incident.Message, error] {
	return func(yield func(incident.Message, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

// standing are the follow-ups that nobody has said are none.
func standing(all []incident.FollowUp) []incident.FollowUp {
	return slices.DeleteFunc(slices.Clone(all), func(f incident.FollowUp) bool { return f.State == incident.FollowUpDismissed })
}

func updates(all []incident.Entry) []incident.Entry {
	var told []incident.Entry
	for _, e := range all {
		if e.Kind == incident.KindUpdate {
			told = append(told, e)
		}
	}
	return told
}
