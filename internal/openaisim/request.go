package openaisim

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Request is one question as it came.
type Request struct {
	N      int // 1 for the first
	Path   string
	Query  string
	Header http.Header
	Body   []byte // whole, as it came
	Chat   Chat
}

// Chat is what the body of a request says.
type Chat struct {
	Model               string    `json:"model"`
	Messages            []Message `json:"messages"`
	MaxTokens           int       `json:"max_tokens"`
	MaxCompletionTokens int       `json:"max_completion_tokens"`
	Temperature         *float64  `json:"temperature"`
	Seed                *int      `json:"seed"`
	ResponseFormat      struct {
		Type       string `json:"type"` // json_schema, json_object, or empty
		JSONSchema struct {
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

// Message is one turn of a conversation with a model.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// System is what the system's messages say.
func (r Request) System() string { return r.said("system") }

// User is what the user's messages say.
func (r Request) User() string { return r.said("user") }

func (r Request) said(role string) string {
	var all []string
	for _, m := range r.Chat.Messages {
		if m.Role == role {
			all = append(all, m.Content)
		}
	}
	return strings.Join(all, "\n")
}

// Key is what the request was authorised with, as it came; empty when nothing was.
func (r Request) Key() string {
	if key := r.Header.Get("Api-Key"); key != "" {
		return key
	}
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// MaskedKey is the key's beginning, for printing a journal.
func (r Request) MaskedKey() string {
	key := r.Key()
	if len(key) > 4 {
		return key[:4] + "…"
	}
	return strings.Repeat("…", min(1, len(key)))
}

// Model is the one that was asked for: on Azure, the deployment in the path.
func (r Request) Model() string {
	if rest, ok := strings.CutPrefix(r.Path, "/openai/deployments/"); ok {
		name, _, _ := strings.Cut(rest, "/")
		return name
	}
	return r.Chat.Model
}

// Azure reports whether the request came by Azure's path.
func (r Request) Azure() bool { return strings.HasPrefix(r.Path, "/openai/") }

// Limit is how many tokens the answer may have, by whichever of its two names it was given; 0 for no limit.
func (r Request) Limit() int { return max(r.Chat.MaxTokens, r.Chat.MaxCompletionTokens) }
