// Package llm asks a language model questions over any OpenAI-compatible endpoint, within a budget.
//
// An answer is asked for as JSON of a Go type, and what comes back is that type or a [Problem] that a person can
// act on. Endpoints differ in what they take: a [Client] begins with what OpenAI's newest models take, comes down
// when it is refused, and remembers what was accepted. Nothing that is sent or answered is ever logged or traced,
// and neither is the key.
package llm

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"github.com/tocsin-bot/tocsin/incident"
)

// Options are what a [Client] is made from.
type Options struct {
	BaseURL    string // such as https://api.openai.com/v1; for Azure the resource, https://NAME.openai.azure.com
	Key        string // empty where the endpoint wants none
	Model      string // as the endpoint names it; for Azure the name of the deployment
	Azure      bool
	APIVersion string            // for Azure; empty for [AzureVersion]
	Timeout    time.Duration     // of one try; zero for [DefaultTimeout]
	PriceIn    incident.Cost     // of a million tokens sent
	PriceOut   incident.Cost     // of a million tokens answered
	HTTP       http.RoundTripper // nil for one of our own
	Log        *slog.Logger      // nil for silence
}

const (
	// DefaultTimeout is how long one try may take when nobody said.
	DefaultTimeout = 2 * time.Minute
	// AzureVersion is the version of Azure's API that is asked for when nobody said: the first stable one that
	// knows JSON schemas. Source: learn.microsoft.com, "Azure OpenAI in Microsoft Foundry Models API lifecycle".
	AzureVersion = "2024-10-21"
	// DefaultAnswer is how many tokens an answer may have when a request does not say.
	DefaultAnswer = 2000
)

// Client asks one model at one endpoint. Safe for concurrent use.
type Client struct {
	opts   Options
	host   string // for people
	config openai.ClientConfig
	http   *http.Client
	pause  pause // what the endpoint asked all of us to keep

	mu      sync.Mutex
	manners manners // what the endpoint is known to take
}

// New makes a client. It calls nobody.
func New(o Options) (*Client, error) {
	base, err := endpoint(o.BaseURL)
	if err != nil {
		return nil, err
	}
	if o.Model == "" {
		return nil, fmt.Errorf("llm: no model is named")
	}
	if o.Timeout < 0 || o.PriceIn < 0 || o.PriceOut < 0 {
		return nil, fmt.Errorf("llm: a timeout and prices cannot be below zero")
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.HTTP == nil {
		o.HTTP = transport()
	}
	return &Client{
		opts: o, host: base.Host, config: dialect(o, base), manners: firstManners(o.Model),
		// Timeouts come with each try's context. A redirect is an answer like any other: the key goes to nobody else.
		http: &http.Client{Transport: o.HTTP, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// Model is the name it asks for. An endpoint may answer by a longer one: see [Client.Ask].
func (c *Client) Model() string { return c.opts.Model }

// endpoint reads a base URL as people write it: with the path that go-openai adds itself, or a slash too many.
func endpoint(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSpace(text))
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("llm: the base URL must begin with http:// or https:// and name a host")
	}
	base.Path = strings.TrimRight(base.Path, "/")
	base.Path = strings.TrimRight(strings.TrimSuffix(base.Path, "/chat/completions"), "/")
	return base, nil
}

// dialect is how go-openai talks to the endpoint.
func dialect(o Options, base *url.URL) openai.ClientConfig {
	if !o.Azure {
		config := openai.DefaultConfig(o.Key)
		config.BaseURL = base.String()
		return config
	}
	resource := *base
	resource.Path = strings.TrimSuffix(resource.Path, "/openai") // go-openai adds it
	config := openai.DefaultAzureConfig(o.Key, resource.String())
	config.APIVersion = AzureVersion
	if o.APIVersion != "" {
		config.APIVersion = o.APIVersion
	}
	// A deployment has the name that people gave it; go-openai would take dots and colons out.
	config.AzureModelMapperFunc = func(model string) string { return model }
	return config
}

// transport is net/http's own, with room for as many calls at a time as an incident may have under way.
func transport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // somebody has put another in its place, and means it
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

// price is what tokens cost, rounded up so that a cap is never gone over by crumbs.
func (c *Client) price(in, out int) incident.Cost {
	const million = 1_000_000
	return (incident.Cost(in)*c.opts.PriceIn + incident.Cost(out)*c.opts.PriceOut + million - 1) / million
}
