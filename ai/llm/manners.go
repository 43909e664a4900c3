package llm

import (
	"errors"
	"math"
	"net/http"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// rung is how an answer's shape is asked for. The lower the rung, the more servers know it.
type rung int

const (
	bySchema rung = iota // response_format json_schema, strict
	byObject             // response_format json_object, and the schema in words
	byWords              // the schema in words
)

// manners are how an endpoint and its model want to be asked.
type manners struct {
	rung          rung
	completion    bool // max_completion_tokens instead of max_tokens
	noTemperature bool
	noSeed        bool
}

// mostManners is how many ways of asking are tried before we believe that it is not about the way.
const mostManners = 8

// firstManners are the ones to begin with. go-openai knows which of OpenAI's models refuse what.
func firstManners(model string) manners {
	plain := manners{}
	request := openai.ChatCompletionRequest{Model: model}
	plain.apply(&request, 1)
	if openai.NewReasoningValidator().Validate(request) != nil {
		return manners{completion: true, noTemperature: true}
	}
	return plain
}

// apply puts them on a request.
func (m manners) apply(r *openai.ChatCompletionRequest, limit int) {
	if m.completion {
		r.MaxCompletionTokens = limit
	} else {
		r.MaxTokens = limit //nolint:staticcheck // the name that most local servers know
	}
	if !m.noTemperature {
		// go-openai leaves a zero out, which to the endpoint means 1. Source: go-openai's README.
		r.Temperature = math.SmallestNonzeroFloat32
	}
	if !m.noSeed {
		seed := 1
		r.Seed = &seed
	}
}

// after gives other manners to try once a request was refused, or false when the refusal was not about manners.
func (m manners) after(err error) (manners, bool) {
	if errors.Is(err, openai.ErrReasoningModelMaxTokensDeprecated) && !m.completion {
		m.completion = true
		return m, true
	}
	if errors.Is(err, openai.ErrReasoningModelLimitationsOther) && !m.noTemperature {
		m.noTemperature = true
		return m, true
	}
	said := hear(err)
	if said.status != http.StatusBadRequest && said.status != http.StatusUnprocessableEntity ||
		said.tooLong() || said.filtered() || said.noModel() {
		return m, false
	}
	words := said.words()
	has := func(some ...string) bool {
		for _, w := range some {
			if strings.Contains(words, w) {
				return true
			}
		}
		return false
	}
	switch {
	case !m.completion && has("max_completion_tokens"):
		m.completion = true
	case m.completion && has("max_completion_tokens"):
		m.completion = false
	case !m.noTemperature && has("temperature"):
		m.noTemperature = true
	case !m.noSeed && has("seed"):
		m.noSeed = true
	case m.rung < byWords && has("response_format", "json_schema", "json_object", "schema", "grammar", "structured"):
		m.rung++
	// Some servers do not say what they did not like: ask for less, piece by piece.
	case m.rung < byWords:
		m.rung++
	case !m.noSeed:
		m.noSeed = true
	case !m.noTemperature:
		m.noTemperature = true
	default:
		return m, false
	}
	return m, true
}

// how gives the manners that are known to be good, or the best guess.
func (c *Client) how() manners {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.manners
}

// learn remembers manners that were accepted.
func (c *Client) learn(m manners) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.manners = m
}
