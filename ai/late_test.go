package ai_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// since is a minute after the rollback began.
var since = night.Add(250 * time.Second)

func TestWriter_CatchUp_quotes_what_was_tried_what_changed_and_what_was_said(t *testing.T) {
	t.Parallel()
	d := sit(t)
	m := shop()
	m.Record.Timeline = []incident.Entry{
		{Kind: incident.KindDeclared, At: night, By: "U0ADA"},
		{Kind: incident.KindStatus, At: at(30), By: "U0BEN", Was: "investigating", Now: "identified"},
		{Kind: incident.KindMessage, At: at(31), By: "U0BEN", Text: "pinned"},
	}
	told, err := d.CatchUp(t.Context(), m, since)
	if err != nil {
		t.Fatal(err)
	}
	if told.Incident.Number != 42 || !told.Since.Equal(since) || told.Made.By != incident.MadeByTimeline || told.Made.Model || told.Made.Messages != 6 {
		t.Errorf("%+v", told.Made)
	}
	if len(told.Changed) != 1 || told.Changed[0].Now != "identified" {
		t.Errorf("changed: %+v", told.Changed)
	}
	if !has(told.Tried, "rolling back deploy 812") {
		t.Errorf("tried: %q", sentences(told.Tried))
	}
	if !slices.IsSortedFunc(told.Claims, func(a, b incident.Claim) int { return a.At.Compare(b.At) }) {
		t.Errorf("a guess may stand behind what refuted it: %q", sentences(told.Claims))
	}
	for _, c := range told.Claims {
		if !c.At.After(since) {
			t.Errorf("it is no news that %q", c.Text)
		}
	}
	if len(d.model.Requests()) != 0 {
		t.Error("it asked a model")
	}
	never, err := d.CatchUp(t.Context(), m, time.Time{})
	if err != nil || len(never.Changed) != 2 {
		t.Errorf("%+v, %v", never.Changed, err)
	}
}

func TestWriter_ReadCatchUp_reads_only_what_was_said_since(t *testing.T) {
	t.Parallel()
	d := sit(t)
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		all := lines(r)
		if len(all) != 3 || strings.Contains(r.User(), "rolling back") {
			t.Errorf("it reads %+v", all)
		}
		return openaisim.JSON(object{"claims": list{
			claim("status", all[0]),
			claimed("question", "Who adds an alert for missing keys?", all[1].ID, "alert for missing keys"),
			claimed("status", "Everything exploded", all[0].ID, "payments"),
		}})
	})
	told, err := d.ReadCatchUp(t.Context(), shop(), since)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"payments are back since the rollback"}, sentences(told.Claims)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !has(told.Open, "alert for missing keys") || !has(told.Tried, "rolling back") {
		t.Errorf("open %q, tried %q", sentences(told.Open), sentences(told.Tried))
	}
	if !told.Made.Model || told.Made.Dropped != 1 || told.Made.By != "fake-1" || told.Made.Cost == 0 {
		t.Errorf("%+v", told.Made)
	}
	if d.ledger.purposes() != "catchup" || d.ledger.calls[0].Round != 0 {
		t.Errorf("%+v", d.ledger.calls)
	}
}

func TestWriter_ReadCatchUp_reads_a_few_parts_and_no_more(t *testing.T) {
	t.Parallel()
	d := sit(t, small)
	d.model.Answer(honest("shard 1 ", "shard 199 "))
	told, err := d.ReadCatchUp(t.Context(), long(200, nil), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.model.Requests()) != 4 || !strings.Contains(told.Made.Note, "newest 4 of") || !has(told.Claims, "shard 199 ") {
		t.Errorf("%d questions, %q, %q", len(d.model.Requests()), told.Made.Note, sentences(told.Claims))
	}
}

func TestWriter_ReadCatchUp_says_why_it_has_nothing(t *testing.T) {
	t.Parallel()
	d := sit(t)
	d.model.Answer(func(openaisim.Request) openaisim.Reply {
		return openaisim.Fail(401, "invalid_api_key", "Incorrect API key provided")
	})
	_, err := d.ReadCatchUp(t.Context(), shop(), since)
	if problem, ok := errors.AsType[*llm.Problem](err); !ok || !strings.Contains(problem.Sentence, "key") {
		t.Errorf("got %v", err)
	}
	_, err = d.ReadCatchUp(t.Context(), shop(), at(500))
	if _, ok := errors.AsType[*llm.Problem](err); !ok {
		t.Errorf("when nothing was said since: %v", err)
	}
}

func TestWriter_SuggestUpdate(t *testing.T) {
	t.Parallel()
	d := sit(t)

	t.Run("says_what_users_see_and_what_was_done_since", func(t *testing.T) {
		t.Parallel()
		m := shop()
		m.Record.Incident.Impact = "Nobody can pay."
		m.Record.Timeline = []incident.Entry{
			{Kind: incident.KindNote, At: at(1), By: "U0BEN", Text: "said before"},
			{Kind: incident.KindNote, At: at(40), By: "U0BEN", Text: "Restarted <@U0CAM>'s worker"},
			{Kind: incident.KindUpdate, At: at(41), By: "U0BEN", WeDo: "told already"},
			{Kind: incident.KindStatus, At: at(45), By: "U0BEN", Now: "monitoring", Text: "No errors for 5 minutes"},
		}
		update, err := d.SuggestUpdate(t.Context(), m, since)
		if err != nil {
			t.Fatal(err)
		}
		if update.UsersSee != "Nobody can pay." || update.Next != 0 {
			t.Errorf("%+v", update)
		}
		if !strings.HasPrefix(update.WeDo, "Restarted @Cam's worker\nNo errors for 5 minutes") || strings.Contains(update.WeDo, "before") || strings.Contains(update.WeDo, "already") {
			t.Errorf("%q", update.WeDo)
		}
	})

	t.Run("never_says_more_than_anybody_checks", func(t *testing.T) {
		t.Parallel()
		m := shop()
		for i := range 40 {
			m.Record.Timeline = append(m.Record.Timeline, incident.Entry{Kind: incident.KindNote, At: at(10 + i), Text: fmt.Sprintf("Looked into shard%d of cluster%d", i, i*i)})
		}
		update, err := d.SuggestUpdate(t.Context(), m, since)
		if err != nil || utf8.RuneCountInString(update.WeDo) > 500 || !strings.Contains(update.WeDo, "shard39") {
			t.Errorf("%q, %v", update.WeDo, err)
		}
		m.Record.Timeline = []incident.Entry{{Kind: incident.KindNote, At: at(590), Text: strings.Repeat("很长", 400)}}
		update, err = d.SuggestUpdate(t.Context(), m, at(580))
		if n := utf8.RuneCountInString(update.WeDo); err != nil || n > 500 || n < 400 {
			t.Errorf("%d characters, %v", n, err)
		}
	})

	t.Run("says_nothing_of_nothing", func(t *testing.T) {
		t.Parallel()
		update, err := d.SuggestUpdate(t.Context(), channel(), since)
		if err != nil || update != (incident.Update{}) {
			t.Errorf("%+v, %v", update, err)
		}
	})
}
