package doctor_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// Each case is one thing wrong with the model, and what the doctor says of it.
func TestExamine_model(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		harm func(*patient, *openaisim.Server)
		want string
	}{
		{"nothing", func(*patient, *openaisim.Server) {}, "\n"},
		{"a wrong key", func(p *patient, _ *openaisim.Server) { p.config.AI.APIKey = "sk-wrong" }, `
✗ language model     The model's key was refused.
                     → Check ai.api_key, and that it belongs to ai.base_url.
`},
		{"no key", func(p *patient, _ *openaisim.Server) { p.config.AI.APIKey = "" }, `
✗ language model     The endpoint wants a key.
                     → Set TOCSIN_AI_API_KEY, or ai.api_key.
`},
		{"a model that does not exist", func(p *patient, _ *openaisim.Server) { p.config.AI.Model = "gpt-9" }, `
✗ language model     The endpoint has no model called "gpt-9".
                     → Check ai.model. The endpoint has gpt-4o-mini.
`},
		{"a path that is none of the API's", func(p *patient, _ *openaisim.Server) { p.config.AI.BaseURL += "/chat" }, `
✗ language model     Nothing at this address answers chat completions.
                     → Check ai.base_url: mostly it ends in /v1, without /chat/completions.
`},
		{"a web page", func(p *patient, _ *openaisim.Server) { p.config.AI.BaseURL = page(t) }, `
✗ language model     The address is a page for people, not an API.
                     → Check ai.base_url: mostly it ends in /v1, without /chat/completions.
`},
		{"nobody there", func(p *patient, _ *openaisim.Server) { p.config.AI.BaseURL = "http://127.0.0.1:1/v1" }, `
✗ language model     Nobody answers at 127.0.0.1:1.
                     → Check ai.base_url, and that this machine may call it.
`},
		{"an answer of no use", func(_ *patient, sim *openaisim.Server) {
			sim.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Say("Sure! Here is your postmortem.") })
		}, `
✗ language model     The model answers, but not in the form it is asked for: drafts would mostly be written without it.
                     → Choose a model that can answer in JSON by a schema.
`},
		{"no quota left", func(_ *patient, sim *openaisim.Server) {
			sim.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.QuotaUsedUp() })
		}, `
✗ language model     The quota of the model's account is used up.
                     → Add credit, or raise the account's limit, where the model is rented.
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sim, err := openaisim.Start()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(sim.Close)
			sim.Behave(openaisim.Manners{Key: "sk-right", Models: []string{"gpt-4o-mini"}})
			sim.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Say(`{"ok": true}`) })
			p := newPatient(t)
			p.config.AI.BaseURL, p.config.AI.Model, p.config.AI.APIKey = sim.URL(), "gpt-4o-mini", "sk-right"
			c.harm(p, sim)
			p.expect(t, c.want)
			if strings.Contains(p.report(t), "sk-") {
				t.Error("the report shows a key")
			}
		})
	}
}

// page is a web site that knows nothing of models.
func page(t *testing.T) string {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><body>Welcome</body></html>"))
	}))
	t.Cleanup(site.Close)
	return site.URL
}
