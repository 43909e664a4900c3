package openaisim

import (
	"fmt"
	"net/http"
)

// Manners are what an endpoint knows and insists on. Requests that are not to its liking are answered with
// the errors of the endpoints that really are like that. The zero value takes everything.
type Manners struct {
	Key    string   // the only one that is let in
	Models []string // all that there are

	NoSchema              bool // knows no response_format json_schema, like older models
	NoJSON                bool // knows no response_format at all
	NoTemperature         bool // like OpenAI's reasoning models
	NoSeed                bool
	NoMaxTokens           bool // wants max_completion_tokens, like OpenAI's reasoning models
	NoMaxCompletionTokens bool // wants max_tokens, like most local servers
}

// refuse gives the error for a request, if it is to have one.
func (m Manners) refuse(r Request) (Reply, bool) {
	if m.Key != "" && r.Key() != m.Key {
		return Fail(http.StatusUnauthorized, "invalid_api_key",
			fmt.Sprintf("Incorrect API key provided: %s.", r.MaskedKey())), true
	}
	if !m.has(r.Model()) {
		if r.Azure() {
			return Fail(http.StatusNotFound, "DeploymentNotFound", "The API deployment for this resource does not exist."), true
		}
		return Fail(http.StatusNotFound, "model_not_found", fmt.Sprintf("The model `%s` does not exist.", r.Model())), true
	}
	chat := r.Chat
	format := chat.ResponseFormat.Type
	switch {
	case m.NoSchema && format == "json_schema":
		return unsupported("response_format", "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."), true
	case m.NoJSON && format != "":
		return unsupported("response_format", "Unrecognized request argument supplied: response_format"), true
	case m.NoTemperature && chat.Temperature != nil:
		return unsupported("temperature", "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."), true
	case m.NoSeed && chat.Seed != nil:
		return unsupported("seed", "Unrecognized request argument supplied: seed"), true
	case m.NoMaxTokens && chat.MaxTokens > 0:
		return unsupported("max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."), true
	case m.NoMaxCompletionTokens && chat.MaxCompletionTokens > 0:
		return unsupported("max_completion_tokens", "Unrecognized request argument supplied: max_completion_tokens"), true
	}
	return Reply{}, false
}

func (m Manners) has(model string) bool {
	for _, known := range m.Models {
		if known == model {
			return true
		}
	}
	return len(m.Models) == 0
}

func unsupported(param, message string) Reply {
	r := Fail(http.StatusBadRequest, "unsupported_parameter", message)
	r.Param = param
	return r
}
