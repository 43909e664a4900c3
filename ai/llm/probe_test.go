package llm_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// says checks a problem's sentence and hint.
func says(t *testing.T, p *llm.Problem, sentence, hint string) {
	t.Helper()
	if p == nil || !strings.Contains(p.Sentence, sentence) || !strings.Contains(p.Hint, hint) {
		t.Errorf("got %+v", p)
	}
	if p != nil && (strings.Contains(p.Sentence+p.Hint, key) || !strings.HasSuffix(p.Sentence, ".")) {
		t.Errorf("badly worded: %+v", p)
	}
}

func TestClient_Probe(t *testing.T) {
	t.Parallel()

	for name, c := range map[string]struct {
		manners openaisim.Manners
		reply   openaisim.Reply
	}{
		"all is well":                              {reply: openaisim.Say(`{"ok":true}`)},
		"the model puts its answer into a fence":   {reply: openaisim.Say("Sure:\n```json\n{\"ok\": true}\n```")},
		"the model thinks beyond its limit":        {reply: openaisim.Length("")},
		"the endpoint wants other manners":         {reply: openaisim.Say(`{"ok":true}`), manners: openaisim.Manners{NoJSON: true, NoSeed: true, NoMaxTokens: true, NoTemperature: true}},
		"a local server has to load its model":     {reply: openaisim.Say(`{"ok":true}`).After(20 * time.Second)},
		"the key and the model are the endpoint's": {reply: openaisim.Say(`{"ok":true}`), manners: openaisim.Manners{Key: key, Models: []string{"gpt-test"}}},
	} {
		t.Run("has nothing to say when "+name, func(t *testing.T) {
			within(t, func(t *testing.T, s *openaisim.Server) {
				s.Behave(c.manners)
				s.Next(c.reply)
				if p := client(t, options(s)).Probe(t.Context()); p != nil {
					t.Errorf("%s %s", p.Sentence, p.Hint)
				}
			})
		})
	}

	for name, c := range map[string]struct {
		manners        openaisim.Manners
		reply          openaisim.Reply
		set            func(*llm.Options)
		sentence, hint string
	}{
		"the key is wrong":         {manners: openaisim.Manners{Key: "other"}, sentence: "key was refused", hint: "ai.api_key"},
		"the key may not do it":    {reply: openaisim.Fail(403, "", "no"), sentence: "may not use the model", hint: "ai.api_key"},
		"there is no key":          {manners: openaisim.Manners{Key: key}, set: func(o *llm.Options) { o.Key = "" }, sentence: "wants a key", hint: "TOCSIN_AI_API_KEY"},
		"there is no such model":   {manners: openaisim.Manners{Models: []string{"gpt-b", "gpt-a"}}, sentence: `no model called "gpt-test"`, hint: "has gpt-a, gpt-b"},
		"Ollama has not pulled it": {reply: openaisim.Fail(404, "", `model "gpt-test" not found, try pulling it first`), sentence: "no model called", hint: "ai.model"},
		"LiteLLM does not know it": {reply: openaisim.Fail(400, "400", `Invalid model name passed in model=gpt-test`), sentence: "no model called", hint: "ai.model"},
		"the quota is used up":     {reply: openaisim.QuotaUsedUp(), sentence: "quota", hint: "credit"},
		"it chats instead":         {reply: openaisim.Say("Sure! All good."), sentence: "not in the form it is asked for", hint: "JSON by a schema"},
		"it leaves the field out":  {reply: openaisim.Say("{}"), sentence: "not in the form it is asked for", hint: "JSON by a schema"},
		"it is busy":               {reply: openaisim.TooMany("5"), sentence: "no more requests for now", hint: ""},
		"it is a page":             {reply: openaisim.HTML(200), sentence: "page for people", hint: "ai.base_url"},
		"it is no page either":     {reply: openaisim.HTML(404), sentence: "Nothing at this address answers chat", hint: "ai.base_url"},
		"the path is wrong":        {set: func(o *llm.Options) { o.BaseURL = strings.TrimSuffix(o.BaseURL, "/v1") }, sentence: "Nothing at this address answers chat", hint: "/v1"},
		"it is some other API":     {reply: openaisim.Reply{Raw: []byte(`{"status":"ok"}`)}, sentence: "not a chat completion", hint: "ai.base_url"},
		"it is in trouble":         {reply: openaisim.Fail(500, "", "oops"), sentence: "trouble of its own (500)", hint: ""},
		"it never answers":         {reply: openaisim.Hang(), sentence: "did not answer within 30s", hint: "ai.base_url"},
		"there is no deployment": {
			manners: openaisim.Manners{Models: []string{"other"}}, sentence: `no deployment called "gpt-test"`, hint: "ai.model",
			set: func(o *llm.Options) { o.Azure, o.BaseURL = true, strings.TrimSuffix(o.BaseURL, "/v1") },
		},
	} {
		t.Run("tells when "+name, func(t *testing.T) {
			within(t, func(t *testing.T, s *openaisim.Server) {
				s.Behave(c.manners)
				s.Next(c.reply)
				o := options(s)
				if c.set != nil {
					c.set(&o)
				}
				says(t, client(t, o).Probe(t.Context()), c.sentence, c.hint)
			})
		})
	}

	t.Run("quotes an endpoint that takes nothing", func(t *testing.T) {
		within(t, func(t *testing.T, s *openaisim.Server) {
			s.Answer(func(openaisim.Request) openaisim.Reply {
				return openaisim.Fail(400, "", "The organisation must be verified, "+key)
			})
			says(t, client(t, options(s)).Probe(t.Context()), "does not take what it is asked", "must be verified")
		})
	})
}

// TestClient_Probe_Line is about what lies on the way to an endpoint.
func TestClient_Probe_Line(t *testing.T) {
	t.Parallel()
	at := func(url string) llm.Options {
		return llm.Options{BaseURL: url, Model: "m", Key: key}
	}

	t.Run("tells that nobody listens", func(t *testing.T) {
		t.Parallel()
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		says(t, client(t, at("http://"+l.Addr().String()+"/v1")).Probe(t.Context()), "Nobody answers at 127.0.0.1:", "ai.base_url")
	})

	t.Run("tells that a name leads nowhere", func(t *testing.T) {
		t.Parallel()
		o := at("http://model.invalid/v1")
		o.HTTP = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "model.invalid", IsNotFound: true}}
		}}
		says(t, client(t, o).Probe(t.Context()), `"model.invalid" leads to no machine`, "resolved")
	})

	t.Run("tells that a certificate is not trusted", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewUnstartedServer(http.NotFoundHandler())
		s.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of clients that do not trust it
		s.StartTLS()
		defer s.Close()
		says(t, client(t, at(s.URL)).Probe(t.Context()), "certificate that is not trusted", "ai.base_url")
	})

	t.Run("tells that there is no TLS", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewServer(http.NotFoundHandler())
		defer s.Close()
		says(t, client(t, at(strings.Replace(s.URL, "http:", "https:", 1))).Probe(t.Context()), "does not speak TLS", "http://")
	})

	t.Run("tells that it is no HTTP", func(t *testing.T) {
		t.Parallel()
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			_, _ = c.Read(make([]byte, 64<<10))
			_, _ = c.Write([]byte("220 mail.test ESMTP\r\n\r\n"))
		}()
		says(t, client(t, at("http://"+l.Addr().String())).Probe(t.Context()), "does not speak HTTP", "https://")
	})
}
