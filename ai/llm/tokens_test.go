package llm_test

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/ai/llm"
)

func TestClient_Tokens(t *testing.T) {
	t.Parallel()
	count := func(t *testing.T, name, text string) int {
		t.Helper()
		return client(t, llm.Options{BaseURL: "http://model.test", Model: name}).Tokens(text)
	}

	// The counts are OpenAI's own tiktoken's, for o200k_base and cl100k_base.
	for _, c := range []struct {
		model, text string
		want        int
	}{
		{"gpt-4o", "hello world", 2},
		{"llama3.1:8b", "hello world", 2},
		{"gpt-4", "hello world", 2},
		{"gpt-4o", "", 0},
	} {
		if got := count(t, c.model, c.text); got != c.want {
			t.Errorf("%s takes %d tokens for %q, not %d", c.model, got, c.text, c.want)
		}
	}

	t.Run("counts by the model's own vocabulary", func(t *testing.T) {
		t.Parallel()
		const text = "नमस्ते दुनिया, सर्वर बंद है"
		old, recent := count(t, "gpt-4-turbo", text), count(t, "gpt-4.1-mini", text)
		if recent >= old {
			t.Errorf("the newer vocabulary takes %d tokens for Hindi, the older %d", recent, old)
		}
	})

	t.Run("takes anything for a text", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"\xff\xfe", strings.Repeat("!", 40_000), strings.Repeat("a", 40_000), "<|endoftext|>", "👩‍🚒🔥"} {
			if n := count(t, "gpt-4o", text); n < 1 || n > len(text) {
				t.Errorf("%d tokens for %d bytes", n, len(text))
			}
		}
	})
}

// BenchmarkClient_Tokens counts a channel of 10,000 messages, 1.5 MB.
func BenchmarkClient_Tokens(b *testing.B) {
	const message = "rolled back api to v2.31.4 in eu-west-1, error rate is down to 0.3 % since 14:02Z — watching the queue depth before we call it mitigated, cc the DBs"
	c, err := llm.New(llm.Options{BaseURL: "http://model.test", Model: "gpt-4o"})
	if err != nil {
		b.Fatal(err)
	}
	c.Tokens(message)
	b.SetBytes(int64(10_000 * len(message)))
	for b.Loop() {
		for range 10_000 {
			c.Tokens(message)
		}
	}
}
