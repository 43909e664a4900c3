package llm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"github.com/tocsin-bot/tocsin/incident"
)

// Request is one question.
type Request struct {
	Purpose   string // what it is for, such as "map"
	Prompt    string // the prompt and its version, such as "map@1"
	System    string
	User      string
	Schema    Schema // of the answer
	MaxTokens int    // of the answer; zero for [DefaultAnswer]
}

// Ask puts a question and decodes the answer into a pointer to the type that the schema was made of.
//
// An answer that broke off, ran into its limit of tokens or does not fit the schema is asked for once more,
// where the budget has room for it. The call that comes back is filled in with an error as well, and adds up all
// that was spent. The error is a [*Problem]; it is [ErrOverBudget] too when a cap was in the way.
func (c *Client) Ask(ctx context.Context, b *Budget, r Request, into any) (call incident.ModelCall, err error) {
	call = incident.ModelCall{Purpose: r.Purpose, Prompt: r.Prompt, Model: c.opts.Model, At: time.Now(), Outcome: incident.CallOK}
	ctx, end := c.span(ctx, r)
	ctx, stop := b.Context(ctx)
	defer stop()
	t := &talk{client: c, budget: b, request: r, limit: r.MaxTokens, tries: mostTries, call: &call}
	if t.limit <= 0 {
		t.limit = DefaultAnswer
	}
	if err = t.converse(ctx, into); err != nil {
		problem := c.problem(ctx, err)
		call.Outcome, err = problem.Outcome, problem
	}
	call.Took = time.Since(call.At)
	end(call, t.finish)
	return call, err
}

// talk is one question until it is answered or given up.
type talk struct {
	client  *Client
	budget  *Budget
	request Request
	limit   int         // tokens that the answer may have
	tries   int         // of each request
	poor    *poorAnswer // the answer that is to be mended; nil for none
	finish  string      // why the last answer ended
	call    *incident.ModelCall
}

// poorAnswer is an answer that could not be read, and why.
type poorAnswer struct{ text, flaw string }

// converse asks until there is an answer, with one more chance for each thing that can go wrong with one.
func (t *talk) converse(ctx context.Context, into any) error {
	var first error // what was wrong when a chance was given
	given := map[error]bool{}
	for {
		a, err := t.exchange(ctx)
		if err == nil {
			err = a.decode(t.request.Schema, into)
		}
		kind := mendable(err)
		switch {
		case err == nil:
			return nil
		case first != nil && (errors.Is(err, ErrOverBudget) || errors.Is(context.Cause(ctx), ErrOverBudget)):
			return first // there was no room for the chance
		case kind == nil && errors.Is(first, errShort):
			return first // a longer answer was too much to ask
		case kind == nil || given[kind]:
			return err
		}
		first, given[kind] = t.client.problem(ctx, err), true
		switch {
		case errors.Is(kind, errShort):
			t.limit *= 2
		case errors.Is(kind, errUnfit):
			t.poor = &poorAnswer{text: a.text, flaw: a.flaw}
		}
	}
}

// mendable gives the kind of an error that another answer might not have; nil for others.
func mendable(err error) error {
	if errors.Is(err, errNotAsked) {
		return nil
	}
	for _, kind := range []error{errCut, errTimeout, errShort, errUnfit} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return nil
}

// exchange gets one answer, asking as the endpoint likes it.
func (t *talk) exchange(ctx context.Context) (*answer, error) {
	m := t.client.how()
	for range mostManners {
		a, err := t.once(ctx, m)
		if err == nil {
			t.client.learn(m)
			return a, nil
		}
		next, ok := m.after(err)
		if !ok {
			return nil, err
		}
		m = next
	}
	return nil, &Problem{Outcome: incident.CallFailed, Sentence: "The endpoint does not take what it is asked, however it is asked."}
}

// once reserves, asks and settles.
func (t *talk) once(ctx context.Context, m manners) (*answer, error) {
	messages, asked := t.messages(m)
	held, err := t.budget.reserve(asked+t.limit, t.client.price(asked, t.limit))
	if err != nil {
		return nil, err
	}
	var in, out int
	defer func() {
		t.call.TokensIn += in
		t.call.TokensOut += out
		cost := t.client.price(in, out)
		t.call.Cost += cost
		spent := incident.Spent{Tokens: in + out, Cost: cost}
		if in+out > 0 {
			spent.Calls = 1
		}
		held.settle(spent)
	}()
	request := openai.ChatCompletionRequest{Model: t.client.opts.Model, Messages: messages, ResponseFormat: t.format(m)}
	m.apply(&request, t.limit)
	l := &line{client: t.client, tries: t.tries}
	config := t.client.config
	config.HTTPClient = l
	response, err := openai.NewClientWithConfig(config).CreateChatCompletion(ctx, request)
	switch {
	case err == nil:
	case l.open:
		in = asked // it was read, and perhaps answered: what that cost we are not told
		return nil, err
	case l.told:
		return nil, &comeBack{err}
	default:
		return nil, err
	}
	a := read(response)
	t.finish = a.finish
	if response.Model != "" {
		t.call.Model = response.Model
	}
	in, out = response.Usage.PromptTokens, response.Usage.CompletionTokens
	if in == 0 {
		in = asked
	}
	if out == 0 {
		out = t.client.Tokens(a.text + a.refusal)
	}
	return a, nil
}

// messages are the turns to send, and the most tokens that they may come to.
func (t *talk) messages(m manners) (turns []openai.ChatCompletionMessage, tokens int) {
	r := t.request
	system := r.System
	if m.rung != bySchema && r.Schema.JSON != nil {
		system += "\n\nAnswer with one JSON object and nothing else. It must fit this JSON schema:\n" + string(r.Schema.JSON)
	}
	turns = []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: strings.TrimSpace(system)},
		{Role: openai.ChatMessageRoleUser, Content: r.User},
	}
	if t.poor != nil {
		turns = append(turns,
			openai.ChatCompletionMessage{Role: openai.ChatMessageRoleAssistant, Content: t.poor.text},
			openai.ChatCompletionMessage{Role: openai.ChatMessageRoleUser, Content: fmt.Sprintf(
				"That cannot be used: %s. Give the same answer again as one JSON object that fits the schema, and nothing else.", t.poor.flaw)})
	}
	const perTurn = 8 // the marks around a turn; OpenAI's take 3 or 4
	tokens = t.client.Tokens(string(r.Schema.JSON))
	for _, turn := range turns {
		tokens += t.client.Tokens(turn.Content) + perTurn
	}
	// A quarter more: the endpoint's own way of counting is seldom further from ours than that.
	return turns, tokens + tokens/4
}

// format is how the answer's shape is asked for.
func (t *talk) format(m manners) *openai.ChatCompletionResponseFormat {
	switch {
	case t.request.Schema.JSON == nil || m.rung == byWords:
		return nil
	case m.rung == byObject:
		return &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	default:
		return &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: t.request.Schema.Name, Schema: t.request.Schema.JSON, Strict: true,
			},
		}
	}
}
