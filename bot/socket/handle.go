package socket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// maxAck is the size in bytes of a whole ack from which Slack drops it without a word. Source: slack-go
// v0.34.0, socketmode.SendCtx.
const maxAck = 20 << 10

// errPanic is what a panic of a Handler becomes.
var errPanic = errors.New("handler panicked")

// handle runs the handler for a command or an interaction and acks it with the reply.
func (r *Receiver) handle(ctx context.Context, l *link, e Envelope) {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, r.opts.Budget)
	defer cancel()

	reply, err := r.handleSafely(ctx, e)
	took := time.Since(begin)
	r.observe(Handled, e.Type, 1, took)
	log := r.log.With(slog.String("type", e.Type), slog.String("envelope_id", e.ID))
	if took > r.opts.Budget {
		r.observe(Late, e.Type, 1, took)
		log.Warn("an answer took longer than its budget", slog.Duration("took", took))
	}
	var payload json.RawMessage
	if err != nil {
		if !errors.Is(err, errPanic) { // a panic is logged and counted already
			r.observe(HandleFailed, e.Type, 1, took)
			log.Error("no answer", slog.Any("error", err))
		}
		if e.Type != "slash_commands" {
			return
		}
		payload = apology("Something broke on our side", e)
	} else {
		payload = r.marshal(log, e, reply)
	}
	if err := l.answer(context.WithoutCancel(ctx), e.ID, payload); err != nil {
		r.observe(AckLost, e.Type, 1, took)
		log.Warn("the answer has no socket to go out on", slog.Any("error", err))
		return
	}
	r.observe(Acked, e.Type, 1, took)
}

// handleSafely turns a panic into an error.
func (r *Receiver) handleSafely(ctx context.Context, e Envelope) (reply any, err error) {
	defer func() {
		if p := recover(); p != nil {
			r.observe(Panicked, e.Type, 1, 0)
			r.log.Error("handler panicked", slog.String("type", e.Type), slog.String("envelope_id", e.ID),
				slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			err = errPanic
		}
	}()
	return r.opts.Handle(ctx, e)
}

// marshal returns what goes onto the ack: nil for an empty one. A reply Slack would not take is replaced.
func (r *Receiver) marshal(log *slog.Logger, e Envelope, reply any) json.RawMessage {
	if reply == nil {
		return nil
	}
	if !e.AcceptsPayload {
		log.Error("reply left out, since Slack accepts none on this envelope")
		return nil
	}
	payload, err := json.Marshal(reply)
	switch {
	case err != nil:
		log.Error("reply left out, since it cannot be marshalled", slog.Any("error", err))
	case len(appendAck(nil, e.ID, payload)) >= maxAck:
		r.observe(Oversized, e.Type, 1, 0)
		log.Error("reply left out, since Slack drops acks of 20 KB and more", slog.Int("bytes", len(payload)))
	default:
		return payload
	}
	if e.Type == "slash_commands" {
		return apology("The answer does not fit into a reply", e)
	}
	return nil
}

// apology is the answer to a command that has no other. The reference finds the line in the log.
func apology(what string, e Envelope) json.RawMessage {
	b, _ := json.Marshal(map[string]string{ // strings always marshal
		"response_type": "ephemeral",
		"text":          fmt.Sprintf("%s (ref %.8s). Please try again.", what, e.ID),
	})
	return b
}
