package jobs

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
)

func TestWarnings(t *testing.T) {
	t.Parallel()
	stopping, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx   context.Context
		level slog.Level
		says  bool
	}{
		"pass what may need a person":          {t.Context(), slog.LevelWarn, true},
		"keep each step of River's back":       {t.Context(), slog.LevelInfo, false},
		"keep back what a stop has broken off": {stopping, slog.LevelError, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said bytes.Buffer
			log := slog.New(warnings{slog.NewTextHandler(&said, nil)})
			log.Log(c.ctx, c.level, "begin transaction: canceled")
			if (said.Len() > 0) != c.says {
				t.Errorf("wrote %q", said.String())
			}
		})
	}
}
