package llm_test

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

func TestClient_Manners(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		model   string
		manners openaisim.Manners
		first   int    // requests that the first question takes
		format  string // that is settled on
	}{
		"an endpoint that takes everything":       {first: 1, format: "json_schema"},
		"no schemas":                              {manners: openaisim.Manners{NoSchema: true}, first: 2, format: "json_object"},
		"no response format":                      {manners: openaisim.Manners{NoJSON: true}, first: 3, format: ""},
		"no temperature":                          {manners: openaisim.Manners{NoTemperature: true}, first: 2, format: "json_schema"},
		"no seed":                                 {manners: openaisim.Manners{NoSeed: true}, first: 2, format: "json_schema"},
		"max_completion_tokens":                   {manners: openaisim.Manners{NoMaxTokens: true}, first: 2, format: "json_schema"},
		"everything at once":                      {manners: openaisim.Manners{NoMaxTokens: true, NoSeed: true, NoTemperature: true, NoJSON: true}, first: 6, format: ""},
		"a reasoning model, known by its name":    {model: "o3-mini", manners: openaisim.Manners{NoMaxTokens: true, NoTemperature: true}, first: 1, format: "json_schema"},
		"a reasoning model under another name":    {model: "ours", manners: openaisim.Manners{NoMaxTokens: true, NoTemperature: true}, first: 3, format: "json_schema"},
		"a local server that wants max_tokens":    {model: "llama3.1:8b", manners: openaisim.Manners{NoMaxCompletionTokens: true}, first: 1, format: "json_schema"},
		"a model with a name of the old families": {model: "gpt-4-turbo", manners: openaisim.Manners{NoSchema: true}, first: 2, format: "json_object"},
	} {
		t.Run("learns "+name, func(t *testing.T) {
			within(t, func(t *testing.T, s *openaisim.Server) {
				s.Behave(c.manners)
				s.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Say(good) })
				o := options(s)
				if c.model != "" {
					o.Model = c.model
				}
				asking, b := client(t, o), plenty()
				if _, err := asking.Ask(t.Context(), b, request(), &claims{}); err != nil {
					t.Fatal(err)
				}
				if n := len(s.Requests()); n != c.first {
					t.Errorf("it took %d requests to learn", n)
				}
				if _, err := asking.Ask(t.Context(), b, request(), &claims{}); err != nil {
					t.Fatal(err)
				}
				all := s.Requests()
				last := all[len(all)-1]
				if len(all) != c.first+1 || last.Chat.ResponseFormat.Type != c.format || b.Spent().Calls != 2 {
					t.Errorf("%d requests, the last with %q; spent %+v", len(all), last.Chat.ResponseFormat.Type, b.Spent())
				}
				if inWords := strings.Contains(last.System(), `"claims"`); inWords != (c.format != "json_schema") {
					t.Errorf("system: %s", last.System())
				}
			})
		})
	}

	t.Run("asks for less where the endpoint does not say what it minds", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Answer(func(r openaisim.Request) openaisim.Reply {
				if r.Chat.ResponseFormat.Type != "" || r.Chat.Seed != nil {
					return openaisim.Fail(422, "", "Unprocessable")
				}
				return openaisim.Say(good)
			})
			if _, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &claims{}); err != nil || len(s.Requests()) != 4 {
				t.Errorf("%v after %d requests", err, len(s.Requests()))
			}
		})
	})

	t.Run("gives up on one that takes nothing", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Fail(400, "", "No.") })
			_, err := client(t, options(s)).Ask(t.Context(), plenty(), request(), &claims{})
			if err == nil || !strings.Contains(err.Error(), "does not take what it is asked (400)") {
				t.Errorf("%v after %d requests", err, len(s.Requests()))
			}
		})
	})
}

func TestClient_Azure(t *testing.T) {
	t.Run("speaks Azure's dialect", func(t *testing.T) {
		for name, suffix := range map[string]string{"the resource": "", "with a slash": "/", "with the path": "/openai"} {
			t.Run(name, func(t *testing.T) {
				within(t, func(t *testing.T, s *openaisim.Server) {
					s.Next(openaisim.Say(good))
					o := options(s)
					o.BaseURL, o.Azure, o.Model, o.APIVersion = s.AzureURL()+suffix, true, "our.deployment:1", "2025-01-01"
					if _, err := client(t, o).Ask(t.Context(), plenty(), request(), &claims{}); err != nil {
						t.Fatal(err)
					}
					r := s.Requests()[0]
					if !r.Azure() || r.Model() != "our.deployment:1" || r.Query != "api-version=2025-01-01" ||
						r.Header.Get("Api-Key") != key || r.Header.Get("Authorization") != "" {
						t.Errorf("asked %s?%s with %v", r.Path, r.Query, r.Header)
					}
				})
			})
		}
	})
}

func TestNew(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]llm.Options{
		"no base URL":                  {Model: "m"},
		"a base URL without a scheme":  {Model: "m", BaseURL: "api.openai.com/v1"},
		"a base URL of another scheme": {Model: "m", BaseURL: "ftp://api.openai.com"},
		"no model":                     {BaseURL: "https://api.openai.com/v1"},
		"a negative price":             {Model: "m", BaseURL: "https://api.openai.com/v1", PriceIn: -1},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			t.Parallel()
			if _, err := llm.New(o); err == nil {
				t.Error("taken")
			}
		})
	}
	t.Run("takes a base URL as people paste it", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Next(openaisim.Say(good))
			o := options(s)
			o.BaseURL += "/chat/completions/"
			if _, err := client(t, o).Ask(t.Context(), plenty(), request(), &claims{}); err != nil {
				t.Error(err)
			}
		})
	})
}
