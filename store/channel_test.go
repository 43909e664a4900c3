package store

import (
	"errors"
	"slices"
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestPastChannels(t *testing.T) {
	t.Parallel()
	s := open(t)
	inc := s.declare(t, "Till down")
	said := func(channel incident.ChannelID, id incident.MessageID, text string) incident.Message {
		return incident.Message{Channel: channel, ID: id, Author: "UADA", Text: text, At: at(1)}
	}
	s.hears(t, incident.Heard{Messages: []incident.Message{said(inc.Channel, "1.0", "the disk is full"), said(inc.Channel, "2.0", "cleaned up")}})
	s.begins(t, 1, 9)
	s.keepsDrafts(t, 1, found(), incident.Reading{})
	announcement := incident.Surface{Key: "announcement", State: incident.Shown, Channel: "CALL", Message: "7.0"}
	if err := s.Keep(t.Context(), 1, []incident.Surface{
		announcement, {Key: "card", State: incident.Shown, Channel: inc.Channel, Message: "1.5"}, {Key: "topic", State: incident.Shown},
	}); err != nil {
		t.Fatal(err)
	}

	if err := s.LeaveChannel(t.Context(), 1, "CWRONG", t0); err != nil {
		t.Fatal(err)
	}
	same(t, "leaving a channel that is not its own", must(s.Incident(t.Context(), 1))(t).Channel, inc.Channel)
	if err := s.LeaveChannel(t.Context(), 1, inc.Channel, t0); err != nil {
		t.Fatal(err)
	}
	made := incident.Surface{Key: "channel", State: incident.Shown, Channel: "CNEXT"}
	if err := s.NextChannelMade(t.Context(), 1, made, "till-2", t0); err != nil {
		t.Fatal(err)
	}

	pic := must(s.Picture(t.Context(), 1))(t)
	same(t, "channel", pic.Incident.Channel, "CNEXT")
	same(t, "channels before", pic.Incident.Past, []incident.PastChannel{{Channel: inc.Channel, Name: inc.ChannelName, Last: "2.0"}})
	same(t, "where the first message is", pic.Incident.ChannelOf("1.0"), inc.Channel)
	same(t, "where a later one is", pic.Incident.ChannelOf("3.0"), "CNEXT")
	if _, kept := pic.Surfaces["card"]; kept || pic.Surfaces["announcement"].Message != "7.0" || pic.Surfaces["channel"].Channel != "CNEXT" {
		t.Errorf("shown are %v", pic.Surfaces)
	}
	same(t, "who lived there", must(s.LivedIn(t.Context(), inc.Channel))(t).Number, 1)
	if _, err := s.InChannel(t.Context(), inc.Channel); !errors.Is(err, incident.ErrNotFound) {
		t.Errorf("the old channel: %v", err)
	}

	s.hears(t, incident.Heard{Messages: []incident.Message{said(inc.Channel, "3.0", "anybody here?"), said("CNEXT", "4.0", "we are here")}})
	var texts []string
	if err := s.EachMessage(t.Context(), 1, func(m incident.Message) error {
		texts = append(texts, m.Text)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	same(t, "messages", texts, []string{"the disk is full", "cleaned up", "we are here"})

	if !slices.Contains(s.quotes(t), "the disk is full") {
		t.Fatalf("quoted are %q", s.quotes(t))
	}
	if err := s.Hear(t.Context(), incident.Heard{Messages: []incident.Message{{Channel: inc.Channel, ID: "1.0", DeletedAt: at(11)}}}); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(s.quotes(t), "the disk is full") {
		t.Error("what was taken back in the old channel is still quoted")
	}
}

// must fails the test on an error.
func must[T any](got T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
}
