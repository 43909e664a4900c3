package llm

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/tocsin-bot/tocsin/incident"
)

// span begins the trace of a call, and gives what ends it. The names are OpenTelemetry's for generative AI; what
// was said is no part of it. Source: opentelemetry.io, "Semantic conventions for generative client AI spans".
func (c *Client) span(ctx context.Context, r Request) (context.Context, func(call incident.ModelCall, finish string)) {
	provider := "openai"
	if c.opts.Azure {
		provider = "azure.ai.openai"
	}
	ctx, span := otel.Tracer("github.com/tocsin-bot/tocsin/ai/llm").Start(ctx, "chat "+c.opts.Model,
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(
			attribute.String("gen_ai.operation.name", "chat"),
			attribute.String("gen_ai.provider.name", provider),
			attribute.String("gen_ai.request.model", c.opts.Model),
			attribute.String("server.address", c.host),
			attribute.String("tocsin.purpose", r.Purpose),
			attribute.String("tocsin.prompt", r.Prompt),
		))
	return ctx, func(call incident.ModelCall, finish string) {
		span.SetAttributes(
			attribute.String("gen_ai.response.model", call.Model),
			attribute.Int("gen_ai.usage.input_tokens", call.TokensIn),
			attribute.Int("gen_ai.usage.output_tokens", call.TokensOut),
			attribute.String("tocsin.outcome", string(call.Outcome)),
		)
		if finish != "" {
			span.SetAttributes(attribute.StringSlice("gen_ai.response.finish_reasons", []string{finish}))
		}
		if call.Outcome != incident.CallOK {
			span.SetAttributes(attribute.String("error.type", string(call.Outcome)))
			span.SetStatus(codes.Error, string(call.Outcome))
		}
		span.End()
	}
}
