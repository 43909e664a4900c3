package llm

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"github.com/tocsin-bot/tocsin/incident"
)

// probeTime is how long the endpoint has to show that it works. A local server may have to load the model first.
const probeTime = 30 * time.Second

// Probe asks for next to nothing, and says what is wrong; nil when all is well. It costs a few tokens.
func (c *Client) Probe(ctx context.Context) *Problem {
	budget := NewBudget(Caps{Calls: mostManners, Tokens: 10_000, Time: probeTime, Cost: math.MaxInt64}, incident.Spent{})
	ctx, stop := budget.Context(ctx)
	defer stop()
	t := &talk{
		client: c, budget: budget, limit: 16, tries: 1, call: &incident.ModelCall{},
		request: Request{System: "You are a health check.", User: `Answer {"ok": true} as JSON.`, Schema: health},
	}
	a, err := t.exchange(ctx)
	if err == nil {
		if a.none {
			return &Problem{Outcome: incident.CallInvalid, Sentence: "What the endpoint answered is not a chat completion.", Hint: hintURL}
		}
		return a.shapeless()
	}
	problem := c.problem(ctx, err)
	said := hear(err)
	switch {
	case said.noModel() && !c.opts.Azure:
		if names := c.models(ctx); len(names) > 0 {
			problem.Hint = "Check ai.model. The endpoint has " + strings.Join(names, ", ") + "."
		}
	case said.status == http.StatusBadRequest || said.status == http.StatusUnprocessableEntity:
		problem.Hint = c.quote(said.message)
	case ctx.Err() != nil && problem.Outcome == incident.CallLimited:
		problem = &Problem{Outcome: incident.CallFailed, Sentence: c.host + " did not answer within " + probeTime.String() + ".", Hint: hintReach}
	}
	return problem
}

// shapeless says that an answer is not in the shape it was asked for. One that was cut is none to judge by:
// models that think first have no room for both.
func (a *answer) shapeless() *Problem {
	var said struct {
		OK bool `json:"ok"`
	}
	if cut := a.text == "" || a.finish == string(openai.FinishReasonLength); cut || a.fill(health, &said) == nil {
		return nil
	}
	return &Problem{
		Outcome: incident.CallInvalid, Sentence: "The model answers, but not in the form it is asked for: drafts would mostly be written without it.",
		Hint: "Choose a model that can answer in JSON by a schema.",
	}
}

// health is the shape of the probe's answer.
var health = MustSchemaOf[struct {
	OK bool `json:"ok"`
}]("health")

// models are some names of models that the endpoint has; nil when it does not say.
func (c *Client) models(ctx context.Context) []string {
	config := c.config
	config.HTTPClient = &line{client: c, tries: 1}
	list, err := openai.NewClientWithConfig(config).ListModels(ctx)
	if err != nil {
		return nil
	}
	var names []string
	for _, m := range list.Models {
		names = append(names, m.ID)
	}
	slices.Sort(names)
	const shown = 8
	if len(names) > shown {
		names = append(names[:shown], "and others")
	}
	return names
}

// quote gives the endpoint's own words: after a probe they quote nobody's. The key is taken out all the same.
func (c *Client) quote(message string) string {
	const longest = 200
	if c.opts.Key != "" {
		message = strings.ReplaceAll(message, c.opts.Key, "…")
	}
	message = strings.Join(strings.Fields(message), " ")
	if message == "" {
		return ""
	}
	if r := []rune(message); len(r) > longest {
		message = string(r[:longest]) + "…"
	}
	return "It says: " + message
}
