// Package telemetry is what the program tells about itself while it runs: a log that cannot give away
// secrets, metrics, and whether it is alive and ready.
package telemetry

import (
	"io"
	"log/slog"
	"time"
)

// NewLogger writes to w what is at least as severe as level, as "json" or else as text. Instants are
// UTC. Secrets are taken out of messages, attributes and errors alike; see Redact.
func NewLogger(w io.Writer, level slog.Level, format string) *slog.Logger {
	options := &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
				a.Value = slog.TimeValue(a.Value.Time().UTC().Round(time.Microsecond))
			}
			return a
		},
	}
	clean := redacting{to: w}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(clean, options))
	}
	return slog.New(slog.NewTextHandler(clean, options))
}
