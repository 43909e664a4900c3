package ai_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// chosen reads a channel of several parts with one claim in each of the named messages, and has the answer
// about all claims made by choose, which gets their ids by a word of theirs.
func chosen(t *testing.T, texts map[int]string, choose func(id func(word string) string) list) incident.Drafts {
	t.Helper()
	d := sit(t, small)
	wanted := []string{}
	for _, text := range texts {
		wanted = append(wanted, text)
	}
	read := honest(wanted...)
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		if purpose(r) != "claims_that_matter" {
			return read(r)
		}
		all := lines(r)
		return openaisim.JSON(object{"claims": choose(func(word string) string {
			i := slices.IndexFunc(all, func(s shown) bool { return strings.Contains(s.Text, word) })
			if i < 0 {
				t.Fatalf("no claim has %q", word)
			}
			return all[i].ID
		})})
	})
	return d.read(t, long(60, func(i int, text string) string {
		if other := texts[i]; other != "" {
			return other
		}
		return text
	}))
}

func TestWriter_Read_joins_claims(t *testing.T) {
	t.Parallel()
	texts := map[int]string{
		2:  "deploy 812 lost the payment key",
		30: "confirmed: the payment key of deploy 812 is missing in its config",
		50: "payments recovered at 02:55 after the rollback",
	}

	t.Run("with_the_messages_of_all", func(t *testing.T) {
		t.Parallel()
		got := chosen(t, texts, func(id func(string) string) list {
			return list{object{"ids": list{id("lost"), id("confirmed")}, "section": "cause", "text": "Deploy 812 lost the payment key in its config."}}
		}).Summary.Claims
		if len(got) != 1 || got[0].Text != "Deploy 812 lost the payment key in its config." || got[0].Section != "cause" || !got[0].At.Equal(said(20, "", "").At) {
			t.Fatalf("%+v", got)
		}
		var ids []incident.MessageID
		for _, c := range got[0].Cites {
			ids = append(ids, c.Message)
		}
		if diff := cmp.Diff([]incident.MessageID{said(20, "", "").ID, said(300, "", "").ID}, ids); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("but_keeps_them_as_they_were_when_the_new_sentence_is_not_proved", func(t *testing.T) {
		t.Parallel()
		drafts := chosen(t, texts, func(id func(string) string) list {
			return list{object{"ids": list{id("lost"), id("confirmed")}, "section": "cause", "text": "Deploy 813 lost the payment key on 7 hosts."}}
		})
		if got := sentences(drafts.Summary.Claims); len(got) != 2 || !strings.Contains(got[0], "lost the payment key") || !strings.Contains(got[1], "confirmed") {
			t.Errorf("%q", got)
		}
	})

	t.Run("and_does_not_let_an_unknown_claim_prove_anything", func(t *testing.T) {
		t.Parallel()
		drafts := chosen(t, texts, func(id func(string) string) list {
			return list{
				object{"ids": list{"c99"}, "section": "cause", "text": "Deploy 812 lost the payment key"},
				object{"ids": list{id("recovered"), "c98"}, "section": "cause", "text": "payments recovered"},
			}
		})
		if got := sentences(drafts.Summary.Claims); len(got) != 1 || got[0] != texts[50] {
			t.Errorf("%q", got)
		}
	})

	t.Run("and_each_but_once", func(t *testing.T) {
		t.Parallel()
		drafts := chosen(t, texts, func(id func(string) string) list {
			one := object{"ids": list{id("recovered")}, "section": "action", "text": texts[50]}
			return list{one, one, one}
		})
		if got := sentences(drafts.Summary.Claims); len(got) != 1 {
			t.Errorf("%q", got)
		}
	})

	t.Run("evenly_when_the_model_chooses_none", func(t *testing.T) {
		t.Parallel()
		drafts := chosen(t, texts, func(func(string) string) list { return list{} })
		if got := sentences(drafts.Summary.Claims); len(got) < 2 || !strings.Contains(drafts.Made.Note, "evenly") {
			t.Errorf("%q %q", got, drafts.Made.Note)
		}
	})
}
