package material_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

func read(t *testing.T, m material.Material) []string {
	t.Helper()
	var all []string
	for said, err := range m.Said() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, said.Plain)
	}
	return all
}

func saying(texts ...string) material.Material {
	m := material.Material{Record: incident.Record{People: map[incident.PersonID]incident.Person{"U1": {Name: "Ada"}}}}
	for i, text := range texts {
		m.Record.Messages = append(m.Record.Messages, incident.Message{
			ID: incident.MessageID(strings.Repeat("1", i+1)), Author: "U1", Text: text, At: time.Unix(int64(i), 0),
		})
	}
	return m
}

func TestMaterial_Said(t *testing.T) {
	t.Parallel()

	t.Run("reads_as_people_read_it", func(t *testing.T) {
		t.Parallel()
		got := read(t, saying("<@U1> see <https://x.example/a?b=1&amp;c=2> &lt;now&gt;", "<@U2>: `go`"))
		want := []string{"@Ada see https://x.example/a?b=1&c=2 <now>", "@U2: go"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("leaves_out_what_was_deleted_and_what_says_nothing", func(t *testing.T) {
		t.Parallel()
		m := saying("kept", "gone", " \u200b\n", "<@U1> has joined the channel", "Ada has left the channel", "<@U1> was added to <#C1|ops> by <@U2>",
			"everything has left the building")
		m.Record.Messages[1].DeletedAt = time.Unix(9, 0)
		if diff := cmp.Diff([]string{"kept", "everything has left the building"}, read(t, m)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("keeps_a_message_of_files_alone_and_masks_their_names", func(t *testing.T) {
		t.Parallel()
		m := saying("")
		m.Mask = func(s string) string { return strings.ReplaceAll(s, "hunter2", "[secret]") }
		m.Record.Messages[0].Files = []incident.File{{Name: "hunter2\n.txt"}}
		for said, err := range m.Said() {
			if err != nil || said.Plain != "" || said.Files[0].Name != "[secret] .txt" {
				t.Errorf("%+v, %v", said, err)
			}
		}
		if m.Record.Messages[0].Files[0].Name != "hunter2\n.txt" {
			t.Error("it changed the record")
		}
	})

	t.Run("may_be_ranged_over_again_and_left_early", func(t *testing.T) {
		t.Parallel()
		m := saying("one", "two")
		for _, err := range m.Said() {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		if diff := cmp.Diff([]string{"one", "two"}, read(t, m)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("ends_after_an_error", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("the database is gone")
		m := saying()
		m.Messages = func(yield func(incident.Message, error) bool) {
			if yield(incident.Message{Text: "one"}, nil) && yield(incident.Message{}, broken) {
				t.Error("it goes on")
			}
		}
		var got error
		n := 0
		for _, err := range m.Said() {
			n++
			got = err
		}
		if n != 2 || !errors.Is(got, broken) {
			t.Errorf("%d, %v", n, got)
		}
	})
}

func TestMentioned_names_each_once(t *testing.T) {
	t.Parallel()
	got := material.Mentioned("<@U2> and <@U1|ada> and <@U2>, not `<@U3>`")
	if diff := cmp.Diff([]incident.PersonID{"U2", "U1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMaterial_Name_falls_back_to_the_id(t *testing.T) {
	t.Parallel()
	m := saying()
	if m.Name("U1") != "Ada" || m.Name("U9") != "U9" {
		t.Errorf("%q %q", m.Name("U1"), m.Name("U9"))
	}
}
