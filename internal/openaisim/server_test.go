package openaisim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

const question = `{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}]}`

// answer is what came back.
type answer struct {
	status int
	header http.Header
}

// ask posts a chat and gives the answer with its body.
func ask(t *testing.T, s *openaisim.Server, url, body string) (answer, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/chat/completions", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer sk-test-1234")
	res, err := s.Transport().RoundTrip(req)
	if err != nil {
		return answer{}, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{status: res.StatusCode, header: res.Header}, string(text), err
}

func content(t *testing.T, body string) string {
	t.Helper()
	var completion struct {
		Choices []struct {
			Message struct {
				Content string `json:"content"`
			} `json:"message"`
		} `json:"choices"`
	}
	if err := json.Unmarshal([]byte(body), &completion); err != nil || len(completion.Choices) != 1 {
		t.Fatalf("no completion: %s", body)
	}
	return completion.Choices[0].Message.Content
}

func TestServer(t *testing.T) {
	t.Parallel()

	t.Run("answers from the queue first, then by the script, and keeps a journal", func(t *testing.T) {
		t.Parallel()
		s, err := openaisim.Start()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Answer(func(r openaisim.Request) openaisim.Reply { return openaisim.Say("you said " + r.User()) })
		s.Next(openaisim.Say("first"))

		var said []string
		for range 2 {
			_, body, err := ask(t, s, s.URL(), question)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, content(t, body))
		}
		if got := strings.Join(said, ", "); got != "first, you said Hello" {
			t.Errorf("answers: %s", got)
		}
		journal := s.Requests()
		if len(journal) != 2 || journal[1].N != 2 || journal[1].System() != "Be brief." || string(journal[1].Body) != question {
			t.Errorf("journal: %+v", journal)
		}
		if got := journal[0].MaskedKey(); got != "sk-t…" || journal[0].Key() != "sk-test-1234" {
			t.Errorf("key in the journal: %s", got)
		}
	})

	t.Run("takes its time without taking any, in memory", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := openaisim.StartInMemory()
			defer s.Close()
			s.Answer(func(openaisim.Request) openaisim.Reply { return openaisim.Say("late").After(time.Hour) })
			began := time.Now()
			var all sync.WaitGroup
			for range 5 {
				all.Go(func() {
					if _, _, err := ask(t, s, s.URL(), question); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if took := time.Since(began); took != time.Hour || s.Most() != 5 {
				t.Errorf("took %v with %d at a time", took, s.Most())
			}
		})
	})

	t.Run("hangs until the client has had enough", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := openaisim.StartInMemory()
			defer s.Close()
			s.Next(openaisim.Hang())
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			req, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/chat/completions", strings.NewReader(question))
			res, err := s.Transport().RoundTrip(req)
			if err == nil {
				res.Body.Close()
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
	})

	t.Run("breaks off in the middle", func(t *testing.T) {
		t.Parallel()
		s := openaisim.StartInMemory()
		defer s.Close()
		s.Next(openaisim.Say(strings.Repeat("long ", 1000)).CutOff())
		if _, body, err := ask(t, s, s.URL(), question); !errors.Is(err, io.ErrUnexpectedEOF) || len(body) < 1000 {
			t.Errorf("got %d bytes and %v", len(body), err)
		}
	})

	t.Run("compresses", func(t *testing.T) {
		t.Parallel()
		s := openaisim.StartInMemory()
		defer s.Close()
		s.Next(openaisim.Reply{Content: "small", Gzip: true})
		_, body, err := ask(t, s, s.URL(), question)
		if err != nil || content(t, body) != "small" {
			t.Errorf("got %q, %v", body, err)
		}
	})

	t.Run("answers by Azure's path", func(t *testing.T) {
		t.Parallel()
		s := openaisim.StartInMemory()
		defer s.Close()
		_, body, err := ask(t, s, s.AzureURL()+"/openai/deployments/ours", question)
		if err != nil || content(t, body) != "{}" {
			t.Errorf("got %q, %v", body, err)
		}
		if r := s.Requests()[0]; !r.Azure() || r.Model() != "ours" {
			t.Errorf("journal: %+v", r)
		}
	})
}

func TestServer_Refusals(t *testing.T) {
	t.Parallel()
	chat := func(more string) string {
		return `{"model":"m","messages":[]` + more + `}`
	}
	for name, c := range map[string]struct {
		manners openaisim.Manners
		reply   openaisim.Reply
		body    string
		status  int
		says    string
	}{
		"a key it does not know":                {manners: openaisim.Manners{Key: "other"}, body: chat(""), status: 401, says: "invalid_api_key"},
		"a model it does not have":              {manners: openaisim.Manners{Models: []string{"n"}}, body: chat(""), status: 404, says: "model_not_found"},
		"a schema":                              {manners: openaisim.Manners{NoSchema: true}, body: chat(`,"response_format":{"type":"json_schema"}`), status: 400, says: "json_schema"},
		"a response format":                     {manners: openaisim.Manners{NoJSON: true}, body: chat(`,"response_format":{"type":"json_object"}`), status: 400, says: "response_format"},
		"a temperature":                         {manners: openaisim.Manners{NoTemperature: true}, body: chat(`,"temperature":0.1`), status: 400, says: "temperature"},
		"a seed":                                {manners: openaisim.Manners{NoSeed: true}, body: chat(`,"seed":0`), status: 400, says: "seed"},
		"max_tokens":                            {manners: openaisim.Manners{NoMaxTokens: true}, body: chat(`,"max_tokens":5`), status: 400, says: "max_completion_tokens"},
		"max_completion_tokens":                 {manners: openaisim.Manners{NoMaxCompletionTokens: true}, body: chat(`,"max_completion_tokens":5`), status: 400, says: "max_completion_tokens"},
		"a body that is no JSON":                {body: "{", status: 400, says: "parse"},
		"too many requests":                     {reply: openaisim.TooMany("3"), body: chat(""), status: 429, says: "rate_limit_exceeded"},
		"a customer who has not paid":           {reply: openaisim.QuotaUsedUp(), body: chat(""), status: 429, says: "insufficient_quota"},
		"the whole idea, as a page for people":  {reply: openaisim.HTML(200), body: chat(""), status: 200, says: "<!DOCTYPE"},
		"to answer, in words":                   {reply: openaisim.Refuse("I will not"), body: chat(""), status: 200, says: `"refusal":"I will not"`},
		"to say more than its limit lets it":    {reply: openaisim.Length("abc"), body: chat(""), status: 200, says: `"finish_reason":"length"`},
		"what its filter found":                 {reply: openaisim.Filtered(), body: chat(""), status: 200, says: `"finish_reason":"content_filter"`},
		"to choose":                             {reply: openaisim.Reply{NoChoices: true}, body: chat(""), status: 200, says: `"choices":[]`},
		"to say what it used, when told not to": {reply: openaisim.Reply{NoUsage: true}, body: chat(""), status: 200, says: `"object":"chat.completion"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openaisim.StartInMemory()
			defer s.Close()
			s.Behave(c.manners)
			s.Next(c.reply)
			res, body, err := ask(t, s, s.URL(), c.body)
			if err != nil {
				t.Fatal(err)
			}
			if res.status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("got %d %s", res.status, body)
			}
			if c.status == 429 && res.header.Get("Retry-After") != "3" && c.says == "rate_limit_exceeded" {
				t.Errorf("Retry-After is %q", res.header.Get("Retry-After"))
			}
		})
	}
}

func TestServer_Models(t *testing.T) {
	t.Parallel()
	s := openaisim.StartInMemory()
	defer s.Close()
	s.Behave(openaisim.Manners{Models: []string{"a", "b"}})
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/models", nil)
	res, err := s.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); !strings.Contains(string(body), `"id":"b"`) {
		t.Errorf("got %s", body)
	}
}
