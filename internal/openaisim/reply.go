package openaisim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Reply is what the endpoint does with one request. Content, Refusal, Finish, Usage and NoChoices make up an
// answer; Status makes it an error; Raw is sent as it is. The rest says how it is sent.
type Reply struct {
	Content   string
	Refusal   string
	Finish    string // "stop" when empty
	Usage     *Usage // nil: counted, four bytes to the token
	NoUsage   bool   // leave usage out, as some servers do
	NoChoices bool

	Status  int // 200 when zero
	Code    string
	Type    string
	Param   string
	Message string

	Raw         []byte
	ContentType string // of Raw

	Header  map[string]string
	Latency time.Duration // before the first byte
	Hang    bool          // say nothing until the client goes away
	Cut     bool          // break off in the middle of the body
	Gzip    bool          // compress the body
}

// Usage is how many tokens an answer says it came to.
type Usage struct {
	In  int `json:"prompt_tokens"`
	Out int `json:"completion_tokens"`
}

// Say answers with a text.
func Say(text string) Reply { return Reply{Content: text} }

// JSON answers with a value as JSON. It panics on what JSON cannot say.
func JSON(v any) Reply {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("openaisim: %v", err))
	}
	return Say(string(text))
}

// Refuse declines, as models do that answer by a schema.
func Refuse(why string) Reply { return Reply{Refusal: why} }

// Filtered has its answer withheld by the endpoint's content filter.
func Filtered() Reply { return Reply{Finish: "content_filter"} }

// Length is an answer that ended at its limit of tokens.
func Length(text string) Reply { return Reply{Content: text, Finish: "length"} }

// Fail answers with an error as OpenAI words it. The code may be empty.
func Fail(status int, code, message string) Reply {
	return Reply{Status: status, Code: code, Message: message}
}

// TooMany is a 429. retryAfter goes out as Retry-After: seconds, or a date as HTTP writes it; empty for none.
func TooMany(retryAfter string) Reply {
	r := Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "Rate limit reached.")
	r.Type = "requests"
	if retryAfter != "" {
		r.Header = map[string]string{"Retry-After": retryAfter}
	}
	return r
}

// QuotaUsedUp is a 429 that no waiting helps.
func QuotaUsedUp() Reply {
	r := Fail(http.StatusTooManyRequests, "insufficient_quota", "You exceeded your current quota.")
	r.Type = "insufficient_quota"
	return r
}

// HTML is what a web site answers, not an API.
func HTML(status int) Reply {
	return Reply{
		Status: status, ContentType: "text/html; charset=utf-8",
		Raw: []byte("<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"),
	}
}

// Hang says nothing until the client goes away.
func Hang() Reply { return Reply{Hang: true} }

// After answers late.
func (r Reply) After(d time.Duration) Reply {
	r.Latency = d
	return r
}

// CutOff breaks off in the middle of the body.
func (r Reply) CutOff() Reply {
	r.Cut = true
	return r
}

// body is what is sent, and its content type.
func (r Reply) body(req Request) (body []byte, contentType string) {
	switch {
	case r.Raw != nil:
		return r.Raw, r.ContentType
	case r.Status >= http.StatusBadRequest:
		return r.failure(), "application/json"
	default:
		return r.completion(req), "application/json"
	}
}

func (r Reply) failure() []byte {
	e := map[string]any{"message": r.Message, "type": r.Type, "param": nil, "code": nil}
	if r.Type == "" {
		e["type"] = "invalid_request_error"
	}
	if r.Code != "" {
		e["code"] = r.Code
	}
	if r.Param != "" {
		e["param"] = r.Param
	}
	return encode(map[string]any{"error": e})
}

func (r Reply) completion(req Request) []byte {
	message := map[string]any{"role": "assistant", "content": r.Content}
	if r.Refusal != "" {
		message["content"], message["refusal"] = nil, r.Refusal
	}
	finish := r.Finish
	if finish == "" {
		finish = "stop"
	}
	choices := []any{map[string]any{"index": 0, "message": message, "finish_reason": finish}}
	if r.NoChoices {
		choices = []any{}
	}
	answer := map[string]any{
		"id": fmt.Sprintf("chatcmpl-%d", req.N), "object": "chat.completion", "created": 0,
		"model": req.Model(), "choices": choices,
	}
	if !r.NoUsage {
		u := r.usage(req)
		answer["usage"] = map[string]any{
			"prompt_tokens": u.In, "completion_tokens": u.Out, "total_tokens": u.In + u.Out,
		}
	}
	return encode(answer)
}

func (r Reply) usage(req Request) Usage {
	if r.Usage != nil {
		return *r.Usage
	}
	const bytesPerToken = 4 // about right for English
	var asked int
	for _, m := range req.Chat.Messages {
		asked += len(m.Content)
	}
	return Usage{In: asked/bytesPerToken + 1, Out: (len(r.Content)+len(r.Refusal))/bytesPerToken + 1}
}

func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("openaisim: %v", err)) // only strings and numbers come here
	}
	return body
}
