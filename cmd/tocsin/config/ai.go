package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/ai/postmortem"
)

// Bounds of the settings under ai. A chunk must hold a conversation and leave room for the answer.
const (
	minAITimeout, maxAITimeout = time.Second, 10 * time.Minute
	minChunk, maxChunk         = 1_000, 100_000
	maxParallel                = 64
)

// UsesModel reports whether there is a model to ask.
func (a AI) UsesModel() bool { return a.Enabled && a.Model != "" }

// PostmortemTemplate is the template as configured, or the built-in one.
func (a AI) PostmortemTemplate() (*postmortem.Template, error) {
	if a.Template == "" {
		return postmortem.Default(), nil
	}
	text, err := os.ReadFile(a.Template)
	if err != nil {
		return nil, err
	}
	return postmortem.ParseTemplate(a.Template, string(text))
}

func (a AI) check(refuse refuseFunc) {
	address, err := url.Parse(a.BaseURL)
	if err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" || address.RawQuery != "" || strings.HasSuffix(address.Path, "/") {
		refuse("ai.base_url", fmt.Sprintf("is %s; it is an http(s) address without a slash at its end, such as https://api.openai.com/v1 or http://localhost:11434/v1", shown(a.BaseURL)))
	}
	if strings.ContainsAny(string(a.APIKey), " \t\n\"'") {
		refuse("ai.api_key", "has blanks or quotes in it; copy it again")
	}
	if strings.ContainsAny(a.Model, " \t\n\"'") {
		refuse("ai.model", fmt.Sprintf("is %s; it is the model's name as the endpoint knows it, without blanks", shown(a.Model)))
	}
	between(refuse, "ai.timeout", a.Timeout, minAITimeout, maxAITimeout, span)
	between(refuse, "ai.parallel", a.Parallel, 1, maxParallel, number)
	between(refuse, "ai.chunk_tokens", a.ChunkTokens, minChunk, maxChunk, number)
	for key, cap := range map[string]int{"ai.max_calls": a.MaxCalls, "ai.max_tokens": a.MaxTokens, "ai.max_time": int(a.MaxTime)} {
		if cap < 0 {
			refuse(key, "is negative; it is 0 to let the model do nothing, or a limit")
		}
	}
	_, err = a.PostmortemTemplate()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		refuse("ai.template", fmt.Sprintf("is %s, and there is no such file", shown(a.Template)))
	case err != nil:
		refuse("ai.template", "cannot be used: "+err.Error())
	}
}

func number(n int) string { return fmt.Sprint(n) }

// between refuses a value that is not from least to most.
func between[T int | time.Duration](refuse refuseFunc, key string, value, least, most T, said func(T) string) {
	if value < least || value > most {
		refuse(key, fmt.Sprintf("is %s; it is between %s and %s", said(value), said(least), said(most)))
	}
}
