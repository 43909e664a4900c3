package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	openai "github.com/sashabaranov/go-openai"

	"github.com/tocsin-bot/tocsin/incident"
)

// What can be wrong with an answer and may be right with the next.
var (
	errShort = errors.New("the answer ran into its limit of tokens")
	errUnfit = errors.New("the answer does not fit the schema")
)

// answer is what a model said.
type answer struct {
	text    string
	refusal string
	finish  string // stop, length, content_filter; empty from servers that do not say
	none    bool   // there was none, in an answer that is otherwise well
	flaw    string // why it does not fit, for the model to mend
}

// read takes the answer out of a completion.
func read(r openai.ChatCompletionResponse) *answer {
	if len(r.Choices) == 0 {
		return &answer{none: true}
	}
	first := r.Choices[0]
	return &answer{text: first.Message.Content, refusal: first.Message.Refusal, finish: string(first.FinishReason)}
}

// decode reads the answer into a pointer, or says as a *Problem what is wrong with it.
func (a *answer) decode(s Schema, into any) error {
	switch {
	case a.none:
		return &Problem{Outcome: incident.CallInvalid, Sentence: "The endpoint answered without an answer."}
	case a.refusal != "":
		return &Problem{Outcome: incident.CallRefused, Sentence: "The model refused to answer."}
	case a.finish == string(openai.FinishReasonContentFilter):
		return &Problem{Outcome: incident.CallRefused, Sentence: "The endpoint's content filter withheld the answer."}
	case a.finish == string(openai.FinishReasonLength):
		return &Problem{
			Outcome: incident.CallCut, Sentence: "The model had more to say than it was allowed.",
			Hint: "Lower ai.chunk_tokens, so that one answer has less to cover.", cause: errShort,
		}
	}
	if err := a.fill(s, into); err != nil {
		a.flaw = err.Error()
		return &Problem{Outcome: incident.CallInvalid, Sentence: "The model's answer is not what it was asked for.", cause: errUnfit}
	}
	return nil
}

// fill decodes the JSON in the answer. Its errors are for the model, and quote nothing.
func (a *answer) fill(s Schema, into any) error {
	raw, err := object(a.text)
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return errors.New("it is not valid JSON")
	}
	value = storable(value)
	if !s.fits(value) {
		return errors.New("it lacks a field, or one has the wrong type")
	}
	clean, err := json.Marshal(value)
	if err != nil {
		return errors.New("it is not valid JSON")
	}
	if err := json.Unmarshal(clean, into); err != nil {
		return fmt.Errorf("a field has the wrong type")
	}
	return nil
}

// object finds the JSON object in an answer: models that are not held to a format put it between fences, after
// their thoughts, or between pleasantries.
func object(text string) (json.RawMessage, error) {
	if _, after, ok := strings.Cut(text, "</think>"); ok {
		text = after
	}
	const mostBraces = 32 // of prose before the object
	rest := []byte(text)
	for range mostBraces {
		at := bytes.IndexByte(rest, '{')
		if at < 0 {
			break
		}
		rest = rest[at:]
		var raw json.RawMessage
		if json.NewDecoder(bytes.NewReader(rest)).Decode(&raw) == nil {
			return raw, nil
		}
		rest = rest[1:]
	}
	return nil, errors.New("there is no valid JSON object in it")
}

// storable takes the zero bytes out of all texts: models do write them, and Postgres does not store them.
func storable(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "\x00", "")
	case []any:
		for i := range v {
			v[i] = storable(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = storable(v[k])
		}
	}
	return v
}
