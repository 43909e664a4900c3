package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tocsin-bot/tocsin/incident"
)

// Ended says how a piece of work ended.
type Ended struct {
	Kind    string // such as "sync"
	Outcome Outcome
	Took    time.Duration
}

// Outcome is how a piece of work ended.
type Outcome string

// The outcomes.
const (
	Finished Outcome = "finished"
	Resting  Outcome = "resting" // to go on later, nothing is wrong
	Failed   Outcome = "failed"  // to be tried again
	Panicked Outcome = "panicked"
)

// guard stands around every piece of work: it is the one place that logs what went wrong, and it turns
// panics and rests that an error asks for into what River makes of them.
func (j *Jobs) guard(ctx context.Context, job *rivertype.JobRow, do func(context.Context) error) (err error) {
	began, outcome := time.Now(), Finished
	defer func() {
		if broken := recover(); broken != nil {
			err, outcome = j.panicked(ctx, job, broken), Panicked
		}
		j.options.Done(Ended{Kind: job.Kind, Outcome: outcome, Took: time.Since(began)})
	}()
	err = do(ctx)

	var rests *rivertype.JobSnoozeError
	switch asked, asks := asksFor(err); {
	case err == nil:
		return nil
	case errors.As(err, &rests):
		outcome = Resting
		return err
	case errors.Is(err, incident.ErrNotFound): // no time will mend it
		outcome = Failed
		j.log.LogAttrs(ctx, slog.LevelError, "job is about nothing", about(job, err)...)
		return river.JobCancel(err)
	case ctx.Err() != nil && errors.Is(err, context.Canceled): // we are being stopped; River puts it back
		outcome = Resting
		return err
	case asks:
		outcome = Resting
		j.log.LogAttrs(ctx, slog.LevelInfo, "job rests", append(about(job, err), slog.Duration("after", asked))...)
		return river.JobSnooze(asked)
	default:
		outcome = Failed
		j.log.LogAttrs(ctx, slog.LevelWarn, "job failed and is tried again",
			append(about(job, err), slog.Duration("after", pauseAfter(nil, job.Attempt)))...)
		return err
	}
}

// panicked logs a panic and returns the error that stands for it.
func (j *Jobs) panicked(ctx context.Context, job *rivertype.JobRow, broken any) error {
	ref := rand.Text()[:6]
	err := fmt.Errorf("panic (ref %s): %v", ref, broken)
	j.log.LogAttrs(ctx, slog.LevelError, "job panicked and is tried again",
		append(about(job, err), slog.String("ref", ref), slog.String("stack", string(debug.Stack())))...)
	return err
}

// about says which job it was and what went wrong.
func about(job *rivertype.JobRow, err error) []slog.Attr {
	return []slog.Attr{
		slog.String("kind", job.Kind), slog.String("args", string(job.EncodedArgs)),
		slog.Int64("job", job.ID), slog.Int("attempt", job.Attempt), slog.Any("error", err),
	}
}

// warnings is a log handler for River, which tells us of every step: only what may need a person
// passes. What goes wrong with our own work, [Jobs.guard] has logged.
type warnings struct{ slog.Handler }

// Enabled implements [slog.Handler].
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// Handle implements [slog.Handler]. What River finds wrong because it was told to stop is in order.
func (w warnings) Handle(ctx context.Context, r slog.Record) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return nil
	}
	return w.Handler.Handle(ctx, r)
}

// WithAttrs implements [slog.Handler].
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup implements [slog.Handler].
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
