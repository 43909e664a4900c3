package slacksim_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// post is a call that may break; it waits for the answer at most that long.
func (b *bot) post(channel, text string, patience time.Duration) (reply, error) {
	client := http.Client{Timeout: patience}
	form := url.Values{"token": {b.app.BotToken}, "channel": {channel}, "text": {text}}
	r, err := client.PostForm(b.w.APIURL()+"chat.postMessage", form) //nolint:noctx // a test
	if err != nil {
		return nil, err
	}
	return b.read("chat.postMessage", r), nil
}

func TestFault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault   slacksim.Fault
		breaks  bool   // no answer comes
		applied bool   // the message is there all the same
		error   string // the code answered
		status  float64
	}{
		"with_an_error_code":              {fault: slacksim.Fault{Error: "fatal_error"}, error: "fatal_error"},
		"with_a_429":                      {fault: slacksim.Fault{Status: 429, RetryAfter: 7 * time.Second}, error: "ratelimited", status: 429},
		"with_a_500":                      {fault: slacksim.Fault{Status: 500}, error: "internal_error", status: 500},
		"that_cuts_the_connection":        {fault: slacksim.Fault{Cut: true}, breaks: true},
		"that_hangs":                      {fault: slacksim.Fault{Hang: true}, breaks: true},
		"that_loses_the_answer":           {fault: slacksim.Fault{LoseAnswer: true}, breaks: true, applied: true},
		"that_hangs_after_it_was_applied": {fault: slacksim.Fault{LoseAnswer: true, Hang: true}, breaks: true, applied: true},
		"that_only_delays":                {fault: slacksim.Fault{Delay: time.Millisecond}, applied: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := install(t, slacksim.Options{})
			id := b.channel("inc-1")
			c.fault.Times = 1
			b.w.Fault("chat.postMessage", c.fault)
			patience := patience
			if c.fault.Hang {
				patience = 100 * time.Millisecond
			}
			r, err := b.post(id, "fragile", patience)
			if (err != nil) != c.breaks {
				t.Errorf("the error is %v", err)
			}
			if err == nil && (r.failed() != c.error || r.at("status") != nil && r.at("status") != c.status) {
				t.Errorf("answered %v", r)
			}
			if c.fault.RetryAfter > 0 && r.str("retry_after") != "7" {
				t.Errorf("Retry-After is %q", r.str("retry_after"))
			}
			room := b.w.Channel("inc-1")
			if c.applied {
				room.Shows("fragile")
			} else {
				room.NeverShows("fragile")
			}
			b.must("chat.postMessage", args{"channel": id, "text": "the next one works"})
		})
	}
}

func TestFault_MeetsWhatItMatchesUntilRemoved(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	remove := b.w.Fault(slacksim.Every, slacksim.Fault{
		Error: "internal_error", Match: func(c slacksim.Call) bool { return c.Args["text"] == "card" },
	})
	for range 3 {
		if got := b.call("chat.postMessage", args{"channel": id, "text": "card"}).failed(); got != "internal_error" {
			t.Errorf("matched: %q", got)
		}
	}
	b.must("chat.postMessage", args{"channel": id, "text": "note"})
	remove()
	b.must("chat.postMessage", args{"channel": id, "text": "card"})
}

func TestDelay_HoldsEveryCallUpUntilItIsTakenAway(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	b.w.Delay(slacksim.Every, 30*time.Millisecond)
	b.must("auth.test", nil)
	b.w.Delay(slacksim.Every, 0)
	b.must("auth.test", nil)
	calls := b.w.AwaitCalls("auth.test", 2)
	if calls[0].Took < 30*time.Millisecond {
		t.Errorf("the first call took %v", calls[0].Took)
	}
}

func TestOnCall_SeesACallBeforeAndAfterItIsApplied(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	type sight struct {
		Seq    int
		Method string
		Phase  slacksim.Phase
		OK     bool
		There  bool
	}
	var seen []sight
	b.w.OnCall(func(c slacksim.Call) {
		if c.Args["token"] != "" {
			t.Error("the hook is shown a token")
		}
		there := len(b.w.Rooms()) == 2
		seen = append(seen, sight{c.Seq, c.Method, c.Phase, c.OK, there})
	})
	b.channel("inc-1")
	want := []sight{
		{1, "conversations.create", slacksim.Before, false, false},
		{1, "conversations.create", slacksim.After, true, true},
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

func TestCalls_AreLoggedWithoutSecrets(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	b.call("chat.postMessage", args{"channel": "C404", "text": "x"})
	calls := b.w.AwaitCalls("chat.postMessage", 1)
	if c := calls[0]; c.OK || c.Error != "channel_not_found" || !cmp.Equal(c.Args, map[string]string{"channel": "C404", "text": "x"}) {
		t.Errorf("logged %+v", c)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	for i := range 20 {
		if r := b.call("users.list", nil); r["ok"] != true {
			t.Fatalf("call %d of a tier 2 method: %v", i+1, r)
		}
	}
	r := b.call("users.list", nil)
	if r.failed() != "ratelimited" || r.at("status") != 429.0 || r.str("retry_after") == "" {
		t.Errorf("call 21 of a tier 2 method: %v", r)
	}
	if r := b.call("users.info", args{"user": b.app.BotUserID}); r["ok"] != true {
		t.Errorf("another method: %v", r)
	}

	id := b.channel("inc-1")
	burst := 0
	for b.call("chat.postMessage", args{"channel": id, "text": "x"})["ok"] == true {
		burst++
	}
	if burst < 5 || burst > 30 {
		t.Errorf("a burst of %d posts to one channel is let through", burst)
	}
	b.must("chat.postMessage", args{"channel": b.channel("inc-2"), "text": "x"})
}

func TestRateLimits_CanBeSetForOneMethod(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{NoRateLimits: true})
	b.w.SetRateLimit("auth.test", 1, 2)
	var got []string
	for range 3 {
		got = append(got, b.call("auth.test", nil).failed())
	}
	if diff := cmp.Diff([]string{"", "", "ratelimited"}, got); diff != "" {
		t.Error(diff)
	}
}
