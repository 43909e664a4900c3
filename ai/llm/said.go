package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// said is what an endpoint answered in place of a completion.
type said struct {
	status     int
	code, kind string
	param      string
	message    string
	retryAfter bool // it said when to come back
}

// hear reads the error of go-openai; the zero value when it is not about an answer.
func hear(err error) said {
	var told *comeBack
	later := errors.As(err, &told)
	var raw *openai.RequestError // first: it may hold an empty APIError
	if errors.As(err, &raw) {
		return said{status: raw.HTTPStatusCode, message: plain(raw.Body), retryAfter: later}
	}
	var api *openai.APIError
	if errors.As(err, &api) {
		s := said{status: api.HTTPStatusCode, kind: api.Type, message: api.Message, retryAfter: later}
		if api.Code != nil {
			s.code = fmt.Sprint(api.Code)
		}
		if api.Param != nil {
			s.param = *api.Param
		}
		if api.InnerError != nil {
			s.kind += " " + api.InnerError.Code
		}
		return s
	}
	return said{}
}

// plain finds what an error says that is not worded as OpenAI's are; empty for pages and other bodies.
func plain(body []byte) string {
	var known struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(body, &known) != nil {
		return ""
	}
	return strings.Join([]string{string(known.Error), known.Message, string(known.Detail)}, " ")
}

// words is all of it, for looking for words in.
func (s said) words() string {
	return strings.ToLower(strings.Join([]string{s.code, s.kind, s.param, s.message}, " "))
}

func (s said) quota() bool {
	return s.code == "insufficient_quota" || s.kind == "insufficient_quota" || s.status == http.StatusPaymentRequired
}

func (s said) filtered() bool {
	w := s.words()
	return strings.Contains(w, "content_filter") || strings.Contains(w, "responsibleaipolicyviolation") ||
		strings.Contains(w, "content_policy")
}

func (s said) tooLong() bool {
	w := s.words()
	return s.code == "context_length_exceeded" || strings.Contains(w, "context length") ||
		strings.Contains(w, "context size") || strings.Contains(w, "context window")
}

func (s said) noModel() bool {
	if s.status != http.StatusNotFound && s.status != http.StatusBadRequest {
		return false
	}
	w := s.words()
	if s.code == "model_not_found" || strings.Contains(w, "deploymentnotfound") {
		return true
	}
	return strings.Contains(w, "model") &&
		(strings.Contains(w, "not found") || strings.Contains(w, "does not exist") || strings.Contains(w, "invalid model"))
}
