package llm_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

func TestClient_Ask(t *testing.T) {
	t.Parallel()

	t.Run("decodes the answer and says what it came to", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Reply{Content: good, Usage: &openaisim.Usage{In: 1000, Out: 500}, Latency: 2 * time.Second})
			var got claims
			began := time.Now()
			b := plenty()
			call, err := client(t, options(s)).Ask(t.Context(), b, request(), &got)
			if err != nil || len(got.Claims) != 1 || got.Claims[0].Text != "We rolled back." {
				t.Fatalf("got %+v, %v", got, err)
			}
			want := incident.ModelCall{
				Purpose: "map", Prompt: "map@1", Model: "gpt-test", TokensIn: 1000, TokensOut: 500,
				Cost: 3000, Took: 2 * time.Second, Outcome: incident.CallOK, At: began,
			}
			if call != want {
				t.Errorf("call: %+v", call)
			}
			if spent := b.Spent(); spent != (incident.Spent{Calls: 1, Tokens: 1500, Cost: 3000}) {
				t.Errorf("spent: %+v", spent)
			}
			r := s.Requests()[0]
			if r.Key() != key || r.Limit() != 100 || r.Chat.Temperature == nil || *r.Chat.Temperature > 1e-9 || r.Chat.Seed == nil {
				t.Errorf("asked: %s", r.Body)
			}
			if f := r.Chat.ResponseFormat; f.Type != "json_schema" || !f.JSONSchema.Strict || strings.Contains(string(f.JSONSchema.Schema), "$") {
				t.Errorf("format: %+v", f)
			}
		})
	})

	t.Run("counts for itself where the endpoint does not", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Reply{Content: good, NoUsage: true})
			call, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &claims{})
			if err != nil || call.TokensIn < 20 || call.TokensOut < 10 || call.Cost == 0 {
				t.Errorf("call: %+v, %v", call, err)
			}
		})
	})

	t.Run("finds the object between fences, thoughts and pleasantries", func(t *testing.T) {
		for name, text := range map[string]string{
			"fences":       "```json\n" + good + "\n```",
			"thoughts":     "<think>{\"claims\": maybe?}</think>\n" + good,
			"pleasantries": "Sure! Here {as you wish} it is: " + good + " Anything else?",
			"zero bytes":   strings.Replace(good, "We", `We\u0000`, 1),
		} {
			t.Run(name, func(t *testing.T) {
				within(t, func(t *testing.T, s *openaisim.Server) {
					s.Next(openaisim.Say(text))
					var got claims
					if _, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &got); err != nil || got.Claims[0].Text != "We rolled back." {
						t.Errorf("got %+v, %v", got, err)
					}
				})
			})
		}
	})

	t.Run("has an answer mended once", func(t *testing.T) {
		for name, poor := range map[string]string{
			"no JSON": "I think we rolled back.", "cut JSON": good[:20], "another shape": `{"error":"no"}`, "a wrong type": `{"claims":"none"}`,
		} {
			t.Run(name, func(t *testing.T) {
				within(t, func(t *testing.T, s *openaisim.Server) {
					s.Next(openaisim.Say(poor), openaisim.Say(good))
					b := plenty()
					var got claims
					call, err := client(t, options(s)).Ask(t.Context(), b, request(), &got)
					if err != nil || len(got.Claims) != 1 || call.Outcome != incident.CallOK || b.Spent().Calls != 2 {
						t.Fatalf("got %+v, %v; spent %+v", got, err, b.Spent())
					}
					if turns := s.Requests()[1].Chat.Messages; len(turns) != 4 || turns[2].Content != poor {
						t.Errorf("the second question: %+v", turns)
					}
				})
			})
		}
	})

	t.Run("has a cut answer given once more", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Length(good[:30]), openaisim.Say(good))
			if _, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &claims{}); err != nil {
				t.Fatal(err)
			}
			if r := s.Requests(); r[0].Limit() != 100 || r[1].Limit() != 200 {
				t.Errorf("limits: %d, %d", r[0].Limit(), r[1].Limit())
			}
		})
	})

	t.Run("asks again when the line breaks in the middle, and counts both", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Say(good).CutOff(), openaisim.Say(good))
			b := plenty()
			if _, err := client(t, options(s)).Ask(t.Context(), b, request(), &claims{}); err != nil || b.Spent().Calls != 2 {
				t.Errorf("%v, spent %+v", err, b.Spent())
			}
		})
	})

	t.Run("asks again when one try takes too long", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Hang(), openaisim.Say(good))
			b := plenty()
			call, err := client(t, options(s)).Ask(t.Context(), b, request(), &claims{})
			if err != nil || call.Took != time.Minute || b.Spent().Calls != 2 {
				t.Errorf("%+v, %v, spent %+v", call, err, b.Spent())
			}
		})
	})

	t.Run("waits as long as it is asked to", func(t *testing.T) {
		for name, after := range map[string]func() string{
			"seconds": func() string { return "30" },
			"a date":  func() string { return time.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat) },
		} {
			t.Run(name, func(t *testing.T) {
				within(t, func(t *testing.T, s *openaisim.Server) {
					s.Next(openaisim.TooMany(after()), openaisim.Say(good))
					b := plenty()
					call, err := client(t, options(s)).Ask(t.Context(), b, request(), &claims{})
					if err != nil || call.Took < 29*time.Second || call.Took > 32*time.Second || b.Spent().Calls != 1 {
						t.Errorf("%+v, %v, spent %+v", call, err, b.Spent())
					}
				})
			})
		}
	})

	t.Run("keeps all calls back when one is told to wait", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.TooMany("60"))
			s.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Say(good) })
			c, b := client(t, options(s)), plenty()
			var all sync.WaitGroup
			all.Go(func() { _, _ = c.Ask(t.Context(), b, request(), &claims{}) })
			for len(s.Requests()) == 0 {
				time.Sleep(time.Millisecond) // of the bubble's time
			}
			time.Sleep(time.Second)
			call, err := c.Ask(t.Context(), b, request(), &claims{})
			all.Wait()
			if err != nil || call.Took < 58*time.Second || len(s.Requests()) != 3 {
				t.Errorf("%+v, %v, %d requests", call, err, len(s.Requests()))
			}
		})
	})

	t.Run("comes back after trouble of the endpoint's own", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Fail(500, "", "oops"), openaisim.HTML(502), openaisim.Fail(503, "", "loading"), openaisim.TooMany(""), openaisim.Say(good))
			b := plenty()
			if call, err := client(t, options(s)).Ask(t.Context(), b, request(), &claims{}); err != nil || b.Spent().Calls != 1 || call.TokensIn == 0 {
				t.Errorf("%+v, %v, spent %+v", call, err, b.Spent())
			}
		})
	})

	t.Run("comes back after an error that says all is well", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Reply{Raw: []byte(`{"error":{"code":503,"message":"no provider"}}`), ContentType: "application/json"}, openaisim.Say(good))
			if _, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &claims{}); err != nil {
				t.Error(err)
			}
		})
	})

	t.Run("fills in the call when somebody stops it", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Hang())
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
			defer stop()
			call, err := client(t, options(s)).Ask(ctx, plenty(), request(), &claims{})
			if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, llm.ErrOverBudget) ||
				call.Outcome != incident.CallFailed || call.TokensIn == 0 || call.Took != 10*time.Second {
				t.Errorf("%+v, %v", call, err)
			}
		})
	})
}

// TestClient_Ask_Failures are the ends that no second chance helps against.
func TestClient_Ask_Failures(t *testing.T) {
	t.Parallel()
	bomb := openaisim.Reply{Raw: []byte(`{"choices":[],"x":"` + strings.Repeat("a", 9<<20) + `"}`), ContentType: "application/json", Gzip: true}
	for name, c := range map[string]struct {
		replies  []openaisim.Reply
		outcome  incident.CallOutcome
		says     string
		requests int
	}{
		"refuses":                      {[]openaisim.Reply{openaisim.Refuse("No.")}, incident.CallRefused, "refused", 1},
		"filters the answer":           {[]openaisim.Reply{openaisim.Filtered()}, incident.CallRefused, "filter", 1},
		"filters the question":         {[]openaisim.Reply{openaisim.Fail(400, "content_filter", "The prompt triggered our policy.")}, incident.CallRefused, "filter", 1},
		"talks nonsense twice":         {[]openaisim.Reply{openaisim.Say("Hm."), openaisim.Say("Hm!")}, incident.CallInvalid, "not what it was asked for", 2},
		"never comes to an end":        {[]openaisim.Reply{openaisim.Length("{"), openaisim.Length("{")}, incident.CallCut, "more to say", 2},
		"cannot say more":              {[]openaisim.Reply{openaisim.Length("{"), openaisim.Fail(403, "", "no")}, incident.CallCut, "more to say", 2},
		"breaks off twice":             {[]openaisim.Reply{openaisim.Say(good).CutOff(), openaisim.Say(good).CutOff()}, incident.CallCut, "broke off", 2},
		"ends its body early":          {[]openaisim.Reply{{Raw: []byte(`{"choices":[{`)}, {Raw: []byte(`{"choices":[{`)}}, incident.CallCut, "broke off", 2},
		"hangs twice":                  {[]openaisim.Reply{openaisim.Hang(), openaisim.Hang()}, incident.CallFailed, "within 1m", 2},
		"has no choices":               {[]openaisim.Reply{{NoChoices: true}}, incident.CallInvalid, "without an answer", 1},
		"is a page":                    {[]openaisim.Reply{openaisim.HTML(200)}, incident.CallFailed, "page for people", 1},
		"is a page that is not found":  {[]openaisim.Reply{openaisim.HTML(404)}, incident.CallFailed, "Nothing at this address", 1},
		"is some other service":        {[]openaisim.Reply{{Raw: []byte("OK")}}, incident.CallFailed, "not a chat completion", 1},
		"sends us on":                  {[]openaisim.Reply{{Status: 308, Raw: []byte("x"), Header: map[string]string{"Location": "https://elsewhere.test/"}}}, incident.CallFailed, "elsewhere.test", 1},
		"unpacks to more than it may":  {[]openaisim.Reply{bomb}, incident.CallInvalid, "more than 8 MB", 1},
		"has no quota left":            {[]openaisim.Reply{openaisim.QuotaUsedUp()}, incident.CallLimited, "quota", 1},
		"wants to be left alone":       {[]openaisim.Reply{openaisim.TooMany("7200")}, incident.CallLimited, "no more requests", 1},
		"is loading for hours":         {[]openaisim.Reply{{Status: 503, Header: map[string]string{"Retry-After": "9999999999999"}}}, incident.CallLimited, "no more requests", 1},
		"cannot read that much":        {[]openaisim.Reply{openaisim.Fail(400, "context_length_exceeded", "This model's maximum context length is 8192 tokens; max_tokens …")}, incident.CallFailed, "longer than the model can read", 1},
		"does not know the key":        {[]openaisim.Reply{openaisim.Fail(401, "invalid_api_key", "Incorrect API key provided: "+key)}, incident.CallFailed, "key was refused", 1},
		"does not let this key in":     {[]openaisim.Reply{openaisim.Fail(403, "", "no")}, incident.CallFailed, "may not use the model", 1},
		"does not have the model":      {[]openaisim.Reply{openaisim.Fail(404, "model_not_found", "The model does not exist.")}, incident.CallFailed, "no model called", 1},
		"does not have it, as Ollama":  {[]openaisim.Reply{openaisim.Fail(404, "", `model "gpt-test" not found, try pulling it first`)}, incident.CallFailed, "no model called", 1},
		"does not have it, in a word":  {[]openaisim.Reply{{Status: 404, Raw: []byte(`{"error":"model 'x' not found"}`)}}, incident.CallFailed, "no model called", 1},
		"does not have it, as FastAPI": {[]openaisim.Reply{{Status: 404, Raw: []byte(`{"detail":"Not Found"}`)}}, incident.CallFailed, "Nothing at this address", 1},
	} {
		t.Run(name, func(t *testing.T) {
			within(t, func(t *testing.T, s *openaisim.Server) {
				s.Answer(func(r openaisim.Request) openaisim.Reply {
					t.Errorf("asked once more: request %d", r.N)
					return openaisim.Say(good)
				})
				s.Next(c.replies...)
				call, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &claims{})
				var p *llm.Problem
				if !errors.As(err, &p) || p.Outcome != c.outcome || call.Outcome != c.outcome || !strings.Contains(p.Sentence, c.says) {
					t.Errorf("outcome %q, %v", call.Outcome, err)
				}
				if len(s.Requests()) != c.requests {
					t.Errorf("%d requests", len(s.Requests()))
				}
				if p != nil && strings.Contains(p.Sentence+p.Hint, key) {
					t.Errorf("the key is in %q %q", p.Sentence, p.Hint)
				}
			})
		})
	}

	t.Run("gives up on trouble that does not pass", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Fail(500, "", "oops") })
			b := plenty()
			call, err := client(t, options(s)).Ask(t.Context(), b, request(), &claims{})
			if err == nil || call.Outcome != incident.CallFailed || b.Spent() != (incident.Spent{}) || len(s.Requests()) != 6 {
				t.Errorf("%+v, %v, spent %+v, %d requests", call, err, b.Spent(), len(s.Requests()))
			}
		})
	})
}

func TestClient_Ask_Budget(t *testing.T) {
	t.Parallel()
	all := llm.Caps{Calls: 10, Tokens: 10_000, Time: time.Minute, Cost: incident.Dollar}

	for name, with := range map[string]func(c *llm.Caps){
		"no calls": func(c *llm.Caps) { c.Calls = 0 }, "no tokens": func(c *llm.Caps) { c.Tokens = 0 },
		"no time": func(c *llm.Caps) { c.Time = 0 }, "no money": func(c *llm.Caps) { c.Cost = 0 },
		"nothing": func(c *llm.Caps) { *c = llm.Caps{} }, "fewer tokens than it takes": func(c *llm.Caps) { c.Tokens = 120 },
		"less money than it takes": func(c *llm.Caps) { c.Cost = 400 },
	} {
		t.Run("sends nothing with "+name, func(t *testing.T) {
			within(t, func(t *testing.T, s *openaisim.Server) {
				caps := all
				with(&caps)
				call, err := client(t, options(s)).Ask(t.Context(), llm.NewBudget(caps, incident.Spent{}), request(), &claims{})
				if !errors.Is(err, llm.ErrOverBudget) || call.Outcome != incident.CallLimited || len(s.Requests()) != 0 {
					t.Errorf("%+v, %v", call, err)
				}
			})
		})
	}

	t.Run("counts what was spent before", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			_, err := client(t, options(s)).Ask(t.Context(), llm.NewBudget(all, incident.Spent{Calls: 10}), request(), &claims{})
			if !errors.Is(err, llm.ErrOverBudget) {
				t.Error(err)
			}
		})
	})

	t.Run("gives the first answer's fault when there is no room for a second", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			caps := all
			caps.Calls = 1
			s.Next(openaisim.Say("Hm."))
			call, err := client(t, options(s)).Ask(t.Context(), llm.NewBudget(caps, incident.Spent{}), request(), &claims{})
			if err == nil || errors.Is(err, llm.ErrOverBudget) || call.Outcome != incident.CallInvalid {
				t.Errorf("%+v, %v", call, err)
			}
		})
	})

	t.Run("holds for many at once", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			caps := all
			caps.Calls, caps.Tokens = 40, 3000
			s.Answer(func(r openaisim.Request) openaisim.Reply {
				reply := openaisim.Reply{Content: good, Usage: &openaisim.Usage{In: 60, Out: 100}, Latency: time.Second}
				if r.N%3 == 0 {
					reply.Content = "Hm." // and a second call
				}
				return reply
			})
			c, b := client(t, options(s)), llm.NewBudget(caps, incident.Spent{Calls: 20, Tokens: 500})
			var running sync.WaitGroup
			for range 50 {
				running.Go(func() { _, _ = c.Ask(t.Context(), b, request(), &claims{}) })
			}
			running.Wait()
			if spent := b.Spent(); spent.Calls > 40 || spent.Tokens > 3000 || len(s.Requests()) != spent.Calls-20 || spent.Calls == 20 {
				t.Errorf("spent %+v in %d requests", spent, len(s.Requests()))
			}
		})
	})

	t.Run("ends with its time", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			caps := all
			caps.Time = 20 * time.Second
			s.Next(openaisim.Hang())
			call, err := client(t, options(s)).Ask(t.Context(), llm.NewBudget(caps, incident.Spent{}), request(), &claims{})
			if !errors.Is(err, llm.ErrOverBudget) || call.Took != 20*time.Second {
				t.Errorf("%+v, %v", call, err)
			}
		})
	})

	t.Run("does not wait for an endpoint past its time", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.TooMany("61"))
			call, err := client(t, options(s)).Ask(t.Context(), llm.NewBudget(all, incident.Spent{}), request(), &claims{})
			if err == nil || call.Outcome != incident.CallLimited || call.Took > time.Second {
				t.Errorf("%+v, %v", call, err)
			}
		})
	})
}

func TestClient_Ask_Discretion(t *testing.T) {
	t.Run("logs and traces neither prompt nor key nor answer", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			var log bytes.Buffer
			o := options(s)
			o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			s.Next(openaisim.Fail(500, "", "plugh "+key), openaisim.Say("We rolled"), openaisim.Say(good))
			r := request()
			r.Prompt = "discretion@1"
			if _, err := client(t, o).Ask(t.Context(), plenty(), r, &claims{}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(log.String(), "model asked again") {
				t.Errorf("nothing is said of the try that failed: %s", &log)
			}
			written := log.String()
			traced := false
			for _, span := range spans.Ended() {
				for _, a := range span.Attributes() {
					if a.Value.String() != "discretion@1" {
						continue
					}
					traced = true
					for _, a := range span.Attributes() {
						written += " " + string(a.Key) + "=" + a.Value.String()
					}
				}
			}
			if !traced {
				t.Fatal("the call has no span")
			}
			for _, want := range []string{
				"gen_ai.operation.name=chat", "gen_ai.request.model=gpt-test", "gen_ai.response.model=gpt-test",
				"gen_ai.usage.input_tokens=", "gen_ai.usage.output_tokens=", "tocsin.outcome=ok", `finish_reasons=["stop"]`,
			} {
				if !strings.Contains(written, want) {
					t.Errorf("the span lacks %s: %s", want, written)
				}
			}
			for _, secret := range []string{"plugh", key, "rolled"} {
				if strings.Contains(written, secret) {
					t.Errorf("%q was written: %s", secret, written)
				}
			}
		})
	})
}
