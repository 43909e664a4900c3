package ai_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tocsin-bot/tocsin/ai"
	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// long is a channel of n messages about nothing, one every ten seconds, in each of which another word is
// telling.
func long(n int, change func(i int, text string) string) *material.Material {
	messages := make([]incident.Message, n)
	for i := range messages {
		text := fmt.Sprintf("still looking at shard %d of the %s cluster, nothing to see in its logs so far", i, []string{"blue", "green", "red"}[i%3])
		if change != nil {
			text = change(i, text)
		}
		messages[i] = said(10*i, []incident.PersonID{"U0ADA", "U0BEN", "U0CAM"}[i%3], text)
	}
	return channel(messages...)
}

// small makes parts so small that a short channel has several.
func small(o *ai.Options) { o.ChunkTokens, o.Parallel = 400, 2 }

func TestWriter_Read_tells_what_went_wrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reply openaisim.Reply
		words string
	}{
		"truncated JSON": {openaisim.Say(`{"claims":[{"section":"cause","text":"the dep`), ""},
		"a cut stream":   {openaisim.Say(`{"claims":[],"follow_ups":[]}`).CutOff(), ""},
		"only errors":    {openaisim.Fail(500, "", "oops"), ""},
		"no JSON":        {openaisim.Say("Certainly! Here is your summary:"), ""},
		"a refusal":      {openaisim.Refuse("I cannot help with that."), ""},
		"no more quota":  {openaisim.QuotaUsedUp(), "quota"},
		"a wrong key":    {openaisim.Fail(401, "invalid_api_key", "Incorrect API key provided"), "key"},
		"no such model":  {openaisim.Fail(404, "model_not_found", "The model does not exist"), "model"},
		"no API":         {openaisim.HTML(200), ""},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := sit(t)
				d.model.Answer(func(openaisim.Request) openaisim.Reply { return test.reply })
				refused(t, d, shop(), test.words)
				if len(d.ledger.calls) != 1 || d.ledger.calls[0].Outcome == incident.CallOK {
					t.Errorf("calls: %+v", d.ledger.calls)
				}
			})
		})
	}
}

func TestWriter_Read_waits_out_what_passes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := sit(t)
		d.model.Answer(honest("deploy 812"))
		d.model.Next(openaisim.TooMany("30"), openaisim.Fail(500, "", "oops"), openaisim.Fail(503, "", "later"))
		if !has(d.read(t, shop()).Summary.Claims, "deploy 812") {
			t.Error("nothing was read")
		}
	})
}

func TestWriter_Read_stops_asking_a_model_that_only_fails(t *testing.T) {
	t.Parallel()
	d := sit(t, small)
	d.model.Answer(func(openaisim.Request) openaisim.Reply {
		return openaisim.Fail(401, "invalid_api_key", "Incorrect API key provided")
	})
	refused(t, d, long(300, nil), "key")
	if n := len(d.model.Requests()); n > 5 {
		t.Errorf("it asked %d times", n)
	}
}

func TestWriter_Read_quotes_from_the_parts_that_could_not_be_read(t *testing.T) {
	t.Parallel()
	d := sit(t, small)
	m := long(60, func(i int, text string) string {
		switch i {
		case 3:
			return "root cause: deploy 812 dropped the payment key"
		case 50:
			return "rolled back deploy 812, payments recovered at 02:55"
		}
		return text
	})
	read := honest("root cause")
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		for _, s := range lines(r) {
			if purpose(r) == "part_of_an_incident" && strings.Contains(s.Text, "rolled back") {
				return openaisim.Refuse("No.")
			}
		}
		return read(r)
	})
	drafts := d.read(t, m)
	if !has(drafts.Summary.Claims, "root cause") || !has(drafts.Summary.Claims, "rolled back") {
		t.Errorf("%q", sentences(drafts.Summary.Claims))
	}
	if note := drafts.Made.Note; !strings.Contains(note, "1 of ") || !strings.Contains(note, "without the model") {
		t.Errorf("note: %q", note)
	}
}

func TestWriter_Read_keeps_to_its_budget(t *testing.T) {
	t.Parallel()

	t.Run("of_nothing", func(t *testing.T) {
		t.Parallel()
		d := sit(t, func(o *ai.Options) { o.Caps = llm.Caps{} })
		refused(t, d, shop(), "budget")
		if len(d.model.Requests()) != 0 || len(d.ledger.calls) != 0 {
			t.Error("it asked")
		}
	})

	t.Run("of_calls", func(t *testing.T) {
		t.Parallel()
		d := sit(t, small, func(o *ai.Options) { o.Caps.Calls = 5 })
		d.model.Answer(honest("shard 0 ", "shard 10 "))
		d.ledger.calls = []incident.ModelCall{{Number: 42, Purpose: "earlier"}}
		drafts := d.read(t, long(120, nil))
		if len(d.model.Requests()) != 4 {
			t.Errorf("%d calls", len(d.model.Requests()))
		}
		if note := drafts.Made.Note; !strings.HasPrefix(note, "The budget was used up: ") || !strings.Contains(note, "parts were read without the model.") {
			t.Errorf("note: %q", note)
		}
		if !has(drafts.Summary.Claims, "shard 0 ") || len(drafts.Summary.Claims) < 2 || len(drafts.Summary.Claims) > 25 {
			t.Errorf("%q", sentences(drafts.Summary.Claims))
		}
	})

	t.Run("of_time", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, small, func(o *ai.Options) { o.Caps.Time = 3 * time.Second })
			read := honest("shard 0 ", "shard 10 ")
			d.model.Answer(func(r openaisim.Request) openaisim.Reply { return read(r).After(2 * time.Second) })
			began := time.Now()
			drafts := d.read(t, long(120, nil))
			if !strings.Contains(drafts.Made.Note, "budget") || !has(drafts.Summary.Claims, "shard 0 ") {
				t.Errorf("%q %q", drafts.Made.Note, sentences(drafts.Summary.Claims))
			}
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	})
}

func TestWriter_Read_goes_on_where_it_stopped_without_paying_twice(t *testing.T) {
	t.Parallel()
	d := sit(t, small)
	ctx, stop := context.WithCancel(t.Context())
	read := honest("shard 0 ", "shard 60 ", "shard 110 ")
	var asked atomic.Int32
	d.model.Answer(func(r openaisim.Request) openaisim.Reply {
		if asked.Add(1) == 4 {
			stop()
			return openaisim.Hang()
		}
		return read(r)
	})
	if _, err := d.Read(ctx, long(120, nil), 1, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	answered := len(d.ledger.answers)
	before := len(d.ledger.calls) // not the requests: one that was called off may reach the model only now
	if answered == 0 {
		t.Fatal("nothing was kept")
	}
	d.model.Answer(read)
	drafts := d.read(t, long(120, nil))
	again := len(d.ledger.calls) - before

	fresh := sit(t, small)
	fresh.model.Answer(read)
	want := fresh.read(t, long(120, nil))
	if all := len(fresh.model.Requests()); again != all-answered {
		t.Errorf("of %d questions %d were answered, and %d were asked again", all, answered, again)
	}
	if got, want := strings.Join(sentences(drafts.Summary.Claims), "\n"), strings.Join(sentences(want.Summary.Claims), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if drafts.Made.Cost != want.Made.Cost {
		t.Errorf("cost %d, want %d", drafts.Made.Cost, want.Made.Cost)
	}
	third := len(d.model.Requests())
	d.read(t, long(120, nil))
	if n := len(d.model.Requests()); n != third {
		t.Errorf("a third time it asked %d questions", n-third)
	}
}

func TestWriter_Read_asks_several_questions_at_once_and_the_order_of_answers_does_not_matter(t *testing.T) {
	t.Parallel()
	var first string
	for _, late := range []int{0, 1, 2} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, func(o *ai.Options) { o.ChunkTokens, o.Parallel = 400, 4 })
			read := honest("shard 0 ", "shard 50 ", "shard 100 ", "shard 150 ")
			d.model.Answer(func(r openaisim.Request) openaisim.Reply {
				return read(r).After(time.Duration(1+(r.N+late)%3) * time.Second)
			})
			got := strings.Join(sentences(d.read(t, long(160, nil)).Summary.Claims), "\n")
			if first == "" {
				first = got
			}
			if got != first || !strings.Contains(got, "shard 150") {
				t.Errorf("got\n%s\nwant\n%s", got, first)
			}
			if d.model.Most() != 4 {
				t.Errorf("%d at once", d.model.Most())
			}
		})
	}
}

func TestWriter_without_a_model_asks_nobody(t *testing.T) {
	t.Parallel()
	d := sit(t, func(o *ai.Options) { o.Client, o.Ledger = nil, nil })
	refused(t, d, shop(), "No model")
	if _, err := d.ReadCatchUp(t.Context(), shop(), time.Time{}); err == nil {
		t.Error("it was caught up by nobody")
	}
	if len(d.model.Requests()) != 0 {
		t.Error("it asked")
	}
}
