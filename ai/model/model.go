// Package model asks a language model questions over any OpenAI-compatible endpoint, within a budget.
//
// An answer is asked for as JSON of a Go type, and what comes back is that type or a [Problem] that a person can
// act on. Nothing that is sent or answered is ever logged or traced, and neither is the key.
package model

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

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
	// AzureVersion is the version of Azure's API that is asked for when nobody said. It is the oldest
	// generally available one that knows JSON schemas. Source: learn.microsoft.com, "Azure OpenAI API lifecycle".
	AzureVersion = "2024-10-21"
	// DefaultAnswer is how many tokens an answer may have when a request does not say.
	DefaultAnswer = 2000
)

// Client asks one model at one endpoint. It is safe for concurrent use, and learns how the endpoint wants
// to be asked.
type Client struct {
	opts Options
}

// Request is one question.
type Request struct {
	Purpose   string // what it is for, such as "map"
	Prompt    string // the prompt and its version, such as "map@1"
	System    string
	User      string
	Schema    Schema // of the answer
	MaxTokens int    // of the answer; zero for [DefaultAnswer]
}

// Schema is the shape of an answer.
type Schema struct {
	Name string          // letters, digits, _ and -; at most 64
	JSON json.RawMessage // a JSON schema without references
}

// ErrOverBudget means that a call was not made, or not ended, because it could have gone over a cap.
var ErrOverBudget = errors.New("over the budget for language models")

// Problem is why a model did not answer, for people.
type Problem struct {
	Outcome  incident.CallOutcome
	Sentence string // what is wrong, such as "The model's key was refused."
	Hint     string // what to do about it; may be empty

	cause error
}

// Error gives the sentence.
func (p *Problem) Error() string { return p.Sentence }

// Unwrap gives what is behind it, or nil.
func (p *Problem) Unwrap() error { return p.cause }
