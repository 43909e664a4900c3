package llm_test

import (
	"os"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// spans has the traces of all tests; each looks for its own.
var spans = tracetest.NewSpanRecorder()

func TestMain(m *testing.M) {
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(spans)))
	os.Exit(m.Run())
}

const key = "sk-test-0123456789"

// claims is what the tests ask for.
type claims struct {
	Claims []struct {
		Text  string `json:"text"`
		Owner string `json:"owner" nullable:"true"`
	} `json:"claims"`
}

var schema = llm.MustSchemaOf[claims]("claims")

const good = `{"claims":[{"text":"We rolled back.","owner":null}]}`

// request is one that is as small as can be.
func request() llm.Request {
	return llm.Request{Purpose: "map", Prompt: "map@1", System: "Read.", User: "The secret word is plugh.", Schema: schema, MaxTokens: 100}
}

// plenty is a budget nobody hits.
func plenty() *llm.Budget {
	return llm.NewBudget(llm.Caps{Calls: 100, Tokens: 1_000_000, Time: time.Hour, Cost: 100 * incident.Dollar}, incident.Spent{})
}

// options of a client of the server.
func options(s *openaisim.Server) llm.Options {
	return llm.Options{
		BaseURL: s.URL(), Key: key, Model: "gpt-test", HTTP: s.Transport(), Timeout: time.Minute,
		PriceIn: incident.Dollar, PriceOut: 4 * incident.Dollar,
	}
}

func client(t *testing.T, o llm.Options) *llm.Client {
	t.Helper()
	c, err := llm.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// within runs a test against a server, in a time of its own.
func within(t *testing.T, test func(t *testing.T, s *openaisim.Server)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaisim.StartInMemory()
		defer s.Close()
		test(t, s)
	})
}
